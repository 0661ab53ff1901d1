/** The drawing beside a text: when it is made anew, and where its elements lead. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { drawingKey } from "../../src/report/drawing/drawing-key.ts";
import { createPictures } from "../../src/editor/picture.ts";
import { takeSnapshot } from "../../src/editor/snapshot.ts";
import { layoutDrawing } from "../../src/report/drawing/layout-drawing.ts";
import { createSource, type Source } from "../../src/source/source.ts";
import { at, snapshotOf } from "./marks.ts";

const root = join(import.meta.dirname, "../..");
const texts = ["examples", "stdlib"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".cnn"))
    .map((name) => readFileSync(join(root, folder, name), "utf8")),
);

const net = `model Net {
  input 8x8x1
  [conv 3x3x4 p1 -> relu] * 2
  add { | conv 3x3x4 p1 | } -> fc 3
}
`;

/** A comment and blanks wherever a line begins. */
const moved = (text: string): string => text.replace(/^(?=\s*[a-z])/gm, "  // moved\n\n ");

describe("the key of a drawing", () => {
  test("stays when only text moves, and differs where drawings differ: every example and model of the library", () => {
    const drawings = new Map<string, string>();
    let models = 0;
    for (const text of texts) {
      const before = snapshotOf(text).checked.models;
      const after = snapshotOf(moved(text)).checked.models;
      expect(after.map(drawingKey)).toEqual(before.map(drawingKey));
      for (const model of before.slice(0, 2)) {
        const key = drawingKey(model);
        const drawing = JSON.stringify(layoutDrawing(model));
        expect(drawings.get(key) ?? drawing).toBe(drawing);
        drawings.set(key, drawing);
        models++;
      }
    }
    expect(models).toBeGreaterThan(50);
  });

  test.each<[string, string, string]>([
    ["a size", "fc 3", "fc 4"],
    ["a repetition", "* 2", "* 3"],
    ["a layer", "relu]", "tanh]"],
    ["an arm that moves into another", "| conv 3x3x4 p1 |", "| | conv 3x3x4 p1"],
    ["a label", "fc 3", "fc 3 as scores"],
    ["the name", "Net", "Other"],
  ])("changes with %s", (_, before, after) => {
    const key = (text: string) => drawingKey(snapshotOf(text).checked.models[0]!);
    expect(net).toContain(before);
    expect(key(net.replace(before, after))).not.toBe(key(net));
  });
});

describe("a picture", () => {
  test("is laid out once for a text that only moves, and its places move with it", () => {
    let laidOut = 0;
    const pictures = createPictures((model) => {
      laidOut++;
      return layoutDrawing(model);
    });
    const first = pictures.picture(snapshotOf(net), {})!;
    expect(first.svg).toMatch(/^<svg /);
    const text = moved(net);
    const second = pictures.picture(snapshotOf(text), {}, first.key)!;
    expect(second).toMatchObject({ key: first.key, model: "Net" });
    expect(second).not.toHaveProperty("svg");
    expect(laidOut).toBe(1);
    const written = (given: typeof first, source: string): readonly (string | undefined)[] =>
      given.places.map(({ span }) => span && source.slice(span.start, span.end));
    const words = (given: typeof first, source: string) =>
      written(given, source).map((each) => each?.replace(/\s*\/\/ moved\s*/g, " ").replace(/\s+/g, " "));
    expect(words(second, text)).toEqual(words(first, net));
    expect(written(first, net)).toEqual(expect.arrayContaining(["input 8x8x1", "Net", "fc 3"]));
  });

  test("has a place for every group of the SVG, in its order", () => {
    for (const text of texts) {
      const snapshot = snapshotOf(text);
      const model = snapshot.checked.models[0];
      if (!model) continue;
      const { svg, places } = createPictures().picture(snapshot, { model: model.name })!;
      const groups = [...svg!.matchAll(/^<g [^>]*?(?:data-start="(\d+)" data-end="(\d+)" )?data-file=/gm)];
      expect(places.map(({ span }) => [span?.start, span?.end].map(String))).toEqual(
        groups.map(([, start, end]) => [String(start), String(end)]),
      );
    }
  });

  test("is of the model at the cursor, or that a recipe trains, or that uses the block", () => {
    const two = `block unit(c) { conv 3x3x{c}▮ }
model A { input 8x8x1 -> fc 2 }
model B { input 8x8x1 -> unit(4) -> fc ▮3 }
train A { epochs ▮1 }
▮`;
    const { snapshot, offsets } = at(two);
    const names = offsets.map((offset) => createPictures().picture(snapshot, { offset })?.model);
    expect(names).toEqual(["B", "B", "A", "A"]);
    expect(createPictures().picture(snapshot, { model: "B" })?.model).toBe("B");
    expect(createPictures().picture(snapshot, { model: "C" })).toBeUndefined();
    expect(createPictures().picture(snapshotOf("model A { input"), {})).toBeUndefined();
  });

  test("of a path that would be markup stays text", () => {
    const path = '/p/"><script>alert(1)</script>.cnn';
    const { svg } = createPictures().picture(snapshotOf(net, { path }), {})!;
    expect(svg).not.toContain("<script");
  });

  test("keeps no more drawings than it needs", () => {
    const laid: string[] = [];
    const pictures = createPictures((model) => {
      laid.push(model.name);
      return layoutDrawing(model);
    });
    const snapshots = ["A", "B", "C", "D", "E"].map((name) => snapshotOf(net.replace("Net", name)));
    for (const snapshot of [...snapshots, snapshots[4]!, snapshots[0]!]) pictures.picture(snapshot, {});
    expect(laid.join("")).toBe("ABCDEA");
  });
});

test("sources of one text are compared by what they are", () => {
  const source: Source = createSource("/a/net.cnn", net);
  const project = { read: () => ({ why: "not-found" as const, message: "" }) };
  const [a, b] = [takeSnapshot(source, project), takeSnapshot(createSource("/b/net.cnn", net), project)];
  expect(drawingKey(a.checked.models[0]!)).toBe(drawingKey(b.checked.models[0]!));
});
