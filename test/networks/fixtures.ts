/**
 * Networks that once failed, kept as programs in `fixtures/`: every one is trained again beside PyTorch and the interpreter. The
 * first line of a file says which draw its images and weights are, `// CNNC_SEED=1 CNNC_NETWORK=130`, those behind it what
 * was wrong. A network that fails is written there, for whoever fixes it to commit.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckedModel } from "../../src/check/model.ts";
import { modelOf } from "../check/check-text.ts";
import { type Random, randomFor } from "../fuzz/random.ts";
import { randomNetwork } from "./random-network.ts";

const folder = join(import.meta.dirname, "fixtures");

/** A network with the generator that its images and weights are drawn from next. */
export interface DrawnNetwork {
  /** `CNNC_SEED=1 CNNC_NETWORK=130`, or the file. */
  readonly name: string;
  readonly text: string;
  readonly model: CheckedModel;
  readonly random: Random;
}

export function drawNetwork(seed: number, number: number): DrawnNetwork {
  const random = randomFor(seed, number);
  const { text, model } = randomNetwork(random, number);
  return { name: `CNNC_SEED=${seed} CNNC_NETWORK=${number}`, text, model, random };
}

export function readFixtures(): readonly DrawnNetwork[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".cnn"));
  return files.sort().map((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const draw = /^\/\/ CNNC_SEED=(\d+) CNNC_NETWORK=(\d+)\n/.exec(text);
    if (!draw) throw new Error(`${file} does not begin with its draw: // CNNC_SEED=… CNNC_NETWORK=…`);
    const [seed, number] = [Number(draw[1]), Number(draw[2])];
    const name = `test/networks/fixtures/${file}`;
    const drawn = drawNetwork(seed, number);
    // The very numbers it failed on, as long as the draw still gives this network.
    if (withoutComments(text) === withoutComments(drawn.text)) return { ...drawn, name, text };
    return { name, text, model: modelOf(text), random: randomFor(seed, number) };
  });
}

/** A failed network as a fixture; one that is there already stays as it is. */
export function keepFailure(seed: number, number: number, text: string, misses: readonly string[]): void {
  const file = join(folder, `seed-${seed}-network-${number}.cnn`);
  const comments = [`CNNC_SEED=${seed} CNNC_NETWORK=${number}`, ...misses].map((line) => `// ${line}\n`).join("");
  if (!existsSync(file)) writeFileSync(file, comments + text);
}

const withoutComments = (text: string): string => text.replace(/^\/\/.*\n/gm, "").replace(/\s+/g, " ");
