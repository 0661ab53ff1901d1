import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { train } from "../../src/cli/commands/train.ts";
import { showReadingProgress } from "../../src/cli/reading-progress.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { classesOf, flat, folders } from "../data/folder-of.ts";
import { call } from "./call.ts";

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
  return { terminal: { ...streams, outStyle: style, talkStyle: style, interactive }, text: () => text };
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
    expect(lines.slice(0, 6)).toEqual([
      "reading shapes",
      "shapes: 42 images of 3 classes in class folders, fitted to 2x2x1 (files 2x2)",
      "  train  36  circle 12, square 12, star 12; from Train",
      "  test    6  circle 3, square 3, star 0; from Test",
      "  not used: 1 file, below a class folder; 1 file, an image format that is not",
      "    read",
    ]);
    expect(lines[6]).toMatch(/^compiled Small/);
    // Lints of the program, and the judgment of a run this short, are other tests' subject.
    const ofData = found.diagnostics.filter(({ code }) => code.startsWith("data/"));
    expect(ofData.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ["data/unused-images", "warning", "2 image files are not used"],
      ["data/class-lacking", "warning", "class star has no test image in shapes"],
      ["data/small-part", "warning", "the test part of shapes has 6 images"],
      ["data/fewer-classes", "warning", "shapes has 3 classes, the network has 4 outputs"],
    ]);
  });

  it("names the set of --data, not the recipe's, also in what it refuses", async () => {
    const folder = folderOf({
      "small.cnn": program(2),
      ...classesOf(["others/a", "others/b", "others/c"], 20),
      "shapes/a/0.png": flat(1),
    });
    const data = join(folder, "others");
    const found = await call(train, [join(folder, "small.cnn")], { out: join(folder, "run"), data });
    expect(found.code).toBe(1);
    expect(found.diagnostics.at(-1)!.message).toBe(`${data} has 3 classes, the network has 2 outputs`);
    expect(found.talk).toContain(`reading ${data}\n`);
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
