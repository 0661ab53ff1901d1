/**
 * A number or a text that is no argument of a layer: a size of the input, of a claimed shape, what a use gives to a block, a repetition, the
 * value of a setting. Takes a snapshot, the nodes around it and the token.
 */
import { channelsOf, printShape, spatialNames, spatialOf } from "../../ops/shape.ts";
import { describeWord } from "../../report/describe-word.ts";
import type { Call, Input, Node, SizeList, Stage, Train } from "../../syntax/ast.ts";
import { namedAt } from "../declaration-of.ts";
import { type Block, code, ours, page, paragraph } from "../markdown.ts";
import { isBlockUse, isKind, isStage } from "../node-kinds.ts";
import { holds } from "../nodes-at.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Token } from "../tokens-of.ts";
import { declarationsOf, useAt } from "../use-at.ts";
import { visitsOfStage } from "../visits.ts";
import { shapesAround } from "./shapes-around.ts";

export function describePlainNumber(snapshot: Snapshot, path: readonly Node[], token: Token): Block | undefined {
  if (!["Integer", "Decimal", "String"].includes(token.type)) return undefined;
  for (const node of path.toReversed()) {
    if (isBlockUse(node)) return describeGiven(snapshot, node, token);
    if (isKind(node, "train")) return describeSetting(node, token) ?? describeGiven(snapshot, node, token);
    if (isKind(node, "input")) return describeInput(node, token);
    if (isStage(node)) return describeBehind(snapshot, node, path, token);
  }
  return undefined;
}

/** What a use of a block, or a recipe, gives to a parameter. */
function describeGiven(snapshot: Snapshot, node: Call | Train, { span }: Token): Block | undefined {
  const at = node.arguments.findIndex((argument) => holds(argument.span, span.start));
  const argument = node.arguments[at];
  const name = node.kind === "call" ? node.name : node.model;
  const use = argument && useAt(snapshot, name.span.start);
  const [declared] = use ? declarationsOf(use) : [];
  const owner = declared && namedAt(snapshot, declared);
  if (!argument || (owner?.kind !== "block" && owner?.kind !== "model")) return undefined;
  const parameter = argument.name?.text ?? owner.parameters[at]?.name.text;
  return parameter === undefined ? undefined : page([paragraph(code(parameter), " of ", code(owner.name.text))]);
}

function describeSetting({ settings }: Train, { span }: Token): Block | undefined {
  const setting = settings.find((each) => holds(each.span, span.start));
  const word = setting && describeWord(setting.name.text, "setting");
  return word && ours(word.markdown);
}

function describeInput({ sizes: { sizes } }: Input, { span }: Token): Block | undefined {
  const shape = sizes.map((size) => (size.kind === "number" ? size.value : Number.NaN));
  const at = sizes.findIndex((size) => holds(size.span, span.start));
  if (at < 0) return undefined;
  if (at === shape.length - 1) {
    const count = channelsOf(shape);
    return paragraph(shape.length === 1 ? `${count} numbers of the input` : `${count} channels of the input`);
  }
  const axes = spatialOf(shape);
  return paragraph(`${shape[at]}: the ${axes.length <= 3 ? spatialNames(axes.length)[at] : "size"} of the input`);
}

/** Of what stands behind a stage: `: 14x14x6`, `* 3`. */
function describeBehind(
  snapshot: Snapshot,
  { span: whole, shape, repeat }: Stage,
  path: readonly Node[],
  { span }: Token,
): Block | undefined {
  if (shape && holds(shape.span, span.start)) return describeClaim(snapshot, shape, whole);
  if (!repeat || !holds(repeat.span, span.start)) return undefined;
  const word = describeWord("*", "stage");
  return page(shapesAround(snapshot, path), word ? [ours(word.markdown)] : []);
}

function describeClaim(snapshot: Snapshot, { span }: SizeList, stage: Stage["span"]): Block {
  const claimed = snapshot.source.text.slice(span.start, span.end);
  const given = new Set(
    (visitsOfStage(snapshot, stage)?.shapes ?? []).flatMap(({ after }) => (after ? [printShape(after)] : [])),
  );
  const found = given.size === 0 ? "what the stage gives is not known" : `the stage gives ${[...given].join(", ")}`;
  return paragraph("claimed to be ", code(claimed), `: ${found}`);
}
