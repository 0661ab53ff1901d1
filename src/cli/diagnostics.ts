/**
 * The diagnostics of the command: files it cannot read or write, names on the command line that mean nothing, run folders
 * that do not fit. Takes the definition helper; gives one maker per code. None has a failing program: they come from the
 * command line and the file system, not from source text.
 */
import { CnncError, type Diagnostic, defineDiagnostic } from "../diagnostics/diagnostic.ts";

/** Throws the diagnostic with the exit code of the interfaces: 1 model or data, 2 usage, 3 files, 4 training. */
export function fail(diagnostic: Diagnostic, exit: 1 | 2 | 3 | 4): never {
  throw new CnncError(diagnostic, exit);
}

export const fileNotFound = defineDiagnostic({
  code: "file/not-found",
  severity: "error",
  title: "file not found",
  explanation: "No file or folder has this name. Relative names count from the folder in which the command was called.",
});

export const fileUnreadable = defineDiagnostic({
  code: "file/unreadable",
  severity: "error",
  title: "file cannot be read",
  explanation: "The operating system refused to open or to read the file; the notes give its own words.",
});

export const notARegularFile = defineDiagnostic({
  code: "file/not-regular",
  severity: "error",
  title: "not a regular file",
  explanation:
    "Programs, modules and weights are read from regular files. A device or a pipe has no known length and may never end, " +
    "so it is refused before it is opened. A program can be piped in with `-` for its name.",
});

export const fileTooLarge = defineDiagnostic({
  code: "file/too-large",
  severity: "error",
  title: "file larger than the limit",
  explanation: "The file is larger than `cnnc` reads into memory. `cnnc info` lists the limits.",
});

export const notUtf8 = defineDiagnostic({
  code: "file/not-utf8",
  severity: "error",
  title: "program is not UTF-8 text",
  explanation: "Programs are text in UTF-8, with or without a byte order mark.",
});

export const fileNotWritten = defineDiagnostic({
  code: "file/not-written",
  severity: "error",
  title: "file cannot be written",
  explanation:
    "The operating system refused to write the file; the notes give its own words. Files are replaced whole: a file of " +
    "this name that was there before is as it was.",
});

export const diskFull = defineDiagnostic({
  code: "file/disk-full",
  severity: "error",
  title: "no space left",
  explanation:
    "The disk, or what you may use of it, is full. Files are replaced whole: a file of this name that was there before is " +
    "as it was. A training goes on from its last checkpoint with `--resume` once there is space.",
});

export const unknownCommand = defineDiagnostic({
  code: "cli/unknown-command",
  severity: "error",
  title: "no such command",
  explanation: "The first word after `cnnc` is a command: `cnnc check lenet5.cnn`. `cnnc --help` lists them.",
});

export const unknownOption = defineDiagnostic({
  code: "cli/unknown-option",
  severity: "error",
  title: "no such option",
  explanation: "The command has no option of this name; `cnnc COMMAND --help` lists those it has.",
});

export const badValue = defineDiagnostic({
  code: "cli/bad-value",
  severity: "error",
  title: "a value that an option cannot have",
  explanation:
    "Options take one of a few words, a number in a range, or `NAME=VALUE`; `cnnc COMMAND --help` says which.",
});

export const wrongUsage = defineDiagnostic({
  code: "cli/wrong-usage",
  severity: "error",
  title: "arguments missing, too many, or in conflict",
  explanation: "What the command was given does not fit together; `cnnc COMMAND --help` shows how it is called.",
});

export const noPrograms = defineDiagnostic({
  code: "cli/no-programs",
  severity: "error",
  title: "no programs in this folder",
  explanation: "A folder stands for every `.cnn` file in it and below it; this one has none.",
});

export const initExists = defineDiagnostic({
  code: "cli/init-exists",
  severity: "error",
  title: "a new project would write over files",
  explanation:
    "`cnnc init` writes a whole project: a program, a README, a `.gitignore` and what the program trains on. A file or folder " +
    "of one of these names is there already, and nothing was written. The notes name them.",
});

