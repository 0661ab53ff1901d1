/** Folders of files for tests, and the simplest images. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { encodePng } from "../../src/data/decode-image.ts";
import type { Image } from "../../src/data/image.ts";

/** Gives a function that makes a new folder with the files; all of them go when the tests of the file are done. */
export function folders(): (files: Readonly<Record<string, Uint8Array | string>>) => string {
  const base = mkdtempSync(join(tmpdir(), "cnnc-folders-"));
  afterAll(() => rmSync(base, { recursive: true }));
  return (files) => {
    const folder = mkdtempSync(join(base, "set-"));
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    return folder;
  };
}

/** An image of one value. */
export function flat(value: number, width = 2, height = 2, channels: Image["channels"] = 1): Uint8Array {
  return encodePng({ width, height, channels, data: new Uint8Array(width * height * channels).fill(value) });
}

/** `count` images in each of the folders, all different. */
export function classesOf(names: readonly string[], count: number): Readonly<Record<string, Uint8Array>> {
  return Object.fromEntries(
    names.flatMap((name, k) =>
      Array.from({ length: count }, (_, i) => [`${name}/${i}.png`, flat((k * count + i) % 256)]),
    ),
  );
}
