/**
 * Every option of the command in one table: spelling, meaning, and how its value is read. Takes strings from the command
 * line, gives typed values; a value that cannot be one is wrong usage (exit 2). Which command has which: `commands.ts`.
 */
import { InvalidArgumentError, Option } from "commander";
import { nearest } from "../diagnostics/nearest.ts";

/** A result that a training must reach. */
export interface Target {
  readonly metric: "accuracy" | "loss";
  readonly value: number;
}

/** `optimizer.lr=0.01` */
export interface Setting {
  readonly key: string;
  readonly value: string;
  /** As the user wrote it. */
  readonly text: string;
}

/** What a command receives; each has only those of its row. */
export interface Options {
  readonly format?: string;
  readonly maxWarnings?: number;
  readonly fix?: boolean;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly template?: string;
  readonly stdinFilename?: string;
  readonly output?: string;
  readonly to?: string;
  readonly weights?: string;
  readonly inference?: boolean;
  readonly keepActivations?: boolean;
  readonly batch?: number;
  readonly depth?: number | "all";
  readonly emit?: EmitStage;
  readonly set?: readonly Setting[];
  readonly data?: string;
  readonly epochs?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly log?: string;
  readonly until?: readonly Target[];
  readonly seed?: number;
  readonly checkpointEvery?: number;
  readonly top?: number;
  readonly maps?: string;
  readonly invert?: boolean;
  readonly last?: boolean;
  readonly report?: string;
  readonly image?: number;
  readonly json?: boolean;
  readonly stdio?: boolean;
  /** Read by the library of the protocol. */
  readonly clientProcessId?: string;
  readonly sheet?: string;
  readonly augment?: boolean;
}

export const OPTIONS = {
  reportFormat: () => choice("--format <format>", "how to write the diagnostics", ["human", "json", "github", "sarif"]),
  summaryFormat: () => choice("--format <format>", "how to write the table", ["human", "json", "md"]),
  resultFormat: () => choice("--format <format>", "how to write the result", ["human", "json"]),
  fix: () => new Option("--fix", "make all safe fixes in the files; with -, write the fixed program"),
  check: () => new Option("--check", "write nothing; name what is not formatted and fail"),
  template: () =>
    new Option("--template <name>", "what to begin with; `folder` and `segmentation` need no network")
      .choices(["mnist", "folder", "segmentation"])
      .default("folder"),
  watch: () =>
    new Option("--watch", "run again whenever the program, or a file it imports, changes").conflicts(["fix", "resume"]),
  stdinFilename: () =>
    new Option("--stdin-filename <path>", "with -, what the program is called: messages and imports count from there"),
  maxWarnings: () =>
    new Option("--max-warnings <n>", "fail when there are more warnings than n").argParser(wholeNumber(0, 1e9)),
  output: () => new Option("-o, --output <file>", "the module to write, - for standard output (default: FILE.wasm)"),
  to: () =>
    new Option("--to <format>", "what to write")
      .choices(["pytorch", "safetensors", "dot", "svg", "mermaid"])
      .makeOptionMandatory(),
  exportOutput: () => new Option("-o, --output <file>", "the file to write, - for standard output (default: -)"),
  weights: () =>
    new Option("--weights <file>", "weights to take: a safetensors file, whoever wrote it, or a run folder").conflicts(
      "resume",
    ),
  inference: () => new Option("--inference", "leave the training code out"),
  keepActivations: () => new Option("--keep-activations", "keep every layer's output readable after a prediction"),
  batch: () => new Option("--batch <n>", "images at a time (default: the recipe's)").argParser(wholeNumber(1, 65_536)),
  depth: () =>
    new Option(
      "--depth <n>",
      "in tables, make one row of each block nested n deep, or `all` for every layer (default: all; 1 for long tables on a terminal)",
    ).argParser(wholeNumberOrAll),
  emit: () => new Option("--emit <stage>", "print a stage instead of writing the module").choices(EMIT_STAGES),
  set: () =>
    new Option("--set <name=value>", "set a parameter of the model or a setting of its recipe (repeatable)")
      .argParser(collectSetting)
      .default([], "none"),
  noData: () => new Option("--no-data", "do not look at the data that recipes name"),
  data: () =>
    new Option("--data <path>", "the data set: a folder, a file, or a name such as mnist (default: the recipe's)"),
  epochs: () => new Option("--epochs <n>", "epochs in all (default: the recipe's)").argParser(wholeNumber(1, 1e6)),
  out: () => new Option("--out <run>", "the run folder (default: runs/MODEL)"),
  resume: () => new Option("--resume", "go on from the run's checkpoint"),
  overwrite: () => new Option("--overwrite", "replace a run that is already in the folder").conflicts("resume"),
  log: () => new Option("--log <file>", "write progress and results to a JSONL file"),
  until: () =>
    new Option(
      "--until <metric=value>",
      "stop when the test result is reached, fail when it is not: accuracy=0.99, loss=0.05",
    )
      .argParser(collectTarget)
      .default([], "none"),
  seed: () =>
    new Option("--seed <n>", "seed of all chance (default: the recipe's)").argParser(wholeNumber(0, 2 ** 53 - 1)),
  checkpointEvery: () =>
    new Option("--checkpoint-every <seconds>", "seconds between checkpoints within an epoch; 0: at every progress tick")
      .argParser(wholeNumber(0, 86_400))
      .default(60),
  top: () => new Option("--top <n>", "classes to show for each image").argParser(wholeNumber(1, 1000)).default(1),
  maps: () =>
    new Option("--maps <folder>", "where each place has a class: write a PNG for each image, its gray value the class"),
  invert: () =>
    new Option("--invert", "invert the images: dark on white drawings for a network of light on black, or the reverse"),
  last: () => new Option("--last", "take the weights of the last epoch of a run, not of its best"),
  report: () =>
    new Option("--report <folder>", "write a page with curves, classes, mistakes, filters and feature maps"),
  image: () =>
    new Option(
      "--image <n>",
      "the test image that the report follows through the network (default: the worst mistake)",
    ).argParser(wholeNumber(0, 2 ** 31 - 1)),
  overwriteReport: () => new Option("--overwrite", "write the report into a folder that holds other files"),
  json: () => new Option("--json", "write JSON"),
  stdio: () => new Option("--stdio", "speak on standard input and output, which it does anyway"),
  clientProcessId: () => new Option("--clientProcessId <id>", "end when this process does").hideHelp(),
  sheet: () => new Option("--sheet <file>", "write a PNG of samples as the network gets them, a row for each class"),
  augment: () => new Option("--augment", "in the sheet, show images as the recipe's `augment` changes them"),
} as const satisfies Record<string, () => Option>;