export const ambiguousLibraryModel = defineDiagnostic({
  code: "cli/ambiguous-library-model",
  severity: "error",
  title: "several models of the library have this name",
  explanation:
    "The bare name of a model of the library stands for it where no file is called so. Two files of the library declare a " +
    "model of this name, so the file must be said as well: `std/resnet:ResNet50`.",
});

export const noLibraryModel = defineDiagnostic({
  code: "cli/no-library-model",
  severity: "error",
  title: "no model of the library fits the word",
  explanation:
    "`cnnc models WORD` lists the models of the library that have the word in their name, their file or their description; " +
    "none has it.",
});

export const unknownModel = defineDiagnostic({
  code: "cli/unknown-model",
  severity: "error",
  title: "no such model in the file",
  explanation: "`file.cnn:Name` names a model of the file. A file with one model needs no name.",
});

export const notAModel = defineDiagnostic({
  code: "cli/not-a-model",
  severity: "error",
  title: "the name is not that of a model",
  explanation:
    "`file.cnn:Name` names a model. A block has no input of its own; a model that is imported is addressed in the file that " +
    "declares it, unless this one trains it.",
});

export const parameterNeeded = defineDiagnostic({
  code: "cli/parameter-needed",
  severity: "error",
  title: "a parameter of the model has no value",
  explanation:
    "A parameter without a default (`model Net(classes) { … }`) gets its value from the recipe (`train Net(classes=10)`) or " +
    "from the command line (`--set classes=10`).",
});

export const unknownLibrary = defineDiagnostic({
  code: "cli/unknown-library",
  severity: "error",
  title: "no such file in the standard library",
  explanation:
    "An address that begins with `std/` names a file of the standard library, as in an import: `std/resnet:ResNet50`. A file of " +
    "one's own in a folder of that name is written `./std/…`.",
});

export const severalModels = defineDiagnostic({
  code: "cli/several-models",
  severity: "error",
  title: "the file has more than one model",
  explanation: "Say which one is meant: `file.cnn:Name`.",
});

export const noModel = defineDiagnostic({
  code: "cli/no-model",
  severity: "error",
  title: "the file has no model",
  explanation: "The command works on a model: `model Name { input … }`.",
});

export const noRecipe = defineDiagnostic({
  code: "cli/no-recipe",
  severity: "error",
  title: "the model has no recipe",
  explanation: "Training follows a recipe: a block `train Name { … }` that names the model, in the same file.",
});

export const noData = defineDiagnostic({
  code: "cli/no-data",
  severity: "error",
  title: "no data set is named",
  explanation: "The data set is named by the recipe (`data mnist`) or by `--data FOLDER`.",
});

export const badSetting = defineDiagnostic({
  code: "cli/bad-set",
  severity: "error",
  title: "`--set` not understood",
  explanation:
    "`--set NAME=VALUE` sets a parameter of the model (`--set classes=26`) or a setting of its recipe (`--set batch=32`, " +
    "`--set optimizer=adam`, `--set optimizer.lr=0.01`). The value is written as in a program.",
});

export const unknownLayer = defineDiagnostic({
  code: "cli/unknown-layer",
  severity: "error",
  title: "no such layer in the model",
  explanation:
    "Layers are named by their label or by kind and number (`conv1`), behind the block they stand in (`conv2.bottleneck1.bn3`); " +
    "`cnnc summary FILE` lists them. The end of a name will do where only one fits.",
});

export const ambiguousLayer = defineDiagnostic({
  code: "cli/ambiguous-layer",
  severity: "error",
  title: "several layers have a name with this end",
  explanation:
    "The end of a layer's name stands for the layer where only one fits. The notes list those that do: write more of it.",
});

export const unknownCode = defineDiagnostic({
  code: "cli/unknown-code",
  severity: "error",
  title: "no such diagnostic",
  explanation: "Codes of diagnostics are written `room/what-is-wrong`, as they stand in brackets in every message.",
});

export const unknownWord = defineDiagnostic({
  code: "cli/unknown-word",
  severity: "error",
  title: "no such word",
  explanation:
    "`cnnc explain` takes a program, the code of a diagnostic, or a word of the language: a layer, a loss, a setting, a function, a keyword, " +
    "a sign (in quotes for the shell), or what any of these is called elsewhere. The reference of the language lists them.",
});

