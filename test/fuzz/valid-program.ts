/**
 * Right programs as people write them: models over the layers, with blocks, branches, conditions, labels, heads, imports and
 * recipes, that check without a word. Takes a random generator; follows the shapes while it writes, and computes what the
 * program expects by a check. Returns nothing when the draw went wrong (about one in ten); then draw again.
 */
import { checkText } from "../check/check-text.ts";
import type { Random } from "./random.ts";
import { createStages, type Shape, type Vocabulary } from "./valid-stages.ts";

export function validProgram(random: Random): string | undefined {
  const { below, chance, pick } = random;
  const imports = chance(0.35) ? [pick(imported)] : [];
  const consts: Record<string, number> = chance(0.6)
    ? { width: pick([8, 16, 24]), ...(chance(0.4) ? { times: 2 + below(2) } : {}) }
    : {};
  const blocks = chance(0.75) ? pickSome(declared, 1 + below(2), random) : [];
  const vocabulary: Vocabulary = { consts, uses: [...imports, ...blocks].map(({ use }) => use) };
  const usesList = chance(0.2);
  const classes = chance(0.4);

  const input = pick(inputs);
  const stages = createStages(random, vocabulary);
  const body: string[] = [`input ${input.join("x")}`];
  let shape: Shape = input;
  // Every block and const that is declared is used.
  for (const use of vocabulary.uses) {
    const used = use(shape, random);
    if (!used) return undefined;
    body.push(...used.lines);
    shape = used.shape;
  }
  for (const [name, value] of Object.entries(consts)) {
    const used = stages.useConst(shape, name, value);
    body.push(...used.lines);
    shape = used.shape;
  }
  for (let more = 2 + below(5); more > 0; more--) {
    const made = stages.any(shape);
    body.push(...made.lines);
    shape = made.shape;
  }
  if (usesList) {
    body.push(`tower(${shape[shape.length - 1]}, [2, 1])`);
    blocks.push({ text: towerText(shape.length - 1), use: () => undefined });
  }
  if (chance(0.2)) body.push("head aside {", "  // cnnc-ignore lint/small-receptive-field", "  gavgpool -> fc 10", "}");
  body.push(...stages.end(classes ? "{classes}" : "10"));

  const train = chance(0.6) ? recipe(random) : [];
  const print = (lines: readonly string[]): string =>
    [
      ...imports.map(({ text }) => text),
      ...(imports.length > 0 ? [""] : []),
      ...Object.entries(consts).map(([name, value]) => `const ${name} = ${value}`),
      ...(Object.keys(consts).length > 0 ? [""] : []),
      ...blocks.flatMap(({ text }) => [text, ""]),
      `model Harbor${classes ? "(classes = 10)" : ""} {`,
      ...lines.map((line) => `  ${line}`),
      "}",
      ...(train.length > 0 ? ["", "train Harbor {", ...train.map((line) => `  ${line}`), "}"] : []),
      "",
    ].join("\n");
  const { models, diagnostics } = checkText(print(body));
  const [model] = models;
  if (diagnostics.length > 0 || !model) return undefined;
  if (chance(0.4)) body.push("", `expect params ${model.totals.params}`);
  if (chance(0.2)) body.push(`expect macs <= ${model.totals.macs}`);
  return print(body);
}

const inputs: readonly Shape[] = [
  [32, 32, 3],
  [64, 64, 3],
  [28, 28, 1],
  [48, 32, 4],
  [128, 8],
  [16, 16, 16, 2],
];

interface Declared {
  readonly text: string;
  readonly use: Vocabulary["uses"][number];
}

/** Blocks of the library; the ones used are on maps. */
const imported: readonly Declared[] = [
  {
    text: 'import basic from "std/resnet"',
    use: (shape, { pick }) =>
      onMap(shape, () => {
        const c = pick([16, 32]);
        return { lines: [`basic(${c}, s=2) -> basic(${c})`], shape: halved(shape, c) };
      }),
  },
  {
    text: 'import bottleneck, stage from "std/resnet"',
    use: (shape, { pick }) =>
      onMap(shape, () => {
        const c = pick([8, 16]);
        return { lines: [`stage(bottleneck, ${c}, 2, s=2) as deep`], shape: halved(shape, 4 * c) };
      }),
  },
  {
    text: 'import inception, conv_bn_relu from "std/inception"',
    use: (shape) =>
      onMap(shape, () => ({
        lines: ["inception(conv_bn_relu, 16, 8, 16, 4, 8, 8)"],
        shape: [...shape.slice(0, -1), 48],
      })),
  },
];

