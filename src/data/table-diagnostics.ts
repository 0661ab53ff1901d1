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
    "Images are `uint8` (0..255 stand for 0..1), other integers and booleans that are all within 0..255, or `float16`, `float32` " +
    "and `float64`, which stand for themselves; labels are integers, booleans, or floats that are whole numbers. Arrays of objects " +
    "are refused, since reading them can run code; so are text, complex numbers and records. Labels that are words become numbers " +
    "by `names, y = np.unique(y, return_inverse=True)`.",
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
    "`targets` are labels; with `train`, `val` or `test` they are that part: `x_train`, `y_train`, `x_test`, `y_test`, or " +
    "`train_images`, `train_labels`. Without such names `arr_0` and `arr_1` are images and labels. Images have a first " +
    "dimension of their count; labels one dimension, or a second one of length 1: columns of 0 and 1 (one-hot) become classes by " +
    "`y.argmax(1)`.",
});

export const csvRow = defineDiagnostic({
  code: "data/csv-row",
  severity: "error",
  title: "row of a table that cannot be read",
  explanation:
    "Every row of a `.csv` file has one label and as many numbers as the first row. Fields are separated by commas, semicolons " +
    "or tabs, as the first row shows, and may stand in double quotes. Numbers have a decimal point; between semicolons or tabs " +
    "they may all have a decimal comma. No field may be empty, and columns of words are left out with " +
    '`skip=["name"]`. The line is counted from 1, the header included.',
});

export const csvEncoding = defineDiagnostic({
  code: "data/csv-encoding",
  severity: "error",
  title: "table that is not in UTF-8",
  explanation:
    "A `.csv` file is read as UTF-8, with or without a byte order mark, or as UTF-16 with one. Other encodings, such as Latin-1 " +
    "and Windows-1252, cannot be told apart by their bytes, so that letters beyond ASCII would be guessed.",
});

export const csvHeader = defineDiagnostic({
  code: "data/csv-header",
  severity: "error",
  title: "first row of a table that does not name or make columns",
  explanation:
    "A table has at least two columns: a label and a number. Columns have names where the first row is a header: none of its fields " +
    'is a number, or it has the name of the label and the others count from one to the next. `label="…"` and `skip=["…"]` ' +
    "need such names.",
});

export const csvLabel = defineDiagnostic({
  code: "data/csv-label",
  severity: "error",
  title: "label column of a table is not known",
  explanation:
    'The label is the column that the recipe names: `data "heart.csv" label="outcome"`, or by its position, `label=first` or ' +
    "`label=last`. Without that it is the column that the header calls `label`, `class`, `target` or `y`, in letters of any case. In " +
    "a table without a header it is the one column of words, or else the first one, where its numbers look like classes (whole, from 0 " +
    "or 1 up with none left out, fewer than the rows) and those of the last do not. Everything else is asked for, never guessed.",
});

export const csvColumn = defineDiagnostic({
  code: "data/csv-column",
  severity: "error",
  title: "column that the table does not have",
  explanation:
    '`label="…"` and `skip=["…"]` name columns as the header of the table has them, and something must be left beside the label.',
});

export const columnsDisagree = defineDiagnostic({
  code: "data/columns-disagree",
  severity: "error",
  title: "parts of a set with different columns",
  explanation:
    "The tables for training, validation and test have the same columns. Their order may differ where both have a header. A table " +
    "that lacks nothing but the label is no part: it is passed over, and that is reported.",
});

export const rowNumbers = defineDiagnostic({
  code: "data/row-numbers",
  severity: "warning",
  title: "a column counts the rows",
  explanation:
    "A column that goes from 0 or 1 up by one in each row numbers the rows: an index or an identity. It says nothing about the label, " +
    "but where a file is sorted by its labels a network learns them from it, and fails on every other row.",
});

export const tableOnly = defineDiagnostic({
  code: "data/no-table",
  severity: "error",
  title: "columns are named, and the data is no table",
  explanation:
    "`label=` and `skip=` are about the columns of a `.csv` file. Images, IDX, CIFAR and `.npz` files have none.",
});

export const csvEmpty = defineDiagnostic({
  code: "data/csv-empty",
  severity: "error",
  title: "table without rows",
  explanation: "The `.csv` file holds no row, or none but its header.",
});