export * from "./run-diagnostics.ts";
export * from "./runtime-diagnostics.ts";

export const runExists = defineDiagnostic({
  code: "run/exists",
  severity: "error",
  title: "the folder already holds a run",
  explanation:
    "A training never replaces an earlier one by accident. Go on with it (`--resume`), replace it (`--overwrite`), or " +
    "choose another folder (`--out FOLDER`).",
});

export const runBusy = defineDiagnostic({
  code: "run/busy",
  severity: "error",
  title: "another training is at work in the folder",
  explanation:
    "Two trainings in one folder would overwrite each other's checkpoints. `run.lock` in the folder says who is there; a lock " +
    "whose process is dead is taken over. That of another machine is believed: remove it if you know that nobody trains.",
});

export const checkpointDamaged = defineDiagnostic({
  code: "run/checkpoint-damaged",
  severity: "warning",
  title: "the newest checkpoint is damaged, the one before it is used",
  explanation:
    "Checkpoints carry a checksum. A run folder keeps two: when `checkpoint.safetensors` is damaged or missing, the training goes on " +
    "from `checkpoint.previous.safetensors`, does the steps between again, and comes to the same end.",
});

export const notARun = defineDiagnostic({
  code: "run/not-a-run",
  severity: "error",
  title: "not a run folder",
  explanation:
    "A run folder is what `cnnc train` leaves: `model.cnn`, `model.wasm`, `weights.safetensors`, `checkpoint.safetensors`, " +
    "`metrics.jsonl` and `run.json`. The notes say what is missing or damaged.",
});

export const otherSource = defineDiagnostic({
  code: "run/other-source",
  severity: "error",
  title: "the run was trained from another program",
  explanation:
    "A run goes on only with the program it began with (its `model.cnn`, settings of `--set` included): with another one the " +
    "result would be neither the old training nor a new one.",
});

export const otherBatch = defineDiagnostic({
  code: "run/other-settings",
  severity: "error",
  title: "the run was begun with other settings",
  explanation:
    "Batch, seed and the inversion of the images belong to a run from its first step; only the number of epochs can be changed on " +
    "`--resume`.",
});

export const reportExists = defineDiagnostic({
  code: "run/report-exists",
  severity: "error",
  title: "the folder holds something else than a report",
  explanation:
    "`--report` writes into a new or empty folder, or replaces a report it wrote there before. Among other files it writes " +
    "only with `--overwrite`, and then replaces those of the same names.",
});

export const diverged = defineDiagnostic({
  code: "train/diverged",
  severity: "error",
  title: "the training diverged",
  explanation:
    "The loss, or a weight, is no longer a finite number. The run folder keeps the last checkpoint from before. Usual " +
    "causes: a learning rate that is too high, or images that are not normalized.",
});

export const lastBatchOfOne = defineDiagnostic({
  code: "train/last-batch-of-one",
  severity: "warning",
  title: "batch normalization whose last batch is one value",
  explanation:
    "The last batch of an epoch has what is left of the training images. Where that is one image, a layer that normalizes one value per " +
    "channel and image by the batch (behind `fc`, or at 1x1 positions) has a variance of 0: all outputs are its bias, the step teaches " +
    "nothing in front of it, and the running variance shrinks by the momentum in each epoch. Choose a batch size that leaves another " +
    "remainder. `cnnc check` warns of it as `lint/last-batch-of-one` where it knows the number of images without reading them.",
});

export const noBetterThanGuessing = defineDiagnostic({
  code: "train/no-better-than-guessing",
  severity: "warning",
  title: "the network is right no more often than by guessing",
  explanation:
    "Who always answers the most frequent class is right as often as that class comes: 10% of the time with ten classes alike. A result " +
    "within two standard errors of that shows nothing learned. Usual causes: a learning rate that is too high (the loss stays where it " +
    "was, or jumps) or too low, labels that do not belong to their images, images that are not normalized, an activation behind the last " +
    "layer that learns, where the loss wants scores (`cnnc check` says so).",
});

export const targetMissed = defineDiagnostic({
  code: "train/target-missed",
  severity: "error",
  title: "the asked-for result was not reached",
  explanation: "`--until` names a result that the training did not reach in its epochs. The run folder is complete.",
});
