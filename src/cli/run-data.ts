/**
 * The data of a run. Takes where it is and what it must fit, gives its parts, which were checked; shows how far the reading is; throws
 * `CnncError` (`data/…`).
 */
import { checkDataset, expectedBy } from "../data/check-dataset.ts";
import type { DataSplits } from "../data/dataset.ts";
import { loadDataset } from "../data/load.ts";
import { PART_NAMES } from "../data/part-names.ts";
import { labelPlaces } from "../ops/label-places.ts";
import type { Context } from "./context.ts";
import { showReadingProgress } from "./reading-progress.ts";
import type { RunRecord } from "./run-folder.ts";

export async function loadRunData(
  { spec, folder, root, split, label, skip }: RunRecord["data"],
  { input, output }: { readonly input: readonly number[]; readonly output: readonly number[] },
  context: Context,
): Promise<DataSplits> {
  context.enter("reading the data set");
  const places = labelPlaces(output);
  const progress = showReadingProgress(context.terminal, folder ?? spec);
  const loading = loadDataset(spec, {
    root,
    input,
    onProgress: progress.tick,
    ...(places === undefined ? {} : { labels: places }),
    ...(folder === undefined ? {} : { dataDir: folder }),
    ...(split === undefined ? {} : { split }),
    ...(label === undefined ? {} : { label }),
    ...(skip === undefined ? {} : { skip }),
  });
  const splits = await loading.finally(progress.close);
  const expected = expectedBy(input, output, places);
  for (const part of PART_NAMES) if (splits[part] !== undefined) checkDataset(splits[part], expected);
  return splits;
}
