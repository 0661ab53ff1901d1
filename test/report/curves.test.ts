/** Curves of a training: well-formed, the same each time, and every number that of the results. */
import { describe, expect, it } from "vitest";
import { renderCurves } from "../../src/report/curves.ts";
import type { EpochResult } from "../../src/runtime/index.ts";
import { readMarkup } from "./markup-reader.ts";

function results(count: number, withTest = true): readonly EpochResult[] {
  return Array.from({ length: count }, (_, i) => ({
    epoch: i + 1,
    step: 10 * (i + 1),
    loss: 2.3 / (i + 1) + 1 / 3e7,
    accuracy: 1 - 0.9 / (i + 1.1),
    rate: 0.1,
    ...(withTest ? { testLoss: 2.5 / (i + 1), testAccuracy: 1 - 0.95 / (i + 1) } : {}),
    seconds: 1,
    imagesPerSecond: 1000,
  }));
}

const seriesOf = (svg: string) =>
  new Map(
    readMarkup(svg)
      .filter(({ name, attributes }) => name === "path" && attributes.has("data-series"))
      .map(({ attributes }) => [attributes.get("data-series")!, attributes]),
  );
const numbers = (text: string | undefined): readonly number[] => (text ?? "").split(" ").map(Number);
/** The points of a path of lines. */
const points = (path: string): readonly (readonly [number, number])[] =>
  [...path.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map((match) => [Number(match[1]), Number(match[2])]);

describe("curves", () => {
  it("carry the exact numbers of the results", () => {
    const all = results(12);
    const series = seriesOf(renderCurves(all, { title: "Net" }));
    expect([...series.keys()]).toEqual(["train loss", "test loss", "train accuracy", "test accuracy"]);
    for (const [name, key] of [
      ["train loss", "loss"],
      ["test loss", "testLoss"],
      ["train accuracy", "accuracy"],
      ["test accuracy", "testAccuracy"],
    ] as const) {
      expect(numbers(series.get(name)!.get("data-epochs"))).toEqual(all.map(({ epoch }) => epoch));
      expect(numbers(series.get(name)!.get("data-values"))).toEqual(all.map((result) => result[key]));
    }
  });

  it("are drawn where the numbers are: linear, to the right with the epochs, downwards with a falling loss", () => {
    const all = results(5);
    const path = points(
      seriesOf(renderCurves(all, { title: "Net" }))
        .get("test loss")!
        .get("d")!,
    );
    expect(path.length).toBe(5);
    const [first, last] = [path[0]!, path[4]!];
    for (const [i, [x, y]] of path.entries()) {
      const epoch = i / 4;
      const loss = (all[i]!.testLoss! - all[4]!.testLoss!) / (all[0]!.testLoss! - all[4]!.testLoss!);
      expect(x).toBeCloseTo(first[0] + epoch * (last[0] - first[0]), 1);
      expect(y).toBeCloseTo(last[1] + loss * (first[1] - last[1]), 1);
    }
    expect(last[0]).toBeGreaterThan(first[0]);
    expect(last[1]).toBeGreaterThan(first[1]);
  });

  it("stay within the drawing, whatever the numbers", () => {
    const [one] = results(1);
    const wild = [
      { ...one!, loss: 1e9, testLoss: 1e-9, accuracy: 1, testAccuracy: 1 },
      { ...one!, epoch: 2, loss: -3, testLoss: 0, accuracy: 1, testAccuracy: 1 },
    ];
    for (const all of [[one!], wild, results(500)]) {
      for (const attributes of seriesOf(renderCurves(all, { title: "Net" })).values()) {
        for (const [x, y] of points(attributes.get("d")!)) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(760);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(320);
        }
      }
    }
  });

  it("leave out what is not known: no test set, a loss that is no number, no epoch at all", () => {
    expect([...seriesOf(renderCurves(results(3, false), { title: "Net" })).keys()]).toEqual([
      "train loss",
      "train accuracy",
    ]);
    const [first, second, third] = results(3);
    const broken = seriesOf(renderCurves([first!, { ...second!, loss: Number.NaN }, third!], { title: "Net" }));
    expect(numbers(broken.get("train loss")!.get("data-epochs"))).toEqual([1, 3]);
    const empty = renderCurves([], { title: "Net" });
    expect(seriesOf(empty).size).toBe(0);
    expect(empty).toContain("no epoch yet");
  });

  it("have a title and a description for who does not see them", () => {
    const elements = readMarkup(renderCurves(results(4), { title: "</svg><script>alert(1)</script> & \u0007" }));
    const svg = elements[0]!;
    const ids = svg.attributes.get("aria-labelledby")!.split(" ");
    expect(svg.attributes.get("role")).toBe("img");
    expect(ids.map((id) => elements.find(({ attributes }) => attributes.get("id") === id)?.name)).toEqual([
      "title",
      "desc",
    ]);
    expect(elements.find(({ name }) => name === "title")!.text).toBe("</svg><script>alert(1)</script> & \ufffd");
    expect(elements.some(({ name }) => name === "script")).toBe(false);
    expect(elements.find(({ name }) => name === "desc")!.text).toContain("best 0.625 after epoch 4");
  });

  it("are the same bytes for the same results, and refer to nothing outside", () => {
    const svg = renderCurves(results(8), { title: "Net" });
    expect(renderCurves(results(8), { title: "Net" })).toBe(svg);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|href|url\(/);
  });
});
