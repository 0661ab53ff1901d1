/**
 * The header of a safetensors file: a small strict JSON reader of our own. Takes the header's text and returns its values
 * with objects as Maps, so that `__proto__` is a name like any other; throws `weights/…`. `JSON.parse` would keep the last
 * of two equal names in silence, and builds what a limit should refuse first. Numbers are non-negative integers only.
 */
import { fail, weightsDuplicate, weightsHeader, weightsTooMany } from "./diagnostics.ts";

export type HeaderValue = string | number | readonly HeaderValue[] | ReadonlyMap<string, HeaderValue>;

export const headerLimits = {
  /** Names in one object: every tensor, and the metadata. */
  names: 100_001,
  /** Elements of one list: the dimensions of a tensor. */
  elements: 8,
  /** Header, tensor, shape. */
  depth: 3,
} as const;

/** The one object that the text is; spaces may follow it. */
export function parseHeader(text: string, path: string): ReadonlyMap<string, HeaderValue> {
  let at = 0;

  const wrong = (what: string): never => {
    const found = at < text.length ? JSON.stringify(text.slice(at, at + 12)) : "the end of the header";
    return fail(weightsHeader({ message: what, file: path, notes: [`at character ${at} of the header: ${found}`] }));
  };
  const skipSpace = () => {
    while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  };
  const take = (character: string) => {
    skipSpace();
    if (text[at] !== character) wrong(`\`${character}\` is missing in the header of the weight file`);
    at++;
  };
  /** Whether another element follows; takes the comma or the end. */
  const another = (end: string): boolean => {
    skipSpace();
    if (text[at] === end) {
      at++;
      return false;
    }
    take(",");
    return true;
  };
  const isEmpty = (end: string): boolean => {
    skipSpace();
    if (text[at] !== end) return false;
    at++;
    return true;
  };

  const readString = (): string => {
    take('"');
    const start = at;
    for (; text[at] !== '"'; at++) {
      if (at >= text.length) wrong("a string in the header of the weight file does not end");
      if (text[at] === "\\") at++;
    }
    at++;
    try {
      const value: unknown = JSON.parse(text.slice(start - 1, at));
      if (typeof value === "string" && !/\p{Surrogate}/u.test(value)) return value;
    } catch {
      // Told below: an escape or a control character that JSON does not allow.
    }
    at = start - 1;
    return wrong("a string in the header of the weight file is not valid");
  };

  const readNumber = (): number => {
    const digits = /^[-+.0-9eE]{1,24}/.exec(text.slice(at, at + 24))?.[0] ?? "";
    const value = /^(0|[1-9][0-9]{0,15})$/.test(digits) ? Number(digits) : Number.NaN;
    if (!Number.isSafeInteger(value))
      wrong("a number in the header of the weight file is not a whole number from 0 to 2^53 - 1");
    at += digits.length;
    return value;
  };

  const readObject = (depth: number): ReadonlyMap<string, HeaderValue> => {
    const object = new Map<string, HeaderValue>();
    take("{");
    if (isEmpty("}")) return object;
    do {
      const name = readString();
      if (object.has(name)) {
        const notes = [`the second one ends at character ${at} of the header`];
        fail(
          weightsDuplicate({
            message: `the name ${JSON.stringify(name)} stands twice in the weight file`,
            file: path,
            notes,
          }),
        );
      }
      if (object.size >= headerLimits.names) tooMany(`more than ${headerLimits.names} names`);
      take(":");
      object.set(name, readValue(depth));
    } while (another("}"));
    return object;
  };

  const readList = (depth: number): readonly HeaderValue[] => {
    const list: HeaderValue[] = [];
    take("[");
    if (isEmpty("]")) return list;
    do {
      if (list.length >= headerLimits.elements) tooMany(`a list of more than ${headerLimits.elements} elements`);
      list.push(readValue(depth));
    } while (another("]"));
    return list;
  };

  const tooMany = (what: string): never =>
    fail(weightsTooMany({ message: "the header of the weight file is beyond the limits", file: path, notes: [what] }));

  const readValue = (depth: number): HeaderValue => {
    skipSpace();
    const first = text[at];
    if (first === '"') return readString();
    if (first === "{" || first === "[") {
      if (depth >= headerLimits.depth) wrong("the header of the weight file is nested too deeply");
      return first === "{" ? readObject(depth + 1) : readList(depth + 1);
    }
    if (first !== undefined && /[-+.0-9]/.test(first)) return readNumber();
    return wrong("a value is missing in the header of the weight file");
  };

  if (text[at] !== "{") wrong("the header of the weight file does not begin with `{`");
  const header = readObject(1);
  skipSpace();
  if (at < text.length) wrong("the header of the weight file goes on after its end");
  return header;
}
