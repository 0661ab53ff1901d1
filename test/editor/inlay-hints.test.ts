/** Hints at the ends of lines: what each line comes to, in whole programs, in blocks, in broken ones, and while somebody types. */
import { describe, expect, it } from "vitest";
import { carryHints, type HintOptions, inlayHints } from "../../src/editor/inlay-hints.ts";
import type { Snapshot } from "../../src/editor/snapshot.ts";
import { createSource, type Span } from "../../src/source/source.ts";
import { at, snapshotOf } from "./marks.ts";

const both: HintOptions = { shapes: true, params: true };

/** The text with the hints where they are shown. */
function shown(
  snapshot: Snapshot,
  options = both,
  span: Span = { start: 0, end: snapshot.source.text.length },
): string {
  return show(snapshot.source.text, inlayHints(snapshot, span, options));
}

function show(text: string, hints: ReturnType<typeof inlayHints>): string {
  return hints.toReversed().reduce((all, { offset, text: hint }) => {
    return `${all.slice(0, offset)}  ⟨${hint}⟩${all.slice(offset)}`;
  }, text);
}

const lenet = `model LeNet {
  input 28x28x1
  conv 5x5x6 p2 -> relu -> maxpool 2   // first
  conv 5x5x16 ->
    relu : 10x10x16
  maxpool 2 : 5x5x16
  fc 120 -> relu
  fc 10 : 12
}
`;

describe("hints", () => {
  it("are the shape of the last stage of a line, and the parameters of the line", () => {
    expect(shown(snapshotOf(lenet))).toMatchInlineSnapshot(`
      "model LeNet {
        input 28x28x1
        conv 5x5x6 p2 -> relu -> maxpool 2   // first  ⟨14x14x6 · 156⟩
        conv 5x5x16 ->  ⟨10x10x16 · 2,416⟩
          relu : 10x10x16
        maxpool 2 : 5x5x16
        fc 120 -> relu  ⟨120 · 48,120⟩
        fc 10 : 12  ⟨10 · 1,210⟩
      }
      "
    `);
  });

  it("are switched apart", () => {
    expect(shown(snapshotOf(lenet), { shapes: true, params: false })).toMatchInlineSnapshot(`
      "model LeNet {
        input 28x28x1
        conv 5x5x6 p2 -> relu -> maxpool 2   // first  ⟨14x14x6⟩
        conv 5x5x16 ->  ⟨10x10x16⟩
          relu : 10x10x16
        maxpool 2 : 5x5x16
        fc 120 -> relu  ⟨120⟩
        fc 10 : 12  ⟨10⟩
      }
      "
    `);
    expect(shown(snapshotOf(lenet), { shapes: false, params: true })).toMatchInlineSnapshot(`
      "model LeNet {
        input 28x28x1
        conv 5x5x6 p2 -> relu -> maxpool 2   // first  ⟨156⟩
        conv 5x5x16 ->  ⟨2,416⟩
          relu : 10x10x16
        maxpool 2 : 5x5x16
        fc 120 -> relu  ⟨48,120⟩
        fc 10 : 12  ⟨1,210⟩
      }
      "
    `);
    expect(inlayHints(snapshotOf(lenet), { start: 0, end: lenet.length }, { shapes: false, params: false })).toEqual(
      [],
    );
  });

  it("are those of the lines that are asked for", () => {
    const { snapshot, span } = at(lenet.replace("relu ->", "«relu»  ->").replace("120", "120"));
    expect(inlayHints(snapshot, span, both).map(({ text }) => text)).toEqual(["14x14x6 · 156"]);
  });

  it("name the first of several shapes, and all of them in the tooltip", () => {
    const snapshot = snapshotOf(`block down(c, again = false) {
  conv 3x3x{c} s2 p1
  add {
    conv 1x1x{c}
    |
  }
  if again { relu }
}

block unused(c) {
  conv 1x1x{c}
}

model Net {
  input 32x32x3
  [
    down(8)
    down(16)
  ] * 2
  head side {
    gavgpool -> fc 3
  }
  [fc 4 -> relu] * 2
}
`);
    expect(shown(snapshot)).toMatchInlineSnapshot(`
      "block down(c, again = false) {
        conv 3x3x{c} s2 p1  ⟨16x16x8 … · 224 …⟩
        add {
          conv 1x1x{c}  ⟨16x16x8 … · 72 …⟩
          |
        }  ⟨16x16x8 … · 72 …⟩
        if again { relu }  ⟨16x16x8 …⟩
      }

      block unused(c) {
        conv 1x1x{c}
      }

      model Net {
        input 32x32x3
        [
          down(8)  ⟨16x16x8 … · 296 …⟩
          down(16)  ⟨8x8x16 … · 1,440⟩
        ] * 2  ⟨2x2x16 · 4,408⟩
        head side {
          gavgpool -> fc 3  ⟨3 · 51⟩
        }
        [fc 4 -> relu] * 2  ⟨4 · 280⟩
      }
      "
    `);
    const [first] = inlayHints(snapshot, { start: 0, end: 60 }, both);
    expect(first?.tooltip).toMatchInlineSnapshot(`
      "laid out 4 times
      32x32x3 → 16x16x8, 224 parameters
      16x16x8 → 8x8x16, 1,168 parameters
      8x8x16 → 4x4x8, 1,160 parameters
      4x4x8 → 2x2x16, 1,168 parameters"
    `);
  });

  it("reach as far as a broken program is understood", () => {
    expect(
      shown(
        snapshotOf(`model Net {
  input 32x32x3
  conv 3x3x8
  conv 3x3x ->
  relu
  conv 99x99x8
  relu
}

model Other {
  input 8
  fc 4
}
`),
      ),
    ).toMatchInlineSnapshot(`
      "model Net {
        input 32x32x3
        conv 3x3x8  ⟨30x30x8 · 224⟩
        conv 3x3x ->
        relu
        conv 99x99x8
        relu
      }

      model Other {
        input 8
        fc 4  ⟨4 · 36⟩
      }
      "
    `);
  });
});

describe("hints of an older text", () => {
  const options: HintOptions = { shapes: true, params: false };
  const carried = (before: string, after: string): string => {
    const source = createSource("/project/net.cnn", after);
    return show(after, carryHints(snapshotOf(before), source, { start: 0, end: after.length }, options));
  };

  it("stay at lines that are the same, wherever those are now", () => {
    const after = lenet.replace("conv 5x5x6 p2 ->", "conv 5x5x ->").replace("  maxpool 2 :", "\n\n  maxpool 2 :");
    expect(carried(lenet, after)).toMatchInlineSnapshot(`
      "model LeNet {
        input 28x28x1
        conv 5x5x -> relu -> maxpool 2   // first
        conv 5x5x16 ->
          relu : 10x10x16


        maxpool 2 : 5x5x16
        fc 120 -> relu  ⟨120⟩
        fc 10 : 12  ⟨10⟩
      }
      "
    `);
  });

  it("survive several cursors", () => {
    expect(carried(lenet, lenet.replaceAll("relu", "rel"))).toMatchInlineSnapshot(`
      "model LeNet {
        input 28x28x1
        conv 5x5x6 p2 -> rel -> maxpool 2   // first
        conv 5x5x16 ->  ⟨10x10x16⟩
          rel : 10x10x16
        maxpool 2 : 5x5x16
        fc 120 -> rel
        fc 10 : 12  ⟨10⟩
      }
      "
    `);
  });

  it("are gone with their lines", () => {
    expect(carried(lenet, "")).toBe("");
    expect(carried("", lenet)).toBe(lenet);
  });
});