export type OptionName = keyof typeof OPTIONS;

/** In the order of the pipeline. */
export const EMIT_STAGES = ["ast", "model", "graph", "train", "kernels", "memory", "wat"] as const;

export type EmitStage = (typeof EMIT_STAGES)[number];

function choice(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, description).choices(values).default(values[0]);
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll("_", ""));
    if (/^\d[\d_]*$/.test(text) && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most} is expected`);
  };
}

function wholeNumberOrAll(text: string): number | "all" {
  return text === "all" ? text : wholeNumber(1, 512)(text);
}

function collectSetting(text: string, earlier: readonly Setting[]): readonly Setting[] {
  const at = text.indexOf("=");
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError("NAME=VALUE is expected, as in `optimizer.lr=0.01`");
  return [...earlier, { key: text.slice(0, at).trim(), value: text.slice(at + 1).trim(), text }];
}

function collectTarget(text: string, earlier: readonly Target[]): readonly Target[] {
  const [word = "", written = ""] = text.split("=", 2);
  const metric = /^(?:val_?)?acc(?:uracy)?$/i.test(word) ? "accuracy" : word;
  const percent = metric === "accuracy" && /^[\d.]+%$/.test(written);
  const number = percent ? String(Number(written.slice(0, -1)) / 100) : written;
  if (metric !== "accuracy" && metric !== "loss") {
    const near = nearest(metric, ["accuracy", "loss"]);
    const expected = "accuracy=NUMBER or loss=NUMBER is expected";
    throw new InvalidArgumentError(near === undefined ? expected : `did you mean \`${near}\`? ${expected}`);
  }
  const value = Number(number);
  if (number.trim() === "" || !Number.isFinite(value) || value < 0 || (metric === "accuracy" && value > 1)) {
    throw new InvalidArgumentError(
      metric === "accuracy"
        ? "an accuracy is from 0 to 1, or in percent: `accuracy=0.99`, `accuracy=99%`"
        : "a loss is a number from 0",
    );
  }
  return [...earlier, { metric, value }];
}
