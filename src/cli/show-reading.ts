/**
 * What was read, on standard error: the block and its warnings. Takes the parts of a set and the outputs of the network where there
 * is one; returns when it is written. Training begins with it; `cnnc data` shows the same as data.
 */
import type { DataSplits } from "../data/dataset.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { expectedBy } from "../data/check-dataset.ts";
import type { Reading } from "../data/reading.ts";
import { warnOfOutputs } from "../data/warn-of-classes.ts";
import { labelPlaces } from "../ops/label-places.ts";
import type { DataFacts } from "../std/data-sets.ts";
import type { Context } from "./context.ts";

/** The network's shapes: a checked model or a manifest. */
export interface NetworkShapes {
  readonly input: readonly number[];
  readonly output: readonly number[];
}

export async function showReading(
  { reading }: Pick<DataSplits, "reading">,
  network: NetworkShapes,
  { terminal, report }: Context,
  known?: DataFacts,
): Promise<void> {
  if (reading === undefined) return;
  const { renderReading } = await import("../report/render-reading.ts");
  for (const line of renderReading(reading, terminal.talkStyle.columns)) terminal.talk(`${line}\n`);
  const warnings = warningsFor(reading, network, known);
  if (warnings.length > 0) await report(warnings);
}

/**
 * Those of the set, and where it has fewer classes than the network. `known`: what the check of the program knew of the data; where it
 * compared the same classes with the outputs, it has said so.
 */
export function warningsFor(
  reading: Reading,
  network: NetworkShapes | undefined,
  known?: DataFacts,
): readonly Diagnostic[] {
  if (network === undefined) return reading.warnings;
  const { input, output } = network;
  const places = labelPlaces(output);
  if (places === undefined && known?.classes === reading.classNames.length) return reading.warnings;
  return [...reading.warnings, ...warnOfOutputs(reading, expectedBy(input, output, places).classes)];
}
