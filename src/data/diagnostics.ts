/**
 * The diagnostics of this room: files that cannot be read (exit 3) and data that is damaged or does not fit (exit 1).
 * Takes the definition helper; gives one maker for each code, and `fail`, which throws one. None has a failing program:
 * they come from files, not from source text. Those of image folders and of tables are in files of their own and are given on.
 */
import { CnncError, defineDiagnostic, type Diagnostic } from "../diagnostics/diagnostic.ts";
import { IMAGE_FORMATS } from "./image-names.ts";

export * from "./folder-diagnostics.ts";
export * from "./preparation-diagnostics.ts";
export * from "./table-diagnostics.ts";

/** Throws the diagnostic: exit 1 for damaged or unfit data, 3 for files and environment. */
export function fail(diagnostic: Diagnostic, exit: 1 | 3): never {
  throw new CnncError(diagnostic, exit);
}

export const setNotFound = defineDiagnostic({
  code: "data/not-found",
  severity: "error",
  title: "data set not found",
  explanation:
    "The data set stands in none of the places where it is looked for; the notes list them in order. " +
    "Give its folder with `--data FOLDER`, or set `CNNC_DATA` to a folder that holds one folder for each set.",
});

export const fileNotFound = defineDiagnostic({
  code: "data/file-not-found",
  severity: "error",
  title: "file not found",
  explanation: "No file has this name. A relative path counts from the folder named in the notes.",
});

export const fileUnreadable = defineDiagnostic({
  code: "data/file-unreadable",
  severity: "error",
  title: "file cannot be read",
  explanation: "The operating system refused to open or to read the file; the notes give its own words.",
});

export const notAFile = defineDiagnostic({
  code: "data/not-a-file",
  severity: "error",
  title: "not a regular file",
  explanation:
    "Data is read from regular files only. A folder, a device, a socket or a pipe has no known length and may never end, " +
    "so it is refused before it is opened.",
});

export const fileTooLarge = defineDiagnostic({
  code: "data/file-too-large",
  severity: "error",
  title: "file larger than the limit",
  explanation: "The file is larger than `cnnc` reads into memory. `cnnc info` lists the limits.",
});

export const folderUnrecognized = defineDiagnostic({
  code: "data/folder-unrecognized",
  severity: "error",
  title: "no data set in this folder",
  explanation:
    "A data folder holds one of these: IDX files (`train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, and `t10k-…` or " +
    "`test-…` for the test set, plain or `.gz`); CIFAR-10 binary files (`data_batch_1.bin` … or `train.bin`, and " +
    "`test_batch.bin` or `test.bin`); `.npz` or `.csv` files (one, or `train` and `test`); or a folder of image files " +
    "for each class, below `train` and `test` or by themselves.",
});

export const filesAmbiguous = defineDiagnostic({
  code: "data/ambiguous-files",
  severity: "error",
  title: "more than one data set in this folder",
  explanation:
    "Several files could be the same part of the data set. Keep one data set in a folder, or name the images file itself.",
});

export const pairIncomplete = defineDiagnostic({
  code: "data/pair-incomplete",
  severity: "error",
  title: "images without labels, or labels without images",
  explanation: "IDX files come in pairs, images and labels; one of the two is missing.",
});

export const gzipDamaged = defineDiagnostic({
  code: "data/gzip-damaged",
  severity: "error",
  title: "damaged gzip file",
  explanation:
    "The file begins like gzip but does not unpack: it is cut short, changed, or unpacks to more than its header says.",
});

export const idxMagic = defineDiagnostic({
  code: "data/idx-magic",
  severity: "error",
  title: "not an IDX file",
  explanation:
    "An IDX file begins with two zero bytes, the type of its elements (8 for bytes), and the number of dimensions.",
});

export const idxType = defineDiagnostic({
  code: "data/idx-type",
  severity: "error",
  title: "IDX elements are not bytes",
  explanation: "Images and labels are read as unsigned bytes (type 0x08). Other element types of IDX are refused.",
});

export const idxRank = defineDiagnostic({
  code: "data/idx-rank",
  severity: "error",
  title: "unexpected number of IDX dimensions",
  explanation:
    "Labels have one dimension (count), gray images three (count, height, width), color images four (and channels).",
});

export const idxMislabeled = defineDiagnostic({
  code: "data/idx-mislabeled",
  severity: "error",
  title: "labels given as images, or images given as labels",
  explanation:
    "The file is a sound IDX file of the other kind: the two files of the pair have been exchanged or misnamed.",
});

