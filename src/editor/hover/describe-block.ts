/**
 * A block: its signature, its comment, and what it comes to, in the use that is pointed at and in all of them. Takes a snapshot, the block
 * and the use.
 */
import type { Declared, Use } from "../../check/scope/trace.ts";
import { printShape } from "../../ops/shape.ts";
import { add } from "../../ops/size-arithmetic.ts";
import { printCount, printShare } from "../../report/numbers.ts";
import type { Block as BlockNode, Node } from "../../syntax/ast.ts";
import { signatureOf } from "../declaration-of.ts";
import { groupByModel, type LaidUses, layersOfBlock, layersOfCall } from "../laid-layers.ts";
import { type Block, code, codeBlock, comment, type Inline, list, page } from "../markdown.ts";
import { isBlockUse, isStage } from "../node-kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import { visitsOfStage } from "../visits.ts";

/** More models than this are counted, not named. */
const mostModels = 6;
const mostShapes = 4;

export function describeBlock(
  snapshot: Snapshot,
  declared: Declared,
  block: BlockNode,
  use: Use,
  path: readonly Node[],
): Block {
  const title = codeBlock(`block ${signatureOf(block, declared.source).label}`);
  const said = block.documentation === undefined ? [] : [comment(block.documentation)];
  const call = path.findLast(isBlockUse);
  const isCalled = call !== undefined && call.name.span.start === use.span.start;
  const all = layersOfBlock(snapshot, declared);
  const own = isCalled ? layersOfCall(snapshot, call.span) : undefined;
  const rows = [
    ...(own ? describeUse(snapshot, own, path) : []),
    ...(all.count === 0 ? [["no model here is known to use it"]] : []),
    // One use is told already.
    ...(all.count > (own?.count ?? 0) ? totalsOf("all uses", all) : []),
  ];
  return page([title, ...said, list(rows)]);
}

function describeUse(snapshot: Snapshot, uses: LaidUses, path: readonly Node[]): readonly (readonly Inline[])[] {
  const stage = path.findLast(isStage);
  const visits = stage && visitsOfStage(snapshot, stage.span);
  const shapes = (visits?.shapes ?? []).flatMap(({ before, after }) =>
    before && after ? [`${printShape(before)} → ${printShape(after)}`] : [],
  );
  const shown = [...shapes.slice(0, mostShapes), ...(shapes.length > mostShapes ? ["…"] : [])].join(", ");
  return [...(shown === "" ? [] : [[shown]]), ...(uses.count === 0 ? [] : totalsOf("this use", uses))];
}

function totalsOf(what: string, { layers, countIn }: LaidUses): readonly (readonly Inline[])[] {
  const models = groupByModel(layers);
  const rows = [...models.values()].slice(0, mostModels).map((own): readonly Inline[] => {
    const [first] = own;
    const params = own.reduce((sum, { layer }) => add(sum, layer.params), 0);
    const macs = own.reduce((sum, { layer }) => (layer.head === undefined ? add(sum, layer.macs) : sum), 0);
    const share = first?.model && params > 0 ? ` (${printShare(params, first.model.totals.params)})` : "";
    const counts = `${printCount(own.length)} layers, ${printCount(params)} parameters${share}, ${printCount(macs)} MACs`;
    const times = first ? countIn(first.laidOut) : 0;
    const often = times > 1 ? `, laid out ${printCount(times)} times` : "";
    return [`${what} in `, code(first?.laidOut.model.name.text ?? ""), `${often}: ${counts}`];
  });
  const more = models.size - rows.length;
  return more > 0 ? [...rows, [`and in ${printCount(more)} more models`]] : rows;
}
