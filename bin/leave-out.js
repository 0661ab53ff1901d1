/**
 * Plugins of the bundler, for a bundle that has to be small: what is written down beside a thing for others than the server of editors
 * is left out of its file. Takes nothing but the code of modules; only whole fields of object literals are removed.
 */

/** The pages of diagnostics, to which an editor links. */
export function leaveOutPages() {
  const fields = new Set(["explanation", "failing", "fixed"]);
  return leaveOut("pages", /\bexplanation: /, function* (node) {
    const definition = node.type === "ObjectExpression" && node.properties.some(({ key }) => key?.name === "code");
    if (definition) yield* fieldsOf(node, fields);
  });
}

/** The form of every operator in PyTorch, which exporting asks for. */
export function leaveOutPytorch() {
  const fields = new Set(["pytorch"]);
  return leaveOut("pytorch", /\bpytorch\b/, (node) => fieldsOf(node, fields));
}

/** The formatter's builders of documents, which it holds twice: by themselves and in its main file. */
export function documentsOnce() {
  const name = "\0prettier/doc";
  return {
    name: "documents-once",
    resolveId: (id) => (id === "prettier/doc" ? name : undefined),
    load: (id) =>
      id === name
        ? 'import { doc } from "prettier/standalone"; export const { builders, printer, utils } = doc;'
        : undefined,
  };
}

function leaveOut(name, hint, fieldsIn) {
  return {
    name: `leave-out-${name}`,
    transform(code) {
      if (!hint.test(code)) return undefined;
      const fields = [...nodesOf(this.parse(code))].flatMap((node) => [...fieldsIn(node)]);
      let left = code;
      for (const { start, end } of fields.sort((a, b) => b.start - a.start))
        left = left.slice(0, start) + left.slice(left[end] === "," ? end + 1 : end);
      return { code: left, map: null };
    },
  };
}

function fieldsOf(node, names) {
  return node?.type === "ObjectExpression" ? node.properties.filter(({ key }) => names.has(key?.name)) : [];
}

function* nodesOf(value) {
  if (Array.isArray(value)) for (const each of value) yield* nodesOf(each);
  else if (typeof value === "object" && value !== null) {
    if (typeof value.type === "string") yield value;
    for (const each of Object.values(value)) if (typeof each === "object") yield* nodesOf(each);
  }
}
