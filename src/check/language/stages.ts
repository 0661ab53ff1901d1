/**
 * The stages of a chain: one record for each kind of the syntax tree, and one for each thing that may stand behind a stage.
 * What layers and joins there are, operators say.
 */
import { inputSchema } from "../expand/read-input.ts";
import type { Primary, Stage } from "../../syntax/ast.ts";
import type { WordRecords } from "../word-record.ts";

export const stageRecords = {
  input: {
    title: "input",
    words: ["input"],
    takesArguments: inputSchema,
    summary: "the shape of what the model reads, its first stage",
    details:
      "A list (`784`), a sequence (`1000x12`: length x channels), an image (`28x28x1`: height x width x channels) or a volume (`16x112x112x3`). The " +
      'batch is implied and never written. With `graph="edges.csv"` it is nodes x channels of a graph, whose edges are read from that ' +
      "file. A model has one input; blocks have none.",
    syntax: ["input sizes", 'input nodes x channels graph="edges.csv"'],
    example: "model Example {\n  input 28x28x1\n  fc 10\n}\n",
  },
  layer: {
    title: "a layer",
    words: ["layer"],
    summary: "one operation: its name, and its arguments behind it",
    details:
      "Behind the name stand sizes (`5x5x6`), attributes (`s2 p1`), flags (`nobias`) and named arguments (`init=he`), in any order but for the sizes. " +
      "Whatever follows from the input is not written: `fc 84` needs no count of inputs. Names of layers are no keywords. " +
      "`cnnc explain NAME` shows the page of one.",
    syntax: ["name [sizes] [attribute …] [flag …] [argument=value …]"],
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 s2 p2 init=he -> relu\n  fc 10\n}\n",
  },
  call: {
    title: "name( … )",
    words: ["(", ")", ",", "call"],
    summary: "the use of a block",
    details:
      "Arguments by position or by name; those with a default may be left out. A block itself may be an argument, without parentheses: `stage(unit, 64)`. " +
      "Layers are used without parentheses, blocks always with them.",
    syntax: ["name(value, value)", "name(value, parameter=value)"],
    example:
      "block unit(c, s = 1) { conv 3x3x{c} s{s} p1 -> relu }\n\nblock twice(part, c) { part(c) -> part(c) }\n\n" +
      "model Example {\n  input 28x28x1\n  unit(8, s=2) -> twice(unit, 16)\n  fc 10\n}\n",
  },
  group: {
    title: "[ … ]",
    words: ["[", "]", "group"],
    summary: "stages that belong together, to be repeated or named as one",
    details:
      "`[[conv -> relu] * n -> maxpool 2] * m` is the lecture's pattern, literally. A group may hold groups, branches and conditions, on one line or on several.",
    syntax: ["[ stage -> stage ]", "[ stage -> stage ] * number"],
    example: "model Example {\n  input 28x28x1\n  [[conv 3x3x8 p1 -> relu] * 2 -> maxpool 2] * 2\n  fc 10\n}\n",
  },
  branch: {
    title: "{ … | … }",
    words: ["|", "{", "}", "branch"],
    summary: "the same value into several arms, whose ends are joined",
    details:
      "`add`, `mul` or `concat` says how. Every arm reads the value before the branch; arms are separated by `|`, and one may stand before the first arm as well. An empty " +
      "arm passes the value on: `add { conv 3x3x8 p1 | }` adds a convolution to its input. There are two arms or more. An arm may " +
      "begin with a label: `concat { upsample 2 | @fine }`.",
    syntax: ["add { chain | chain }", "concat { chain | chain | … }", "mul { chain | }"],
    example:
      "model Example {\n  input 28x28x8\n  add {\n    | conv 3x3x8 p1 nobias -> bn -> relu\n      conv 3x3x8 p1 nobias -> bn\n    |\n  } -> relu\n  fc 10\n}\n",
  },
  condition: {
    title: "if",
    words: ["if", "else"],
    summary: "stages that are there only where something holds",
    details:
      "Decided when the program is checked, for each use of a block; nothing is decided while the network runs. Without `else` the value is passed on. " +
      "The test may use parameters, constants and `in`.",
    syntax: ["if test { … }", "if test { … } else { … }", "if test { … } else if test { … } else { … }"],
    example:
      "block unit(c, s = 1) {\n  add {\n    | conv 3x3x{c} s{s} p1 -> relu -> conv 3x3x{c} p1\n    | if s != 1 or in.c != c { conv 1x1x{c} s{s} }\n  } -> relu\n}\n\n" +
      "model Example {\n  input 28x28x8\n  unit(8) -> unit(16, s=2)\n  fc 10\n}\n",
  },
  reference: {
    title: "@name",
    words: ["@", "reference"],
    summary: "starts from the value that `as name` names",
    details:
      "A label is visible from its line on, in its body and in bodies inside. What a block labels stays inside the block.",
    syntax: ["@name", "concat { chain | @name }"],
    example:
      "model Example {\n  input 32x32x3\n  conv 3x3x8 p1 -> relu as fine\n  maxpool 2 -> conv 3x3x16 p1 -> relu\n" +
      "  concat { upsample 2 | @fine } -> conv 1x1x4\n}\n",
  },
} as const satisfies WordRecords<Primary["kind"]>;

export const behindStageRecords = {
  repeat: {
    title: "* n",
    words: ["*", "repetition"],
    summary: "a stage n times, each on the value of the one before",
    details:
      "Every turn has weights of its own. `* 0` leaves the stage out. What is more than a number or a name stands in parentheses: `* (n - 1)`.",
    syntax: ["stage * number", "[ … ] * name", "[ … ] * (expression)"],
    example: "const n = 3\n\nmodel Example {\n  input 28x28x8\n  [conv 3x3x8 p1 -> relu] * (n - 1)\n  fc 10\n}\n",
  },
  label: {
    title: "as",
    words: ["as", "label"],
    summary: "names the value behind a stage, and its layer",
    details:
      "`@name` starts from it, `freeze name` means it, and the layer has this name in tables, messages and weight files: `C1.weight` rather than " +
      "`conv1.weight`. In a repetition every turn has a number: `C1.1`, `C1.2`. Each name is given once in a body. A label that nothing " +
      "refers to is warned of where it names no weights.",
    syntax: ["stage as name"],
    example:
      "model Example {\n  input 28x28x1\n  conv 5x5x6 as C1 -> relu -> maxpool 2\n  fc 10\n}\n\ntrain Example {\n  data   mnist\n  freeze C1\n}\n",
  },
  shape: {
    title: ": 14x14x6",
    words: [":", "shape"],
    summary: "a claim about the shape behind a stage, which is checked",
    details:
      "Not a comment: where the stage gives another shape, that is an error, and the message shows the arithmetic. Sizes may be computed: " +
      "`: 14x14x{2*c}`.",
    syntax: ["stage : sizes"],
    example: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2 -> relu -> maxpool 2   : 14x14x6\n  fc 10\n}\n",
  },
} as const satisfies WordRecords<Exclude<keyof Stage, "span" | "primary">>;
