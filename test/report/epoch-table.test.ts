/** The table of epochs is aligned before its numbers are known, and marks what was best so far. */
import { describe, expect, it } from "vitest";
import { createProgressView } from "../../src/cli/progress.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import type { EpochResult } from "../../src/runtime/index.ts";
import { createEpochTable } from "../../src/report/epoch-table.ts";

const result = (epoch: number, changes: Partial<EpochResult> = {}): EpochResult => ({
  epoch,
  step: epoch,
  loss: 0.5,
  accuracy: 0.9,
  testLoss: 0.6,
  testAccuracy: 0.8,
  rate: 0.01,
  seconds: 12.3,
  imagesPerSecond: 4567.8,
  ...changes,
});

const extremes = [
  result(1, { loss: 123_456_789, testLoss: 1e-12, rate: 1 / 3e7 }),
  result(2, { loss: -0.000_01, accuracy: 1, testAccuracy: 1, seconds: 99_999.9 }),
  result(3, { rate: 0.000_043_861 }),
  result(4, { rate: 0.001_234_56 }),
  result(5, { rate: 1e20 }),
  result(100, { loss: 0, testLoss: Number.NaN, testAccuracy: 0 }),
];

/** Where the right ends of the words of a line are; words may hold single blanks. */
const ends = (line: string): readonly number[] =>
  [...line.replace(/ {2}best$/, "").matchAll(/\S+(?: \S+)*/g)].map((match) => match.index + match[0].length);

describe("the table of epochs", () => {
  it("has its numbers under their titles, however large or small", () => {
    const table = createEpochTable(100);
    const [titles = "", rule = ""] = table.head;
    expect(titles.trim().split(/ {2,}/)).toEqual([
      "epoch",
      "loss",
      "accuracy",
      "test loss",
      "test accuracy",
      "rate",
      "time",
      "images/s",
    ]);
    expect(rule.length).toBe(titles.length);
    for (const each of extremes) expect(ends(table.row(each))).toEqual(ends(titles));
  });

  it("marks what is better than all before", () => {
    const table = createEpochTable(4);
    const rows = [0.5, 0.7, 0.7, 0.8].map((testAccuracy, i) => table.row(result(i + 1, { testAccuracy })));
    expect(rows.map((row) => row.endsWith("best"))).toEqual([true, true, false, true]);
  });

  it("stands on a terminal, earlier epochs first; a pipe gets a plain line for each", async () => {
    const talk = async (interactive: boolean): Promise<string> => {
      let said = "";
      const style = { color: false, form: "narrated" } as const;
      const terminal: Terminal = {
        out: () => undefined,
        talk: (text) => void (said += text),
        outStyled: () => undefined,
        talkStyled: (text) => void (said += text),
        outStyle: style,
        talkStyle: style,
        interactive,
        screen: interactive,
      };
      const view = await createProgressView(terminal, [result(1)]);
      view.epoch(result(2), 3);
      view.epoch(result(3), 3);
      view.close();
      return said;
    };
    const lines = (await talk(true)).trimEnd().split("\n");
    expect(lines.length).toBe(5);
    expect(lines.slice(2).map((line) => line.trim().slice(0, 3))).toEqual(["1/3", "2/3", "3/3"]);
    const plain = (await talk(false)).trimEnd().split("\n");
    expect(plain.map((line) => line.slice(0, 10))).toEqual(["epoch 2/3:", "epoch 3/3:"]);
  });
});
