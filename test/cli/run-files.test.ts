/** What a program imports and the edges of its graph lie in the run folder, and are used when the originals have gone. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { check } from "../../src/cli/commands/check.ts";
import { evaluateRun } from "../../src/cli/commands/eval.ts";
import { summary } from "../../src/cli/commands/summary.ts";
import { train } from "../../src/cli/commands/train.ts";
import { besidesFewImages, call } from "./call.ts";
import { temporaryFolder } from "./command.ts";
import { writeSmallData } from "./small-data.ts";

let folder = "";
const at = (...names: readonly string[]): string => join(folder, ...names);

const net = `import unit from "../lib/blocks.cnn"
import width from "./sizes.cnn"

model Small {
  input 8x8x1
  unit(width) -> maxpool 2
  fc 4
}

train Small {
  data "../data"
  batch 16
  epochs 1
}
`;

beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ["nets", "lib/deep"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(at("package.json"), "{}");
  writeSmallData(at("data"), { train: 64, test: 16 });
  writeFileSync(at("nets/net.cnn"), net);
  writeFileSync(at("nets/sizes.cnn"), "const width = 4\n");
  writeFileSync(at("lib/blocks.cnn"), 'import inner from "./deep/inner.cnn"\nblock unit(c) {\n  inner(c) -> relu\n}\n');
  writeFileSync(at("lib/deep/inner.cnn"), "block inner(c) {\n  conv 3x3x{c} p1\n}\n");
});

const trained = async (): Promise<void> => {
  const { code, codes } = await call(train, [at("nets/net.cnn")], { out: at("run") });
  expect([code, besidesFewImages(codes)]).toEqual([0, []]);
};

const loseOriginals = (): void => {
  for (const name of ["nets", "lib"]) rmSync(at(name), { recursive: true });
};

describe("imported files", () => {
  it("are kept by their paths from the program, with what they are", async () => {
    await trained();
    const { files } = JSON.parse(readFileSync(at("run/run.json"), "utf8"));
    expect(files.home).toBe("nets");
    expect(files.files.map(({ path }: { path: string }) => path)).toEqual([
      "../lib/blocks.cnn",
      "../lib/deep/inner.cnn",
      "sizes.cnn",
    ]);
    for (const name of ["nets/sizes.cnn", "lib/blocks.cnn", "lib/deep/inner.cnn"])
      expect(readFileSync(at("run/model.files", name), "utf8")).toBe(readFileSync(at(name), "utf8"));
  });

  it("stand in for originals that have gone, wherever the folder is then", async () => {
    await trained();
    loseOriginals();
    renameSync(at("run"), at("moved"));
    const program = at("moved/model.cnn");
    expect((await call(check, [program], {})).codes).toEqual([]);
    const { code, codes: told } = await call(summary, [program], {});
    expect([code, told]).toEqual([0, []]);
    expect((await call(evaluateRun, [at("moved")], { report: at("page"), data: at("data") })).code).toBe(0);
    expect(readFileSync(at("page/index.html"), "utf8")).toContain("inner1.conv1");
    const options = { out: at("moved"), resume: true, epochs: 2, data: at("data") };
    const { code: resumed, codes } = await call(train, [program], options);
    expect([resumed, besidesFewImages(codes)]).toEqual([0, []]);
  });

  it("that were changed are no program of this run", async () => {
    await trained();
    writeFileSync(at("nets/sizes.cnn"), "const width = 5\n");
    const { code, codes } = await call(train, [at("nets/net.cnn")], { out: at("run"), resume: true, epochs: 2 });
    expect([code, codes]).toEqual([3, ["run/other-source"]]);
    writeFileSync(at("nets/sizes.cnn"), "const width = 4\n");
    expect((await call(train, [at("nets/net.cnn")], { out: at("run"), resume: true, epochs: 2 })).code).toBe(0);
  });

  it("that are damaged or gone from the run folder are named", async () => {
    await trained();
    const kept = at("run/model.files/nets/sizes.cnn");
    writeFileSync(kept, "const width = 6\n");
    const changed = await call(summary, [at("run/model.cnn")], {});
    expect([changed.code, changed.diagnostics[0]?.notes]).toEqual([
      3,
      ["model.files/nets/sizes.cnn is not as it was in the training"],
    ]);
    rmSync(kept);
    const missing = await call(summary, [at("run/model.cnn")], {});
    expect([missing.code, missing.diagnostics[0]?.notes]).toEqual([3, ["model.files/nets/sizes.cnn is missing"]]);
  });

  it("of programs without any leave no trace, and a model.cnn beside another run.json is a program like others", async () => {
    writeFileSync(at("nets/net.cnn"), net.replace(/import.*\n/g, "").replace("unit(width)", "conv 3x3x4"));
    await trained();
    expect(JSON.parse(readFileSync(at("run/run.json"), "utf8"))).not.toHaveProperty("files");
    writeFileSync(
      at("lib/model.cnn"),
      'import inner from "./deep/inner.cnn"\nmodel A {\n  input 4x4x1\n  inner(2)\n}\n',
    );
    writeFileSync(at("lib/run.json"), '{ "name": "something else" }');
    expect((await call(check, [at("lib/model.cnn")], {})).codes).toEqual([]);
  });
});

describe("edges", () => {
  it("are kept too", async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${[1, 2, 3, 4, 5, 6].map((k) => (i * k) % 7).join(",")},${i % 2}`,
    );
    writeFileSync(at("club.csv"), `a,b,c,d,e,f,label\n${rows.join("\n")}\n`);
    mkdirSync(at("graphs"));
    writeFileSync(at("graphs/edges.csv"), "0,1\n1,2\n");
    const text = `model Club {\n  input 3x2 graph="../graphs/edges.csv"\n  gconv 4 -> relu\n  fc 2\n}\n\ntrain Club {\n  data "../club.csv"\n  batch 8\n  epochs 1\n}\n`;
    writeFileSync(at("nets/club.cnn"), text);
    const { code, codes } = await call(train, [at("nets/club.cnn")], { out: at("run") });
    expect(besidesFewImages(codes)).toEqual([]);
    expect(code).toBe(0);
    rmSync(at("graphs"), { recursive: true });
    expect((await call(evaluateRun, [at("run")], { report: at("page") })).code).toBe(0);
    expect(readFileSync(at("page/index.html"), "utf8")).toContain("gconv1");
    // Whoever still has the program goes on with it, as the module needs no edges.
    const resumed = await call(train, [at("nets/club.cnn")], { out: at("run"), resume: true, epochs: 2 });
    expect([resumed.code, besidesFewImages(resumed.codes)]).toEqual([0, []]);
  });
});
