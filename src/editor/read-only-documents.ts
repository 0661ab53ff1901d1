/**
 * Documents that are made of a model: its layer table, the arithmetic of its numbers, its drawing. Takes a snapshot, which of them, and the
 * name of a model; gives the text, or nothing where the file has no such model. Of a model with mistakes the text says so.
 */
import { drawModel } from "../report/drawing/draw.ts";
import { explainLayers } from "../report/explain.ts";
import { explainTotals } from "../report/explain-totals.ts";
import { renderExplanation } from "../report/render-explanation.ts";
import { renderSummary } from "../report/render-summary.ts";
import { summarize } from "../report/summary.ts";
import type { Snapshot } from "./snapshot.ts";

export type DocumentKind = "summary" | "explain" | "drawing";

export interface ReadOnlyDocument {
  readonly text: string;
  /** Tables are for people, in columns: a text runs nothing, whatever names it holds. */
  readonly language: "plaintext" | "svg";
}

export function readOnlyDocument(snapshot: Snapshot, kind: DocumentKind, name: string): ReadOnlyDocument | undefined {
  const { checked, file } = snapshot;
  const model = checked.models.find((each) => each.name === name);
  if (!model) {
    const declared = file.declarations.some((each) => each.kind === "model" && each.name.text === name);
    return declared ? { text: whyNot(snapshot, name), language: "plaintext" } : undefined;
  }
  switch (kind) {
    case "summary":
      return { text: renderSummary(summarize(model), "human"), language: "plaintext" };
    case "explain":
      return { text: renderExplanation(explainLayers(model), explainTotals(model)), language: "plaintext" };
    case "drawing":
      return { text: drawModel(model, model.source === snapshot.source ? { file } : {}), language: "svg" };
    default:
      return kind satisfies never;
  }
}

function whyNot({ checked }: Snapshot, name: string): string {
  const unbound = checked.unbound.find((each) => each.name === name);
  return unbound
    ? `${name} is known once its parameters have values: ${unbound.parameters.join(", ")}\n`
    : `${name} has mistakes: what follows from it is known once they are gone\n`;
}
