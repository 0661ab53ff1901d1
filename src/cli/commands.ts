/**
 * The commands in one table: name, arguments, options, examples, and where the code is. Takes nothing; the code of a command
 * is imported when the command is called, so that `check` never waits for the compiler's back end.
 */
import type { Command } from "./context.ts";
import type { OptionName, Options } from "./options.ts";
import type { ScreenStyle } from "./watch/screen.ts";

export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  /** Its heading in the help. */
  readonly group: "Programs:" | "Modules and training:" | "Around them:";
  /** As commander writes them: `<file>`, `[layer]`, `<files...>`. `words`: what it may be, for completions. */
  readonly arguments: readonly (readonly [name: string, description: string, words?: readonly string[]])[];
  readonly options: readonly OptionName[];
  readonly examples: readonly string[];
  /** Of commands with `--watch`: which stream tells rounds apart, and whether a round is shown while it goes on. */
  readonly watch?: (options: Options) => Pick<ScreenStyle, "results" | "live">;
  load(): Promise<Command>;
}

const FILE = [
  "<file>",
  "a program: file.cnn, file.cnn:Model, a model of the library (ResNet50), or - for standard input",
] as const;

export const COMMANDS: readonly CommandRow[] = [
  {
    name: "init",
    group: "Programs:",
    summary: "begin a project: a program, pictures to learn from, a README",
    arguments: [["[dir]", "the folder to write into, made where it is not there (default: this one)"]],
    options: ["template"],
    examples: ["cnnc init shapes && cd shapes && cnnc train model.cnn", "cnnc init digits --template mnist"],
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    name: "check",
    group: "Programs:",
    summary: "report everything wrong with programs",
    arguments: [["<files...>", "programs, folders of programs, or - for standard input"]],
    options: ["reportFormat", "fix", "maxWarnings", "noData", "stdinFilename", "watch"],
    watch: () => ({ results: "out", live: false }),
    examples: [
      "cnnc check lenet5.cnn",
      "cnnc check --fix lenet5.cnn",
      "cnnc check lenet5.cnn --watch",
      "cnnc check examples --format github --max-warnings 0",
    ],
    load: async () => (await import("./commands/check.ts")).check,
  },
  {
    name: "fmt",
    group: "Programs:",
    summary: "format programs",
    arguments: [["<files...>", "programs, folders of programs, or - for standard input"]],
    options: ["check", "stdinFilename"],
    examples: ["cnnc fmt lenet5.cnn", "cnnc fmt --check examples", "cnnc fmt - --stdin-filename draft.cnn < draft.cnn"],
    load: async () => (await import("./commands/fmt.ts")).fmt,
  },
  {
    name: "summary",
    group: "Programs:",
    summary: "show the layer table: sizes, parameters, MACs, memory",
    arguments: [FILE],
    options: ["summaryFormat", "depth", "batch", "set", "watch"],
    watch: () => ({ results: "out", live: false }),
    examples: ["cnnc summary lenet5.cnn", "cnnc summary ResNet50 --depth 2", "cnnc summary lenet5.cnn --format json"],
    load: async () => (await import("./commands/summary.ts")).summary,
  },
  {
    name: "explain",
    group: "Programs:",
    summary: "explain the sizes of a model, a word of the language, or a diagnostic",
    arguments: [
      ["<subject>", "a program, a word of the language (conv, let, batch), or the code of a diagnostic"],
      ["[layer]", "a layer, a block or a head of the program, by its name or the end of it"],
    ],
    options: ["set"],
    examples: ["cnnc explain lenet5.cnn conv2", "cnnc explain conv", "cnnc explain shape/kernel-exceeds-input"],
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  {
    name: "diff",
    group: "Programs:",
    summary: "compare two models layer by layer",
    arguments: [
      ["<a>", "a program, as for summary"],
      ["<b>", "the program to compare it with"],
    ],
    options: ["summaryFormat"],
    examples: ["cnnc diff old.cnn new.cnn", "cnnc diff ResNet18 ResNet34 --format md"],
    load: async () => (await import("./commands/diff.ts")).diff,
  },
  {
    name: "models",
    group: "Programs:",
    summary: "list the models of the library: inputs, parameters, MACs",
    arguments: [["[word]", "only those with this word in their name, file or description"]],
    options: ["summaryFormat"],
    examples: ["cnnc models", "cnnc models resnet", "cnnc models --format json"],
    load: async () => (await import("./commands/models.ts")).models,
  },
  {
    name: "build",
    group: "Modules and training:",
    summary: "compile a model to a WebAssembly module",
    arguments: [FILE],
    options: ["output", "inference", "batch", "keepActivations", "emit", "set", "noData", "watch"],
    watch: ({ emit }) => ({ results: emit === undefined ? "talk" : "out", live: false }),
    examples: ["cnnc build lenet5.cnn -o lenet5.wasm", "cnnc build lenet5.cnn --emit kernels"],
    load: async () => (await import("./commands/build.ts")).build,
  },
  {
    name: "export",
    group: "Modules and training:",
    summary: "write a model for other systems: PyTorch source, weights, a drawing",
    arguments: [FILE],
    options: ["to", "exportOutput", "weights", "last", "seed", "set"],
    examples: [
      "cnnc export lenet5.cnn --to pytorch -o lenet5.py",
      "cnnc export lenet5.cnn --to safetensors --weights runs/LeNet5 -o lenet5.safetensors",
      "cnnc export ResNet18 --to svg -o resnet18.svg",
    ],
    load: async () => (await import("./commands/export.ts")).exportModel,
  },
  {
    name: "data",
    group: "Modules and training:",
    summary: "show what is read of a data set: parts, classes, files passed over",
    arguments: [["<subject>", "a name (mnist), a path, a program (the data of its recipe), or a run folder"]],
    options: ["resultFormat", "data", "set", "sheet", "augment", "seed"],
    examples: [
      "cnnc data mnist",
      "cnnc data flowers --format json",
      "cnnc data lenet5.cnn --sheet samples.png --augment",
    ],
    load: async () => (await import("./commands/data.ts")).data,
  },
  {
    name: "train",
    group: "Modules and training:",
    summary: "train a model by its recipe",
    arguments: [FILE],
    options: [
      "data",
      "epochs",
      "batch",
      "seed",
      "set",
      "out",
      "resume",
      "overwrite",
      "log",
      "until",
      "checkpointEvery",
      "weights",
      "invert",
      "watch",
    ],
    watch: () => ({ results: "talk", live: true }),
    examples: ["cnnc train lenet5.cnn --epochs 3 --until accuracy=0.985", "cnnc train lenet5.cnn --resume --epochs 10"],
    load: async () => (await import("./commands/train.ts")).train,
  },
  {
    name: "eval",
    group: "Modules and training:",
    summary: "score a trained run on its test set",
    arguments: [["<run>", "a run folder, as train leaves it"]],
    options: ["data", "invert", "weights", "last", "resultFormat", "report", "image", "overwriteReport"],
    examples: [
      "cnnc eval runs/LeNet5",
      "cnnc eval runs/LeNet5 --format json",
      "cnnc eval runs/LeNet5 --report lenet5-report",
    ],
    load: async () => (await import("./commands/eval.ts")).evaluateRun,
  },
  {
    name: "predict",
    group: "Modules and training:",
    summary: "name what is in images",
    arguments: [
      ["<run>", "a run folder, as train leaves it"],
      ["<images...>", "image files, or folders of them"],
    ],
    options: ["top", "maps", "invert", "weights", "last", "resultFormat"],
    examples: [
      "cnnc predict runs/LeNet5 seven.png",
      "cnnc predict runs/LeNet5 three-on-white.png --invert",
      "cnnc predict runs/SmallUNet photos --maps photos-classes",
    ],
    load: async () => (await import("./commands/predict.ts")).predict,
  },
  {
    name: "inspect",
    group: "Modules and training:",
    summary: "show what a module holds",
    arguments: [["<module>", "a .wasm file made by build"]],
    options: ["resultFormat"],
    examples: ["cnnc inspect lenet5.wasm"],
    load: async () => (await import("./commands/inspect.ts")).inspect,
  },
  {
    name: "lsp",
    group: "Around them:",
    summary: "serve an editor: sizes, errors and fixes as you type",
    arguments: [],
    options: ["stdio", "clientProcessId"],
    examples: ["cnnc lsp --stdio"],
    load: async () => (await import("./commands/lsp.ts")).lsp,
  },
  {
    name: "completions",
    group: "Around them:",
    summary: "write a script that completes commands, options and files",
    arguments: [["<shell>", "bash, zsh, fish or pwsh", ["bash", "zsh", "fish", "pwsh"]]],
    options: [],
    examples: ["source <(cnnc completions bash)", "cnnc completions fish > ~/.config/fish/completions/cnnc.fish"],
    load: async () => (await import("./commands/completions.ts")).completions,
  },
  {
    name: "info",
    group: "Around them:",
    summary: "show versions, features and limits",
    arguments: [],
    options: ["json"],
    examples: ["cnnc info --json"],
    load: async () => (await import("./commands/info.ts")).info,
  },
];
