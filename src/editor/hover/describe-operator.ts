/**
 * A layer or a join where it stands: from what shape to what shape, the arithmetic of its numbers, its share of the model; where it is
 * laid out several times, the cases that differ. Then its documentation. Of other operators, such as optimizers, their page. Takes a
 * snapshot, the operator and the nodes around it.
 */
import type { Join, Layer, Operator } from "../../ops/operator.ts";
import { printShape } from "../../ops/shape.ts";
import { add } from "../../ops/size-arithmetic.ts";
import { describeWord } from "../../report/describe-word.ts";
import { explainLayers } from "../../report/explain.ts";
import { printCount, printShare } from "../../report/numbers.ts";
import { writeLayer } from "../../report/write-layer.ts";
import type { Node } from "../../syntax/ast.ts";
import { groupByModel, type LaidLayer, layersAt } from "../laid-layers.ts";
import { type Block, code, codeBlock, type Inline, list, ours, page, paragraph, strong } from "../markdown.ts";
import { isKind } from "../node-kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import { shapesAround } from "./shapes-around.ts";

/** More cases of one layer than this are counted, not shown. */
const mostCases = 8;

export function describeOperator(snapshot: Snapshot, operator: Operator, path: readonly Node[]): Block | undefined {
  if (operator.kind !== "layer" && operator.kind !== "join") {
    const word = describeWord(operator.name, operator.kind);
    return word && ours(word.markdown);
  }
  const node = path.findLast((each) => isKind(each, "layer") || isKind(each, "branch"));
  const laid = node ? layersAt(snapshot, node.span) : [];
  return page(node && laid.length === 0 ? shapesAround(snapshot, path) : describeLaid(laid), documentationOf(operator));
}

function documentationOf({ name, documentation: { summary, details } }: Layer | Join): readonly Block[] {
  return [ours(`\`${name}\`: ${summary}.`), ours(details)];
}

interface Case {
  readonly first: LaidLayer;
  readonly written: string;
  readonly shapes: string;
  count: number;
}

function describeLaid(laid: readonly LaidLayer[]): readonly Block[] {
  const cases = casesOf(laid);
  const [only, ...others] = cases;
  if (!only) return [];
  if (others.length > 0) return [list([...describeCases(cases), ...totalsOf(laid)])];
  const { above, rows } = describeCase(only);
  return [...above, list([...rows, ...totalsOf(laid)])];
}

function casesOf(laid: readonly LaidLayer[]): readonly Case[] {
  const cases = new Map<string, Case>();
  for (const each of laid) {
    const { layer } = each;
    const written = writeLayer(layer);
    const shapes = `${layer.inputShapes.map(printShape).join(", ")} → ${printShape(layer.output)}`;
    const key = `${written} ${shapes}`;
    const same = cases.get(key);
    if (same) same.count++;
    else cases.set(key, { first: each, written, shapes, count: 1 });
  }
  return [...cases.values()];
}

type Row = readonly Inline[];

function describeCase({ first, written, shapes, count }: Case): {
  readonly above: readonly Block[];
  readonly rows: readonly Row[];
} {
  const { layer, laidOut, model } = first;
  const [explained] = explainLayers(model ?? { layers: laidOut.layers, input: laidOut.input ?? [1] }, [layer]);
  const where =
    count === 1 ? [" · ", code(layer.name)] : [` · ${printCount(count)} times, the first is `, code(layer.name)];
  const rows = (explained?.rows ?? []).map(({ subject, formula, numbers, value }): Row => {
    const steps = [formula, numbers].filter((step, i, all) => step !== value && step !== all[i - 1]);
    return [`${subject}: ${steps.map((step) => `${step} = `).join("")}`, strong(value)];
  });
  const notes = (explained?.notes ?? []).map((note): Row => [`note: ${note}`]);
  return { above: [codeBlock(written), paragraph(strong(shapes), ...where)], rows: [...rows, ...notes] };
}

function describeCases(cases: readonly Case[]): readonly Row[] {
  const rows = cases.slice(0, mostCases).map(({ first, written, shapes, count }): Row => {
    const { params, macs } = first.layer;
    return [
      `${shapes}: `,
      code(written),
      `${countsOf(params, macs)}${count === 1 ? "" : `, ${printCount(count)} times`}`,
    ];
  });
  const more = cases.length > mostCases ? [[`and ${printCount(cases.length - mostCases)} more`]] : [];
  return [...rows, ...more];
}

function countsOf(params: number, macs: number): string {
  return [
    ...(params === 0 ? [] : [`, ${printCount(params)} parameters`]),
    ...(macs === 0 ? [] : [`, ${printCount(macs)} MACs`]),
  ].join("");
}

/** Its share of each model. */
function totalsOf(laid: readonly LaidLayer[]): readonly Row[] {
  const models = groupByModel(laid);
  const rows = [...models].flatMap(([laidOut, layers]) => describeShare(laidOut.model.name.text, layers));
  const shown = rows.slice(0, mostCases);
  if (rows.length > shown.length) shown.push([`and in ${printCount(rows.length - shown.length)} more models`]);
  return shown;
}

function describeShare(name: string, laid: readonly LaidLayer[]): readonly Row[] {
  const [{ model } = { model: undefined }] = laid;
  const params = laid.reduce((sum, { layer }) => add(sum, layer.params), 0);
  const macs = laid.reduce((sum, { layer }) => (layer.head === undefined ? add(sum, layer.macs) : sum), 0);
  if (params === 0 && macs === 0) return [];
  const of = (part: number, whole: number | undefined): string =>
    whole === undefined || part === 0 ? "" : ` (${printShare(part, whole)})`;
  const parts = [
    ...(params === 0 ? [] : [`${printCount(params)} parameters${of(params, model?.totals.params)}`]),
    ...(macs === 0 ? [] : [`${printCount(macs)} MACs${of(macs, model?.totals.macs)}`]),
  ];
  const times = laid.length === 1 ? "" : `, laid out ${printCount(laid.length)} times`;
  return [["in ", code(name), `${times}: ${parts.join(", ")}`]];
}
