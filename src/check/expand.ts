/**
 * From the syntax of a chain to the layers it stands for: groups and repetitions are laid out, each layer in turn is given
 * the shape that reaches it. Takes a chain, its scope, the draft and the cursor before it; adds layers to the draft and
 * returns the cursor after it. Blocks, branches and conditions join here, one case each; until then they answer with
 * `check/not-yet`. Relies on the parser's limit on nesting.
 */
import { printShape } from "../ops/shape.ts";
import { multiply, printCount, product } from "../ops/size-arithmetic.ts";
import { LIMITS } from "../limits.ts";
import type { Span } from "../source/source.ts";
import type { Chain, Group, Name, Primary, SizeList, Stage } from "../syntax/ast.ts";
import { countLayers } from "./count-layers.ts";
import { demandInteger } from "./demand.ts";
import { duplicateName, misplacedInput, notYet, shapeDiffers, tooManyLayers } from "./diagnostics/models.ts";
import { wrongKind } from "./diagnostics/expressions.ts";
import { type Cursor, type Draft, loseShape } from "./draft.ts";
import { inferLayer } from "./infer-layer.ts";
import type { Scope } from "./scope.ts";

export function expandChain(chain: Chain, scope: Scope, draft: Draft, start: Cursor): Cursor {
  return chain.stages.reduce((cursor, stage) => expandStage(stage, scope, draft, cursor), start);
}

export function expandStage(stage: Stage, outer: Scope, draft: Draft, start: Cursor): Cursor {
  if (draft.full) return start;
  const scope: Scope = { ...outer, input: start.shape ?? "unknown" };
  const label = stage.label && declareLabel(stage.label, scope, draft) ? labelText(stage.label.text, scope) : undefined;
  const reached = stage.repeat
    ? repeat(stage, stage.repeat, scope, draft, start)
    : expandPrimary(stage.primary, label, scope, draft, start);
  return stage.shape ? checkShape(stage.shape, scope, draft, reached) : reached;
}

function expandPrimary(
  primary: Primary,
  label: string | undefined,
  scope: Scope,
  draft: Draft,
  cursor: Cursor,
): Cursor {
  switch (primary.kind) {
    case "layer":
      return layersMustFitLimit(1, primary.span, scope, draft)
        ? inferLayer(primary, label, scope, draft, cursor)
        : giveUp(draft, cursor);
    case "group":
      return expandGroup(primary, scope, draft, cursor);
    case "input":
      draft.misplacedInput = true;
      scope.report.add(
        misplacedInput({
          message: "the input is not the first stage of its model",
          source: scope.source,
          span: primary.span,
          help: "a model has one input, its first stage, outside of groups and without a repetition",
        }),
      );
      return giveUp(draft, cursor);
    case "call": {
      const name = primary.name.text;
      if (draft.operators.findLayer(name)) {
        const message = `\`${name}\` is a layer, not a block`;
        const help = `write its arguments without parentheses, as in \`${name} …\``;
        scope.report.add(wrongKind({ message, source: scope.source, span: primary.span, help }));
      } else if (!draft.declaredElsewhere.has(name)) reportNotYet("blocks", primary.span, scope);
      return giveUp(draft, cursor);
    }
    case "branch":
      reportNotYet(`branches (\`${primary.combine}\`)`, primary.keyword.span, scope);
      return giveUp(draft, cursor);
    case "condition":
      reportNotYet("conditions (`if`)", primary.span, scope);
      return giveUp(draft, cursor);
    case "reference":
      reportNotYet(`chains from a label (\`@${primary.name.text}\`)`, primary.span, scope);
      return giveUp(draft, cursor);
    default:
      return primary satisfies never;
  }
}

/** In this version a group only joins its stages; a label inside is visible inside. */
function expandGroup(group: Group, scope: Scope, draft: Draft, cursor: Cursor): Cursor {
  return expandChain(group.chain, scope, draft, cursor);
}

