/**
 * Files of a set read on several threads: the same result and the same refusal in any number of them. Threads have their entry in
 * `dist`, so what is tested is what was built.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { beforeAll, describe, expect, it } from "vitest";
import { encodePng } from "../../src/data/decode-image.ts";
import type { FileTask, FittedFile } from "../../src/data/fit-file.ts";
import type * as FitFiles from "../../src/data/fit-files.ts";
import type { Answer } from "../../src/data/fit-threads.ts";
import { dataLimits } from "../../src/data/limits.ts";
import type { CnncError } from "../../src/diagnostics/diagnostic.ts";
import { buildOnce, ROOT, temporaryFolder } from "../cli/command.ts";

const FIXTURES = join(ROOT, "test/fixtures/images");
const SHAPE = [12, 16, 3];
let fitFiles: typeof FitFiles.fitFiles;
let folder = "";

beforeAll(async () => {
  await buildOnce();
  const built = pathToFileURL(join(ROOT, "dist/src/data/fit-files.js")).href;
  ({ fitFiles } = (await import(built)) as typeof FitFiles);
  folder = temporaryFolder();
}, 600_000);

const tasksOf = (paths: readonly string[]): readonly FileTask[] => paths.map((image) => ({ image, shape: SHAPE }));

async function fitted(tasks: readonly FileTask[], threads: number): Promise<readonly FittedFile[]> {
  const files: FittedFile[] = new Array(tasks.length);
  let taken = 0;
  const take = (i: number, file: FittedFile): void => {
    expect(files[i]).toBeUndefined();
    files[i] = file;
    taken++;
  };
  await fitFiles(tasks, take, { threads, startMs: 0 });
  expect(taken).toBe(tasks.length);
  return files;
}

async function refusal(tasks: readonly FileTask[], threads: number): Promise<CnncError> {
  try {
    await fitFiles(tasks, () => {}, { threads, startMs: 0 });
  } catch (error) {
    return error as CnncError;
  }
  return expect.fail("an error is expected");
}

function writeAll(files: Readonly<Record<string, Uint8Array>>): readonly string[] {
  return Object.entries(files).map(([name, bytes]) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  });
}

describe("files of a set", () => {
  const images = readdirSync(FIXTURES)
    .filter((name) => !name.endsWith(".json"))
    .map((name) => join(FIXTURES, name));

  it("are the same bytes in any number of threads, each once", async () => {
    const tasks = tasksOf([...images, ...images]);
    const alone = await fitted(tasks, 1);
    expect(new Set(alone.map(({ pixels }) => Buffer.from(pixels).toString("base64"))).size).toBeGreaterThan(30);
    for (const threads of [2, 5]) {
      const together = await fitted(tasks, threads);
      for (const [i, { width, height, pixels }] of alone.entries()) {
        expect([together[i]!.width, together[i]!.height]).toEqual([width, height]);
        expect(Buffer.compare(together[i]!.pixels, pixels), tasks[i]!.image).toBe(0);
      }
    }
  });

  it("have their masks with them", async () => {
    const [image, mask] = writeAll({
      "image.png": encodePng({ width: 16, height: 12, channels: 1, data: new Uint8Array(192).fill(9) }),
      "mask.png": encodePng({
        width: 16,
        height: 12,
        channels: 1,
        data: Uint8Array.from({ length: 192 }, (_, i) => i % 7),
      }),
    });
    const tasks = Array.from({ length: 9 }, () => ({ image: image!, mask: mask!, shape: SHAPE }));
    for (const threads of [1, 3])
      for (const { map } of await fitted(tasks, threads)) expect([...map!]).toEqual(Array.from(map!, (_, i) => i % 7));
  });

  it("that cannot be read are named together, in order, the same in any number of threads", async () => {
    const good = images.slice(0, 10);
    const [empty, cut, page] = writeAll({
      "empty.png": new Uint8Array(0),
      "cut.jpg": Uint8Array.of(0xff, 0xd8, 0xff, 0xe0),
      "page.gif": new TextEncoder().encode("<!doctype html>"),
    });
    const tasks = tasksOf([...good, empty!, ...good, cut!, page!, ...good, join(folder, "missing.png")]);
    for (const threads of [1, 2, 5]) {
      const { diagnostic, exit } = await refusal(tasks, threads);
      expect([diagnostic.code, diagnostic.file, exit]).toEqual(["data/image-format", empty, 1]);
      expect(diagnostic.notes).toEqual([
        `4 of the ${tasks.length} files cannot be read; the others:`,
        `${cut}: the JPEG is cut short`,
        `${page}: the file is an HTML file, which is not read`,
        `${join(folder, "missing.png")}: no such file`,
      ]);
    }
    // One alone is refused in its own words.
    const { diagnostic } = await refusal(tasksOf([...good, cut!]), 2);
    expect(diagnostic.notes.join()).not.toContain("the others");
    expect(diagnostic).toMatchObject({ code: "data/image-damaged", file: cut });
  });

  it("that cannot be read end the reading at a limit", async () => {
    const bad = writeAll(
      Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`bad${i + 10}.png`, Uint8Array.of(i)])),
    );
    const most = dataLimits.namedFiles;
    for (const threads of [1, 4]) {
      const { diagnostic } = await refusal(tasksOf(bad), threads);
      expect(diagnostic.file).toBe(bad[0]);
      expect(diagnostic.notes).toContain(`at least ${most} of the 60 files cannot be read; the others:`);
      expect(diagnostic.notes.slice(-(most - 1))).toEqual(
        bad.slice(1, most).map((path) => `${path}: the file is no image of a format that is read`),
      );
    }
  });

  it("that the input cannot take are refused once, not file by file", async () => {
    const tasks = images.map((image) => ({ image, shape: [4, 4, 2] }));
    for (const threads of [1, 3]) {
      const { diagnostic } = await refusal(tasks, threads);
      expect(diagnostic.code).toBe("data/input-channels");
      expect(diagnostic.notes).toHaveLength(2);
    }
  });

  it("are read by the command's own threads, whose entry is beside its chunks", async () => {
    const worker = new Worker(join(ROOT, "dist/command/fit-worker.js"));
    const answer = await new Promise<Answer>((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
      worker.postMessage({ index: 7, task: { image: join(FIXTURES, "lossy.webp"), shape: SHAPE } });
    });
    await worker.terminate();
    expect(answer).toMatchObject({ index: 7, fitted: { width: 21, height: 13 } });
    expect(readdirSync(join(ROOT, "dist/command")).filter((name) => !name.endsWith(".js"))).toEqual([]);
  });
});
