/**
 * The reading of a set that has been loaded. Takes its parts, what the reader of its format noted, and how it was split; returns
 * the facts with their warnings. Pure; walks every label once.
 */
import type { Dataset, DataSplits } from "./dataset.ts";
import { PART_NAMES } from "./part-names.ts";
import type { PartReading, ReaderNotes, Reading, SplitReading } from "./reading.ts";
import { warnOfClasses } from "./warn-of-classes.ts";

export function makeReading(
  source: string,
  splits: Omit<DataSplits, "reading">,
  notes: ReaderNotes,
  split: Pick<SplitReading, "share" | "seed"> | undefined,
): Reading {
  const { train } = splits;
  const { format, from, passedOver = [], sizes, label, warnings = [] } = notes;
  const parts = PART_NAMES.flatMap((part): readonly PartReading[] => {
    const dataset = splits[part];
    if (dataset === undefined) return [];
    return [{ part, from: from[part] ?? from.train ?? [], count: dataset.count, classes: classCounts(dataset) }];
  });
  const facts = {
    source,
    format,
    shape: train.shape,
    ...(train.labelShape === undefined ? {} : { labelShape: train.labelShape }),
    classNames: train.classNames ?? Array.from({ length: train.classes }, (_, k) => String(k)),
    parts,
    splits: split === undefined ? [] : [{ made: "test" as const, of: "train" as const, ...split }],
    passedOver,
    ...(sizes === undefined ? {} : { sizes }),
    ...(label === undefined ? {} : { label }),
  };
  return { ...facts, warnings: [...warnings, ...warnOfClasses(facts)] };
}

/** Labels outside the classes are for `check-dataset.ts`: an array of numbers takes no others. */
function classCounts({ labels, classes }: Dataset): readonly number[] {
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
  return [...counts];
}
