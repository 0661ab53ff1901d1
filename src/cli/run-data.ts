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
  { spec, folder, root, split, label, skip }: RunRecord["data"],
  { input, output }: { readonly input: readonly number[]; readonly output: readonly number[] },
  context: Context,
): Promise<DataSplits> {
  context.enter("reading the data set");
  const places = labelPlaces(output);
  const splits = await loadDataset(spec, {
    root,
    input,
    ...(places === undefined ? {} : { labels: places }),
    ...(folder === undefined ? {} : { dataDir: folder }),
    ...(split === undefined ? {} : { split }),
    ...(label === undefined ? {} : { label }),
    ...(skip === undefined ? {} : { skip }),
  });
  const expected = expectedBy(input, output, places);
  checkDataset(splits.train, expected);
  checkDataset(splits.test, expected);
  return splits;
}
