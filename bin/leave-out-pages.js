/**
 * A plugin of the bundler: leaves the pages of diagnostics out of a bundle that only links to them. Of every definition that is typed
 * out the fields that nothing but a page shows are removed; definitions are the objects with a code and an explanation.
 */
const PAGE_FIELDS = new Set(["explanation", "failing", "fixed"]);

export function leaveOutPages() {
  return {
    name: "leave-out-pages",
    transform(code) {
      if (!code.includes("explanation: ")) return undefined;
      const fields = [...nodesOf(this.parse(code))]
        .filter(isDefinition)
        .flatMap(({ properties }) => properties.filter(({ key }) => PAGE_FIELDS.has(key?.name)));
      let left = "";
      let at = 0;
      for (const { start, end } of fields.sort((a, b) => a.start - b.start)) {
        left += code.slice(at, start);
        at = code[end] === "," ? end + 1 : end;
      }
      return { code: left + code.slice(at), map: null };
    },
  };
}

function isDefinition({ type, properties }) {
  const has = (name) => properties.some(({ key }) => key?.name === name);
  return type === "ObjectExpression" && has("code") && has("explanation");
}

function* nodesOf(value) {
  if (Array.isArray(value)) for (const each of value) yield* nodesOf(each);
  else if (typeof value === "object" && value !== null) {
    if (typeof value.type === "string") yield value;
    for (const each of Object.values(value)) if (typeof each === "object") yield* nodesOf(each);
  }
}
