/**
 * The few Python literals that the header of a numpy array is made of: a dictionary, text, booleans, whole numbers, tuples
 * and lists. Takes text, returns a value or a `SyntaxError` that says where; evaluates nothing. Linear, bounded in depth.
 */

export type PythonLiteral =
  string | boolean | number | null | readonly PythonLiteral[] | ReadonlyMap<string, PythonLiteral>;

const DEEPEST = 16;
const TOKEN = /\s*(?:('[^'\\\n]*'|"[^"\\\n]*")|(-?\d{1,16})(?![\w.])|(True|False|None)(?!\w)|([{}()[\],:]))/y;
const BLANKS = /\s*/y;

export function parsePythonLiteral(text: string): PythonLiteral | SyntaxError {
  try {
    const reader = { text, at: 0 };
    const value = readValue(reader, 0);
    BLANKS.lastIndex = reader.at;
    BLANKS.exec(text);
    return BLANKS.lastIndex < text.length ? expected("its end", BLANKS.lastIndex) : value;
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

interface Reader {
  readonly text: string;
  at: number;
}

function readValue(reader: Reader, depth: number): PythonLiteral {
  const from = reader.at;
  const token = next(reader);
  if (token.kind === "value") return token.value;
  if (depth === DEEPEST) throw expected(`at most ${DEEPEST} levels`, from);
  switch (token.sign) {
    case "{":
      return readDictionary(reader, depth);
    case "(":
      return readItems(reader, ")", depth);
    case "[":
      return readItems(reader, "]", depth);
    default:
      throw expected("a value", from);
  }
}

function readDictionary(reader: Reader, depth: number): PythonLiteral {
  const entries = new Map<string, PythonLiteral>();
  while (!take(reader, "}")) {
    const from = reader.at;
    const key = readValue(reader, depth + 1);
    if (typeof key !== "string") throw expected("a key in quotes", from);
    if (entries.has(key)) throw expected(`${key} once`, from);
    if (!take(reader, ":")) throw expected("`:`", reader.at);
    entries.set(key, readValue(reader, depth + 1));
    if (take(reader, ",")) continue;
    if (take(reader, "}")) break;
    throw expected("`,` or `}`", reader.at);
  }
  return entries;
}

/** `(3)` is 3, `(3,)` a tuple of one. */
function readItems(reader: Reader, end: ")" | "]", depth: number): PythonLiteral {
  const items: PythonLiteral[] = [];
  let commas = 0;
  while (!take(reader, end)) {
    items.push(readValue(reader, depth + 1));
    if (take(reader, ",")) commas++;
    else if (take(reader, end)) break;
    else throw expected(`\`,\` or \`${end}\``, reader.at);
  }
  return end === ")" && items.length === 1 && commas === 0 ? items[0]! : items;
}

type Token =
  { readonly kind: "value"; readonly value: PythonLiteral } | { readonly kind: "sign"; readonly sign: string };

function next(reader: Reader): Token {
  TOKEN.lastIndex = reader.at;
  const match = TOKEN.exec(reader.text);
  if (match === null) throw expected("a value", reader.at);
  reader.at = TOKEN.lastIndex;
  const [, text, digits, word, sign] = match;
  if (text !== undefined) return { kind: "value", value: text.slice(1, -1) };
  if (digits !== undefined) return { kind: "value", value: Number(digits) };
  if (word !== undefined) return { kind: "value", value: word === "None" ? null : word === "True" };
  return { kind: "sign", sign: sign! };
}

function take(reader: Reader, sign: string): boolean {
  const before = reader.at;
  TOKEN.lastIndex = before;
  const match = TOKEN.exec(reader.text);
  if (match?.[4] !== sign) return false;
  reader.at = TOKEN.lastIndex;
  return true;
}

function expected(what: string, at: number): SyntaxError {
  return new SyntaxError(`${what} expected at character ${at}`);
}
