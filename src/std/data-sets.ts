/**
 * What can be known of a data set before it is loaded: types, and the facts of the sets that have a name in the language, here once
 * for the checker, which reads no files, and for the reader of those sets. Takes and imports nothing.
 */

export interface DataFacts {
  /** Of one image, as the network must read it; absent: not known, or fitted to the network. */
  readonly shape?: readonly number[];
  /** Of a table: how many numbers stand in a row beside the label, whatever shape the network gives them. */
  readonly values?: number;
  /** Absent: not known. */
  readonly classes?: number;
  readonly classNames?: readonly string[];
  /** Images for training; absent: not known. */
  readonly count?: number;
  /** There is a test part, so nothing of `count` is set aside for one. */
  readonly hasTest?: boolean;
}

/** The facts of what a recipe's `data` names; nothing where there is nothing to know. Cheap: asked with every check. */
export type DataFactsReader = (data: NamedData) => DataFacts | undefined;

/** As a recipe's `data` says it. */
export interface NamedData {
  readonly spec: string;
  readonly label?: string | { readonly position: "first" | "last" };
  readonly skip?: readonly string[];
}

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

const clothes = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
] as const;

const things = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"] as const;

export type NamedSetName = "mnist" | "fashion" | "cifar10";

export const namedSetFacts: Readonly<Record<NamedSetName, Required<Omit<DataFacts, "values">>>> = {
  mnist: { shape: [28, 28, 1], classes: 10, classNames: digits, count: 60_000, hasTest: true },
  fashion: { shape: [28, 28, 1], classes: 10, classNames: clothes, count: 60_000, hasTest: true },
  cifar10: { shape: [32, 32, 3], classes: 10, classNames: things, count: 50_000, hasTest: true },
};

/** The share for training of a set without a test part, where its recipe does not say. */
export const splitShare = 0.9;

/** Sets that have a name in the language. */
export const namedSetNames: readonly string[] = Object.keys(namedSetFacts);

/** Of the sets that have a name; nothing of others. */
export const factsOfNamedSet: DataFactsReader = ({ spec }) =>
  namedSetNames.includes(spec) ? namedSetFacts[spec as NamedSetName] : undefined;
