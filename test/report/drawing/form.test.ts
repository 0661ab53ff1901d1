/** The form of a model: every layer once, every value where it is read, what is the same folded with its count. */
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { buildForm } from "../../../src/report/drawing/build-form.ts";
import { titleOfFrame } from "../../../src/report/drawing/facts.ts";
import { type Chain, cursorsOf, endOf, type Item } from "../../../src/report/drawing/form.ts";
import { writeLayer } from "../../../src/report/write-layer.ts";
import { everyModelOnce } from "./every-model.ts";
import { edgesOf, layersIn } from "./form-facts.ts";
import { modelOf, modelsOf, ROOT } from "../../export/models.ts";

/** One line for a form: `conv+relu [unit(4): {conv | }add]*2`; `@a` where it goes on from that value. */
function print(chain: Chain): string {
  const items = [...cursorsOf(chain)].map(
    ([item, cursor]) => `${item.entry === cursor ? "" : `@${item.entry} `}${printItem(item)}`,
  );
  return [...items, ...(endOf(chain) === chain.exit ? [] : [`@${chain.exit}`])].join(" ");
}

function printItem(item: Item): string {
  const times = (count: number): string => (count > 1 ? `*${count}` : "");
  switch (item.kind) {
    case "station":
      return `${item.layers.map(({ operator }) => operator.name).join("+")}${times(item.count)}`;
    case "branch":
      return `{${item.arms.map(print).join(" | ")}}${[item.join, ...item.companions].map(({ operator }) => operator.name).join("+")}`; // prettier-ignore
    case "frame":
      return `[${titleOfFrame(item)}: ${print(item.chain)}]${times(item.count)}`;
    case "side":
      return `<${item.head.name}: ${print(item.chain)}>`;
    default:
      return item satisfies never;
  }
}

const formOf = (body: string, blocks = ""): string =>
  print(buildForm(modelOf(`${blocks}model M {\n${body}\n}\n`)).chain);

