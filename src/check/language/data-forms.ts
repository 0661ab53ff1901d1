/**
 * What `data` can name: one record for each form of data set, and one for each set that has a name in the language, made of the facts
 * the checker holds models against. Formats are read in `data/`; their details stand in `docs/data.md`.
 */
import { type NamedSetName, namedSetFacts } from "../../std/data-sets.ts";
import type { WordRecord, WordRecords } from "../word-record.ts";

/** Every form that a folder or a file may have; a test holds that it is every layout the loader knows. */
export type DataForm = "folders" | "masks" | "npz" | "csv" | "idx" | "cifar";

const images = (data: string): string =>
  `model Example {\n  input 32x32x3\n  conv 3x3x8 p1 -> relu -> maxpool 2\n  fc 10\n}\n\ntrain Example {\n  data ${data}\n}\n`;

export const dataRecords = {
  folders: {
    title: "folders of images",
    words: ["folders"],
    summary: "a folder for each class, holding its image files",
    details:
      "The names of the folders are the classes, sorted. They stand below `train/` and `test/` (and `val/`), or by themselves; then `split=` sets a " +
      "share aside. PNG, JPEG, BMP, GIF, WebP and TIFF are read, recognized by their first bytes. Each image is fitted to the model's input " +
      "whole, by one factor; what remains free has the mean color of its border.",
    syntax: ['data "folder" [split=number]'],
    example: images('"flowers" split=0.9'),
  },
  masks: {
    title: "images and masks",
    words: ["masks"],
    summary: "`images/NAME.png` and `masks/NAME.png`: a class for each pixel",
    details:
      "A mask is a PNG with one number for each pixel: its gray value as it is stored, or its number in the palette. It has the size of its image and is " +
      "fitted as its image is. The model must end in a map with as many places as it reads, its last axis the classes.",
    syntax: ['data "folder" [split=number]'],
    example:
      'model Example {\n  input 64x64x3\n  conv 3x3x8 p1 -> relu -> conv 1x1x4\n}\n\ntrain Example {\n  data "street" split=0.9\n}\n',
  },
  npz: {
    title: "npz",
    words: ["npz", ".npz"],
    summary: "arrays of NumPy in one file: images and labels",
    details:
      "`x_train y_train x_test y_test` (and `x_val y_val`), `train_images …`, `images labels`, or two arrays by position. Bytes stand for 0 to 1, floats for " +
      "themselves. Labels of a map have the size of the model's output.",
    syntax: ['data "file.npz" [split=number]'],
    example: images('"digits.npz"'),
  },
  csv: {
    title: "csv",
    words: ["csv", ".csv", ".tsv"],
    summary: "a table: a label and numbers in each row",
    details:
      "The label is the column that `label=` names, in quotes, or its position, `first` or `last`; without it the one column called `label`, `class`, `target` or `y`. " +
      "Columns in `skip=` are left out, every other one holds numbers. `train.csv`, `valid.csv` and `test.csv` beside one another are the " +
      "parts of one set; else `split=` sets a share aside. What the numbers of a row are, the input of the model says: height, width, channels in " +
      "that order.",
    syntax: [
      'data "file.csv" [label="column"] [skip=["column", …]] [split=number]',
      "data … label=first",
      "data … label=last",
    ],
    example:
      'model Example {\n  input 4\n  fc 8 -> relu -> fc 2\n}\n\ntrain Example {\n  data "heart.csv" label="outcome" skip=["id", "name"] split=0.8\n}\n',
  },
  idx: {
    title: "IDX",
    words: ["idx", "IDX"],
    summary: "the files of MNIST: images and labels apart, as bytes",
    details:
      "`train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, `t10k-…` or `test-…` for the test part, plain or `.gz`. The folder is named, or one of the files.",
    syntax: ['data "folder"', 'data "train-images-idx3-ubyte.gz"'],
    example: 'model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data "mnist"\n}\n',
  },
  cifar: {
    title: "CIFAR-10, binary",
    words: ["cifar"],
    summary: "the files of CIFAR-10: a byte of class and 3,072 bytes of image in a row",
    details: "`data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`, or `train.bin` and `test.bin`.",
    syntax: ['data "folder"'],
    example: images('"cifar-10-batches-bin"'),
  },
} as const satisfies WordRecords<DataForm>;

/** The sets that have a name in the language. */
export const namedSetRecords: WordRecords<NamedSetName> = {
  mnist: describeSet("mnist", "handwritten digits (LeCun, Cortes, Burges)"),
  fashion: describeSet("fashion", "clothes in the form of MNIST (Fashion-MNIST; Xiao, Rasul, Vollgraf, 2017)"),
  cifar10: describeSet("cifar10", "small photographs (CIFAR-10; Krizhevsky, 2009)"),
};

function describeSet(name: NamedSetName, what: string): WordRecord {
  const { shape, classes, classNames, count, hasTest } = namedSetFacts[name];
  const parts = `${count.toLocaleString("en-US")} images for training${hasTest ? ", and a test part" : ""}`;
  return {
    title: name,
    words: [name],
    summary: `a data set: ${what}`,
    details:
      `Images of ${shape.join("x")} in ${classes} classes: ${classNames.join(", ")}. ${parts}. A model for it reads such images and gives ${classes} scores. ` +
      `\`cnnc data ${name}\` shows it, and how to get it where it is not there.`,
    syntax: [`data ${name}`],
    example: `model Example {\n  input ${shape.join("x")}\n  conv 5x5x8 -> relu -> maxpool 2\n  fc ${classes}\n}\n\ntrain Example {\n  data ${name}\n}\n`,
  };
}
