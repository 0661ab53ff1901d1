/**
 * 20,000 texts (everyday a tenth, see `test/soak.ts`): a third that the grammar allows, a third of real programs with words changed, a third of random characters.
 * Whatever it is, it is read and checked without an exception, in 50 ms and 1 ms a kB, within 256 MB, and what is said is sound.
 * A run has a new seed, which a failure prints: `CNNC_SEED=… npx vitest run test/fuzz` gives the same texts.
 */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { share } from "../soak.ts";
import { runInThread } from "./in-thread.ts";
import { seedOfRun } from "./random.ts";
import type { Tally, Task } from "./survive.ts";

const count = share(20_000);
const seed = seedOfRun();

/** For a slow and busy machine. */
const timeout = 300_000;

async function survive(kind: Task["kind"]): Promise<Tally> {
  const task: Task = { kind, seed, count: Math.ceil(count / 3) };
  const tally = await runInThread<Tally>("survive.ts", task);
  const { seconds, slowest, growth, clean, models, codes, failure } = tally;
  if (failure) {
    const kept = join(tmpdir(), `cnnc-fuzz-${seed}-${failure.index}.cnn`);
    writeFileSync(kept, failure.text);
    throw new Error(`CNNC_SEED=${seed}, ${kind} text ${failure.index}, kept as ${kept}: ${failure.why}`);
  }
  console.log(
    `${task.count} texts, ${kind}: ${seconds.toFixed(1)} s, slowest ${slowest.toFixed(1)} ms, ` +
      `heap +${(growth / 2 ** 20).toFixed(1)} MB, ${clean} without a word, ${models} models, ` +
      `${codes.length} codes (seed ${seed})`,
  );
  return tally;
}

test("texts that the grammar allows", { timeout }, async () => {
  const { models, codes } = await survive("grammar");
  // They reach into the checker, which says many things.
  expect(models).toBeGreaterThan(share(200));
  expect(codes.length).toBeGreaterThan(30);
});

test("real programs with words changed", { timeout }, async () => {
  const { models, codes } = await survive("words");
  expect(models).toBeGreaterThan(share(200));
  expect(codes.length).toBeGreaterThan(30);
});

test("random characters", { timeout }, async () => {
  const { codes } = await survive("characters");
  expect(codes).toContain("syntax/forbidden-character");
  expect(codes).toContain("syntax/unexpected-token");
});
