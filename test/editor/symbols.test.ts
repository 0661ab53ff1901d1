/** The outline of a file, and names of several files by some of their letters. */
import { describe, expect, it } from "vitest";
import { type DocumentSymbol, documentSymbols } from "../../src/editor/document-symbols.ts";
import { workspaceSymbols } from "../../src/editor/workspace-symbols.ts";
import { snapshotOf } from "./marks.ts";

const net = `const wide = 8
const list = [1, 2]

/// A unit.
block unit(c, s = 1) {
  let half = floor(c/2)
  conv 3x3x{half} s{s} p1 as first
  [
    conv 1x1x{c} as inner
  ] as outer
}

model Net {
  input 28x28x1
  unit(wide, s=2) as stem
  unit(4)
  add { conv 1x1x4 as arm | }
  head side { fc 2 as out }
  fc 10
}

train Net {
  data mnist
}
`;

function outline(symbols: readonly DocumentSymbol[], depth = 0): string[] {
  return symbols.flatMap(({ kind, name, detail, children }) => [
    `${"  ".repeat(depth)}${kind} ${name}${detail === "" ? "" : `: ${detail}`}`,
    ...outline(children, depth + 1),
  ]);
}

describe("the outline", () => {
  it("has declarations with their shapes, and labels, heads and lets in them", () => {
    expect(outline(documentSymbols(snapshotOf(net)))).toMatchInlineSnapshot(`
      [
        "const wide: 8",
        "const list: [1, 2]",
        "block unit: (c, s = 1)",
        "  let half: 4 …",
        "  label first: 14x14x4 …",
        "  label outer: 14x14x8 …",
        "    label inner: 14x14x8 …",
        "model Net: 28x28x1 → 10, 9,678 parameters",
        "  label stem: 14x14x8",
        "  label arm: 14x14x4",
        "  head side: 2",
        "    label out: 2",
        "train Net: mnist, 10 epochs, batch 64",
      ]
    `);
  });

  it("of a broken file has what can be read", () => {
    const broken = `block unit(c {
  conv 3x3x{c} as a
}
model Net {
  input 8x8x3
  conv 3x3x as first
  fc 10 as
`;
    expect(outline(documentSymbols(snapshotOf(broken)))).toMatchInlineSnapshot(`
      [
        "block unit: (c)",
        "  label a",
        "model Net: 8x8x3 → ?",
        "  label first",
      ]
    `);
  });
});

describe("names of several files", () => {
  const files = [
    snapshotOf(net),
    snapshotOf("block network(c) { conv 1x1x{c} as net }\nmodel SubNet { input 4 \n fc 2 }", {
      path: "/project/b.cnn",
    }),
  ];
  const found = (query: string): readonly string[] =>
    workspaceSymbols(files, query).map(({ name, kind, container, source }) => {
      return `${kind} ${container === "" ? "" : `${container}.`}${name} in ${source.path}`;
    });

  it("are found by their letters, the nearest first", () => {
    expect(found("net")).toMatchInlineSnapshot(`
      [
        "label network.net in /project/b.cnn",
        "model Net in /project/net.cnn",
        "train Net in /project/net.cnn",
        "block network in /project/b.cnn",
        "model SubNet in /project/b.cnn",
      ]
    `);
    expect(found("nwk")).toEqual(["block network in /project/b.cnn"]);
    expect(found("zzz")).toEqual([]);
  });

  it("are all there for nothing, and never twice", () => {
    expect(found("")).toHaveLength(new Set(found("")).size);
    expect(workspaceSymbols([...files, ...files], "")).toEqual(workspaceSymbols(files, ""));
    expect(workspaceSymbols(files.toReversed(), "n")).toEqual(workspaceSymbols(files, "n"));
  });
});