function repeat(
  { primary, span }: Stage,
  factor: Stage["repeat"] & {},
  scope: Scope,
  draft: Draft,
  start: Cursor,
): Cursor {
  const of = demandInteger(factor, scope, "a repetition", { minimum: 0 });
  const layers = countLayers(primary, scope);
  // Once, for the mistakes inside.
  if (of === undefined) return giveUp(draft, expandPrimary(primary, undefined, scope, draft, start));
  if (!layersMustFitLimit(multiply(layers, of), factor.span, scope, draft)) return giveUp(draft, start);
  let cursor = start;
  // A group without layers is the same however often it is repeated.
  for (let iteration = 1; iteration <= (layers === 0 ? Math.min(of, 1) : of); iteration++) {
    const trail = [...scope.trail, { source: scope.source, span, iteration, of }];
    cursor = expandPrimary(primary, undefined, { ...scope, trail, input: cursor.shape ?? "unknown" }, draft, cursor);
    // What follows would only repeat the mistakes.
    if (!cursor.shape || draft.full) break;
  }
  return cursor;
}

function layersMustFitLimit(more: number, span: Span, scope: Scope, draft: Draft): boolean {
  const limit = LIMITS.layers.value;
  if (draft.full) return false;
  if (draft.layers.length + more <= limit) return true;
  draft.full = draft.layers.length >= limit;
  const total = printCount(draft.layers.length + more);
  const message = `${more > 1 ? `${total} layers` : `more than ${printCount(limit)} layers`} in one model`;
  const notes = [`a model may have ${printCount(limit)}; ${printCount(draft.layers.length)} stand before this place`];
  scope.report.add(tooManyLayers({ message, source: scope.source, span, notes }));
  return false;
}

/** The value that follows is not known, and the model's numbers would be wrong. */
function giveUp(draft: Draft, cursor: Cursor): Cursor {
  draft.complete = false;
  return loseShape(cursor);
}

/** `feature` as the object of a sentence. */
export function reportNotYet(
  feature: string,
  span: Span,
  { report, source }: Scope,
  help = "until a later version does, write the layers out in the model",
): void {
  report.add(notYet({ message: `this version of cnnc does not compile ${feature} yet`, source, span, help }));
}

/** In a repetition every turn has its own: `a.1`, `a.2`. */
function labelText(label: string, { trail }: Scope): string {
  const turns = trail.filter((step) => step.of > 1).map((step) => step.iteration);
  return [label, ...turns].join(".");
}

/** False when the label cannot be given: its layer then keeps the name it would have without. */
function declareLabel({ text, span }: Name, { source, report }: Scope, { labels }: Draft): boolean {
  const first = labels.get(text);
  if (!first) labels.set(text, span);
  // The same place again is another turn of a repetition.
  if (!first || first === span) return true;
  report.add(
    duplicateName({
      message: `label \`${text}\` is given twice`,
      source,
      span,
      labels: [{ span: first, message: "first given here" }],
      help: "choose another label",
    }),
  );
  return false;
}

function checkShape(written: SizeList, scope: Scope, draft: Draft, cursor: Cursor): Cursor {
  const sizes = written.sizes.map((size) => demandInteger(size, scope, "a size", { minimum: 1 }));
  const { shape } = cursor;
  if (!sizes.every((size) => size !== undefined)) return cursor;
  // After a mistake the written shape is the best guess of what was meant.
  if (!shape) return Number.isSafeInteger(product(sizes)) ? { ...cursor, shape: sizes } : cursor;
  if (printShape(sizes) === printShape(shape)) return cursor;
  const producer = draft.layers[cursor.layer];
  scope.report.add(
    shapeDiffers({
      message: `the shape is ${printShape(shape)}, not ${printShape(sizes)}`,
      source: scope.source,
      span: written.span,
      ...(producer ? { labels: [{ span: producer.span, message: `this gives ${printShape(shape)}` }] } : {}),
      help: `change a layer before it, or write \`: ${printShape(shape)}\``,
      fixes: [
        {
          title: `write the computed shape ${printShape(shape)}`,
          edits: [{ span: written.span, text: printShape(shape) }],
        },
      ],
    }),
  );
  return cursor;
}
