/**
 * Every lint on a checked model, in one call. Takes a model without errors and a report; adds warnings. A lint asks
 * operators for facts, never for names. The shapes' own lints (strides, kernels) come from the operators.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import type { CheckedModel } from "../model.ts";
import type { Program } from "../scope/program.ts";
import { reportThroughTrail } from "../report-through-trail.ts";
import { activationShouldChangeItsInput } from "./activation-should-change-its-input.ts";
import { batchStatisticsShouldHaveABatch } from "./batch-statistics-should-have-a-batch.ts";
import { biasShouldHaveAnEffect } from "./bias-should-have-an-effect.ts";
import { featuresShouldSeeTheInput } from "./features-should-see-the-input.ts";
import { traceFlow } from "./flow.ts";
import { fullConnectionShouldBeSmall } from "./full-connection-should-be-small.ts";
import { fullConnectionShouldNotDominate } from "./full-connection-should-not-dominate.ts";
import { lastBatchShouldHaveAVariance } from "./last-batch-should-have-a-variance.ts";
import { learningRateShouldBeUsual } from "./learning-rate-should-be-usual.ts";
import { linearLayersShouldBeApart } from "./linear-layers-should-be-apart.ts";
import type { LintedModel } from "./linted-model.ts";
import { lossShouldFitOutputs } from "./loss-should-fit-outputs.ts";
import { outputShouldBeSteady } from "./output-should-be-steady.ts";
import { createStageFixes } from "./remove-stage.ts";
import { probabilitiesShouldComeLast } from "./probabilities-should-come-last.ts";
import { valueShouldBeRead } from "./value-should-be-read.ts";

const lints: readonly ((linted: LintedModel) => void)[] = [
  fullConnectionShouldBeSmall,
  fullConnectionShouldNotDominate,
  linearLayersShouldBeApart,
  biasShouldHaveAnEffect,
  probabilitiesShouldComeLast,
  activationShouldChangeItsInput,
  outputShouldBeSteady,
  featuresShouldSeeTheInput,
  valueShouldBeRead,
];

export function lintModel(model: CheckedModel, report: Report, program: Program): void {
  const linted: LintedModel = {
    model,
    flow: traceFlow(model),
    ...createStageFixes(),
    usualActivation: (of) => mostUsed(of) ?? program.operators.defaults.activation.name,
    // Stages that are laid out again and again warn again: the collector makes one of them.
    warn: (definition, layer, details) =>
      reportThroughTrail(layer, report, program).add(
        definition({ ...details, source: layer.source, span: layer.span }),
      ),
  };
  for (const lint of lints) lint(linted);
  batchStatisticsShouldHaveABatch(model, report);
  lastBatchShouldHaveAVariance(model, report, program);
  lossShouldFitOutputs(linted, report, program.operators);
  learningRateShouldBeUsual(model, report);
}

/** Of the elementwise layers that learn nothing and change something, the most frequent. */
function mostUsed({ layers }: CheckedModel): string | undefined {
  const counts = new Map<string, number>();
  for (const { operator, params } of layers) {
    const { elementwise, passes } = operator.facts;
    if (elementwise && !passes && params === 0) counts.set(operator.name, (counts.get(operator.name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
