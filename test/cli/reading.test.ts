import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { data } from "../../src/cli/commands/data.ts";
import { train } from "../../src/cli/commands/train.ts";
import type { Command } from "../../src/cli/context.ts";
import type { Options } from "../../src/cli/options.ts";
import { showReadingProgress } from "../../src/cli/reading-progress.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { classesOf, flat, folders } from "../data/folder-of.ts";
import { call } from "./call.ts";
import { smallProgram, writeSmallData } from "./small-data.ts";

const folderOf = folders();

const program = (outputs: number) => `model Small {
  input 2x2x1
  fc ${outputs}
}

train Small {
  data "shapes"
  loss crossentropy
  optimizer sgd lr=0.1
  batch 4
  epochs 1
}
`;

function terminalOf(interactive: boolean, columns = 80): { readonly terminal: Terminal; readonly text: () => string } {
  let text = "";
  const style = { color: false, form: "frame", columns } as const;
  const talk = (more: string): void => void (text += more);
  const out = (): void => undefined;
  const streams = { out, talk, outStyled: out, talkStyled: talk };
  return {
    terminal: { ...streams, outStyle: style, talkStyle: style, interactive, screen: interactive },
    text: () => text,
  };
}

describe("a training", () => {
  it("says first what it reads, then what was read, with coded warnings", async () => {
    const folder = folderOf({
      "small.cnn": program(4),
      ...classesOf(["shapes/Train/circle", "shapes/Train/square", "shapes/Train/star"], 12),
      ...classesOf(["shapes/Test/circle", "shapes/Test/square"], 3),
      "shapes/Train/star/x.heic": "x",
      "shapes/Train/star/more/0.png": flat(1),
    });
    const found = await call(train, [join(folder, "small.cnn")], { out: join(folder, "run") });
    expect(found.code).toBe(0);
    const lines = found.talk.split("\n");
    expect(lines.slice(0, 7)).toEqual([
      `checking ${join(folder, "small.cnn")}`,
      "reading shapes",
      "shapes: 42 images of 3 classes in class folders, fitted to 2x2x1 (files 2x2)",
      "  train  36  circle 12, square 12, star 12; from Train",
      "  test    6  circle 3, square 3, star 0; from Test",
      "  not used: 1 file, below a class folder; 1 file, an image format that is not",
      "    read",
    ]);
    expect(lines[7]).toMatch(/^compiled Small/);
    // Lints of the program, and the judgment of a run this short, are other tests' subject.
    const ofData = found.diagnostics.filter(({ code }) => code.startsWith("data/"));
    expect(ofData.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ["data/unused-images", "warning", "2 image files are not used"],
      ["data/class-lacking", "warning", "class star has no test image in shapes"],
      ["data/small-part", "warning", "the test part of shapes has 6 images"],
    ]);
  });

  it("says once that there are fewer classes than outputs: by the check where it knows, else by what was read", async () => {
    const folder = folderOf({
      "small.cnn": program(4),
      ...classesOf(["shapes/a", "shapes/b", "shapes/c"], 20),
      ...classesOf(["others/a", "others/b", "others/c"], 20),
    });
    const path = join(folder, "small.cnn");
    const codes = ["lint/more-outputs-than-classes", "data/fewer-classes"];
    const said = async (command: Command, options: Options) =>
      (await call(command, [path], options)).codes.filter((code) => codes.includes(code));
    expect(await said(train, { out: join(folder, "run") })).toEqual(["lint/more-outputs-than-classes"]);
    expect(await said(train, { out: join(folder, "run"), resume: true })).toEqual(["lint/more-outputs-than-classes"]);
    const other = { out: join(folder, "other"), data: join(folder, "others") };
    expect(await said(train, other)).toEqual(["data/fewer-classes"]);
    expect(await said(data, {})).toEqual(["data/fewer-classes"]);
  });

  it("says once that the last batch is one image: by the check where it knows, else by what was read", async () => {
    const small = writeSmallData(join(folderOf({}), "data"), { train: 65, test: 12 });
    const path = join(small, "..", "small.cnn");
    writeFileSync(
      path,
      smallProgram().replace("fc 4", "fc 5 nobias -> bn -> relu\n  fc 4").replace("batch     16", "batch     8"),
    );
    const run = join(small, "..", "run");
    const said = async (options: Options) =>
      (await call(train, [path], { out: run, epochs: 1, ...options })).codes.filter((code) =>
        code.includes("last-batch"),
      );
    expect(await said({})).toEqual(["lint/last-batch-of-one"]);
    expect(await said({ resume: true, epochs: 2 })).toEqual(["lint/last-batch-of-one"]);
    expect(await said({ overwrite: true, data: small })).toEqual(["train/last-batch-of-one"]);
    // Another batch than the recipe's: the lint is about what is written.
    expect(await said({ overwrite: true, batch: 32 })).toEqual(["lint/last-batch-of-one", "train/last-batch-of-one"]);
    expect(await said({ overwrite: true, data: small, batch: 9 })).toEqual([]);
  });

  it("names the set of --data, not the recipe's, also in what it refuses", async () => {
    const folder = folderOf({
      "small.cnn": program(2),
      ...classesOf(["others/a", "others/b", "others/c"], 20),
      "shapes/a/0.png": flat(1),
    });
    const others = join(folder, "others");
    const found = await call(train, [join(folder, "small.cnn")], { out: join(folder, "run"), data: others });
    expect(found.code).toBe(1);
    expect(found.diagnostics.at(-1)!.message).toBe(`${others} has 3 classes, the network has 2 outputs`);
    expect(found.talk).toContain(`reading ${others}\n`);
  });
});

describe("the progress of reading", () => {
  it("is one line that is written again where a person watches, and goes away", () => {
    let time = 0;
    const { terminal, text } = terminalOf(true);
    const progress = showReadingProgress(terminal, "shapes", () => time);
    expect(text()).toBe("\rreading shapes\u001b[K");
    for (let done = 1; done <= 5; done++) {
      time += 60;
      progress.tick(1000 * done, 5000);
    }
    progress.close();
    progress.close();
    expect(text().split("\r").slice(2)).toEqual([
      "reading shapes: 2,000 of 5,000 images\u001b[K",
      "reading shapes: 4,000 of 5,000 images\u001b[K",
      "\u001b[K",
    ]);
  });

  it("fits the terminal, whatever the name", () => {
    let time = 0;
    const { terminal, text } = terminalOf(true, 40);
    const progress = showReadingProgress(terminal, "\u001b[2Jdata/".repeat(20), () => (time += 1000));
    progress.tick(1, 2);
    for (const line of text().split("\r").slice(1)) {
      expect(line.replace("\u001b[K", "").length).toBeLessThan(40);
      expect(line.replace("\u001b[K", "")).not.toContain("\u001b");
    }
    expect(text()).toContain("data/: 1 of 2 images");
  });

  it("is a line at the beginning and one every few seconds in a pipe", () => {
    let time = 0;
    const { terminal, text } = terminalOf(false);
    const progress = showReadingProgress(terminal, "shapes", () => time);
    for (let done = 1; done <= 12; done++) {
      time += 1000;
      progress.tick(done, 12);
    }
    progress.close();
    expect(text()).toBe("reading shapes\nreading shapes: 5 of 12 images\nreading shapes: 10 of 12 images\n");
  });
});
