/**
 * An argument of a layer or a setting: what it means, what it is here, what it is by default; of a number in a layer what it counts and
 * what it costs: `6 filters: 5·5·1·6 + 6 = 156 parameters, 0.3% of the model`. Takes a snapshot, the argument and the nodes around it.
 */
import type { Configured, Recipe, Values } from "../../check/model.ts";
import type { Meaning } from "../../check/scope/trace.ts";
import type { Operator } from "../../ops/operator.ts";
import type { ArgumentSpec } from "../../ops/schema.ts";
import { spatialOf } from "../../ops/shape.ts";
import { explainOperator } from "../../report/explain.ts";
import { printCount, printShare } from "../../report/numbers.ts";
import { writeConfigured } from "../../report/write-layer.ts";
import type { Span } from "../../source/source.ts";
import type { Node } from "../../syntax/ast.ts";
import { type LaidLayer, layersAt } from "../laid-layers.ts";
import { type Block, code, type Inline, list, ours, page, paragraph, strong } from "../markdown.ts";
import { isKind, isSizeList } from "../node-kinds.ts";
import { holds } from "../nodes-at.ts";
import type { Snapshot } from "../snapshot.ts";
import { placeName } from "./place-names.ts";

type Argument = Meaning & { readonly kind: "argument" };

/** More values than this are counted, not shown. */
const mostValues = 8;

export function describeArgument(
  snapshot: Snapshot,
  { owner, schema, argument }: Argument,
  path: readonly Node[],
  offset: number,
  token: Span,
): Block | undefined {
  const spec = Object.hasOwn(schema, argument) ? schema[argument] : undefined;
  if (!spec) return undefined;
  const layer = path.findLast((node) => isKind(node, "layer"));
  const laid = layer ? layersAt(snapshot, layer.span).filter((each) => each.layer.operator.schema === schema) : [];
  const number = describeSize(laid, argument, spec, path, offset);
  const values = laid.length > 0 ? laid.map((each) => each.layer.values) : valuesOfRecipes(snapshot, schema, token);
  const title = ours(`\`${argument}\` of \`${owner}\`: ${spec.doc}`);
  return page([...number, title, ...describeValues(argument, spec, values)]);
}

/** Which of the sizes the offset points at. */
function describeSize(
  laid: readonly LaidLayer[],
  argument: string,
  spec: ArgumentSpec,
  path: readonly Node[],
  offset: number,
): readonly Block[] {
  if (spec.kind !== "sizes" && spec.kind !== "number") return [];
  const written = path.findLast(isSizeList);
  const at = written?.sizes.findIndex(({ span }) => holds(span, offset)) ?? -1;
  const [first] = laid;
  // On the sign between two sizes nobody means one of them.
  if (!written || !first || at < 0 || written.sizes.some(({ span }) => span.end === offset)) return [];
  const values = distinct(laid.map(({ layer }) => sizeAt(layer.values[argument], at)));
  const name = placeName(spec.kind === "sizes" ? spec.places : argument, at, {
    count: written.sizes.length,
    axes: spatialOf(first.layer.input).length,
  });
  const shown = values.flatMap((value) => (value === undefined ? [] : [String(value)])).slice(0, mostValues);
  const head: readonly Inline[] = [strong(shown.join(", ")), ` ${name}`];
  const cost = costOf(laid);
  return [paragraph(...head, ...(cost === "" ? [] : [`: ${cost}`]))];
}

function sizeAt(value: Values[string], at: number): number | undefined {
  const found: unknown = Array.isArray(value) ? value[at] : value;
  return typeof found === "number" ? found : undefined;
}

/** Of one layer with its arithmetic, of several together. */
function costOf(laid: readonly LaidLayer[]): string {
  const params = laid.reduce((sum, { layer }) => sum + layer.params, 0);
  const [first] = laid;
  if (params === 0 || !first) return "";
  const models = new Set(laid.map(({ laidOut }) => laidOut));
  const whole = models.size === 1 ? first.model?.totals.params : undefined;
  const share = whole === undefined ? "" : `, ${printShare(params, whole)} of the model`;
  if (laid.length > 1) return `${printCount(params)} parameters in ${printCount(laid.length)} layers${share}`;
  // The row that comes to what the layer learns, whatever the operator calls it.
  const row = explainOperator(first.layer).findLast(({ value }) => value === printCount(params));
  const steps = row && row.numbers !== row.value ? `${row.numbers} = ` : "";
  return `${steps}${printCount(params)} parameters${share}`;
}

function describeValues(argument: string, spec: ArgumentSpec, values: readonly Values[]): readonly Block[] {
  const counts = new Map<string, number>();
  for (const each of values) {
    const text = printArgument(argument, spec, each[argument]);
    if (text !== "") counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const shown = [...counts].slice(0, mostValues).map(([text, count]): readonly Inline[] => {
    return [code(text), count === 1 || counts.size === 1 ? "" : ` (${printCount(count)} times)`];
  });
  if (counts.size > shown.length) shown.push([`and ${printCount(counts.size - shown.length)} more`]);
  const fallback =
    "default" in spec && spec.default !== undefined ? [paragraph("default: ", code(String(spec.default)))] : [];
  const [only, ...others] = shown;
  const here = only === undefined ? [] : others.length === 0 ? [paragraph("here: ", ...only)] : [list(shown)];
  return [...here, ...fallback];
}

/** As a program writes it; what is at its default is not written. */
function printArgument(name: string, spec: ArgumentSpec, value: Values[string]): string {
  return writeConfigured({ operator: { name: "", schema: { [name]: spec } }, values: { [name]: value } }).trim();
}

/** Of the operator of a recipe that has an argument at the place. */
function valuesOfRecipes({ checked, source }: Snapshot, schema: Argument["schema"], at: Span): readonly Values[] {
  return checked.models.flatMap(({ recipe }) =>
    recipe && recipe.source === source && recipe.span && holds(recipe.span, at.start)
      ? configuredIn(recipe)
          .filter((each) => isAt(each, schema, at))
          .map(({ values }) => values)
      : [],
  );
}

function isAt({ operator, spans }: Configured<Operator>, schema: Argument["schema"], at: Span): boolean {
  return operator.schema === schema && [...(spans?.values() ?? [])].some((span) => holds(span, at.start));
}

function configuredIn({ loss, optimizer, schedule, clip, init, augment }: Recipe): readonly Configured<Operator>[] {
  return [loss, optimizer, schedule, ...(clip ? [clip] : []), init, ...(augment ?? [])];
}

function distinct<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
}
