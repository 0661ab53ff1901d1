/** How drawings look: contrast in light and dark, sizes that follow those of the values. */
import { expect, it } from "vitest";
import type { Volume } from "../../../src/report/drawing/marks.ts";
import { layoutDrawing } from "../../../src/report/drawing/layout-drawing.ts";
import { scaleOf } from "../../../src/report/drawing/scale.ts";
import { style } from "../../../src/report/drawing/style.ts";
import { modelOf, modelsOf, ROOT } from "../../export/models.ts";

const schemes = style
  .split("\n")
  .filter((line) => line.includes("--d-ground:"))
  .map(
    (line) =>
      new Map(
        [...line.matchAll(/--d-(\w+): var\(--cnnc-\w+, (#[0-9a-f]{6})\)/g)].map(([, name, color]) => [name!, color!]),
      ),
  );

/** Of WCAG 2. */
function contrast(one: string, other: string): number {
  const light = (color: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
  return (a! + 0.05) / (b! + 0.05);
}

it("texts can be read, and shapes seen, in light and dark", () => {
  expect(schemes).toHaveLength(2);
  for (const scheme of schemes) {
    const of = (one: string, other: string): number => contrast(scheme.get(one)!, scheme.get(other)!);
    for (const behind of ["ground", "frame"]) {
      for (const text of ["ink", "soft", "skip"]) expect(of(text, behind), `${text} on ${behind}`).toBeGreaterThan(4.5);
      expect(of("line", behind)).toBeGreaterThan(3);
    }
    // The word of a join stands in its color.
    expect(of("ground", "join")).toBeGreaterThan(4.5);
  }
});

it("larger values are drawn larger, and the smallest are seen", () => {
  const text =
    "model M {\n  input 224x224x3\n  conv 3x3x64 p1 -> maxpool 2 -> conv 3x3x512 p1 -> gavgpool -> fc 1000 -> fc 10\n}\n";
  const scale = scaleOf(modelOf(text));
  const [wide, half, deep, one] = [[224, 224, 64], [112, 112, 64], [112, 112, 512], [1, 1, 512]].map(scale); // prettier-ignore
  expect(wide!.height).toBeGreaterThan(half!.height);
  expect(half!.height).toBe(deep!.height);
  expect(deep!.width).toBeGreaterThan(half!.width);
  expect(one!.height).toBeLessThan(deep!.height);
  for (const { height, width } of [wide!, half!, deep!, one!, scale([224, 224, 3]), scale([10])])
    expect(Math.min(height, width)).toBeGreaterThan(3);
  expect(scale([1000]).height).toBeGreaterThan(scale([10]).height);
});

it("an encoder and its decoder stand opposite of one another", async () => {
  const models = await modelsOf(`${ROOT}/stdlib/segmentation.cnn`);
  const { elements } = layoutDrawing(models.find(({ name }) => name === "UNet")!);
  const volumeOf = (layer: string): Volume => {
    const marks = elements
      .filter(({ subject }) => subject?.kind === "layer" && subject.layer === layer)
      .flatMap((each) => each.marks);
    return marks.find((mark) => mark.kind === "volume")!;
  };
  const encoders = ["enc1.conv1", "enc2.conv1", "enc3.conv1", "enc4.conv1"].map(volumeOf);
  const decoders = ["double5.conv1", "double4.conv1", "double3.conv1", "double2.conv1"].map(volumeOf);
  expect(encoders.map(({ y }) => y)).toEqual(decoders.map(({ y }) => y));
  expect(encoders.every(({ x }, i) => x < decoders[i]!.x)).toBe(true);
  expect([...encoders.map(({ y }) => y)].sort((a, b) => a - b)).toEqual(encoders.map(({ y }) => y));
});
