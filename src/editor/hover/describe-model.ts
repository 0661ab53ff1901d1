/**
 * A model: its comment, what goes in and comes out, its totals, what training keeps in memory. Takes a snapshot and the model; of one with
 * mistakes it gives what was understood.
 */
import { estimateMemory } from "../../check/estimate-memory.ts";
import type { CheckedModel } from "../../check/model.ts";
import type { Declared } from "../../check/scope/trace.ts";
import { printShape } from "../../ops/shape.ts";
import { add } from "../../ops/size-arithmetic.ts";
import { printBytes, printCount, printLarge } from "../../report/numbers.ts";
import type { Model } from "../../syntax/ast.ts";
import { signatureOf } from "../declaration-of.ts";
import { type Block, code, codeBlock, comment, type Inline, list, page } from "../markdown.ts";
import type { Snapshot } from "../snapshot.ts";

export function describeModel(snapshot: Snapshot, declared: Declared, node: Model): Block {
  const head = node.parameters.length === 0 ? node.name.text : signatureOf(node, declared.source).label;
  const title = codeBlock(`model ${head}`);
  const said = node.documentation === undefined ? [] : [comment(node.documentation)];
  const model = snapshot.checked.models.find(
    ({ name, source }) => name === declared.name && source === declared.source,
  );
  return page([title, ...said, list(model ? rowsOf(model) : rowsOfBroken(snapshot, declared, node))]);
}

function rowsOf(model: CheckedModel): readonly (readonly Inline[])[] {
  const { input, output, layers, totals, heads, recipe } = model;
  const memory = estimateMemory(model, recipe?.batch ?? 1);
  return [
    [`${printShape(input)} → ${printShape(output)}, ${printCount(layers.length)} layers`],
    [`${printLarge(totals.params)} parameters`],
    [`${printLarge(totals.macs)} MACs for one image`],
    [`receptive field ${printCount(totals.rf)}`],
    [`training at batch ${memory.batch}, before buffers share places: ${printBytes(memory.total)}`],
    ...heads.map(({ name, output: given }): readonly Inline[] => ["head ", code(name), ` gives ${printShape(given)}`]),
  ];
}

function rowsOfBroken({ trace, checked }: Snapshot, declared: Declared, node: Model): readonly (readonly Inline[])[] {
  const unbound = checked.unbound.find(({ name }) => name === declared.name);
  if (unbound) return [["known once its parameters have values: ", code(unbound.parameters.join(", "))]];
  const laidOut = trace.models.find(({ model }) => model.name.span === node.name.span);
  if (!laidOut) return [["not laid out here"]];
  const params = laidOut.layers.reduce((sum, layer) => add(sum, layer.params), 0);
  return [
    ["it has mistakes; understood so far:"],
    [`${printCount(laidOut.layers.length)} layers, ${printLarge(params)} parameters`],
  ];
}
