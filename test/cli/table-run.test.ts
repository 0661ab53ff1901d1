/** A table by the command: its label and the columns left out go from the recipe into the run and the module, and back from there. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { train } from "../../src/cli/commands/train.ts";
import type { Options } from "../../src/cli/options.ts";
import { load } from "../../src/runtime/index.ts";
import { call, set } from "./call.ts";
import { temporaryFolder } from "./command.ts";

let folder = "";
const at = (name: string): string => join(folder, name);
const program = (data: string) =>
  `model Ill {\n  input 2\n  fc 8 -> relu -> fc 2\n}\n\ntrain Ill {\n  data ${data}\n  optimizer adam lr=0.05\n  batch 16\n  epochs 30\n}\n`;

beforeAll(() => {
  folder = temporaryFolder();
  writeFileSync(at("package.json"), "{}");
  // Sorted by the label, so that the number of the row would tell it; `a` tells it too.
  const rows = Array.from(
    { length: 80 },
    (_, i) => `p${i},${i < 40 ? "-" : ""}0.${(i % 9) + 1},${(i * 7) % 5},${i < 40 ? "no" : "yes"}`,
  );
  writeFileSync(at("heart.csv"), `id,a,b,outcome\n${rows.join("\n")}\n`);
});

async function run(name: string, data: string, options: Options = {}) {
  writeFileSync(at("net.cnn"), program(data));
  const called = await call(train, [at("net.cnn")], { out: at(name), overwrite: true, ...options });
  return { ...called, errors: called.diagnostics.filter(({ severity }) => severity === "error") };
}

describe("a table", () => {
  it("is learned by the column that the recipe names, and evaluated by the run", async () => {
    const { code, errors } = await run("named", '"heart.csv" label="outcome" skip=["id"] split=0.75');
    expect([code, errors]).toEqual([0, []]);
    const record = JSON.parse(readFileSync(at("named/run.json"), "utf8"));
    expect(record).toMatchObject({
      data: { spec: "heart.csv", label: "outcome", skip: ["id"], split: 0.75 },
      classNames: ["no", "yes"],
      trainImages: 60,
      testImages: 20,
    });
    const { manifest } = await load(readFileSync(at("named/model.wasm")));
    expect(manifest.recipe).toMatchObject({ data: "heart.csv", label: "outcome", skip: ["id"], split: 0.75 });
    const evaluated = await call(evaluateRun, [at("named")], { format: "json" });
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ accuracy: 1 });
  });

  it("is named by `--set` too, by position or by name, whatever the recipe says", async () => {
    for (const [setting, label] of [
      ["data.label=last", { position: "last" }],
      ["data.label=outcome", "outcome"],
    ] as const) {
      const { code } = await run("set", '"heart.csv" label="a"', set(setting, "data.skip=id", "epochs=1"));
      expect(code).toBe(0);
      expect(JSON.parse(readFileSync(at("set/run.json"), "utf8")).data).toMatchObject({ label, skip: ["id"] });
    }
  });

  it("is refused where nobody said which column is the label", async () => {
    const { code, errors } = await run("none", '"heart.csv"');
    expect(code).toBe(1);
    expect(errors).toMatchObject([
      { code: "data/csv-label", file: at("heart.csv"), notes: ["columns: id, a, b, outcome"] },
    ]);
    expect(errors[0]!.help).toContain('label="outcome"');
  });
});
