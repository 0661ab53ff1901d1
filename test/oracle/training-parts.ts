/**
 * Reads test/fixtures/training-parts.json: trainings of networks with heads, with frozen parts and on graphs, by PyTorch; and
 * segmentation.json: with a label for each place. Takes the name of the file; gives its cases, and the numbers that a case names. Relies on heads.py and
 * segmentation.py, which wrote them.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CheckedModel } from "../../src/check/model.ts";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { type Edges, readEdges } from "../../src/graph/edges.ts";
import { createSource } from "../../src/source/source.ts";
import { lcgTensor, type TensorSource } from "./operator-fixtures.ts";

export interface PartsCase {
  readonly name: string;
  readonly program: string;
  /** The file that the input names. */
  readonly edges?: string;
  readonly inputShape: readonly number[];
  readonly batch: number;
  readonly input: TensorSource;
  readonly labels: readonly number[];
  /** Learned and kept, of the model and of the heads that are trained. */
  readonly tensors: Readonly<
    Record<string, TensorSource & { readonly shape: readonly number[]; readonly shift?: number }>
  >;
  /** Names of those that must not change. */
  readonly frozen: readonly string[];
  /** Of each step before its update, heads weighed in. */
  readonly losses: readonly number[];
  /** Of each tensor, after the last step. */
  readonly after: Readonly<Record<string, readonly number[]>>;
  /** Of an evaluation then, without heads: what the model gives, and its mean loss. */
  readonly scores: readonly number[];
  readonly testLoss: number;
}

export function readPartsCases(fixture = "training-parts"): readonly PartsCase[] {
  const path = fileURLToPath(new URL(`../fixtures/${fixture}.json`, import.meta.url));
  const parsed = JSON.parse(readFileSync(path, "utf8")) as { schema: string; cases: readonly PartsCase[] };
  if (parsed.schema !== "cnnc.training-parts/1") throw new Error(`unknown schema ${parsed.schema}`);
  return parsed.cases;
}

export function partsTensors({ tensors }: PartsCase): ReadonlyMap<string, Float64Array> {
  return new Map(
    Object.entries(tensors).map(([name, { shape, shift = 0, ...source }]) => [
      name,
      lcgTensor(
        source,
        shape.reduce((a, b) => a * b, 1),
      ).map((value) => value + shift),
    ]),
  );
}

/** For the compiler. */
export function edgesOfText(text: string, { input }: CheckedModel): Edges {
  const report = createReport();
  const edges = readEdges(createSource("edges.csv", text), input[0]!, report);
  if (!edges) throw new Error(report.diagnostics.map(({ message }) => message).join("\n"));
  return edges;
}