export const idxLength = defineDiagnostic({
  code: "data/idx-length",
  severity: "error",
  title: "IDX file too short or too long",
  explanation:
    "The length of an IDX file is its header (4 bytes, and 4 for each dimension) plus the product of its dimensions.",
});

export const idxEmpty = defineDiagnostic({
  code: "data/idx-empty",
  severity: "error",
  title: "IDX file without elements",
  explanation: "A dimension of the file is 0, so it holds no images or no labels.",
});

export const cifarLength = defineDiagnostic({
  code: "data/cifar-length",
  severity: "error",
  title: "CIFAR-10 file of impossible length",
  explanation:
    "A CIFAR-10 binary file is a whole number of records of 3073 bytes: one label, then 32·32 red, green and blue values.",
});

export const countsDisagree = defineDiagnostic({
  code: "data/counts-disagree",
  severity: "error",
  title: "images and labels differ in number",
  explanation:
    "Every image has one label. The two files do not belong together, or one of them is another part of the set.",
});

export const labelOutOfRange = defineDiagnostic({
  code: "data/label-out-of-range",
  severity: "error",
  title: "label outside the classes",
  explanation: "Labels count from 0 to the number of classes less one. The notes give the first label that does not.",
});

export const shapesDisagree = defineDiagnostic({
  code: "data/shapes-disagree",
  severity: "error",
  title: "training and test images differ in size",
  explanation:
    "A network has one input size, so the images of both parts of a data set must have the same height, width and channels.",
});

export const imageSize = defineDiagnostic({
  code: "data/image-size",
  severity: "error",
  title: "images do not fit the network's input",
  explanation: "The `input` of the model and the images of the data set must have the same height, width and channels.",
});

export const labelPlaces = defineDiagnostic({
  code: "data/label-places",
  severity: "error",
  title: "labels do not stand where the network answers",
  explanation:
    "A network that ends in a list answers once for an image, and its data has one label for an image. One that ends in a map " +
    "answers at each place of it, and its data has a map of labels of the same size for each image.",
});

export const tooManyClasses = defineDiagnostic({
  code: "data/too-many-classes",
  severity: "error",
  title: "more classes in the data than outputs in the network",
  explanation: "A classifier needs at least one output for each class of its data set.",
});

export const malformedDataset = defineDiagnostic({
  code: "data/malformed",
  severity: "error",
  title: "data set with inconsistent lengths",
  explanation:
    "A data set has `count` labels and `count·H·W·C` image values; its shape is positive integers, channels last.",
});

export const notFinite = defineDiagnostic({
  code: "data/not-finite",
  severity: "error",
  title: "image value is not a finite number",
  explanation: "A NaN or an infinity among the image values would spread into every weight in one training step.",
});

export const tooFewSamples = defineDiagnostic({
  code: "data/too-few-samples",
  severity: "error",
  title: "too few images to split",
  explanation: "A set without a test part is split in two, and each part needs at least one image.",
});

export const imageFormat = defineDiagnostic({
  code: "data/image-format",
  severity: "error",
  title: "no image of a format that is read",
  explanation:
    `Images are recognized by their first bytes, not by their name. ${IMAGE_FORMATS} are read; of an animation or of several ` +
    "pages the first. Other formats (HEIC, AVIF, …) are named, and have to be converted first.",
});

export const imageDamaged = defineDiagnostic({
  code: "data/image-damaged",
  severity: "error",
  title: "damaged image file",
  explanation:
    "The file begins like an image of a format that is read, but what follows breaks the rules of the format or is cut short.",
});

export const imageUnsupported = defineDiagnostic({
  code: "data/image-unsupported",
  severity: "error",
  title: "kind of image that is not read",
  explanation:
    "The file uses a variant of its format that is not read, such as lossless JPEG, 12-bit or floating-point samples.",
});

export const imageTooLarge = defineDiagnostic({
  code: "data/image-too-large",
  severity: "error",
  title: "image larger than the limit",
  explanation:
    "The header declares more pixels than are decoded; the file is refused before anything is allocated for it.",
});

export const inputChannels = defineDiagnostic({
  code: "data/input-channels",
  severity: "error",
  title: "an image file cannot fill this input",
  explanation: "An image file fills an input of 1 channel (gray) or 3 channels (red, green, blue).",
});