/** Blocks that the program declares. */
const declared: readonly Declared[] = [
  {
    text: ["block unit(filters, s = 1) {", "  conv 3x3x{filters} s{s} p1 nobias -> bn -> relu", "}"].join("\n"),
    use: (shape, { pick, chance }) =>
      onMap(shape, () => {
        const c = pick([8, 16, 32]);
        const lines = chance(0.5) ? [`unit(${c}) -> unit(${c}, s=2)`] : [`unit(${c}, 2)`, `unit(${c}) * 2`];
        return { lines, shape: halved(shape, c) };
      }),
  },
  {
    text: [
      "/// Adds what it computes to what it was given.",
      "block residual(filters, s = 1) {",
      "  add {",
      "      conv 3x3x{filters} s{s} p1 nobias -> bn -> relu",
      "      conv 3x3x{filters} p1 nobias -> bn",
      "    | if s != 1 or in.c != filters { conv 3x3x{filters} s{s} p1 nobias -> bn }",
      "  } -> relu",
      "}",
    ].join("\n"),
    use: (shape, { pick }) =>
      onMap(shape, () => {
        const c = pick([8, 16]);
        return { lines: [`residual(${c}, s=2)`, `residual(${c}) * 2`], shape: halved(shape, c) };
      }),
  },
  {
    text: [
      "block squeeze(ratio) {",
      "  let inner = in.c / ratio",
      "  mul {",
      "      gavgpool -> conv 1x1x{inner} -> relu -> conv 1x1x{ratio * inner} -> sigmoid",
      "    |",
      "  }",
      "}",
    ].join("\n"),
    use: (shape, { chance }) =>
      onMap(shape, () => ({
        lines: ["conv 3x3x16 p1 -> relu", chance(0.5) ? "squeeze(4)" : "squeeze(ratio=2)"],
        shape: [...shape.slice(0, -1), 16],
      })),
  },
  {
    text: [
      "block ladder(step, filters, deep = true) {",
      "  step(filters)",
      "  if deep { step(filters) } else { conv 1x1x{filters} -> relu }",
      "}",
      "",
      "block plain(filters) { conv 3x3x{filters} p1 -> relu }",
    ].join("\n"),
    use: (shape, { pick, chance }) =>
      onMap(shape, () => {
        const c = pick([8, 16]);
        const rest = chance(0.5) ? "" : ", deep=false";
        return { lines: [`ladder(plain, ${c}${rest})`], shape: [...shape.slice(0, -1), c] };
      }),
  },
];

const towerText = (axes: number): string =>
  [
    "block tower(filters, n) {",
    `  [conv ${"3x".repeat(axes)}{filters} p1 -> relu] * (n[0])`,
    `  [conv ${"1x".repeat(axes)}{filters} -> relu] * (n[1])`,
    "}",
  ].join("\n");

function onMap<T>(shape: Shape, use: () => T): T | undefined {
  return shape.length === 3 && shape.slice(0, -1).every((size) => size % 2 === 0 && size >= 8) ? use() : undefined;
}

const halved = (shape: Shape, channels: number): Shape => [...shape.slice(0, -1).map((size) => size / 2), channels];

function recipe({ pick, chance, below }: Random): string[] {
  return [
    `data ${pick(["mnist", "fashion", "cifar10", '"digits"'])}`,
    ...(chance(0.5) ? ["loss crossentropy"] : []),
    `optimizer ${pick(["sgd lr=0.05 momentum=0.9", "adam lr=0.001", "sgd lr=0.1"])}`,
    ...(chance(0.5) ? [`schedule ${pick(["cosine", "step every=30 gamma=0.1", "constant"])}`] : []),
    ...(chance(0.7) ? [`batch ${pick([16, 32, 64])}`] : []),
    ...(chance(0.7) ? [`epochs ${1 + below(20)}`] : []),
    ...(chance(0.3) ? ["init he"] : []),
    ...(chance(0.3) ? ["seed 7"] : []),
  ];
}

function pickSome<T>(items: readonly T[], count: number, { below }: Random): T[] {
  const left = [...items];
  return Array.from({ length: count }, () => left.splice(below(left.length), 1)[0]!);
}
