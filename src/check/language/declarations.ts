/** What stands at the top of a file: one record for each kind of declaration of the syntax tree. */
import type { Declaration } from "../../syntax/ast.ts";
import type { WordRecords } from "../word-record.ts";

export const declarationRecords = {
  import: {
    title: "import",
    words: ["import", "from"],
    summary: "takes blocks, models and constants out of the standard library or another file",
    details:
      "`std/resnet` is a file of the standard library (`cnnc explain std/resnet:ResNet18` shows one of its models); `./blocks.cnn` is a file, " +
      "by its path from the one that holds the import. What a file declares itself can be imported from it. An imported block brings its " +
      "own file along: what it uses there need not be imported. Files may not import one another in a circle, and no import reaches out " +
      "of the project's folder.",
    syntax: ['import name, name from "std/file"', 'import name from "./path.cnn"'],
    example:
      'import basic from "std/resnet"\n\nmodel Example {\n  input 32x32x3\n  basic(16) -> basic(32, 2)\n  fc 10\n}\n',
  },
  const: {
    title: "const",
    words: ["const", "="],
    summary: "a name for a value, in all of the file",
    details:
      "A number, a list, a text or a truth value. A constant may use the constants above it. `--set` on the command line changes parameters of models, " +
      "not constants: what is to be changed from outside is a parameter.",
    syntax: ["const name = expression"],
    example: "const hidden = 120\n\nmodel Example {\n  input 28x28x1\n  fc {hidden} -> relu -> fc 10\n}\n",
  },
  block: {
    title: "block",
    words: ["block", "parameter"],
    summary: "a part of a network with a name and parameters, to be used more than once",
    details:
      "Used with parentheses: `unit(16)`, `unit(32, s=2)`. A parameter with `=` has a default. A block is laid out anew wherever it is used, for the " +
      "shape that reaches it there (`in`), and its weights are its own at each use. A block may be handed to a block as an argument. No block may " +
      "use itself, and none may have the name of a layer.",
    syntax: ["block name(parameter, parameter = default) { … }"],
    example:
      "/// Halves the size where it is used with `s=2`.\nblock unit(c, s = 1) {\n  conv 3x3x{c} s{s} p1 nobias -> bn -> relu\n}\n\n" +
      "model Example {\n  input 28x28x1\n  unit(8) -> unit(16, s=2)\n  fc 10\n}\n",
  },
  model: {
    title: "model",
    words: ["model"],
    summary: "a network: its input, and what is computed from it",
    details:
      "The first stage is the `input`; every other size follows from it. A model may have parameters: `cnnc summary file.cnn --set classes=100` gives one " +
      "a value, and so does `train`; one without a default must be given. A file may hold several models: `file.cnn:Name` names one. What two " +
      "models share stands in a block: a model is not used inside another.",
    syntax: ["model Name { input … }", "model Name(parameter = default) { input … }"],
    example: "model Example(classes = 10) {\n  input 28x28x1\n  conv 5x5x8 -> relu -> maxpool 2\n  fc {classes}\n}\n",
  },
  train: {
    title: "train",
    words: ["train"],
    summary: "a recipe: how a model is trained",
    details:
      "Belongs to one model of the file or to an imported one, and may give its parameters. Holds a setting a line, each at most once (but " +
      "`aux`, once for each head); what is not written has its default. `cnnc train file.cnn` trains by it, and `--set batch=128` " +
      "changes a setting for one training.",
    syntax: ["train Name { setting … }", "train Name(parameter=value) { setting … }"],
    example:
      "model Example(classes = 100) {\n  input 28x28x1\n  fc 100 -> relu -> fc {classes}\n}\n\n" +
      "train Example(classes=10) {\n  data      mnist\n  loss      crossentropy\n  optimizer sgd lr=0.05 momentum=0.9\n  epochs    5\n}\n",
  },
} as const satisfies WordRecords<Declaration["kind"]>;
