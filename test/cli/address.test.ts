/** Which model an address means, and what `--set` makes of it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { build } from "../../src/cli/commands/build.ts";
import { summary } from "../../src/cli/commands/summary.ts";
import type { Summary } from "../../src/report/summary.ts";
import { call, set } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "cnnc-address-"));
afterAll(() => rmSync(folder, { recursive: true }));
function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function open(address: string, ...settings: readonly string[]) {
  const called = await call(summary, [address], { format: "json", ...set(...settings) });
  const errors = called.diagnostics.filter(({ severity }) => severity === "error");
  return { ...called, errors, summary: called.code === 0 ? (JSON.parse(called.stdout) as Summary) : undefined };
}

const two = write(
  "two.cnn",
  `block unit(c) { conv 3x3x{c} p1 -> relu }
const width = 4
model Small(classes = 10, c = width) { input 8x8x1 -> unit(c) -> fc {classes} }
model Open(classes) { input 8x8x1 -> fc {classes} }
train Small(c = 6) { optimizer sgd lr=0.1
  batch 16 }
`,
);
const several = write("several.cnn", "model A { input 8x8x1 -> fc 10 }\nmodel B { input 8x8x1 -> fc 20 }\n");
const trains = write("trains.cnn", 'import LeNet5 from "std/lenet"\ntrain LeNet5 { epochs 2 }\n');

describe("an address", () => {
  it("names a model of a file or of the standard library", async () => {
    expect((await open(`${several}:B`)).summary).toMatchObject({ model: "B", output: [20] });
    expect((await open("std/resnet:ResNet18")).summary?.totals.params).toBe(11_689_512);
  });

  it("needs no name where one model, or one recipe, is there", async () => {
    expect((await open(two)).summary?.model).toBe("Small");
    expect((await open(trains)).summary?.model).toBe("LeNet5");
  });

  const wrong: readonly (readonly [what: string, address: string, code: string, words: RegExp])[] = [
    ["no name among several", several, "cli/several-models", /several\.cnn:A/],
    ["a name that is near", `${several}:Bb`, "cli/unknown-model", /did you mean `.*several\.cnn:B`/],
    ["a block", `${two}:unit`, "cli/not-a-model", /put it into a model/],
    ["a block of the library", "std/resnet:bottleneck", "cli/not-a-model", /put it into a model/],
    ["a const", `${two}:width`, "cli/not-a-model", /a const/],
    ["an import that is not trained", `${write("imports.cnn", 'import LeNet5 from "std/lenet"\nmodel A { input 8x8x1 -> fc 2 }\n')}:LeNet5`, "cli/not-a-model", /std\/lenet:LeNet5/], // prettier-ignore
    ["no file of the library", "std/resnt:ResNet50", "cli/unknown-library", /did you mean `std\/resnet`/],
    ["a model that needs a value", `${two}:Open`, "cli/parameter-needed", /--set classes=…/],
    ["__proto__", `${two}:__proto__`, "cli/unknown-model", /__proto__/],
  ];
  it.each(wrong)("that is %s: exit 2", async (_, address, code, words) => {
    const { code: exit, errors, stdout } = await open(address);
    expect({ exit, codes: errors.map((each) => each.code), stdout }).toEqual({ exit: 2, codes: [code], stdout: "" });
    expect(`${errors[0]!.message} ${errors[0]!.help}`).toMatch(words);
  });
});

describe("--set", () => {
  it("sets parameters: with a default, without one, and of a model of the library", async () => {
    expect((await open(two, "classes=26")).summary?.output).toEqual([26]);
    expect((await open(`${two}:Open`, "classes=7")).summary?.output).toEqual([7]);
    const library = await open("std/resnet:ResNet18", "classes=26");
    expect(library.summary).toMatchObject({ output: [26], totals: { params: 11_689_512 - 974 * 513 } });
  });

  it("wins over what the recipe passes, and reaches a model that is imported", async () => {
    const first = (made: Summary | undefined) => made?.layers[0]?.written;
    expect(first((await open(two)).summary)).toBe("conv 3x3x6 p1");
    expect(first((await open(two, "c=9")).summary)).toBe("conv 3x3x9 p1");
    expect((await open(trains, "classes=26")).summary?.output).toEqual([26]);
    const passes = write("passes.cnn", 'import LeNet5 from "std/lenet"\ntrain LeNet5(classes=5) { epochs 2 }\n');
    expect((await open(passes)).summary?.output).toEqual([5]);
    expect((await open(passes, "classes=26")).summary?.output).toEqual([26]);
  });

  it.each([
    ["data.label=last", "label=last"],
    ['data.label="last"', 'label="last"'],
    ["data.label=outcome", 'label="outcome"'],
    ["data.skip=id", 'skip=["id"]'],
    ["data.skip=id, a name", 'skip=["id", "a name"]'],
    ['data.skip=["a, b"]', 'skip=["a, b"]'],
  ])("gives a text the quotes that a shell takes away: %s", async (setting, written) => {
    const table = write("table.cnn", 'model T { input 4x4x1 -> fc 2 }\ntrain T { data "t.csv" label=first }\n');
    const { code, stdout } = await call(build, [table], { emit: "model", ...set(setting) });
    expect(code).toBe(0);
    expect(stdout).toContain(`  data t.csv ${written.startsWith("skip") ? "label=first " : ""}${written}\n`);
  });

  it("sets the recipe, several in a row", async () => {
    expect((await open(two, "batch=32", "optimizer.momentum=0.9")).summary?.memory).toMatchObject({ batch: 32 });
    const { summary: plain } = await open(two, "optimizer.momentum=0.9");
    expect(plain?.memory.optimizer).toBe(plain?.memory.weights);
  });

  const wrong: readonly (readonly [text: string, code: string, words: RegExp])[] = [
    ["clases=3", "cli/bad-set", /did you mean `--set classes=3`/],
    ["bach=3", "cli/bad-set", /did you mean `--set batch=3`/],
    ["optimiser.lr=3", "cli/bad-set", /write `--set optimizer\.lr=3`/],
    ["classes.lr=3", "cli/bad-set", /a parameter of Small/],
    ["__proto__=3", "cli/bad-set", /neither a parameter/],
    ["a.b.c=3", "cli/bad-set", /not understood/],
    ["classes=3 } model X {", "cli/bad-set", /not understood/],
    ["optimizer.lrr=3", "check/unknown-argument", /did you mean `lr=3`/],
    ["optimizer=sdg", "check/unknown-choice", /did you mean `sgd`/],
    ["batch=0", "check/out-of-range", /must be 1 or more/],
    ["classes=(", "cli/bad-set", /not understood/],
  ];
  it.each(wrong)("%s: exit 2, with a code", async (text, code, words) => {
    const { code: exit, errors, stdout } = await open(two, text);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
    const found = errors.at(-1)!;
    expect(found.code).toBe(code);
    expect(`${found.message} ${found.help}`).toMatch(words);
  });

  it("of a program that is wrong is not what is wrong", async () => {
    const bad = write("bad.cnn", "model A(n = 2) { input 8x8x1 -> conw 3x3x{n} -> fc 2 }\n");
    const { code, errors } = await open(bad, "n=3");
    expect({ code, codes: errors.map((each) => each.code) }).toEqual({ code: 1, codes: ["check/unknown-layer"] });
  });
});
