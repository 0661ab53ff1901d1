/**
 * What a recipe asks of a model's output. A list of scores, or a map of one place, is compared with one label of the whole image;
 * a map of more places with a label for each place. Takes the draft of the model and its recipe; reports a map where the
 * data has one label an image, a map without classes to choose from, and an augmentation that cannot move the labels.
 */
import { labelStep } from "../../ir/image-step.ts";
import { labelPlaces } from "../../ops/label-places.ts";
import type { Shape } from "../../ops/operator.ts";
import { printShape } from "../../ops/shape.ts";
import { product } from "../../ops/size-arithmetic.ts";
import type { DraftModel } from "../check-model.ts";
import { augmentedLabels, oneClassPerPlace, outputNotAList } from "../diagnostics/training.ts";
import type { DraftLayer } from "../expand/draft.ts";
import type { Recipe } from "../model.ts";
import { dataSetNames } from "./read-setting.ts";
import type { Scope } from "../scope/scope.ts";

export function labelsMustFit({ draft, end }: DraftModel, recipe: Recipe, { report, source }: Scope): void {
  const last = draft.layers[end.layer];
  const places = last && labelPlaces(last.output);
  if (!draft.complete || !places || !recipe.span) return;
  const { settings, span, loss, data } = recipe;
  const start = { start: span.start, end: span.start + 5 };
  const labels = [labelOf(last, source)];
  const count = product(places);
  const arithmetic = `${places.join("·")} = ${count} places`;
  if (data && dataSetNames.includes(data.spec)) {
    report.add(
      outputNotAList({
        message: `the model ends in a map of ${printShape(last.output)}, and the images of \`${data.spec}\` have one label each`,
        source,
        span: settings?.get("data") ?? start,
        labels,
        notes: [`${arithmetic}, each with ${last.output.at(-1)} scores, and 1 label`],
        help: "end the model with `fc` and the number of classes, or with `gavgpool`",
      }),
    );
  } else if (last.output.at(-1) === 1) {
    report.add(
      oneClassPerPlace({
        message: `the model ends in a map of ${printShape(last.output)}, and \`${loss.operator.name}\` compares one score for each class`,
        source,
        span: settings?.get("loss") ?? start,
        labels,
        notes: [`${arithmetic}, each with 1 score: only class 0 could be told`],
        help: "give the last layer one channel for each class, the ground among them: `conv 1x1x2` for yes or no",
      }),
    );
  }
}

/** What moves the places of an image must be able to move its labels alike. */
export function augmentationMustMoveLabels(
  { draft, end }: DraftModel,
  { augment = [] }: Recipe,
  input: Shape,
  { report, source }: Scope,
): void {
  const last = draft.layers[end.layer];
  const places = last && labelPlaces(last.output);
  if (!draft.complete || !places || printShape(places) === printShape(input.slice(0, -1))) return;
  const moving = augment.find(({ operator, values }) => labelStep(operator.step(input, values)) !== undefined);
  if (!moving) return;
  const [labels, image] = [printShape(places), printShape(input.slice(0, -1))];
  report.add(
    augmentedLabels({
      message: `\`${moving.operator.name}\` moves the places of images of ${image}, and the labels are a map of ${labels}`,
      source,
      span: moving.span,
      labels: [labelOf(last, source)],
      notes: [`${image} = ${product(input.slice(0, -1))} places in, ${labels} = ${product(places)} labels`],
      help: `take \`${moving.operator.name}\` out, or let the model give a map of ${image}`,
    }),
  );
}

function labelOf({ span, output, source }: DraftLayer, from: Scope["source"]) {
  return { span, message: `this gives ${printShape(output)}`, ...(source === from ? {} : { source }) };
}
