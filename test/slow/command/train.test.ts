import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { buildOnce, CNNC, cnnc, type Outcome, type Settings, temporaryFolder } from "../../cli/command.ts";
import { smallProgram, writeSmallData } from "../../cli/small-data.ts";

const RUN_FILES = [
  "checkpoint.previous.safetensors",
  "checkpoint.safetensors",
  "curves.svg",
  "metrics.jsonl",
  "model.cnn",
  "model.wasm",
  "run.json",
  "weights.safetensors",
];

let folder = "";
beforeAll(async () => {
  await buildOnce();
  folder = temporaryFolder();
  writeSmallData(join(folder, "data"));
  writeFileSync(join(folder, "small.cnn"), smallProgram());
}, 120_000);

const train = (words: readonly string[], settings: Settings = {}): Promise<Outcome> =>
  cnnc(["train", "small.cnn", ...words], { cwd: folder, ...settings });
const file = (run: string, name: string): Buffer => readFileSync(join(folder, run, name));
const lines = (run: string): Record<string, number>[] =>
  file(run, "metrics.jsonl")
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
/** What two runs of one training have in common: all but the pace. */
const figures = (run: string): unknown =>
  lines(run).map(({ epoch, step, loss, accuracy, rate, testLoss, testAccuracy }) => [
    epoch,
    step,
    loss,
    accuracy,
    rate,
    testLoss,
    testAccuracy,
  ]);

