/** What the checker has computed, to be written down: shapes of stages and labels, totals that are expected. */
import { totalsOf } from "../../check/build-model.ts";
import { metricRecords } from "../../check/language/metrics.ts";
import { printShape } from "../../ops/shape.ts";
import type { Span } from "../../source/source.ts";
import { declarationAt } from "../nodes-at.ts";
import { aboutWord, type Offer } from "./offer.ts";
import type { Snapshot } from "../snapshot.ts";

/** What the checker found that the stage gives. */
export function offerShape({ trace, source }: Snapshot, offset: number): readonly Offer[] {
  const stages = [...trace.visitsOf(source)].filter(
    ({ stage }) => stage.span.start < offset && offset <= stage.span.end + 2,
  );
  const stage = stages.sort((a, b) => b.stage.span.start - a.stage.span.start)[0];
  return [...new Set(stage?.shapes.flatMap(({ after }) => (after ? [printShape(after)] : [])))].map((text, rank) => ({
    label: text,
    kind: "value",
    detail: "as computed",
    text: [text],
    rank,
  }));
}

export function shapeOfLabel({ trace, source }: Snapshot, { start }: Span): string | undefined {
  const visit = [...trace.visitsOf(source)].find(({ stage }) => stage.label?.span.start === start);
  const shape = visit?.shapes.find(({ after }) => after)?.after;
  return shape && printShape(shape);
}

export function offerMetrics(snapshot: Snapshot, offset: number): readonly Offer[] {
  return Object.entries(metricRecords).map(([name, { summary }], rank) => {
    const value = valueOfMetric(snapshot, offset, name);
    const text = value === undefined ? [name, " ", { example: "> 0" }] : [name, " ", { example: value }];
    return { label: name, kind: "metric", detail: value ?? summary, text, bare: name, rank, about: aboutWord(name) };
  });
}

/** Of the model that holds the place; what its layers add up to, where the model itself is not understood. */
export function valueOfMetric({ file, checked, trace }: Snapshot, offset: number, metric: string): string | undefined {
  const declaration = declarationAt(file, offset);
  if (declaration?.kind !== "model") return undefined;
  const model = checked.models.find(({ name }) => name === declaration.name.text);
  const laidOut = trace.models.find((each) => each.model === declaration);
  const totals: Readonly<Record<string, unknown>> = {
    ...(model?.totals ?? (laidOut && totalsOf(laidOut.layers, undefined))),
  };
  const value = Object.hasOwn(totals, metric) ? totals[metric] : undefined;
  return typeof value === "number" && value > 0 ? String(value).replace(/\B(?=(\d{3})+$)/g, "_") : undefined;
}
