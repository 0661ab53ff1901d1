/**
 * What a snippet writes when every place keeps its default: takes the body of a snippet, gives text. Knows `$1`, `${1}`, `${1:text}`
 * with places inside, `${1|one,two|}` and escapes; the first that is written of a number is its default for all.
 */
export function expandSnippet(body: string | readonly string[]): string {
  const text = typeof body === "string" ? body : body.join("\n");
  const defaults = new Map<string, string>();
  // A mirror may be written before the place that it mirrors.
  expand(text, defaults);
  return expand(text, defaults);
}

function expand(text: string, defaults: Map<string, string>): string {
  let at = 0;
  const read = (end: string): string => {
    let out = "";
    while (at < text.length && !(end !== "" && text[at] === end)) {
      if (text[at] === "\\") {
        out += text[at + 1] ?? "";
        at += 2;
      } else if (text[at] === "$" && /[\d{]/.test(text[at + 1] ?? "")) out += place();
      else out += text[at++];
    }
    return out;
  };
  const place = (): string => {
    const [written, plain, braced = ""] = /^\$(?:(\d+)|\{(\d+))/.exec(text.slice(at)) ?? [];
    if (written === undefined) throw new Error(`no place at ${JSON.stringify(text.slice(at, at + 20))}`);
    at += written.length;
    const number = plain ?? braced;
    let own: string | undefined;
    if (plain === undefined) {
      const sign = text[at++];
      if (sign === ":") own = read("}");
      else if (sign === "|") {
        const end = text.indexOf("|}", at);
        own = text.slice(at, end).split(",")[0]!;
        at = end + 1;
      } else at--;
      if (text[at] !== "}") throw new Error(`a place is not closed in ${JSON.stringify(text)}`);
      at++;
    }
    if (own !== undefined && !defaults.has(number)) defaults.set(number, own);
    return defaults.get(number) ?? "";
  };
  return read("");
}
