/**
 * A constant, a let or a parameter: how it is declared and the values that it had, each with how often. Takes a snapshot and the
 * declaration.
 */
import { type Declared, mostShapes } from "../../check/scope/trace.ts";
import { printValue } from "../../check/scope/value.ts";
import { printCount } from "../../report/numbers.ts";
import { nodesOf, parameterAt } from "../declaration-of.ts";
import { type Block, code, codeBlock, comment, type Inline, list, page, paragraph } from "../markdown.ts";
import { isKind } from "../node-kinds.ts";
import type { Snapshot } from "../snapshot.ts";

export function describeValue(snapshot: Snapshot, declared: Declared): Block {
  const { source, span, kind } = declared;
  const values = snapshot.trace.valuesOf(source, span);
  const shown = values.map(({ value, count }): readonly Inline[] => {
    return [code(printValue(value)), values.length === 1 || count === 1 ? "" : ` (${printCount(count)} times)`];
  });
  if (values.length === mostShapes) shown.push(["and perhaps more"]);
  const [only, ...others] = shown;
  const here =
    only === undefined
      ? [paragraph(kind === "parameter" ? "no use that is understood gives it a value" : "its value is not known")]
      : others.length === 0
        ? [paragraph("value: ", ...only)]
        : [paragraph("values:"), list(shown)];
  const { written, said } = writtenAs(snapshot, declared);
  return page([...written, ...said, ...here]);
}

function writtenAs(
  snapshot: Snapshot,
  declared: Declared,
): { readonly written: readonly Block[]; readonly said: readonly Block[] } {
  const { text } = declared.source;
  const parameter = parameterAt(snapshot, declared);
  if (parameter) {
    const { value } = parameter.parameter;
    const words = value ? `${declared.name} = ${text.slice(value.span.start, value.span.end)}` : declared.name;
    return { written: [paragraph("parameter ", code(words), " of ", code(parameter.owner.name.text))], said: [] };
  }
  const node = nodesOf(snapshot, declared).findLast((each) => isKind(each, "const") || isKind(each, "let"));
  if (!node) return { written: [], said: [] };
  const documentation = isKind(node, "const") ? node.documentation : undefined;
  return {
    written: [codeBlock(text.slice(node.span.start, node.span.end))],
    said: documentation !== undefined ? [comment(documentation)] : [],
  };
}
