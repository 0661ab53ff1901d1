/** `check`, `build` and `train` say the same of a model that does not fit the data that its recipe names; `--no-data` leaves it out. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { build } from "../../src/cli/commands/build.ts";
import { check } from "../../src/cli/commands/check.ts";
import { summary } from "../../src/cli/commands/summary.ts";
import { train } from "../../src/cli/commands/train.ts";
import type { Options } from "../../src/cli/options.ts";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "cnnc-fit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As commander gives `--no-data`. */
const noData = { data: false } as unknown as Options;
const json: Options = { format: "json" };

function put(name: string, data: string, input: string, outputs: number): string {
  const path = join(folder, name);
  writeFileSync(path, `model N {\n  input ${input}\n  fc ${outputs}\n}\ntrain N {\n  data ${data}\n}\n`);
  return path;
}

const codesOf = (text: string): readonly string[] =>
  (JSON.parse(text) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code);

it.each([
  ["mnist", "28x28x1", 9, "check/too-few-outputs"],
  ["cifar10", "28x28x1", 10, "check/input-unlike-data"],
  ['"classes"', "8x8x3", 2, "check/too-few-outputs"],
  ['"table.csv"', "5", 2, "check/input-unlike-data"],
])("data %s, input %s, fc %i: %s", async (data, input, outputs, code) => {
  for (const name of ["a", "b", "c"]) {
    mkdirSync(join(folder, "classes", name), { recursive: true });
    writeFileSync(join(folder, "classes", name, "0.png"), "");
  }
  writeFileSync(join(folder, "table.csv"), "label,u,v\n0,1,2\n1,2,3\n");
  const path = put("n.cnn", data, input, outputs);
  const checked = await call(check, [path], json);
  expect(checked.code).toBe(1);
  expect(codesOf(checked.stdout)).toEqual([code]);
  expect(await call(build, [path], { output: join(folder, "n.wasm") })).toMatchObject({ code: 1, codes: [code] });
  expect(await call(train, [path], { out: join(folder, "run") })).toMatchObject({ code: 1, codes: [code] });
  // Counts do not ask for data, and nobody has to.
  expect(await call(summary, [path], json)).toMatchObject({ code: 0, codes: [] });
  expect(codesOf((await call(check, [path], { ...json, ...noData })).stdout)).toEqual([]);
  expect(await call(build, [path], { output: join(folder, "n.wasm"), ...noData })).toMatchObject({
    code: 0,
    codes: [],
  });
});

it("a path that is not there is no mistake of the program", async () => {
  const path = put("none.cnn", '"not/there"', "8x8x3", 2);
  expect(await call(check, [path], json)).toMatchObject({ code: 0 });
});

it("--fix writes what fits", async () => {
  const path = put("fix.cnn", "mnist", "32x32x1", 9);
  expect(await call(check, [path], { ...json, fix: true })).toMatchObject({ code: 0 });
  expect(readFileSync(path, "utf8")).toBe(
    "model N {\n  input 28x28x1 -> pad 2x2\n  fc 10\n}\ntrain N {\n  data mnist\n}\n",
  );
});
