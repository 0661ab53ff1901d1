/**
 * A plugin of the bundler: leaves the pages of diagnostics out of a bundle that only links to them. Of every object that is given to
 * `defineDiagnostic` the fields that nothing but a page shows are removed.
 */
const PAGE_FIELDS = new Set(["explanation", "failing", "fixed"]);

/** @returns {import("rolldown").Plugin} */
export function leaveOutPages() {
  return {
    name: "leave-out-pages",
    transform(code) {
      if (!code.includes("defineDiagnostic(")) return undefined;
      const fields = [...definitionsIn(this.parse(code))].flatMap(({ properties }) =>
        properties.filter(({ key }) => PAGE_FIELDS.has(key?.name)),
      );
      let left = code;
      for (const { start, end } of fields.sort((a, b) => b.start - a.start))
        left = left.slice(0, start) + left.slice(left[end] === "," ? end + 1 : end);
      return { code: left, map: null };
    },
  };
}

/** The objects given to `defineDiagnostic`, wherever they are. */
function* definitionsIn(node) {
  if (Array.isArray(node)) {
    for (const each of node) yield* definitionsIn(each);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const [first] = node.type === "CallExpression" && node.callee.name === "defineDiagnostic" ? node.arguments : [];
  if (first?.type === "ObjectExpression") yield first;
  for (const value of Object.values(node)) if (typeof value === "object") yield* definitionsIn(value);
}
