/** The pictures of the README are what the drawing gives today. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../../../src/index.ts";
import { drawModel } from "../../../src/report/drawing/draw.ts";

interface Pictures {
  drawPictures(by: {
    readonly check: typeof check;
    readonly drawModel: typeof drawModel;
    readonly read: (path: string) => string;
  }): ReadonlyMap<string, string>;
}

const { drawPictures } = (await import(new URL("../../../docs/pictures.js", import.meta.url).href)) as Pictures;
const root = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

test("pictures are fresh (else run npm run generate)", () => {
  const pictures = drawPictures({ check, drawModel, read });
  expect(readdirSync(join(root, "docs/pictures")).sort()).toEqual([...pictures.keys()].sort());
  for (const [name, svg] of pictures) expect(read(`docs/pictures/${name}`) === svg, name).toBe(true);
});