describe("the form", () => {
  it("holds every layer of every model once, and what it reads", async () => {
    for (const { name, model } of await everyModelOnce()) {
      const numbers = [...layersIn(buildForm(model).chain, model)].sort((a, b) => a - b);
      expect(numbers, name).toEqual(model.layers.map((_, i) => i));
      const { edges, shown } = edgesOf(buildForm(model).chain);
      const read = model.layers.flatMap((layer) => (shown.has(layer.name) ? layer.inputs.map((from) => `${from} > ${layer.name}`) : [])); // prettier-ignore
      expect([...edges].sort(), name).toEqual(read.sort());
    }
  });

  it("folds only what a reader could not tell apart", async () => {
    for (const { name, model } of await everyModelOnce()) {
      const problems: string[] = [];
      const look = (chain: Chain): void => {
        for (const item of chain.items) {
          if (item.kind === "branch") item.arms.forEach(look);
          else if (item.kind !== "station") look(item.chain);
          if (!("count" in item) || item.count === 1) continue;
          const length = (item.end - item.first) / item.count;
          for (let at = item.first; at < item.end - length; at++) {
            const [one, other] = [model.layers[at]!, model.layers[at + length]!].map(
              (layer) => `${writeLayer(layer)} ${layer.inputShapes.join(" and ")} > ${layer.output}, ${layer.params}`,
            );
            if (one !== other) problems.push(`${one} is not ${other}`);
          }
        }
      };
      look(buildForm(model).chain);
      expect(problems, name).toEqual([]);
    }
  });

  it("gathers what changes neither size nor place", () => {
    expect(formOf("input 8x8x1\nconv 3x3x4 -> bn -> relu -> maxpool 2 -> dropout 0.5\nfc 3")).toBe(
      "conv+bn+relu maxpool+dropout fc",
    );
    // The value between is read elsewhere, and must be seen.
    expect(formOf("input 8x8x1\nconv 3x3x4 as a -> relu\nconcat { @a | } -> fc 3")).toBe("conv relu {@a | }concat fc"); // prettier-ignore
  });

  it("finds arms, empty ones, nested ones, and those that begin elsewhere", () => {
    expect(formOf("input 8x8x4\nadd { conv 1x1x4 | | add { conv 3x3x4 p1 -> relu | } } -> relu\nfc 2")).toBe(
      "{conv |  | {conv+relu | }add}add+relu fc",
    );
    expect(formOf("input 8x8x4\nconv 1x1x4 as a\nmaxpool 2\nconcat { conv 1x1x2 | @a -> maxpool 2 }\nfc 2")).toBe(
      "conv maxpool {conv | @a maxpool}concat fc",
    );
  });

  it("folds turns and uses that are the same, and keeps those that differ", () => {
    const unit = "block unit(c) { add { conv 3x3x{c} p1 -> bn | } -> relu }\n";
    expect(formOf("input 8x8x4\nunit(4) * 3 -> fc 2", unit)).toBe("[unit(4): {conv+bn | }add+relu]*3 fc");
    expect(formOf("input 8x8x4\nunit(4) -> unit(4) -> unit(4)\nfc 2", unit)).toBe("[unit(4): {conv+bn | }add+relu]*3 fc"); // prettier-ignore
    expect(formOf("input 8x8x4\nunit(4) as a -> unit(4) as b\nfc 2", unit)).toBe(
      "[a: unit(4): {conv+bn | }add+relu] [b: unit(4): {conv+bn | }add+relu] fc",
    );
    expect(formOf("input 8x8x1\n[conv 3x3x4 p1 -> relu] * 2\nfc 2")).toBe("conv+relu conv+relu fc");
    expect(formOf("input 8x8x1\n[conv 3x3x4 p1 -> relu] * 6\nfc 2")).toBe("conv+relu conv+relu*5 fc");
    expect(formOf("input 8x8x4\nadd { conv 3x3x4 p1 | }\nadd { conv 3x3x4 p1 | }\nfc 2")).toBe("[: {conv | }add]*2 fc");
  });

  it("does not fold away a value that is read further on", () => {
    const unit = "add { conv 3x3x4 p1 | }";
    const chain = (second: string): string =>
      `input 8x8x4\n${unit}\n${second}\n${unit}\n${unit}\nconcat { @a | }\nfc 2`;
    expect(formOf(chain(`[${unit}] as a`))).toBe(
      "{conv | }add [a: {conv | }add] [: {conv | }add]*2 {@a.add1 | }concat fc",
    );
    expect(formOf(chain(`${unit} as a`))).toBe("{conv | }add {conv | }add [: {conv | }add]*2 {@a | }concat fc");
  });

  it("does not fold what does not go on from the one before", () => {
    expect(formOf("input 8x8x4\nconv 1x1x4 as a\n[@a -> add { conv 3x3x4 p1 | }] * 3\nfc 2")).toBe(
      "conv {conv | }add @a {conv | }add @a {conv | }add fc",
    );
  });

  it("keeps groups with a name together, whatever repeats them", () => {
    expect(formOf("input 8x8x1\n[conv 3x3x4 -> relu -> maxpool 2] as enc\nfc 2")).toBe("[enc: conv+relu maxpool] fc");
    expect(formOf("input 8x8x1\n[conv 3x3x4 p1 -> relu] * 2 as enc\nfc 2")).toBe("[enc: conv+relu conv+relu] fc");
    expect(formOf("input 8x8x4\n[conv 3x3x4 p1 -> relu] * 5 as enc\nfc 2")).toBe("conv+relu*5 fc");
    const unit = "block unit(c) { add { conv 3x3x{c} p1 -> bn | } -> relu }\n";
    expect(formOf("input 8x8x4\nunit(4) * 3 as deep -> fc 2", unit)).toBe("[deep: unit(4): {conv+bn | }add+relu]*3 fc");
    expect(formOf("input 8x8x4\n[unit(4) -> unit(4)] as deep -> fc 2", unit)).toBe("[deep: unit(4): {conv+bn | }add+relu]*2 fc"); // prettier-ignore
    // A label inside of a turn is another one in each.
    expect(formOf("input 8x8x4\n[[conv 3x3x4 p1 -> bn -> maxpool 3 s1 p1] as a -> relu] * 3\nfc 2")).toBe(
      "[: [a: conv+bn maxpool] relu]*3 fc",
    );
  });

  it("has heads beside the chain", () => {
    expect(formOf("input 8x8x1\nconv 3x3x4\nhead aux { gavgpool -> fc 2 }\nrelu -> fc 2")).toBe(
      "conv <aux: gavgpool fc> relu fc",
    );
  });

  it("knows a block that is all of the model", () => {
    const form = buildForm(modelOf("block net(n) { fc 4 -> relu -> fc {n} }\nmodel M {\n  input 4\n  net(2)\n}\n"));
    expect(form.uses.map(({ use }) => use!.text)).toEqual(["net(2)"]);
    expect(print(form.chain)).toBe("fc+relu fc");
  });

  it("is short for long networks", async () => {
    const models = await modelsOf(resolve(ROOT, "stdlib/resnet.cnn"));
    const form = buildForm(models.find(({ name }) => name === "ResNet152")!).chain;
    const unit = (c: number, s?: string): string => `[bottleneck(${c}${s ?? ""}): {conv+bn+relu conv+bn+relu conv+bn | ${s ? "conv+bn" : ""}}add+relu]`; // prettier-ignore
    expect(print(form)).toBe(
      [
        "conv+bn+relu maxpool",
        `[conv2: stage(bottleneck, 64, 3): ${unit(64, ", 1")} ${unit(64)}*2]`,
        `[conv3: stage(bottleneck, 128, 8, s=2): ${unit(128, ", 2")} ${unit(128)}*7]`,
        `[conv4: stage(bottleneck, 256, 36, s=2): ${unit(256, ", 2")} ${unit(256)}*35]`,
        `[conv5: stage(bottleneck, 512, 3, s=2): ${unit(512, ", 2")} ${unit(512)}*2]`,
        "gavgpool fc",
      ].join(" "),
    );
  });
});
