/**
 * A line of Python as a value: calls, names, numbers, texts, lists. Takes a statement (`x = Dense(10)(x)`, `self.fc = nn.Linear(3, 4),`)
 * and returns what is on its right side, or nothing where it is no such line. Knows no framework; bounded by the line's length.
 */

export type Value =
  | { readonly kind: "number"; readonly value: number; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "name"; readonly path: readonly string[] }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | Call
  | { readonly kind: "other" };

export interface Call {
  readonly kind: "call";
  /** `nn.Conv2d`; empty where a value is called: `Dense(10)(x)`. */
  readonly path: readonly string[];
  readonly callee?: Value;
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export interface Statement {
  /** The name before `=`, where there is one. */
  readonly target: string | undefined;
  readonly values: readonly Value[];
}

const mostDepth = 30;
const token =
  /\s*(?:(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<text>"[^"]*"|'[^']*')|(?<name>[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)|(?<sign>\*\*|\/\/|[()[\],=.*/+\-:]))/y;

interface Token {
  readonly kind: "number" | "text" | "name" | "sign";
  readonly text: string;
}

function tokensOf(text: string): readonly Token[] | undefined {
  const found: Token[] = [];
  token.lastIndex = 0;
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = token.lastIndex) {
    token.lastIndex = at;
    const groups = token.exec(text)?.groups;
    if (!groups) return undefined;
    const [kind, image] = Object.entries(groups).find(([, each]) => each !== undefined)! as [Token["kind"], string];
    found.push({ kind, text: image });
  }
  return found;
}

export function readStatement(text: string): Statement | undefined {
  const tokens = tokensOf(text.replace(/\s+#.*$/, "").replace(/^\s*\(\w+\)\s*:\s*/, ""));
  if (!tokens || tokens.length === 0) return undefined;
  let at = 0;
  const take = (sign: string): boolean => tokens[at]?.kind === "sign" && tokens[at]!.text === sign && ++at > 0;

  const value = (depth: number): Value | undefined => {
    let left = atom(depth);
    while (left && tokens[at]?.kind === "sign" && /^(?:\*|\/|\+|-|\*\*|\/\/)$/.test(tokens[at]!.text)) {
      const sign = tokens[at++]!.text;
      const right = atom(depth);
      if (!right) return undefined;
      left =
        left.kind === "number" && right.kind === "number"
          ? arithmetic(sign, left.value, right.value)
          : { kind: "other" };
    }
    return left;
  };
  const items = (close: string, depth: number): readonly Value[] | undefined => {
    const found: Value[] = [];
    while (!take(close)) {
      const item = value(depth);
      if (!item) return undefined;
      found.push(item);
      if (!take(",")) return take(close) ? found : undefined;
    }
    return found;
  };
  const call = (path: readonly string[], callee: Value | undefined, depth: number): Call | undefined => {
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    while (!take(")")) {
      const [name, sign] = [tokens[at], tokens[at + 1]];
      const isNamed = name?.kind === "name" && sign?.kind === "sign" && sign.text === "=";
      if (isNamed) at += 2;
      const given = value(depth);
      if (!given) return undefined;
      if (isNamed) named.set(name.text, given);
      else positional.push(given);
      if (take(",")) continue;
      if (!take(")")) return undefined;
      break;
    }
    return { kind: "call", path, ...(callee ? { callee } : {}), positional, named };
  };
  const atom = (depth: number): Value | undefined => {
    if (depth > mostDepth) return undefined;
    const first = tokens[at++];
    let found: Value | undefined;
    if (first?.kind === "number") {
      const number = Number(first.text.replaceAll("_", ""));
      found = { kind: "number", value: number, text: first.text };
    } else if (first?.kind === "text") found = { kind: "text", text: first.text.slice(1, -1) };
    else if (first?.kind === "name") {
      const path = first.text.split(".").map((part) => part.trim());
      found = { kind: "name", path };
    } else if (first?.text === "-") {
      const negated = atom(depth + 1);
      found = negated?.kind === "number" ? { ...negated, value: -negated.value, text: `-${negated.text}` } : negated;
    } else if (first?.text === "(" || first?.text === "[") {
      const list = items(first.text === "(" ? ")" : "]", depth + 1);
      found = list && (first.text === "(" && list.length === 1 ? list[0] : { kind: "list", items: list });
    }
    while (found && take("(")) {
      const made: Call | undefined =
        found.kind === "name" ? call(found.path, undefined, depth + 1) : call([], found, depth + 1);
      found = made;
      // `x.view(-1, 3).relu()`: what follows a dot is not read.
      if (tokens[at]?.text === ".") return undefined;
    }
    return found;
  };

  let target: string | undefined;
  const [name, sign] = [tokens[0]!, tokens[1]];
  if (name.kind === "name" && sign?.text === "=") {
    target = name.text;
    at = 2;
  } else if (name.kind === "name" && name.text === "return") at = 1;
  const values: Value[] = [];
  while (at < tokens.length) {
    const found = value(0);
    if (!found) return undefined;
    values.push(found);
    if (at < tokens.length && !take(",")) return undefined;
  }
  return values.length === 0 ? undefined : { target, values };
}

function arithmetic(sign: string, a: number, b: number): Value {
  const value = { "*": a * b, "+": a + b, "-": a - b, "/": a / b, "//": Math.floor(a / b), "**": a ** b }[sign] ?? NaN;
  return Number.isFinite(value) ? { kind: "number", value, text: String(value) } : { kind: "other" };
}
