/** Hover: what is said of every kind of word, in whole and in broken programs. What stands below the line is a page of its own. */
import { describe, expect, it } from "vitest";
import { hoverAt } from "../../src/editor/hover.ts";
import { at, markSpan } from "./marks.ts";

const net = `import resnet, basic from "std/resnet"

const wide = 8 // how wide

/// A unit, see \`conv\`.
///
/// Second paragraph.
block unit(c, s = 1) {
  let half = c/2
  conv 3x3x{c} s{s} p1 -> bn -> relu
  if in.c > 4 { conv 1x1x{half} }
  expect params > 0
}

/// The net.
model Net {
  input 28x28x1
  conv 5x5x6 p2 -> relu -> maxpool 2 : 14x14x6
  unit(wide, s=2) as stem
  unit(c=floor(wide/2)) * 2
  add { conv 1x1x4 | @stem -> conv 1x1x4 }
  head side { fc 2 }
  fc 10 init=he
  expect params == 5
}

train Net {
  data mnist
  freeze "stem.conv1"
  aux side weight=0.5
  optimizer sgd lr=0.1
  batch 32
}
`;

/** Above the line, and the title of the page below. */
function hover(marked: string): string {
  const { snapshot, offset } = at(marked);
  const found = hoverAt(snapshot, offset);
  if (!found) return "nothing";
  const { text } = snapshot.source;
  const word = text.slice(found.span.start, found.span.end);
  const [above = "", below] = found.markdown.split("\n\n---\n\n");
  const title = (page: string): string => page.split("\n", 1)[0]!;
  // What an argument means is said where it is declared.
  const told = above.replace(/^(`\w+` of `\w+`): .*$/gm, "$1: …");
  const shown = above.startsWith("# ") ? title(above) : told;
  return [`«${word}»`, shown, ...(below === undefined ? [] : ["---", title(below)])].join("\n");
}

/** The cursor in `net`, before the first `word`, or where the mark in it stands. */
function inNet(word: string): string {
  const place = word.includes("▮") ? word : `▮${word}`;
  expect(net).toContain(place.replace("▮", ""));
  return hover(net.replace(place.replace("▮", ""), () => place));
}

describe("a layer", () => {
  it("says its arithmetic and its share", () => {
    expect(inNet("conv 5x5x6")).toMatchInlineSnapshot(`
      "«conv»
      \`\`\`cnn
      conv 5x5x6 p2
      \`\`\`

      **28x28x1 → 28x28x6** · \`conv1\`

      - output height and width: (N - F + 2P)/S + 1 = (28 - 5 + 2·2)/1 + 1 = **28**
      - output height and width, p the padding of both sides: ⌊(n - k + p + s)/s⌋ = ⌊(28 - 5 + 4 + 1)/1⌋ = **28**
      - weights: K·K·(C/g)·F = 5·5·1·6 = **150**
      - parameters: K·K·(C/g)·F + F = 5·5·1·6 + 6 = **156**
      - multiply-adds: Ho·Wo·F·K·K·(C/g) = 28·28·6·5·5·1 = **117,600**
      - receptive field, height and width: r + (F - 1)·j = 1 + (5 - 1)·1 = **5**
      - bytes of its output, one image: 4·elements = 4·28·28·6 = **18,816**
      - note: torchinfo counts the additions of the bias as MACs: 4,704 more
      - in \`Net\`: 156 parameters (4.6%), 117,600 MACs (74.4%)
      ---
      \`conv\`: convolution with learned filters."
    `);
  });

  it("that is laid out several times says the cases that differ", () => {
    expect(inNet("conv 3x3x{c}")).toMatchInlineSnapshot(`
      "«conv»
      - 14x14x6 → 7x7x8: \`conv 3x3x8 s2 p1\`, 440 parameters, 21,168 MACs
      - 7x7x4 → 7x7x4: \`conv 3x3x4 s1 p1\`, 148 parameters, 7,056 MACs, 2 times
      - in \`Net\`, laid out 3 times: 736 parameters (21.9%), 35,280 MACs (22.3%)
      ---
      \`conv\`: convolution with learned filters."
    `);
  });

  it("may be a join", () => {
    expect(inNet("add {")).toMatchInlineSnapshot(`
      "«add»
      \`\`\`cnn
      add
      \`\`\`

      **7x7x4, 7x7x4 → 7x7x4** · \`add1\`

      - receptive field, height and width: largest r of the arms = max(26, 10) = **26**
      - bytes of its output, one image: 4·elements = 4·7·7·4 = **784**
      ---
      \`add\`: the sum of the arms, place by place."
    `);
  });

  it("of a head is no part of a prediction", () => {
    expect(inNet("fc 2 }")).toMatchInlineSnapshot(`
      "«fc»
      \`\`\`cnn
      fc 2
      \`\`\`

      **7x7x4 → 2** · \`side.fc1\`

      - weights: M·N = (7·7·4)·2 = **392**
      - parameters: M·N + N = (7·7·4)·2 + 2 = **394**
      - multiply-adds: M·N = (7·7·4)·2 = **392**
      - receptive field, height and width: r + (F - 1)·j = 26 + (7 - 1)·4 = **50**
      - bytes of its output, one image: 4·elements = 4·2 = **8**
      - note: torchinfo counts the additions of the bias as MACs: 2 more
      - in \`Net\`: 394 parameters (11.7%)
      ---
      \`fc\`: every output is a weighted sum of all inputs."
    `);
  });
});

