/**
 * Reads SVG and HTML as strictly as XML is read, but for HTML's elements without an end: gives every element with its
 * attributes and text, throws at what is not well-formed. So that tests look at what a browser would see.
 */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Of itself and all within, entities resolved. */
  text: string;
}

const withoutEnd = new Set(["meta", "img", "br", "!doctype"]);
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

export function readMarkup(source: string): readonly Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  let at = 0;
  const tell = (text: string): void => {
    for (const element of open) element.text += text;
  };
  while (at < source.length) {
    const next = source.indexOf("<", at);
    const text = source.slice(at, next < 0 ? source.length : next);
    // A style sheet is no markup: only its end counts.
    if (open.at(-1)?.name === "style") {
      at = source.indexOf("</style>", at);
      tell(source.slice(next, at));
    } else {
      if (/[>]/.test(text)) throw new Error(`a bare > in ${JSON.stringify(text)}`);
      tell(resolve(text));
      if (next < 0) break;
      at = next;
    }
    const closing = /^<\/([\w-]+)>/.exec(source.slice(at, at + 100));
    if (closing !== null) {
      const top = open.pop();
      if (top?.name !== closing[1]) throw new Error(`</${closing[1]}> closes ${top?.name ?? "nothing"}`);
      at += closing[0].length;
      continue;
    }
    const end = endOfTag(source, at);
    const inside = source.slice(at + 1, end);
    const name = /^!?[\w-]+/.exec(inside)?.[0];
    if (name === undefined) throw new Error(`no tag: <${inside.slice(0, 40)}`);
    const attributes = new Map<string, string>();
    let rest = inside.slice(name.length).replace(/\/$/, "");
    if (name !== "!doctype") {
      for (let match = attribute(rest); match !== null; match = attribute(rest)) {
        if (attributes.has(match[1]!)) throw new Error(`${match[1]} twice in <${name}>`);
        attributes.set(match[1]!, resolve(match[2]!));
        rest = rest.slice(match[0].length);
      }
      if (rest.trim() !== "") throw new Error(`no attributes: ${rest}`);
    }
    const element: Element = { name, attributes, text: "" };
    elements.push(element);
    if (!inside.endsWith("/") && !withoutEnd.has(name)) open.push(element);
    at = end + 1;
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)!.name}> is never closed`);
  return elements;
}

function attribute(text: string): RegExpExecArray | null {
  return /^\s+([\w:-]+)="([^"<]*)"/.exec(text);
}

function endOfTag(source: string, from: number): number {
  let quoted = false;
  for (let i = from; i < source.length; i++) {
    if (source[i] === '"') quoted = !quoted;
    else if (source[i] === ">" && !quoted) return i;
  }
  throw new Error("a tag without an end");
}

function resolve(text: string): string {
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`a bare & in ${JSON.stringify(text)}`);
  return text.replace(/&([^;]+);/g, (_, name: string) => entities[name]!);
}
