/**
 * What a confusion matrix says of the classes: precision, recall, F1, IoU, support, their means, and which classes are taken for
 * which. Takes `confusion[truth][called]` and names; pure arithmetic, no text.
 */

export type Confusion = readonly (readonly number[])[];

export interface ClassFigures {
  readonly name: string;
  /** Images of this class: its support. */
  readonly count: number;
  /** Of the images that were called this, the share that are: null when none was. */
  readonly precision: number | null;
  /** Of the images that are this, the share that were called so: null when there are none. */
  readonly recall: number | null;
  readonly f1: number | null;
  /** Of the places that are this or were called this, the share that are both; only where places are counted. */
  readonly iou?: number | null;
}

export type Average = Pick<ClassFigures, "precision" | "recall" | "f1" | "iou">;

export interface Averages {
  /** Every class alike; those for which a figure is null are left out of it. */
  readonly macro: Average;
  /** Each class by its images. */
  readonly weighted: Average;
}

/** Images of one class that were called another. */
export interface Mixup {
  readonly truth: number;
  readonly called: number;
  readonly count: number;
}

/** `places`: the matrix counts the places of label maps, not images. */
export function figuresOf(confusion: Confusion, names: readonly string[], places = false): readonly ClassFigures[] {
  return confusion.map((row, i) => {
    const hits = row[i]!;
    const count = row.reduce((sum, n) => sum + n, 0);
    const called = confusion.reduce((sum, other) => sum + other[i]!, 0);
    return {
      name: names[i]!,
      count,
      precision: called === 0 ? null : hits / called,
      recall: count === 0 ? null : hits / count,
      f1: count + called === 0 ? null : (2 * hits) / (count + called),
      ...(places ? { iou: count + called === 0 ? null : hits / (count + called - hits) } : {}),
    };
  });
}

export function averagesOf(classes: readonly ClassFigures[]): Averages {
  const mean = (key: keyof Average, weight: (each: ClassFigures) => number): number | null => {
    const known = classes.filter((each) => typeof each[key] === "number");
    const total = known.reduce((sum, each) => sum + weight(each), 0);
    return total === 0 ? null : known.reduce((sum, each) => sum + weight(each) * each[key]!, 0) / total;
  };
  const all = (weight: (each: ClassFigures) => number): Average => ({
    precision: mean("precision", weight),
    recall: mean("recall", weight),
    f1: mean("f1", weight),
    ...(classes.some(({ iou }) => iou !== undefined) ? { iou: mean("iou", weight) } : {}),
  });
  return { macro: all(() => 1), weighted: all(({ count }) => count) };
}

/** The most frequent first; of equal ones the earlier classes. */
export function mixupsOf(confusion: Confusion, most: number): readonly Mixup[] {
  return confusion
    .flatMap((row, truth) => row.map((count, called): Mixup => ({ truth, called, count })))
    .filter(({ truth, called, count }) => truth !== called && count > 0)
    .sort((a, b) => b.count - a.count || a.truth - b.truth || a.called - b.called)
    .slice(0, most);
}
