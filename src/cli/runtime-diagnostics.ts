/**
 * The pages of the errors of the runtime, one per code (`RuntimeErrorCode`), in two tables: what a command shows of a module, a
 * checkpoint or the machine, and what only a program that uses the library meets. Takes the definition helper; the message is the
 * runtime's own.
 */
import { type DefinedDiagnostic, defineDiagnostic } from "../diagnostics/diagnostic.ts";
import type { RuntimeErrorCode } from "../runtime/errors.ts";

/** Errors that a user of the command can do something about. */
export const runtimeProblem = {
  "runtime/not-a-module": defineDiagnostic({
    code: "runtime/not-a-module",
    severity: "error",
    title: "not a module made by cnnc",
    explanation: "The file is no WebAssembly module, or has no sound manifest in its section `cnnc`. Build it again.",
  }),
  "runtime/other-abi": defineDiagnostic({
    code: "runtime/other-abi",
    severity: "error",
    title: "module of another interface version",
    explanation: "The module was built by another version of `cnnc`. Build it again with this one.",
  }),
  "runtime/bad-checkpoint": defineDiagnostic({
    code: "runtime/bad-checkpoint",
    severity: "error",
    title: "checkpoint damaged or of another model",
    explanation: "The file is no checkpoint, is cut short, or its tensors are not those of the module.",
  }),
  "runtime/out-of-memory": defineDiagnostic({
    code: "runtime/out-of-memory",
    severity: "error",
    title: "not enough memory",
    explanation: "A module addresses at most 4 GiB: its plan (`cnnc summary` shows it) and the data set must fit.",
  }),
  "runtime/bad-dataset": defineDiagnostic({
    code: "runtime/bad-dataset",
    severity: "error",
    title: "data set does not fit the module",
    explanation: "Images and labels must have the module's shape and classes.",
  }),
  "runtime/not-finite": defineDiagnostic({
    code: "runtime/not-finite",
    severity: "error",
    title: "outputs that are no numbers",
    explanation:
      "The network gives NaN for an image, which is no answer and no class. Either a weight is NaN, as after a training that diverged, or " +
      "the image holds such a value. Train again with a lower learning rate, or give other weights.",
  }),
  "runtime/no-test-set": defineDiagnostic({
    code: "runtime/no-test-set",
    severity: "error",
    title: "an early stop watches a test set that is not there",
    explanation:
      "`stop metric=val_loss` and `val_accuracy` look at the test set after each epoch. Without one there is nothing to look at: stop by " +
      "`metric=loss` or `accuracy` of the training images, or leave `stop` out.",
  }),
} as const;

/**
 * Errors in how the library is called. The command has pages for them and does not show them as such: one that it meets is a bug of its
 * own (a divergence it reports as `train/diverged`).
 */
export const libraryProblem = {
  "runtime/fetch-failed": defineDiagnostic({
    code: "runtime/fetch-failed",
    severity: "error",
    title: "module could not be fetched",
    explanation:
      "`load` was given an address, and no module came from there; the message holds the status of the server, and `cause` what the " +
      "network said. Check the address. In a browser, another site must allow the request (CORS).",
  }),
  "runtime/built-for-inference": defineDiagnostic({
    code: "runtime/built-for-inference",
    severity: "error",
    title: "module without training",
    explanation:
      "The module was built for inference only: it has no code for gradients, the loss or the optimizer, so it predicts and neither trains " +
      "nor evaluates. Compile it with `{ training: true }`, or build it without `cnnc build --inference`.",
  }),
  "runtime/bad-argument": defineDiagnostic({
    code: "runtime/bad-argument",
    severity: "error",
    title: "argument that a call cannot use",
    explanation:
      "A call of the library was given a value of the wrong kind, length or range; the message says which and what is expected. " +
      "Nothing has changed.",
  }),
  "runtime/busy": defineDiagnostic({
    code: "runtime/busy",
    severity: "error",
    title: "another call is still running",
    explanation:
      "While a training or an evaluation is running, calls that would disturb it are refused before anything has changed. Await the first " +
      "call (`await net.fit(…)`), or load the module a second time. Predictions are never refused, and evaluations wait for one another.",
  }),
  "runtime/other-set": defineDiagnostic({
    code: "runtime/other-set",
    severity: "error",
    title: "training set with another number of images",
    explanation:
      "A training that is within an epoch goes on at its position in the order drawn for its set, and a set with another number of images " +
      "has no such position. Finish the epoch on the set it was begun with, or begin anew with `rewind()`, which keeps the weights, or " +
      "`init()`.",
  }),
  "runtime/unknown-count": defineDiagnostic({
    code: "runtime/unknown-count",
    severity: "error",
    title: "number of images needed and not known",
    explanation:
      "A schedule that follows the steps of an epoch, and `normalize auto`, need a pass over the images before the first step, and batches " +
      "from an iterator come only once. Hand in a function that begins a new pass, give the images of a pass as `count`, or set the " +
      "statistics with `net.normalize`.",
  }),
  "runtime/activation-not-kept": defineDiagnostic({
    code: "runtime/activation-not-kept",
    severity: "error",
    title: "activation that is not kept",
    explanation:
      "Outputs of layers that are not needed at the same time share memory, and some layers are fused with their neighbor, so an output " +
      "is read by its name only where it was kept. Compile with `{ keepActivations: true }`; the message lists what there is.",
  }),
  "runtime/diverged": defineDiagnostic({
    code: "runtime/diverged",
    severity: "error",
    title: "training diverged",
    explanation:
      "The loss, or a weight, is no longer a finite number; `facts` holds the step and the rate. The command shows it as `train/diverged`. " +
      "Usual causes: a learning rate that is too high, or images that are not normalized.",
  }),
  "runtime/disposed": defineDiagnostic({
    code: "runtime/disposed",
    severity: "error",
    title: "network already disposed of",
    explanation: "`dispose` lets the memory of a network go, and no call can use it afterwards. Load the module again.",
  }),
} as const satisfies Readonly<Record<Exclude<RuntimeErrorCode, keyof typeof runtimeProblem>, DefinedDiagnostic>>;
