/**
 * Every lint on a checked model, in one call. Takes a model without errors and a report; adds warnings. A lint asks
 * operators for facts, never for names. The shapes' own lints (strides, kernels) come from the operators.
 */
import type { DefinedDiagnostic, Report } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../source/source.ts";
import type { CheckedModel } from "../model.ts";
import { activationShouldChangeItsInput } from "./activation-should-change-its-input.ts";
import { batchStatisticsShouldHaveABatch } from "./batch-statistics-should-have-a-batch.ts";
import { biasShouldHaveAnEffect } from "./bias-should-have-an-effect.ts";
import { featuresShouldSeeTheInput } from "./features-should-see-the-input.ts";
import { traceFlow } from "./flow.ts";
import { fullConnectionShouldBeSmall } from "./full-connection-should-be-small.ts";
import { fullConnectionShouldNotDominate } from "./full-connection-should-not-dominate.ts";
import { learningRateShouldBeUsual } from "./learning-rate-should-be-usual.ts";
import { linearLayersShouldBeApart } from "./linear-layers-should-be-apart.ts";
import type { LintedModel } from "./linted-model.ts";
import { outputShouldBeSteady } from "./output-should-be-steady.ts";
import { createRemoval } from "./remove-stage.ts";
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

export function lintModel(model: CheckedModel, report: Report): void {
  /** A stage that is repeated warns once; the way told is that of its first turn. */
  const warned = new Map<DefinedDiagnostic, Set<Span>>();
  const linted: LintedModel = {
    model,
    flow: traceFlow(model),
    removalOf: createRemoval(),
    warn: (definition, { source, span }, details) => {
      const known = warned.get(definition) ?? new Set();
      warned.set(definition, known);
      if (!known.has(span)) report.add(definition({ ...details, source, span }));
      known.add(span);
    },
  };
  for (const lint of lints) lint(linted);
  batchStatisticsShouldHaveABatch(model, report);
  learningRateShouldBeUsual(model, report);
}
