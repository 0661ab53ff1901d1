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

/** What exporting and the back end alone ask an operator for: its form in PyTorch, and how losses, steps and clips are computed. */
export function leaveOutArithmetic() {
  const functions = new Set(["lower", "update", "initializer", "element", "scalars"]);
  const isLeftOut = ({ key, value }) =>
    key?.name === "pytorch" || (functions.has(key?.name) && /^(?:Arrow)?Function/.test(value?.type));
  return leaveOut(
    "arithmetic",
    /\/src\/ops\//,
    ({ type, properties }) => (type === "ObjectExpression" ? properties.filter(isLeftOut) : []),
    "id",
  );
}

/** What the formatter's main file holds anyway: its builders of documents, and the width of a text. */
export function formatterOnce() {
  const instead = {
    "prettier/doc": 'import { doc } from "prettier/standalone"; export const { builders, printer, utils } = doc;',
    "string-width": 'import { util } from "prettier/standalone"; export default util.getStringWidth;',
  };
  return {
    name: "formatter-once",
    resolveId: (id) => (Object.hasOwn(instead, id) ? `\0${id}` : undefined),
    load: (id) => instead[id.slice(1)],
  };
}

/** `hint`: what the code, or the name of the file, holds if there is anything to leave out. */
function leaveOut(name, hint, fieldsIn, of = "code") {
  return {
    name: `leave-out-${name}`,
    transform(code, id) {
      if (!hint.test(of === "id" ? id : code)) return undefined;
      const fields = [...nodesOf(this.parse(code))].flatMap((node) => [...fieldsIn(node)]);
      let left = "";
      let at = 0;
      for (const { start, end } of fields.sort((a, b) => a.start - b.start)) {
        // One within another goes with it.
        if (start < at) continue;
        left += code.slice(at, start);
        at = code[end] === "," ? end + 1 : end;
      }
      return { code: left + code.slice(at), map: null };
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
