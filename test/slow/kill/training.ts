/**
 * A training with everything that has a state, as a process to be killed: batch normalization, dropout, augmentation, an optimizer
 * with moments, a schedule, the best weights so far. Takes a folder; gives the command line, files and figures of its runs.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CNNC } from "../../cli/command.ts";
import { writeSmallData } from "../../cli/small-data.ts";

export interface Recipe {
  readonly name: string;
  readonly lines: readonly string[];
}

/** The loss on the test set decides on the rate of the first and on the weights that are left. */
export const RECIPES: readonly Recipe[] = [
  { name: "adam", lines: ["optimizer adam lr=0.003", "schedule plateau", "stop patience=50 metric=val_loss"] },
  { name: "sgd", lines: ["optimizer sgd lr=0.05 momentum=0.9", "schedule cosine"] },
];

export interface Finished {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** Milliseconds after the start, after the first line about an epoch, or after the first checkpoint within an epoch. */
export interface Kill {
  readonly after: number;
  readonly from: "start" | "epoch" | "within";
}

export class Training {
  readonly folder: string;
  readonly #recipe: Recipe;
  readonly #images: number;
  readonly #epochs: number;

  constructor(folder: string, recipe: Recipe, images: number, epochs = 5) {
    this.folder = folder;
    this.#recipe = recipe;
    this.#images = images;
    this.#epochs = epochs;
    writeSmallData(join(folder, `data-${images}`), { train: images, test: 80 });
    writeFileSync(join(folder, `${recipe.name}-${images}.cnn`), this.#text());
  }

  #text(): string {
    return `model Net {
  input 8x8x1
  conv 3x3x6 p1 nobias -> bn -> relu -> maxpool 2
  dropout 0.3
  fc 4
}

train Net {
  data    "data-${this.#images}"
  augment shift 1 -> flip horizontal
  loss    crossentropy
  batch   4
  epochs  ${this.#epochs}
  seed    3
  ${this.#recipe.lines.join("\n  ")}
}
`;
  }

  at(run: string, name = ""): string {
    return join(this.folder, run, name);
  }

  words(run: string, ...more: readonly string[]): string[] {
    const program = `${this.#recipe.name}-${this.#images}.cnn`;
    return [CNNC, "train", join(this.folder, program), "--out", this.at(run), ...more];
  }

  /** Ends by itself, or is killed so many milliseconds after a moment. */
  train(run: string, more: readonly string[], kill?: Kill): Promise<Finished> {
    return execute(process.execPath, this.words(run, ...more), this.folder, kill, () => this.isWithinEpoch(run));
  }

  bytes(run: string, name: string): Buffer {
    return readFileSync(this.at(run, name));
  }

  holdsCheckpoint(run: string): boolean {
    return existsSync(this.at(run, "checkpoint.safetensors"));
  }

  /** Whether the newest checkpoint was written in the middle of an epoch. */
  isWithinEpoch(run: string): boolean {
    if (!this.holdsCheckpoint(run)) return false;
    return /"cnnc.position":"[1-9]/.test(this.bytes(run, "checkpoint.safetensors").toString("latin1"));
  }

  /** All that two runs of one training have in common: everything but the pace. */
  traces(run: string): unknown {
    const lines = this.bytes(run, "metrics.jsonl").toString().trimEnd().split("\n");
    return {
      weights: this.bytes(run, "weights.safetensors").toString("base64"),
      checkpoint: this.bytes(run, "checkpoint.safetensors").toString("base64"),
      metrics: lines.map((line) => ({ ...JSON.parse(line), seconds: 0, imagesPerSecond: 0 })),
    };
  }
}

export function execute(
  program: string,
  words: readonly string[],
  cwd: string,
  kill?: Kill,
  isWithin?: () => boolean,
): Promise<Finished> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, UV_THREADPOOL_SIZE: "1" };
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let poll: NodeJS.Timeout | undefined;
    const child = execFile(program, words, { cwd, env }, (_, __, stderr) => {
      clearTimeout(timer);
      clearInterval(poll);
      resolve({ code: child.exitCode, signal: child.signalCode, stderr });
    });
    const arm = (): void => {
      clearInterval(poll);
      if (kill !== undefined) timer ??= setTimeout(() => child.kill("SIGKILL"), kill.after);
    };
    if (kill?.from === "start") arm();
    if (kill?.from === "epoch")
      child.stderr?.on("data", (text: string) => {
        if (/^epoch /m.test(text)) arm();
      });
    if (kill?.from === "within")
      poll = setInterval(() => {
        if (isWithin?.()) arm();
      }, 5);
  });
}
