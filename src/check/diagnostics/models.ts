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
  failing: "model Example {\n  input 28x28x1\n  fc 30 as a -> relu\n  fc 10 as a\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 30 as a -> relu\n  fc 10 as b\n}\n",
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
  failing: "model Example {\n  input 28x28x1\n  fc 100 -> relu\n  input 28x28x1\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 100 -> relu\n  fc 10\n}\n",
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
  failing: "model Example {\n  input 28x28x1\n  [[sigmoid] * 10_000] * 10_000\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  [[sigmoid] * 10] * 10\n}\n",
});

const nested = (depth: number, inside: string): string => `${"[".repeat(depth)}${inside}${"]".repeat(depth)}`;

const nestedBlocks = (depth: number): string =>
  `block inner() {\n  ${nested(depth, "conv 3x3x8 p1 -> relu")}\n}\n\nblock outer() {\n  ${nested(depth, "inner()")}\n}\n\n` +
  "model Example {\n  input 28x28x1\n  outer()\n  fc 10\n}\n";

export const nestedTooDeep = defineDiagnostic({
  code: "check/nested-too-deep",
  severity: "error",
  title: "stages inside one another, deeper than a model may have them",
  explanation:
    "Groups, branches, conditions and uses of blocks stand inside one another, and a block brings those of its own body with it. A " +
    "model may have 300 of them around one stage. Blocks that use one another in a long row are the usual case: use them one behind the " +
    "other, or repeat a group, `[ … ] * n`.",
  failing: nestedBlocks(160),
  fixed: nestedBlocks(1),
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

export const unknownLabel = defineDiagnostic({
  code: "check/unknown-label",
  severity: "error",
  title: "a chain that starts from no label",
  explanation:
    "`@name` starts from the value that `as name` names. A label is visible in the body that holds it, and in bodies inside, from " +
    "its line on; what a block labels stays inside the block.",
  failing: "model Example {\n  input 28x28x8\n  conv 3x3x8 p1 as enc1\n  concat { relu | @enc2 }\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x8\n  conv 3x3x8 p1 as enc1\n  concat { relu | @enc1 }\n  fc 10\n}\n",
});

export const unknownBlock = defineDiagnostic({
  code: "check/unknown-block",
  severity: "error",
  title: "the use of a block that is not declared",
  explanation:
    "A block is declared in the file (`block unit(c) { … }`), imported, or handed in as a parameter. It is used with parentheses, " +
    "layers without.",
  failing:
    "block unit(c) {\n  conv 3x3x{c} p1 -> relu\n}\n\nmodel Example {\n  input 28x28x1\n  unit(8) -> uint(16)\n  fc 10\n}\n",
  fixed:
    "block unit(c) {\n  conv 3x3x{c} p1 -> relu\n}\n\nmodel Example {\n  input 28x28x1\n  unit(8) -> unit(16)\n  fc 10\n}\n",
});

export const blockNamedAsLayer = defineDiagnostic({
  code: "check/block-named-as-layer",
  severity: "error",
  title: "a block with the name of a layer",
  explanation: "Layer names are no keywords, but one name for a block and a layer would mislead every reader.",
  failing:
    "block relu(c) {\n  conv 3x3x{c} p1\n}\n\nmodel Example {\n  input 28x28x1\n  conv 3x3x8 -> relu\n  fc 10\n}\n",
  fixed: "block unit(c) {\n  conv 3x3x{c} p1\n}\n\nmodel Example {\n  input 28x28x1\n  unit(8) -> relu\n  fc 10\n}\n",
});

export const recursion = defineDiagnostic({
  code: "check/recursion",
  severity: "error",
  title: "a block that uses itself",
  explanation:
    "Blocks are laid out where they are used, so a block that uses itself, directly or through others, would never end. Repetition " +
    "is written `[ … ] * n`.",
  failing:
    "block deep(c) {\n  conv 3x3x{c} p1 -> deep(c)\n}\n\nmodel Example {\n  input 28x28x1\n  deep(8)\n  fc 10\n}\n",
  fixed:
    "block deep(c) {\n  conv 3x3x{c} p1 -> relu\n}\n\nmodel Example {\n  input 28x28x1\n  deep(8) * 4\n  fc 10\n}\n",
});

export const tooFewArms = defineDiagnostic({
  code: "check/too-few-arms",
  severity: "error",
  title: "a branch with one arm",
  explanation: "`add`, `mul` and `concat` join two arms or more, separated by `|`. An empty arm passes the input on.",
  failing: "model Example {\n  input 28x28x8\n  add { conv 3x3x8 p1 }\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x8\n  add { conv 3x3x8 p1 | }\n  relu -> fc 10\n}\n",
});

export const misplacedHead = defineDiagnostic({
  code: "check/misplaced-head",
  severity: "error",
  title: "a head inside a head",
  explanation:
    "A head is a side output of the model. It starts from the value at its place and has no heads of its own.",
  failing:
    "model Example {\n  input 28x28x1\n  fc 100\n  head a {\n    relu\n    head b {\n      fc 10\n    }\n    fc 10\n  }\n  relu -> fc 10\n}\n",
  fixed:
    "model Example {\n  input 28x28x1\n  fc 100\n  head a {\n    relu -> fc 10\n  }\n  head b {\n    relu -> fc 10\n  }\n  relu -> fc 10\n}\n",
});

export const noGraph = defineDiagnostic({
  code: "check/no-graph",
  severity: "error",
  title: "a graph convolution without a graph",
  explanation:
    'Layers on graphs read the edges that the input names: `input 34x16 graph="edges.csv"`, nodes x channels.',
  failing: "model Example {\n  input 34x16\n  gconv 8 -> relu\n  fc 2\n}\n",
  fixed: 'model Example {\n  input 34x16 graph="edges.csv"\n  gconv 8 -> relu\n  fc 2\n}\n',
});
