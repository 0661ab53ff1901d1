/**
 * Killed at random moments, also several times over, and resumed: the same bytes of weights and checkpoint, and the same figures,
 * as the training that was never stopped. The seed of the moments is printed, and taken from CNNC_SEED.
 */
import { rmSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { buildOnce, temporaryFolder } from "../../cli/command.ts";
import { RECIPES, Training } from "./training.ts";

const RUNS = 10;
/** Long epochs: several ticks of 100 ms, after each of which a checkpoint is written, also on a fast machine. */
const IMAGES = 40_000;
const EPOCHS = 2;
const WORDS = ["--checkpoint-every", "0"];
const seed = Number(process.env.CNNC_SEED ?? 20_261_121);

beforeAll(() => buildOnce());

describe.each(RECIPES.map((recipe) => [recipe.name, recipe] as const))("%s", (name, recipe) => {
  test(`${RUNS} trainings killed at random moments come to the bits of one that was not`, async () => {
    const training = new Training(temporaryFolder(), recipe, IMAGES, EPOCHS);
    let state = (seed ^ name.length) >>> 0;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    const begun = performance.now();
    expect((await training.train("whole", WORDS)).code).toBe(0);
    const milliseconds = performance.now() - begun;
    const whole = training.traces("whole");
    const counts = { kills: 0, beforeFirst: 0, withinEpoch: 0 };
    for (let i = 0; i < RUNS; i++) {
      const run = `killed-${i}`;
      // A third anywhere between start and end, a third behind an epoch, a third within one; the first kill is made certain.
      for (let kills = 0; kills === 0 || (kills < 3 && random() < 0.4);) {
        const from = kills === 0 ? (["start", "epoch", "within"] as const)[i % 3]! : "within";
        const after = random() * (from === "start" ? 0.9 * milliseconds : 0.12 * milliseconds);
        const more = training.holdsCheckpoint(run) ? ["--resume"] : [];
        const { code, signal, stderr } = await training.train(run, [...WORDS, ...more], { after, from });
        expect({ run, ok: signal === "SIGKILL" || code === 0, stderr }).toMatchObject({ run, ok: true });
        // It was quicker than the moment: another one.
        if (signal === null && kills === 0) rmSync(training.at(run), { recursive: true });
        if (signal === null) {
          if (kills > 0) break;
          continue;
        }
        kills++;
        counts.kills++;
        if (!training.holdsCheckpoint(run)) counts.beforeFirst++;
        else if (training.isWithinEpoch(run)) counts.withinEpoch++;
      }
      const more = training.holdsCheckpoint(run) ? ["--resume"] : [];
      const { code, stderr } = await training.train(run, [...WORDS, ...more]);
      expect({ run, code, damaged: stderr.includes("damaged"), stderr }).toMatchObject({
        run,
        code: 0,
        damaged: false,
      });
      expect(training.traces(run), `run ${i}, CNNC_SEED=${seed}`).toEqual(whole);
    }
    console.info(`${name}: seed ${seed}, whole run ${Math.round(milliseconds)} ms, ${JSON.stringify(counts)}`);
    expect(counts.kills).toBeGreaterThanOrEqual(RUNS);
    expect(counts.withinEpoch).toBeGreaterThan(0);
  });
});
