/** `cnnc models`, and models of the library by their bare name wherever a program is taken. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { build } from "../../src/cli/commands/build.ts";
import { diff } from "../../src/cli/commands/diff.ts";
import { explain } from "../../src/cli/commands/explain.ts";
import { exportModel } from "../../src/cli/commands/export.ts";
import { models } from "../../src/cli/commands/models.ts";
import { summary } from "../../src/cli/commands/summary.ts";
import { train } from "../../src/cli/commands/train.ts";
import { findLibraryModel, libraryModels, onlyOne } from "../../src/cli/library-models.ts";
import { CnncError } from "../../src/diagnostics/diagnostic.ts";
import { findStandardSource, standardNames } from "../../src/std/library.ts";
import { call, set } from "./call.ts";
import { temporaryFolder } from "./command.ts";

interface Row {
  readonly name: string;
  readonly address: string;
  readonly input: readonly number[];
  readonly params: number;
  readonly macs: number;
  readonly documentation: string;
}

const list = async (...args: readonly string[]): Promise<readonly Row[]> =>
  JSON.parse((await call(models, args, { format: "json" })).stdout).models;

describe("models", () => {
  it("lists every model that the texts of the library declare, each with counts and a line", async () => {
    const declared = standardNames.flatMap((file) =>
      [...findStandardSource(file)!.text.matchAll(/^model (\w+)/gm)].map(([, name]) => `${file}:${name}`),
    );
    const rows = await list();
    expect(rows.map(({ address }) => address)).toEqual(declared);
    expect(rows.length).toBeGreaterThan(50);
    for (const { params, macs, documentation } of rows) {
      expect(Math.min(params, macs)).toBeGreaterThan(0);
      expect(documentation).toMatch(/^\S.*\S$/);
    }
    expect(rows.find(({ name }) => name === "ResNet50")).toMatchObject({
      input: [224, 224, 3],
      params: 25_557_032,
      macs: 4_089_184_256,
    });
  });

  it("the counts are those of the summary", async () => {
    for (const { name, params, macs } of (await list("lenet")).slice(0, 5)) {
      const { stdout } = await call(summary, [name], { format: "json" });
      expect(JSON.parse(stdout).totals).toMatchObject({ params, macs });
    }
  });

  it("a word chooses by name, file or description, in any case", async () => {
    const names = async (word: string) => (await list(word)).map(({ name }) => name);
    expect(await names("resnet15")).toEqual(["ResNet152"]);
    expect(await names("std/NIN")).toEqual(["NiN", "NiNImageNet"]);
    expect(await names("frames of video")).toEqual(["C3D"]);
    expect(await call(models, ["vgh"])).toMatchObject({ code: 2, codes: ["cli/no-library-model"], stdout: "" });
    const near = await call(models, ["ResNat50"]);
    expect(near.diagnostics[0]!.help).toBe("did you mean `ResNet50`?");
  });

  it("is a table as wide as the terminal, or Markdown", async () => {
    const { stdout } = await call(models, ["resnet"], {}, 60);
    const lines = stdout.trimEnd().split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.find((line) => line.startsWith("ResNet18 "))).toContain("11,689,512");
    const { stdout: md } = await call(models, ["lenet5"], { format: "md" });
    expect(md.split("\n")[0]).toBe("| model | file | input | parameters | MACs | about |");
    expect(md).toMatch(/^\| LeNet5 \| std\/lenet \| 28x28x1 \| 61,706 \| /m);
  });
});

describe("a bare name", () => {
  it("of every model of the library is that model, and no other has it", () => {
    for (const { name, file } of libraryModels()) expect(findLibraryModel(name)).toEqual({ name, file });
  });

  it("that two files declare is refused with both", () => {
    const both = [
      { name: "Net", file: "std/a" },
      { name: "Net", file: "std/b" },
      { name: "Other", file: "std/b" },
    ];
    expect(onlyOne("Other", both)).toEqual(both[2]);
    expect(onlyOne("None", both)).toBeUndefined();
    const refused = (() => {
      try {
        return onlyOne("Net", both);
      } catch (error) {
        return error;
      }
    })() as CnncError;
    expect(refused).toBeInstanceOf(CnncError);
    expect(refused.exit).toBe(2);
    expect(refused.diagnostic).toMatchObject({
      code: "cli/ambiguous-library-model",
      help: "write `std/a:Net` or `std/b:Net`",
    });
  });

  it("is taken wherever a program is", async () => {
    const text = async (command: typeof summary, ...args: readonly string[]) => (await call(command, args)).stdout;
    expect(await text(summary, "ResNet18")).toBe(await text(summary, "std/resnet:ResNet18"));
    expect(await text(explain, "LeNet5", "conv2")).toBe(await text(explain, "std/lenet:LeNet5", "conv2"));
    expect(await text(diff, "ResNet18", "ResNet34")).toContain("ResNet34");
    const emitted = await call(build, ["LeNet5"], { emit: "graph" });
    expect(emitted).toMatchObject({ code: 0, codes: [] });
    const exported = await call(exportModel, ["LeNet5"], { to: "pytorch", output: "-" });
    expect(exported.stdout).toContain("class LeNet5(");
    const trained = await call(train, ["LeNet5"]);
    expect(trained).toMatchObject({ code: 1, codes: ["cli/no-recipe"] });
    const ten = await call(summary, ["ResNet18"], { ...set("classes=10"), format: "json" });
    expect(JSON.parse(ten.stdout).totals.params).toBe(11_181_642);
  });

  it("that is unknown is no file either, and the nearest model is named", async () => {
    for (const [word, help] of [
      ["Resnet50", "did you mean `ResNet50`?"],
      ["resnet_152", "did you mean `ResNet152`?"],
      ["GoogLenet", "did you mean `GoogLeNet`?"],
      ["nothing_like_it", "`cnnc models` lists the models of the library"],
    ]) {
      const { code, diagnostics } = await call(summary, [word!]);
      expect([code, diagnostics[0]!.code, diagnostics[0]!.help]).toEqual([3, "file/not-found", help]);
    }
  });
});

describe("beside files", () => {
  const started = process.cwd();
  beforeEach(() => process.chdir(mkdtempSync(join(temporaryFolder(), "case-"))));
  afterEach(() => process.chdir(started));

  it("a file of the name wins", async () => {
    writeFileSync("ResNet50", "model Mine {\n  input 4 -> fc 2\n}\n");
    expect((await call(summary, ["ResNet50"])).stdout).toMatch(/^Mine\n/);
  });

  it("a module is called after the model, so that two of one file do not meet", async () => {
    expect((await call(build, ["LeNet5"])).talk).toMatch(/^lenet5\.wasm: LeNet5, /);
    expect((await call(build, ["std/lenet:LeNet1"])).talk).toMatch(/^lenet1\.wasm: LeNet1, /);
  });
});