describe("numbers and arguments", () => {
  it.each([
    "5x5x▮6 p2",
    "▮5x5x6",
    "p▮2 -> relu",
    "3x3▮x{c}",
    "s▮{s}",
    "maxpool ▮2",
    "28x▮28x1",
    "28x28x▮1",
    ": 14x▮14x6",
    "fc ▮10",
    "lr▮=0.1",
    "lr=0.▮1",
    "weight=▮0.5",
    "s=▮2) as",
    "* ▮2",
    "batch ▮32",
  ])("%s", (word) => {
    expect(inNet(word)).toMatchSnapshot();
  });
});

describe("names", () => {
  it.each([
    "▮unit(c, s",
    "▮unit(wide",
    "c▮, s = 1",
    "let half = ▮c/2",
    "half▮ =",
    "▮half} }",
    "wide ▮=",
    "▮wide, s",
    "▮Net {\n  input",
    "train ▮Net",
    "▮s=2",
    "▮stem\n",
    "@▮stem",
    "▮side {",
    "aux ▮side",
    "stem▮.conv1",
    "▮resnet, basic",
    '"▮std/resnet"',
  ])("%j", (word) => {
    expect(inNet(word)).toMatchSnapshot();
  });
});

describe("words of the language", () => {
  it.each([
    ["import", "import (declaration)"],
    ["from", "import (declaration)"],
    ["const", "const (declaration)"],
    ["let", "let (statement)"],
    ["-> bn", "`->` (statement)"],
    ["▮as stem", "as (stage)"],
    ["▮: 14x14x6", "`: 14x14x6` (stage)"],
    ["▮| @stem", "`{ … | … }` (stage)"],
    ["▮@stem", "`@name` (stage)"],
    ["▮* 2", "`* n` (stage)"],
    ["c▮/2", "`/` (operator)"],
    ["▮> 4", "(operator)"],
    ["floor", "floor (function)"],
    ["head", "head (statement)"],
    ["init=", "init (setting)"],
    ["▮he\n", "he (initialization)"],
    ["▮mnist", "mnist (data set)"],
    ["▮data mnist", "data (setting)"],
    ["▮sgd", "sgd (optimizer)"],
    ["▮train Net", "train (declaration)"],
    ["▮model Net", "model (declaration)"],
  ])("%s has a page", (word, title) => {
    expect(inNet(word)).toContain(title);
  });

  it("say what they come to here", () => {
    expect(inNet("▮in.c")).toMatchInlineSnapshot(`
      "«in»
      here \`in\` is 7x7x8, 7x7x4
      ---
      # in (expression)"
    `);
    expect(inNet("in.▮c")).toMatchInlineSnapshot(`
      "«c»
      here \`in\` is 7x7x8, 7x7x4
      ---
      # in.c (expression)"
    `);
    expect(inNet("▮params == 5")).toMatchInlineSnapshot(`
      "«params»
      \`params\` of \`Net\` is 3,364
      ---
      # params (metric)"
    `);
    expect(inNet("▮input 28")).toMatchInlineSnapshot(`
      "«input»
      **28x28x1**
      ---
      # input (stage)"
    `);
    expect(inNet("▮if in")).toMatchInlineSnapshot(`
      "«if»
      - 7x7x8 → **7x7x4**
      - 7x7x4 → **7x7x4**
      ---
      # if (stage)"
    `);
  });

  it("are silent in comments, in brackets and in blanks", () => {
    expect(inNet("// how ▮wide")).toBe("nothing");
    expect(inNet("c▮onst wide")).not.toBe("nothing");
    expect(inNet("}\n▮\n/// The net")).toBe("nothing");
    expect(hover("model Net { ▮  input 4\n fc 2 }")).toBe("nothing");
  });
});

