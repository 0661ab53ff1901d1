/** `stop` in a recipe, by the command: it ends the training, says which epoch was best, and leaves that one's weights. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { buildOnce, cnnc, type Outcome, type Settings, temporaryFolder } from "../../cli/command.ts";
import { smallProgram, writeSmallData } from "../../cli/small-data.ts";

const EPOCHS = 40;
let folder = "";
beforeAll(async () => {
  await buildOnce();
  folder = temporaryFolder();
  writeSmallData(join(folder, "data"), { train: 60 });
  const program = smallProgram().replace("schedule  cosine", "augment   shift 2 -> noise 0.3").replace(/epochs +3/, `epochs ${EPOCHS}`); // prettier-ignore
  writeFileSync(join(folder, "plain.cnn"), program);
  writeFileSync(join(folder, "stop.cnn"), program.replace("seed", "stop patience=2 metric=val_accuracy\n  seed"));
}, 120_000);

const train = (words: readonly string[], settings: Settings = {}): Promise<Outcome> =>
  cnnc(["train", ...words], { cwd: folder, ...settings });
const file = (run: string, name: string): Buffer => readFileSync(join(folder, run, name));
const results = (run: string): { readonly epoch: number; readonly testAccuracy: number; readonly loss: number }[] =>
  file(run, "metrics.jsonl")
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const evaluate = async (run: string): Promise<number> => {
  const { stdout } = await cnnc(["eval", run, "--format", "json"], { cwd: folder });
  return (JSON.parse(stdout) as { accuracy: number }).accuracy;
};

describe("a recipe with stop", () => {
  it("ends early, says so on standard error, and leaves the weights of the best epoch", async () => {
    await train(["plain.cnn", "--out", "plain"]);
    const { code, stdout, stderr } = await train(["stop.cnn", "--out", "whole"]);
    expect(code).toBe(0);
    const all = results("plain");
    let best = 0;
    let end = 0;
    while (end - best < 2) {
      end++;
      if (all[end]!.testAccuracy > all[best]!.testAccuracy) best = end;
    }
    expect(end).toBeLessThan(EPOCHS - 1);
    expect(results("whole").map(({ loss }) => loss)).toEqual(all.slice(0, end + 1).map(({ loss }) => loss));
    expect(stderr).toContain(`stopped early after epoch ${end + 1}: val_accuracy has not become better for 2 epochs`);
    expect(stderr).toContain(`the weights are those of epoch ${best + 1}, val_accuracy `);
    expect(stdout).toContain(`(epoch ${best + 1} of ${end + 1}, the best by test accuracy); last epoch: test accuracy`);
    expect(stdout).toMatch(/; run whole\n$/);
    expect(await evaluate("whole")).toBe(all[best]!.testAccuracy);
    expect(await evaluate("plain")).toBe(Math.max(...all.map(({ testAccuracy }) => testAccuracy)));
  }, 60_000);

  it("goes on after kill -9 to the same end, and resumed at the end has nothing to do", async () => {
    const killed = await train(["stop.cnn", "--out", "killed"], {
      onTalk: (child, text) => {
        if (/^epoch 2\//m.test(text)) child.kill("SIGKILL");
      },
    });
    expect(killed.signal).toBe("SIGKILL");
    for (let again = 0; again < 2; again++) {
      const { code, stdout } = await train(["stop.cnn", "--out", "killed", "--resume"]);
      expect(code).toBe(0);
      expect(stdout).toContain("run killed");
      for (const name of ["weights.safetensors", "checkpoint.safetensors"])
        expect(file("killed", name).equals(file("whole", name))).toBe(true);
    }
  }, 60_000);
});
