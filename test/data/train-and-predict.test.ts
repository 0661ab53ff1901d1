/**
 * Image folders and tables through the whole command: classes are learned from files, their names go into the module and come
 * back from `predict`, and `normalize auto` measures the training part.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { encodePng } from "../../src/data/decode-image.ts";
import { load } from "../../src/runtime/index.ts";
import { buildOnce, cnnc, temporaryFolder } from "../cli/command.ts";

const SIDE = 12;
let folder = "";

/** A bright row or a bright column on noise, in orange: 12x12 of 3 channels. */
function stripe(kind: "column" | "row", seed: number): Uint8Array {
  let state = seed + 1;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const place = Math.floor(random() * SIDE);
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let p = 0; p < SIDE * SIDE; p++) {
    const isBright = (kind === "row" ? Math.floor(p / SIDE) : p % SIDE) === place;
    for (const [c, color] of [200, 120, 10].entries()) data[3 * p + c] = (isBright ? color : 0) + random() * 40;
  }
  return data;
}

function program(data: string): string {
  return `model Stripes {
  input ${SIDE}x${SIDE}x3
  conv 3x3x8 p1 -> relu -> gmaxpool
  fc 2
}

train Stripes {
  data      ${data}
  normalize auto
  loss      crossentropy
  optimizer adam lr=0.02
  batch     16
  epochs    8
  seed      1
}
`;
}

beforeAll(async () => {
  await buildOnce();
  folder = temporaryFolder();
  const rows = [`class,${Array.from({ length: SIDE * SIDE * 3 }, (_, i) => `p${i}`).join(",")}`];
  for (const [part, count] of [
    ["train", 60],
    ["test", 12],
  ] as const) {
    for (const kind of ["row", "column"] as const) {
      mkdirSync(join(folder, "images", part, kind), { recursive: true });
      for (let i = 0; i < count; i++) {
        const data = stripe(kind, 7919 * i + (part === "test" ? 5 : 0) + (kind === "row" ? 3 : 0));
        const image = encodePng({ width: SIDE, height: SIDE, channels: 3, data });
        writeFileSync(join(folder, "images", part, kind, `${String(i).padStart(3, "0")}.png`), image);
        if (part === "train") rows.push(`${kind},${data.join(",")}`);
      }
    }
  }
  writeFileSync(join(folder, "table.csv"), rows.join("\n"));
  writeFileSync(join(folder, "images.cnn"), program('"images"'));
  writeFileSync(join(folder, "table.cnn"), program('"table.csv" split=0.9'));
}, 120_000);

describe("training", () => {
  it("learns a folder of class folders, and predicts a folder by its names", async () => {
    const words = ["train", "images.cnn", "--out", "run", "--until", "accuracy=0.9"];
    const { code, stderr } = await cnnc(words, { cwd: folder });
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("error")]);
    const record = JSON.parse(readFileSync(join(folder, "run/run.json"), "utf8"));
    expect(record).toMatchObject({ classNames: ["column", "row"], trainImages: 120, testImages: 24 });
    const net = await load(readFileSync(join(folder, "run/model.wasm")));
    expect(net.manifest.classes).toEqual(["column", "row"]);

    const asked = ["predict", "run", "images/test/row", "images/test/column/003.png", "--format", "json"];
    const { stdout } = await cnnc(asked, { cwd: folder });
    const { predictions } = JSON.parse(stdout) as {
      predictions: { file: string; guesses: { class: string; probability: number }[] }[];
    };
    expect(predictions.map(({ file }) => file)).toEqual([
      ...Array.from({ length: 12 }, (_, i) => `images/test/row/${String(i).padStart(3, "0")}.png`),
      "images/test/column/003.png",
    ]);
    expect(predictions.slice(0, 12).filter(({ guesses }) => guesses[0]!.class === "row").length).toBeGreaterThan(9);
  });

  it("learns a table, split by class", async () => {
    const { code } = await cnnc(["train", "table.cnn", "--out", "table", "--until", "accuracy=0.8"], { cwd: folder });
    expect(code).toBe(0);
    const record = JSON.parse(readFileSync(join(folder, "table/run.json"), "utf8"));
    expect(record).toMatchObject({ classNames: ["column", "row"], trainImages: 108, testImages: 12 });
  });

  it("tells a table that does not fit the network", async () => {
    writeFileSync(join(folder, "small.csv"), "0,1,2\n1,3,4\n1,5,6\n");
    const { code, stderr } = await cnnc(["train", "images.cnn", "--data", "small.csv", "--out", "no"], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toContain("data/image-size");
  });
});