describe("broken programs", () => {
  const broken = `block unit(c) {
  conv 3x3x{c} p1 -> relu
}

model Net {
  input 8x8x3
  conv 3x3x4 p1 as first
  unit(8)
  convv 3x3x4
  conv 3x3x5
  [ conv 1x1x
}
`;
  const inBroken = (word: string): string => hover(broken.replace(word.replace("▮", ""), () => word));

  it("explain what was understood", () => {
    expect(inBroken("▮conv 3x3x4 p1")).toMatchInlineSnapshot(`
      "«conv»
      \`\`\`cnn
      conv 3x3x4 p1
      \`\`\`

      **8x8x3 → 8x8x4** · \`first\`

      - output height and width: (N - F + 2P)/S + 1 = (8 - 3 + 2·1)/1 + 1 = **8**
      - output height and width, p the padding of both sides: ⌊(n - k + p + s)/s⌋ = ⌊(8 - 3 + 2 + 1)/1⌋ = **8**
      - weights: K·K·(C/g)·F = 3·3·3·4 = **108**
      - parameters: K·K·(C/g)·F + F = 3·3·3·4 + 4 = **112**
      - multiply-adds: Ho·Wo·F·K·K·(C/g) = 8·8·4·3·3·3 = **6,912**
      - receptive field, height and width: r + (F - 1)·j = 1 + (3 - 1)·1 = **3**
      - bytes of its output, one image: 4·elements = 4·8·8·4 = **1,024**
      - note: torchinfo counts the additions of the bias as MACs: 256 more
      - in \`Net\`: 112 parameters, 6,912 MACs
      ---
      \`conv\`: convolution with learned filters."
    `);
    expect(inBroken("conv 3x3x▮4 p1")).toMatchInlineSnapshot(`
      "«4»
      **4** filters: 3·3·3·4 + 4 = 112 parameters

      \`sizes\` of \`conv\`: …

      here: \`3x3x4\`"
    `);
    expect(inBroken("▮unit(8)")).toMatchInlineSnapshot(`
      "«unit»
      \`\`\`cnn
      block unit(c)
      \`\`\`

      - 8x8x4 → 8x8x8
      - this use in \`Net\`: 2 layers, 296 parameters, 18,432 MACs"
    `);
    expect(inBroken("▮conv 3x3x{c}")).toMatchInlineSnapshot(`
      "«conv»
      \`\`\`cnn
      conv 3x3x8 p1
      \`\`\`

      **8x8x4 → 8x8x8** · \`unit1.conv1\`

      - output height and width: (N - F + 2P)/S + 1 = (8 - 3 + 2·1)/1 + 1 = **8**
      - output height and width, p the padding of both sides: ⌊(n - k + p + s)/s⌋ = ⌊(8 - 3 + 2 + 1)/1⌋ = **8**
      - weights: K·K·(C/g)·F = 3·3·4·8 = **288**
      - parameters: K·K·(C/g)·F + F = 3·3·4·8 + 8 = **296**
      - multiply-adds: Ho·Wo·F·K·K·(C/g) = 8·8·8·3·3·4 = **18,432**
      - receptive field, height and width: r + (F - 1)·j = 3 + (3 - 1)·1 = **5**
      - bytes of its output, one image: 4·elements = 4·8·8·8 = **2,048**
      - note: torchinfo counts the additions of the bias as MACs: 512 more
      - in \`Net\`: 296 parameters, 18,432 MACs
      ---
      \`conv\`: convolution with learned filters."
    `);
    expect(inBroken("model ▮Net")).toMatchInlineSnapshot(`
      "«Net»
      \`\`\`cnn
      model Net
      \`\`\`

      - it has mistakes; understood so far:
      - 3 layers, 408 parameters"
    `);
    expect(inBroken("▮conv 3x3x5")).toMatchInlineSnapshot(`
      "«conv»
      its shapes are not known: nothing that is understood leads here
      ---
      \`conv\`: convolution with learned filters."
    `);
    expect(inBroken("as ▮first")).toMatchInlineSnapshot(`
      "«first»
      \`\`\`cnn
      as first
      \`\`\`

      - 8x8x4
      - nothing reads it by this name"
    `);
  });

  it("explain the arms of a branch whose word is half written", () => {
    const text = "model Net {\n  input 4x4x1\n  ad { ▮conv 1x1x2 | relu } -> relu\n  fc 2\n}\n";
    expect(hover(text)).toContain("4x4x1 → 4x4x2");
    expect(hover(text.replace("▮", "").replace("ad {", "▮ad {"))).toBe("nothing");
  });

  it("say nothing of what means nothing", () => {
    expect(inBroken("▮convv")).toBe("nothing");
  });
});

it("spans a word, and has the same as plain text", () => {
  const { snapshot, offset } = at(net.replace("conv 5x5x6", "co▮nv 5x5x6"));
  const found = hoverAt(snapshot, offset)!;
  expect(markSpan(net, found.span)).toContain("«conv» 5x5x6");
  expect(found.plain.split("\n").slice(0, 6)).toMatchInlineSnapshot(`
    [
      "conv 5x5x6 p2",
      "",
      "28x28x1 → 28x28x6 · conv1",
      "",
      "- output height and width: (N - F + 2P)/S + 1 = (28 - 5 + 2·2)/1 + 1 = 28",
      "- output height and width, p the padding of both sides: ⌊(n - k + p + s)/s⌋ = ⌊(28 - 5 + 4 + 1)/1⌋ = 28",
    ]
  `);
});
