/**
 * How arguments of layers and settings are written: one record for each form of the syntax tree, one for each letter of an
 * attribute, and for each kind of argument that a schema may hold the form it has. Which arguments an operator takes, its schema says.
 */
import type { ArgumentSpec, AttributeSpec, PaddingSpec } from "../../ops/schema.ts";
import type { LayerArgument, SettingArgument } from "../../syntax/ast.ts";
import type { WordRecords } from "../word-record.ts";

const model = (line: string): string => `model Example {\n  input 28x28x4\n  ${line}\n  fc 10\n}\n`;

export const argumentRecords = {
  sizes: {
    title: "5x5x6",
    words: ["x", "sizes", "{", "}"],
    summary: "sizes, joined by `x` without blanks",
    details:
      "Height x width and what is made of it: `conv 5x5x6` has a kernel of 5x5 and makes 6 channels. A sequence has one size fewer, a volume one more. " +
      "What is computed stands in braces: `3x3x{2*c}`, `fc {hidden}`.",
    syntax: ["N", "NxNxN", "NxNx{expression}"],
    example: "const c = 8\n\nmodel Example {\n  input 28x28x1\n  conv 5x3x{2*c} -> relu\n  fc 10\n}\n",
  },
  attribute: {
    title: "s2 p1",
    words: ["attribute"],
    summary: "a letter and a size: stride, padding, dilation, groups",
    details:
      "One size for all axes, or one for each: `s2x1`. Computed: `s{s}`. Names of the form of an attribute are reserved.",
    syntax: ["sN", "sNxN", "s{expression}", "pN:N"],
    example: model("conv 3x3x8 s2 p1 g2 -> relu"),
  },
  named: {
    title: "name=value",
    words: ["=", "argument"],
    summary: "an argument by its name",
    details:
      "The value is a number, a word, a text in quotes or a list; what is computed stands in braces: `lr={rate/10}`.",
    syntax: ["name=value", "name={expression}", "name=[value, value]"],
    example:
      "model Example {\n  input 28x28x1\n  conv 5x5x8 init=he -> relu\n  fc 10\n}\n\ntrain Example {\n  data      mnist\n  optimizer sgd lr=0.05 momentum=0.9\n}\n",
  },
  flag: {
    title: "a flag",
    words: ["flag"],
    summary: "a bare word behind a layer or a setting, which is there or is not",
    details:
      "`nobias`, `same`, `ceil`, `nesterov`; some arguments have a few words to choose from: `upsample 2 bilinear`.",
    syntax: ["layer … word"],
    example: model("conv 3x3x8 same nobias -> bn -> relu"),
  },
  string: {
    title: '"a text"',
    words: ['"', "text"],
    summary: "a text in quotes: a path, a name of a column, a name with dots",
    details: 'On one line, and without escapes. Layers take texts by name only: `table="c3"`.',
    syntax: ['"text"'],
    example: 'model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data "digits.npz"\n}\n',
  },
  value: {
    title: "a value",
    words: ["value"],
    summary: "a number or a list behind a setting",
    details:
      "`batch 64`, `milestones [30, 60]`, `clip norm 1.0`. A name of a constant will do: `batch n`; what is computed stands in braces.",
    syntax: ["setting number", "setting {expression}", "setting [number, number]"],
    example:
      "const n = 32\n\nmodel Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data     mnist\n  schedule milestones [30, 60] gamma=0.1\n  batch    {2*n}\n  epochs   90\n}\n",
  },
} as const satisfies WordRecords<LayerArgument["kind"] | SettingArgument["kind"]>;

export const letterRecords = {
  s: {
    title: "s",
    words: ["s"],
    summary: "stride: how far a window moves from one output to the next",
    details:
      "`s2` halves a map along every axis, `s2x1` along the height alone. Convolutions stride by 1 where nothing is written, pools by their own size.",
    syntax: ["s2", "s2x1", "s{expression}"],
    example: model("conv 3x3x8 s2 p1 -> relu"),
  },
  p: {
    title: "p",
    words: ["p"],
    summary: "padding: zeros around a map, on each side",
    details:
      "`p1` is one row or column on every side, as in the size formula (N - F + 2P)/S + 1. Before and after may differ: `p1:0`; per axis `p3:3x1:0`. `same` " +
      "computes it, with what is left over at the end; `valid` is none. Some lectures write p for both sides together: `cnnc explain` " +
      "shows both forms.",
    syntax: ["p1", "p1x2", "p1:0", "p3:3x1:0", "p{expression}"],
    example: model("conv 3x3x8 p1 -> relu"),
  },
  d: {
    title: "d",
    words: ["d"],
    summary: "dilation: how far the places of a window are apart",
    details: "`conv 3x3x8 d2` sees 5x5 places with nine weights: d·(K - 1) + 1 along each axis.",
    syntax: ["d2", "d2x1", "d{expression}"],
    example: model("conv 3x3x8 d2 p2 -> relu"),
  },
  g: {
    title: "g",
    words: ["g"],
    summary: "groups: channels that are convolved apart",
    details:
      "`g2` makes two convolutions side by side, each from half of the channels to half of the filters. It must divide both.",
    syntax: ["g2", "g{expression}"],
    example: model("conv 3x3x8 g2 -> relu"),
  },
} as const satisfies WordRecords<AttributeSpec["letter"] | PaddingSpec["letter"]>;

export interface ArgumentForm {
  /** The form of the syntax tree that holds it. */
  readonly form: keyof typeof argumentRecords;
  readonly example: string;
  readonly meaning: string;
}

/** For every kind of argument that a schema may hold. */
export const argumentForms = {
  sizes: { form: "sizes", example: "conv 5x5x6", meaning: "a size list, without blanks" },
  number: { form: "sizes", example: "dropout 0.5", meaning: "one bare number" },
  numbers: { form: "value", example: "milestones [30, 60]", meaning: "a list of numbers" },
  attribute: { form: "attribute", example: "s2x1", meaning: "a letter and a size, one for all axes or one for each" },
  padding: { form: "attribute", example: "p1:0", meaning: "the same, before and after" },
  flag: { form: "flag", example: "nobias", meaning: "a bare word, there or not" },
  "named-number": { form: "named", example: "lr=0.05", meaning: "a number by its name" },
  "named-word": {
    form: "named",
    example: "metric=val_loss",
    meaning: "one of a few words by its name; some stand bare as well: `upsample 2 bilinear`",
  },
  "named-table": {
    form: "named",
    example: 'table="c3"',
    meaning: "a table by its name, or a list of lists of whole numbers",
  },
  "named-text": { form: "named", example: 'graph="edges.csv"', meaning: "a text in quotes" },
  "named-texts": { form: "named", example: 'skip=["id", "name"]', meaning: "a text in quotes, or a list of them" },
  "named-text-or-word": {
    form: "named",
    example: "label=last",
    meaning: "a text in quotes, or bare, one of a few words",
  },
  "named-numbers": {
    form: "named",
    example: "mean=[0.5, 0.4, 0.3]",
    meaning: "a number, or a list of them; some take a word in its place",
  },
} as const satisfies Readonly<Record<ArgumentSpec["kind"], ArgumentForm>>;
