/**
 * `expect`: totals of a model, or of what a block or a head adds to it, against what is written. Takes the statement and the
 * checked model (or none when it has errors: then only the statement itself is judged); reports what does not hold, written and computed side by side.
 */
import { printCount } from "../ops/size-arithmetic.ts";
import type { Comparison, Expect } from "../syntax/ast.ts";
import { totalsOf } from "./build-model.ts";
import { holds } from "./evaluate/arithmetic.ts";
import { demandInteger } from "./evaluate/demand.ts";
import { expectationFailed, unknownMetric } from "./diagnostics/models.ts";
import { estimateMemory } from "./estimate-memory.ts";
import type { DraftExpectation } from "./expand/draft.ts";
import { metricRecords } from "./language/metrics.ts";
import type { CheckedModel } from "./model.ts";
import type { Scope } from "./scope/scope.ts";
import { traceWord } from "./trace/record.ts";
import { didYouMean } from "../diagnostics/did-you-mean.ts";

type KnownMetric = keyof typeof metricRecords;

const metrics = Object.keys(metricRecords) as readonly KnownMetric[];
const metricsOfParts = metrics.filter((metric) => metricRecords[metric].ofParts);
const metricsAtBatch = metrics.filter((metric) => metricRecords[metric].atBatch);

const isMetric = (word: string): word is KnownMetric => (metrics as readonly string[]).includes(word);

/** `a`, `b` or `c`, in code. */
function alternatives(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return [quoted.slice(0, -1).join(", "), quoted.at(-1)].filter(Boolean).join(" or ");
}

export function checkExpectation(
  { expect, scope, from, to, whole, dry }: DraftExpectation,
  model: CheckedModel | undefined,
): void {
  const metric = readMetric(expect, scope, whole);
  const expected = demandInteger(expect.value, scope, "an expectation", { minimum: 0 });
  const batch = expect.batch
    ? demandInteger(expect.batch, scope, "the batch", { minimum: 1 })
    : (model?.recipe?.batch ?? 1);
  if (metric === undefined || expected === undefined || batch === undefined || !model || dry) return;
  const totals = whole ? model.totals : { ...totalsOf(model.layers.slice(from, to), scope.head), rf: 0 };
  const computed = metric === "memory" ? estimateMemory(model, batch).total : totals[metric];
  const comparison: Comparison = expect.comparison ?? "==";
  if (holds(comparison, computed - expected)) return;
  const unit = metric === "memory" ? " bytes" : "";
  const at = metric === "memory" ? ` at batch ${batch}` : "";
  const written = comparison === "==" ? "" : `${comparison} `;
  const text = String(computed).replace(/\B(?=(\d{3})+$)/g, "_");
  scope.report.add(
    expectationFailed({
      message: `${metric}${at} is ${printCount(computed)}${unit}, expected ${written}${printCount(expected)}${unit}`,
      source: scope.source,
      span: expect.span,
      help: "`cnnc summary` lists what each layer adds",
      fixes:
        comparison === "=="
          ? [{ title: `expect the computed ${text}`, edits: [{ span: expect.value.span, text }] }]
          : [],
    }),
  );
}

function readMetric({ metric, batch }: Expect, scope: Scope, whole: boolean): KnownMetric | undefined {
  const { report, source } = scope;
  const word = metric.text;
  if (isMetric(word)) {
    traceWord(scope, metric, "metric");
    if (!whole && !metricRecords[word].ofParts) {
      const message = `\`${word}\` is a metric of whole models`;
      const help = `in a block or a head, expect ${alternatives(metricsOfParts)}`;
      report.add(unknownMetric({ message, source, span: metric.span, help }));
      return undefined;
    }
    if (!batch || metricRecords[word].atBatch) return word;
    report.add(
      unknownMetric({
        message: `\`${word}\` does not depend on a batch`,
        source,
        span: batch.span,
        help: `leave out \`@ batch\`; only ${alternatives(metricsAtBatch)} is at a batch`,
      }),
    );
    return undefined;
  }
  report.add(
    unknownMetric({
      message: `unknown metric \`${word}\``,
      source,
      span: metric.span,
      help: `what can be expected: ${metrics.join(", ")}`,
      ...didYouMean(word, metric.span, metrics),
    }),
  );
  return undefined;
}
