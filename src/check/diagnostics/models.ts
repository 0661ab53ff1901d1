/**
 * Diagnostics of models: declarations, the input, chains, what is written against what is computed. Takes and gives
 * nothing but definitions; `check.ts`, `expand.ts` and `expectations.ts` emit them.
 */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

export const duplicateName = defineDiagnostic({
  code: "check/duplicate-name",
  severity: "error",
  title: "a name is declared twice",
  explanation: "Consts, blocks, models and imported names share one space of names; the labels of a model are another.",
  failing: "model Example {\n  input 28x28x1\n  fc 10 as a\n  fc 10 as a\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 10 as a\n  fc 10 as b\n}\n",
});

export const noInput = defineDiagnostic({
  code: "check/no-input",
  severity: "error",
  title: "a model without an input",
  explanation: "The first stage of a model is its input, height x width x channels: every other size follows from it.",
  failing: "model Example {\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 10\n}\n",
});

export const misplacedInput = defineDiagnostic({
  code: "check/misplaced-input",
  severity: "error",
  title: "an input that is not the first stage",
  explanation: "A model has one input, its first stage, outside of groups and repetitions.",
  failing: "model Example {\n  input 28x28x1\n  fc 100\n  input 28x28x1\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 100\n  fc 10\n}\n",
});

export const inputRank = defineDiagnostic({
  code: "check/input-rank",
  severity: "error",
  title: "an input with too many sizes",
  explanation:
    "An input is a list (`784`), a sequence (`1000x12`: length x channels), an image (`28x28x1`: height x width x channels) or a " +
    "volume (`16x112x112x3`). The batch is implied and never written.",
  failing: "model Example {\n  input 64x2x2x28x28x1\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 10\n}\n",
});

export const emptyModel = defineDiagnostic({
  code: "check/empty-model",
  severity: "error",
  title: "a model without a layer",
  explanation: "After its input a model has at least one layer. A group repeated 0 times is left out and is none.",
  failing: "model Example {\n  input 28x28x1\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 10\n}\n",
});

export const tooManyLayers = defineDiagnostic({
  code: "check/too-many-layers",
  severity: "error",
  title: "more layers than a model may have",
  explanation:
    "Repetitions multiply: `[[conv 3x3x8 p1] * 100] * 200` are 20,000 layers. They are counted before they are laid out, and a " +
    "model may have 10,000.",
  failing: "model Example {\n  input 28x28x1\n  [[relu] * 10_000] * 10_000\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  [[relu] * 10] * 10\n}\n",
});

export const shapeDiffers = defineDiagnostic({
  code: "check/shape-differs",
  severity: "error",
  title: "a written shape is not the computed one",
  explanation: "`: 14x14x6` after a stage is checked: the stage must give this shape.",
  failing: "model Example {\n  input 28x28x1\n  conv 5x5x6 : 28x28x6\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 : 28x28x6\n}\n",
});

export const expectationFailed = defineDiagnostic({
  code: "check/expectation-failed",
  severity: "error",
  title: "an expectation does not hold",
  explanation:
    "`expect params 61_706` compares a total of the model with a number: `params`, `weights`, `macs`, `rf` (the receptive field) " +
    "or `memory` (bytes of training, at the batch of the recipe or at `@ batch N`).",
  failing: "model Example {\n  input 28x28x1\n  fc 10\n  expect params 7_840\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 10\n  expect params 7_850\n}\n",
});

export const unknownMetric = defineDiagnostic({
  code: "check/unknown-metric",
  severity: "error",
  title: "an expectation of something unknown",
  explanation:
    "What can be expected of a model: `params`, `weights`, `macs`, `rf` and `memory`; only `memory` is at a batch.",
  failing: "model Example {\n  input 28x28x1\n  fc 10\n  expect parms 7_850\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 10\n  expect params 7_850\n}\n",
});

export const notYet = defineDiagnostic({
  code: "check/not-yet",
  severity: "error",
  title: "a part of the language that this version does not compile",
  explanation:
    "The text is right, and a later version of `cnnc` will compile it. Until then write the network out: blocks and calls as their " +
    "layers, parameters and lets as consts.",
  failing: "model Example {\n  input 28x28x1\n  add { conv 3x3x1 p1 | }\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  conv 3x3x1 p1\n  fc 10\n}\n",
});
