/** The examples of the language reference, as they stand there. */
import { expect, test } from "vitest";
import { printAst } from "../../src/syntax/print-ast.ts";
import { parseText } from "./parse-text.ts";

const wholeFile = `// lenet5.cnn
import bottleneck from "std/resnet"          // names out of the standard library or a relative file

const hidden = 120

/// Shown on hover wherever the block is used.
block unit(c, s = 1) {
  conv 3x3x{c} s{s} p1 nobias -> bn -> relu
}

model LeNet5(classes = 10) {
  input 28x28x1                              // height x width x channels, channels last, batch implied
  conv 5x5x6 s1 p2 -> relu -> maxpool 2   : 14x14x6      // ': shape' is checked, not a comment
  conv 5x5x16      -> relu -> maxpool 2
  fc {hidden} -> relu
  fc 84 -> relu
  fc {classes}
  expect params 61_706
}

train LeNet5 {
  data      mnist
  loss      crossentropy
  optimizer sgd lr=0.05 momentum=0.9
  schedule  cosine
  batch     64
  epochs    5
  seed      1
}
`;

test("the whole file of section 1", () => {
  const { file, messages } = parseText(wholeFile);
  expect(messages).toEqual([]);
  expect(printAst(file)).toMatchInlineSnapshot(`
    "import bottleneck from "std/resnet"  // 2:1
    const hidden = 120  // 4:1
    documentation "Shown on hover wherever the block is used."  // 7:1
    block unit(c, s = 1)  // 7:1
      chain  // 8:3
        layer conv 3x3x{c} s{s} p1 nobias  // 8:3
        layer bn  // 8:34
        layer relu  // 8:40
    model LeNet5(classes = 10)  // 11:1
      chain  // 12:3
        input 28x28x1  // 12:3
        layer conv 5x5x6 s1 p2  // 13:3
        layer relu  // 13:23
        layer maxpool 2 : 14x14x6  // 13:31
        layer conv 5x5x16  // 14:3
        layer relu  // 14:23
        layer maxpool 2  // 14:31
        layer fc {hidden}  // 15:3
        layer relu  // 15:18
        layer fc 84  // 16:3
        layer relu  // 16:12
        layer fc {classes}  // 17:3
      expect params == 61_706  // 18:3
    train LeNet5()  // 21:1
      setting data mnist  // 22:3
      setting loss crossentropy  // 23:3
      setting optimizer sgd lr=0.05 momentum=0.9  // 24:3
      setting schedule cosine  // 25:3
      setting batch 64  // 26:3
      setting epochs 5  // 27:3
      setting seed 1  // 28:3
    "
  `);
});

test.each([
  "[[conv 3x3x64 p1 -> relu] * n -> maxpool 2] * m",
  "[conv 3x3x64 p1 -> relu] * 2",
  "concat { | upsample 2 | @enc1 }",
  "if in.c != 4*c { conv 1x1x{4*c} s{s} nobias -> bn }",
  "unit(c, s) -> [unit(c)] * (n - 1)",
  "input 1000x12 -> conv 7x32 d2 p6:0",
  "input 16x112x112x3 -> conv 3x3x3x64 p1",
  "maxpool 2",
  "input 224x224x3 -> resnet(basic, [2, 2, 2, 2])",
  "dwconv 3x3 -> deconv 2x2x8 s2 outpad=1 -> linear 10 nobias",
  'conv 5x5x16 table="c3" -> subsample 2 -> avgpool 2 ceil nopad -> adaptiveavgpool 6x6',
  "bn eps=1e-5 momentum=0.1 -> lrn 5 alpha=1e-4 beta=0.75 k=2 -> groupnorm 32 -> dropout 0.5",
  "flatten -> reshape 4x4x8 -> pad 1x1 -> upsample 2 bilinear -> channels 0 4 -> shuffle 2",
  "conv 5x5x16 -> relu // cnnc-ignore lint/stride-does-not-tile",
  "prelu shared -> conv 3x3x4 init=he",
])("%s", (line) => {
  expect(parseText(`block stage(unit, c, n, s) { ${line}\n}`).messages).toEqual([]);
  expect(parseText(`model A {\n  ${line}\n}\n`).messages).toEqual([]);
});

test.each([
  "augment shift 2 -> flip horizontal -> rotate 10 -> crop 28 pad=4 -> erase 8 -> noise 0.05",
  "loss crossentropy smoothing=0.1 -> aux NAME weight=0.3",
  "schedule step every=2 gamma=0.5 warmup=1",
  "init normal std=0.01",
  "freeze enc1 enc2",
  "normalize auto",
])("setting: %s", (line) => expect(parseText(`train A { ${line} }`).messages).toEqual([]));
