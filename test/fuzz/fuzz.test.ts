/**
 * 20,000 texts: a third that the grammar allows, a third of real programs with words changed, a third of random characters.
 * Whatever it is, it is read and checked without an exception, in 50 ms and 1 ms a kB, within 256 MB, and what is said is sound.
 * A run has a new seed, which a failure prints: `CNNC_SEED=… npx vitest run test/fuzz` gives the same texts.
 */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { smallPrograms } from "./corpus.ts";
import { judge, type Judged, mustBeQuick, mustBeSound } from "./judge.ts";
import { mutate, randomCharacters } from "./mutate.ts";
import { type Random, randomFor, seedOfRun } from "./random.ts";
import { randomProgram } from "./random-program.ts";

const count = 20_000;
const seed = seedOfRun();

interface Tally {
  readonly seconds: number;
  readonly slowest: number;
  readonly growth: number;
  /** Texts that nothing is wrong with. */
  readonly clean: number;
  readonly models: number;
  readonly codes: ReadonlySet<string>;
}

function survive(from: number, make: (random: Random) => string, also: (judged: Judged) => void = () => {}): Tally {
  const start = performance.now();
  let [slowest, growth, clean, models] = [0, 0, 0, 0];
  const codes = new Set<string>();
  for (let index = from; index < from + count / 3; index++) {
    const text = make(randomFor(seed, index));
    try {
      const judged = judge(text);
      mustBeSound(judged);
      mustBeQuick(text, judged);
      also(judged);
      slowest = Math.max(slowest, judged.milliseconds);
      growth = Math.max(growth, judged.growth);
      models += judged.models.length;
      if (judged.diagnostics.length === 0) clean++;
      for (const { code } of judged.diagnostics) codes.add(code);
    } catch (error) {
      const kept = join(tmpdir(), `cnnc-fuzz-${seed}-${index}.cnn`);
      writeFileSync(kept, text);
      throw new Error(`CNNC_SEED=${seed}, text ${index}, kept as ${kept}: ${String(error)}`, { cause: error });
    }
  }
  return { seconds: (performance.now() - start) / 1_000, slowest, growth, clean, models, codes };
}

function tell(what: string, { seconds, slowest, growth, clean, models, codes }: Tally): void {
  const megabytes = (growth / 2 ** 20).toFixed(1);
  console.log(
    `${what}: ${seconds.toFixed(1)} s, slowest ${slowest.toFixed(1)} ms, heap +${megabytes} MB, ${clean} without a word, ` +
      `${models} models, ${codes.size} codes (seed ${seed})`,
  );
}

test("texts that the grammar allows", () => {
  const tally = survive(0, randomProgram, ({ ofParser, diagnostics }) => {
    if (ofParser > 0) throw new Error(`the parser refuses it: ${diagnostics[0]!.message}`);
  });
  tell("grammar-valid", tally);
  // They reach into the checker, which says many things.
  expect(tally.models).toBeGreaterThan(200);
  expect(tally.codes.size).toBeGreaterThan(40);
});

test("real programs with words changed", () => {
  const tally = survive(100_000, (random) => {
    const text = random.chance(0.3) ? randomProgram(random) : random.pick(smallPrograms);
    return mutate(text, random, random.pick(smallPrograms));
  });
  tell("words changed", tally);
  expect(tally.models).toBeGreaterThan(200);
  expect(tally.codes.size).toBeGreaterThan(40);
});

test("random characters", () => {
  const tally = survive(200_000, (random) => randomCharacters(random, random.pick(smallPrograms)));
  tell("random characters", tally);
  expect(tally.codes).toContain("syntax/forbidden-character");
  expect(tally.codes).toContain("syntax/unexpected-token");
});
