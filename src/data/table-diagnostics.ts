/**
 * The diagnostics of `.npz` and `.csv` files. Takes the definition helper; gives one maker for each code. Given on by
 * `diagnostics.ts`.
 */
import { defineDiagnostic } from "../diagnostics/diagnostic.ts";

export const zipDamaged = defineDiagnostic({
  code: "data/zip-damaged",
  severity: "error",
  title: "damaged zip archive",
  explanation:
    "An `.npz` file is a zip archive. This one is no archive, is cut short or changed, or what it holds does not unpack to " +
    "the length and the check sum that its directory says.",
});

export const zipUnsupported = defineDiagnostic({
  code: "data/zip-unsupported",
  severity: "error",
  title: "kind of zip archive that is not read",
  explanation:
    "Members of an archive are stored or deflated, as `numpy.savez` and `numpy.savez_compressed` write them. Archives that " +
    "are encrypted, in several volumes, beyond 4 GiB, or packed in other ways are not read.",
});

export const zipName = defineDiagnostic({
  code: "data/zip-name",
  severity: "error",
  title: "name in a zip archive that is refused",
  explanation:
    "The members of an `.npz` file are arrays with plain names such as `x_train.npy`. A name with a folder, `..` or a control " +
    "character, and a name that stands twice, come from no sound file.",
});

export const zipTooLarge = defineDiagnostic({
  code: "data/zip-too-large",
  severity: "error",
  title: "zip archive that unpacks to too much",
  explanation:
    "Before anything is unpacked, the sizes that the archive declares are compared with the limits: the sum of what is read, " +
    "and for large members the ratio to their packed size (a zip bomb packs a thousand bytes into one). `cnnc info` lists the " +
    "limits; images that really are that uniform can be stored unpacked, with `numpy.savez`.",
});

export const npyHeader = defineDiagnostic({
  code: "data/npy-header",
  severity: "error",
  title: "damaged header of a numpy array",
  explanation:
    "An `.npy` array begins with `\\x93NUMPY`, its version (1 to 3), and a Python literal with exactly `descr`, " +
    "`fortran_order` and `shape`. The literal is read by a parser of its own, never evaluated, and is at most 64 KiB long.",
});

export const npyType = defineDiagnostic({
  code: "data/npy-type",
  severity: "error",
  title: "type of numpy array that is not read",
  explanation:
    "Images are `uint8` (0..255 stand for 0..1), other integers and booleans that are all within 0..255, or `float32` and " +
    "`float64`, which stand for themselves; labels are integers, booleans, or floats that are whole numbers. Arrays of objects " +
    "are refused, since reading them can run code; so are text, complex numbers, records and `float16`.",
});

export const npyLength = defineDiagnostic({
  code: "data/npy-length",
  severity: "error",
  title: "numpy array too short or too long",
  explanation: "The bytes after the header are the product of the dimensions times the size of an element.",
});

export const npzArrays = defineDiagnostic({
  code: "data/npz-arrays",
  severity: "error",
  title: "images or labels not found among the arrays",
  explanation:
    "Arrays are known by the words of their names: `x`, `images`, `data`, `samples`, `features` are images; `y`, `labels`, " +
    "`targets` are labels; with `train`, `test` (or `val`) they are that part: `x_train`, `y_train`, `x_test`, `y_test`, or " +
    "`train_images`, `train_labels`. Without such names `arr_0` and `arr_1` are images and labels. Images have a first " +
    "dimension of their count; labels one dimension, or a second one of length 1.",
});

export const csvRow = defineDiagnostic({
  code: "data/csv-row",
  severity: "error",
  title: "row of a table that cannot be read",
  explanation:
    "Every row of a `.csv` file has one label and as many numbers as the first row. Fields are separated by commas (or " +
    "semicolons or tabs, as the first row shows) and may stand in double quotes; numbers have a decimal point, and no field " +
    "may be empty. The line is counted from 1, the header included.",
});

export const csvHeader = defineDiagnostic({
  code: "data/csv-header",
  severity: "error",
  title: "header of a table that does not tell its label",
  explanation:
    "The label is the column that the header calls `label`, `class`, `target` or `y`; without a header, or when it has no such " +
    "name, the first. Two such columns leave it open, and a table of one column has nothing but labels.",
});

export const csvEmpty = defineDiagnostic({
  code: "data/csv-empty",
  severity: "error",
  title: "table without rows",
  explanation: "The `.csv` file holds no row, or none but its header.",
});