describe("a run", () => {
  it("leaves its folder, talks on standard error, and says on standard output how good it is", async () => {
    const { code, stdout, stderr } = await train(["--out", "plain", "--log", "log.jsonl"]);
    expect(stderr).toMatch(/^compiled Small/m);
    expect(stderr.match(/^epoch \d\/3: .*test accuracy/gm)?.length).toBe(3);
    expect(stderr).not.toContain("\u001b");
    expect(stdout).toMatch(
      /^test accuracy [\d.]+%, loss [\d.e+-]+ \(epoch \d of 3, the best by test accuracy\)(?:; last epoch: .*)?; run plain\n$/,
    );
    expect(code).toBe(0);
    expect(readdirSync(join(folder, "plain")).sort()).toEqual(RUN_FILES);
    expect(file("plain", "model.cnn").toString()).toBe(smallProgram());
    const record = JSON.parse(file("plain", "run.json").toString());
    expect(record).toMatchObject({
      schema: "cnnc.run/1",
      model: "Small",
      batch: 16,
      epochs: 3,
      seed: 1,
      trainImages: 400,
    });
    expect(lines("plain").map((line) => line.epoch)).toEqual([1, 2, 3]);
    expect(lines("plain")[2]!.testAccuracy).toBeGreaterThan(0.9);
    const events = readFileSync(join(folder, "log.jsonl"), "utf8").trimEnd().split("\n");
    expect(events.map((line) => JSON.parse(line).event).filter((event) => event !== "progress")).toEqual([
      "epoch",
      "epoch",
      "epoch",
      "end",
    ]);
  });

  it("gives the same bytes for the same seed, others for another", async () => {
    await train(["--out", "again"]);
    await train(["--out", "other", "--seed", "2"]);
    for (const name of ["model.wasm", "weights.safetensors", "checkpoint.safetensors"]) {
      expect(file("again", name).equals(file("plain", name))).toBe(true);
    }
    expect(file("other", "weights.safetensors").equals(file("plain", "weights.safetensors"))).toBe(false);
  });

  it("is scored and used", async () => {
    const score = await cnnc(["eval", "plain", "--format", "json"], { cwd: folder });
    const result = JSON.parse(score.stdout);
    expect(result).toMatchObject({ schema: "cnnc.evaluation/1", model: "Small", count: 80 });
    expect(result.accuracy).toBe(lines("plain")[2]!.testAccuracy);
    expect(result.loss).toBeCloseTo(lines("plain")[2]!.testLoss!, 9);
    expect(result.confusion.flat().reduce((sum: number, n: number) => sum + n, 0)).toBe(80);
    const table = await cnnc(["eval", "plain"], { cwd: folder });
    expect(table.stdout).toContain("precision");
    expect(table.stdout).not.toContain("\u001b");
    expect([score.code, table.code]).toEqual([0, 0]);
  });

  it("is not replaced by accident", async () => {
    const before = file("plain", "checkpoint.safetensors");
    const refused = await train(["--out", "plain"]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain("run/exists");
    expect(file("plain", "checkpoint.safetensors").equals(before)).toBe(true);
    const replaced = await train(["--out", "again", "--overwrite", "--epochs", "1"]);
    expect(replaced.code).toBe(0);
    expect(lines("again").length).toBe(1);
  });
});

describe("--until", () => {
  it("stops as soon as the result is there", async () => {
    const { code, stderr } = await train(["--out", "early", "--until", "accuracy=0.5", "--epochs", "50"]);
    expect(code).toBe(0);
    expect(lines("early").length).toBeLessThan(50);
    expect(stderr).not.toContain("train/target-missed");
  });

  it("fails with 4 when it is missed, and leaves a complete run", async () => {
    const { code, stderr } = await train(["--out", "missed", "--until", "loss=0", "--epochs", "1"]);
    expect(code).toBe(4);
    expect(stderr).toContain("train/target-missed");
    expect(readdirSync(join(folder, "missed")).sort()).toEqual(RUN_FILES);
  });
});

describe("--resume", () => {
  // Twenty kills at random moments, and one at every system call: test/slow/kill.
  it("after kill -9 gives the bits of a training that was never stopped", async () => {
    const killed = await train(["--out", "killed", "--batch", "4", "--checkpoint-every", "0"], {
      onTalk: (child, text) => {
        if (/^epoch 1\//m.test(text)) child.kill("SIGKILL");
      },
    });
    expect(killed.signal).toBe("SIGKILL");
    // Whatever a kill leaves half written is no part of the run.
    writeFileSync(join(folder, "killed", ".weights.safetensors.1.tmp"), "half");
    expect((await train(["--out", "killed", "--resume"])).code).toBe(0);
    await train(["--out", "whole", "--batch", "4"]);
    for (const name of ["weights.safetensors", "checkpoint.safetensors"]) {
      expect(file("killed", name).equals(file("whole", name))).toBe(true);
    }
    expect(figures("killed")).toEqual(figures("whole"));
    expect(readdirSync(join(folder, "killed")).sort()).toEqual(RUN_FILES);
  });

  it("goes on for more epochs", async () => {
    await train(["--out", "longer", "--epochs", "1"]);
    const { code } = await train(["--out", "longer", "--resume", "--epochs", "2"]);
    expect(code).toBe(0);
    expect(lines("longer").map((line) => line.epoch)).toEqual([1, 2]);
    const again = await train(["--out", "longer", "--resume"]);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("epoch 2");
  });

  it("refuses another program, other settings, and a folder without a run", async () => {
    await train(["--out", "kept", "--epochs", "1"]);
    const before = file("kept", "checkpoint.safetensors");
    writeFileSync(join(folder, "changed.cnn"), smallProgram().replace("x4 p1", "x5 p1"));
    const cases: [words: string[], code: string][] = [
      [["train", "changed.cnn", "--out", "kept", "--resume"], "run/other-source"],
      [["train", "small.cnn", "--out", "kept", "--resume", "--set", "optimizer.lr=0.2"], "run/other-source"],
      [["train", "small.cnn", "--out", "kept", "--resume", "--batch", "8"], "run/other-settings"],
      [["train", "small.cnn", "--out", "kept", "--resume", "--seed", "8"], "run/other-settings"],
      [["train", "small.cnn", "--out", "nowhere", "--resume"], "run/not-a-run"],
    ];
    for (const [words, code] of cases) {
      const outcome = await cnnc(words, { cwd: folder });
      expect({ words, exit: outcome.code, there: outcome.stderr.includes(`[${code}]`) }).toEqual({
        words,
        exit: 3,
        there: true,
      });
    }
    expect(file("kept", "checkpoint.safetensors").equals(before)).toBe(true);
  });
});

describe("signals", () => {
  for (const [signal, exit] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`${signal} leaves a checkpoint that can be resumed, and exits with ${exit}`, async () => {
      const run = `stopped-${signal}`;
      let sent = false;
      const stopped = await train(["--out", run, "--epochs", "100000", "--batch", "2"], {
        onTalk: (child, text) => {
          if (sent || !text.includes("epoch 2/")) return;
          sent = true;
          child.kill(signal);
        },
      });
      expect(stopped.code).toBe(exit);
      expect(stopped.stderr).toContain("--resume");
      const done = lines(run).length;
      const resumed = await train(["--out", run, "--resume", "--epochs", String(done + 1)]);
      expect(resumed.code).toBe(0);
      expect(lines(run).length).toBe(done + 1);
    });
  }
});

describe("trouble", () => {
  it("a learning rate far too high: exit 4, the step and the rate, the last good checkpoint kept", async () => {
    const { code, stderr } = await train(["--out", "wild", "--set", "optimizer.lr=1e20"]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/train\/diverged/);
    expect(stderr).toMatch(/step \d+/);
    expect(stderr).toMatch(/learning rate \d/);
    expect(existsSync(join(folder, "wild", "checkpoint.safetensors"))).toBe(true);
    expect((await cnnc(["eval", "wild"], { cwd: folder })).code).toBe(0);
  });

  it("settings reach the recipe, and unknown ones get the checker's answer", async () => {
    const fine = await train(["--out", "set", "--epochs", "1", "--set", "optimizer=adam lr=0.002", "--set", "seed=9"]);
    expect(fine.code).toBe(0);
    expect(file("set", "model.cnn").toString()).toContain("optimizer adam lr=0.002");
    expect(JSON.parse(file("set", "run.json").toString()).seed).toBe(9);
    for (const [setting, near] of [
      ["optimizr.lr=0.1", "--set optimizer.lr=0.1"],
      ["optimizer.lrr=0.1", "lr=0.1"],
      ["optimizer=sdg", "sgd"],
      ["batsh=3", "--set batch=3"],
    ] as const) {
      const { code, stderr } = await train(["--out", "never", "--set", setting]);
      expect({ setting, code, near: stderr.includes(`did you mean \`${near}\``) }).toEqual({
        setting,
        code: 2,
        near: true,
      });
    }
    expect((await train(["--set", "lr"])).code).toBe(2);
    expect((await train(["--set", "a b=3"])).code).toBe(2);
    expect(existsSync(join(folder, "never"))).toBe(false);
  });

  it("data that is missing, cut short, of another size, or of more classes", async () => {
    writeSmallData(join(folder, "large"), { side: 9 });
    writeSmallData(join(folder, "many"), { classes: 5 });
    const cut = writeSmallData(join(folder, "cut"));
    const images = join(cut, "train-images-idx3-ubyte");
    writeFileSync(images, readFileSync(images).subarray(0, 1000));
    const swapped = writeSmallData(join(folder, "swapped"));
    writeFileSync(join(swapped, "train-labels-idx1-ubyte"), readFileSync(join(swapped, "train-images-idx3-ubyte")));
    for (const [data, exit, code] of [
      ["large", 1, "data/image-size"],
      ["many", 1, "data/too-many-classes"],
      ["cut", 1, "data/idx-length"],
      ["swapped", 1, "data/idx-mislabeled"],
      ["missing", 3, "data/"],
    ] as const) {
      const { code: found, stderr } = await train(["--out", "never", "--data", data]);
      expect({ data, found, there: stderr.includes(code) }).toEqual({ data, found: exit, there: true });
      expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
    }
    expect(existsSync(join(folder, "never"))).toBe(false);
  });

  it("a run folder that cannot be made, or whose disk is full", async () => {
    writeFileSync(join(folder, "taken"), "a file");
    const taken = await train(["--out", "taken"]);
    expect({ code: taken.code, there: taken.stderr.includes("file/not-written") }).toEqual({ code: 3, there: true });
    const log = await train(["--out", "logged", "--epochs", "1", "--log", "/dev/full"]);
    expect({ code: log.code, there: log.stderr.includes("file/disk-full") }).toEqual({ code: 3, there: true });
    rmSync(join(folder, "taken"));
  });

  it("files that may not grow, as on a full disk: exit 3, the old checkpoint whole, no leavings", async () => {
    await train(["--out", "full", "--epochs", "1"]);
    const before = file("full", "checkpoint.safetensors");
    // Files of at most 2 KiB: the weights still fit, the checkpoint does not.
    const script = `ulimit -f 2; exec "$0" "$1" train small.cnn --out full --resume --epochs 2`;
    const { status, stderr } = spawnSync("bash", ["-c", script, process.execPath, CNNC], {
      cwd: folder,
      encoding: "utf8",
    });
    expect({
      status,
      there: stderr.includes("file/disk-full"),
      what: stderr.includes("checkpoint.safetensors"),
    }).toEqual({
      status: 3,
      there: true,
      what: true,
    });
    expect(file("full", "checkpoint.safetensors").equals(before)).toBe(true);
    expect(readdirSync(join(folder, "full")).sort()).toEqual(RUN_FILES);
    expect((await train(["--out", "full", "--resume", "--epochs", "2"])).code).toBe(0);
  });

  it("a run with a missing or damaged file", async () => {
    await train(["--out", "partial", "--epochs", "1"]);
    const weights = join(folder, "partial", "weights.safetensors");
    const whole = readFileSync(weights);
    for (const [bytes, code] of [
      [whole.subarray(0, 100), "weights/"],
      [undefined, "run/not-a-run"],
    ] as const) {
      if (bytes === undefined) rmSync(weights);
      else writeFileSync(weights, bytes);
      const { code: exit, stderr } = await cnnc(["eval", "partial"], { cwd: folder });
      expect({ code, there: stderr.includes(code), internal: exit === 70 }).toEqual({
        code,
        there: true,
        internal: false,
      });
    }
    writeFileSync(join(folder, "partial", "run.json"), "{");
    expect((await cnnc(["eval", "partial"], { cwd: folder })).stderr).toContain("run/not-a-run");
  });
});
