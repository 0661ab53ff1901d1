/**
 * The data of a run. Takes where it is and what it must fit, gives training and test sets that were checked; throws
 * `CnncError` (`data/…`).
 */
import { checkDataset, expectedBy } from "../data/check-dataset.ts";
import type { DataSplits } from "../data/dataset.ts";
import { loadDataset } from "../data/load.ts";
import { labelPlaces } from "../ops/label-places.ts";
import type { Context } from "./context.ts";
import type { RunRecord } from "./run-folder.ts";

export async function loadRunData(
  { spec, folder, root, split }: RunRecord["data"],
  { input, output }: { readonly input: readonly number[]; readonly output: readonly number[] },
  context: Context,
): Promise<DataSplits> {
  context.enter("reading the data set");
  const labels = labelPlaces(output);
  const splits = await loadDataset(spec, {
    root,
    input,
    ...(labels === undefined ? {} : { labels }),
    ...(folder === undefined ? {} : { dataDir: folder }),
    ...(split === undefined ? {} : { split }),
  });
  const expected = expectedBy(input, output, labels);
  checkDataset(splits.train, expected);
  checkDataset(splits.test, expected);
  return splits;
}
