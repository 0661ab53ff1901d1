/**
 * Stages that fit the value that reaches them, for right programs. Takes a random generator and the names of the program; each
 * function gets a shape and returns lines of text with the shape after them.
 */
import type { Random } from "./random.ts";

/** Channels last. */
export type Shape = readonly number[];

export interface Made {
  readonly lines: readonly string[];
  readonly shape: Shape;
}

export interface Vocabulary {
  readonly consts: Readonly<Record<string, number>>;
  /** Uses of the blocks of the program; nothing where one does not fit. */
  readonly uses: readonly ((shape: Shape, random: Random) => Made | undefined)[];
}

export interface Stages {
  any(shape: Shape): Made;
  useConst(shape: Shape, name: string, value: number): Made;
  /** From a map to a list of classes. */
  end(classes: string): readonly string[];
}

export function createStages(random: Random, { consts }: Vocabulary): Stages {
  const { pick, chance, below } = random;
  let labels = 0;

  const sizes = (shape: Shape, kernel: number, channels: number | string): string =>
    [...shape.slice(0, -1).map(() => kernel), channels].join("x");
  const channelsOf = (shape: Shape): number => shape[shape.length - 1]!;
  const withChannels = (shape: Shape, channels: number): Shape => [...shape.slice(0, -1), channels];
  const halved = (shape: Shape): Shape => [...shape.slice(0, -1).map((size) => size / 2), channelsOf(shape)];
  const isEven = (shape: Shape): boolean => shape.slice(0, -1).every((size) => size % 2 === 0 && size >= 4);
  const width = (): number => pick([4, 8, 12, 16, 32]);
  const written = (shape: Shape): string => (chance(0.3) ? ` : ${shape.join("x")}` : "");
  const activation = (): string => pick(["relu", "relu", "relu", "gelu", "leakyrelu 0.1", "elu", "tanh", "prelu"]);

  const convolution = (shape: Shape): Made => {
    const c = width();
    const kernel = pick([1, 3, 3, 5]);
    const padding = kernel === 1 ? "" : ` p${(kernel - 1) / 2}`;
    const norm = chance(0.4) ? " nobias -> bn" : "";
    const to = withChannels(shape, c);
    const init = norm === "" && chance(0.1) ? " init=he" : "";
    return {
      lines: [`conv ${sizes(shape, kernel, c)}${padding}${init}${norm} -> ${activation()}${written(to)}`],
      shape: to,
    };
  };
  const pooled = (shape: Shape): Made => {
    const to = halved(shape);
    return { lines: [`${pick(["maxpool", "avgpool"])} 2${written(to)}`], shape: to };
  };
  const strided = (shape: Shape): Made => {
    const c = width();
    const to = withChannels(halved(shape), c);
    return { lines: [`conv ${sizes(shape, 4, c)} s2 p1 -> ${activation()}${written(to)}`], shape: to };
  };
  const grouped = (shape: Shape): Made => {
    const c = channelsOf(shape);
    const groups = c % 4 === 0 ? 4 : 1;
    const to = withChannels(shape, 2 * c);
    return {
      lines: [
        `dwconv ${sizes(shape, 3, "").slice(0, -1)} p1 -> relu`,
        `conv ${sizes(shape, 3, 2 * c)} p1 g${groups} -> relu${written(to)}`,
      ],
      shape: to,
    };
  };
  const repeated = (shape: Shape): Made => {
    const c = width();
    const to = withChannels(shape, c);
    const times = "times" in consts && chance(0.5) ? "times" : pick(["2", "3", "(1 + 1)"]);
    return { lines: [`[conv ${sizes(shape, 3, c)} p1 -> relu] * ${times}${written(to)}`], shape: to };
  };
  const added = (shape: Shape): Made => {
    const c = channelsOf(shape);
    const conv = `conv ${sizes(shape, 3, c)} p1`;
    if (chance(0.5)) return { lines: [`add { ${conv} -> relu -> ${conv} | } -> relu`], shape };
    const d = width();
    return {
      lines: [
        "add {",
        `    conv ${sizes(shape, 3, d)} p1 nobias -> bn -> relu`,
        `    conv ${sizes(shape, 3, d)} p1 nobias -> bn`,
        `  | conv ${sizes(shape, 1, d)} nobias -> bn`,
        "} -> relu",
      ],
      shape: withChannels(shape, d),
    };
  };
  const concatenated = (shape: Shape): Made => {
    const [a, b] = [width(), width()];
    const arms = [`conv ${sizes(shape, 1, a)} -> relu`, `conv ${sizes(shape, 3, b)} p1 -> relu`];
    const third = chance(0.5) ? ["maxpool 3 s1 p1"] : [];
    const to = withChannels(shape, a + b + (third.length > 0 ? channelsOf(shape) : 0));
    const all = [...arms, ...third];
    if (chance(0.4)) return { lines: [`concat { ${all.join(" | ")} }${written(to)}`], shape: to };
    return {
      lines: ["concat {", ...all.map((arm, i) => `  ${i === 0 ? " " : "|"} ${arm}`), `}${written(to)}`],
      shape: to,
    };
  };
  const labeled = (shape: Shape): Made => {
    const c = width();
    const label = ["early", "middle", "latest"][labels++] ?? `label${labels}`;
    const to = withChannels(shape, 2 * c);
    return {
      lines: [
        `conv ${sizes(shape, 3, c)} p1 -> relu as ${label}`,
        `conv ${sizes(shape, 3, c)} p1 nobias -> bn -> relu`,
        `concat { ${chance(0.5) ? `@${label} |` : `identity | @${label}`} }${written(to)}`,
      ],
      shape: to,
    };
  };
  const conditional = (shape: Shape): Made => {
    const c = channelsOf(shape);
    const d = width();
    return {
      lines: [`if in.c == ${c} { conv ${sizes(shape, 3, d)} p1 -> relu } else { conv ${sizes(shape, 1, d)} -> relu }`],
      shape: withChannels(shape, d),
    };
  };
  const named = (shape: Shape): Made => {
    const factor = pick([1, 2]);
    const c = factor * channelsOf(shape);
    const name = `inner${++labels}`;
    return {
      lines: [`let ${name} = ${factor} * in.c`, `conv ${sizes(shape, 3, `{${name}}`)} p1 -> relu`],
      shape: withChannels(shape, c),
    };
  };
  const dropped = (shape: Shape): Made => ({ lines: [`dropout ${pick(["0.2", "0.5"])}`], shape });
  const normalized = (shape: Shape): Made => ({
    lines: [channelsOf(shape) % 4 === 0 ? "groupnorm 4" : "lrn 5 alpha=1e-4 beta=0.75 k=2"],
    shape,
  });

  return {
    any(shape) {
      const small = shape.reduce((a, b) => a * b, 1) < 100_000;
      const wide = channelsOf(shape) < 100;
      const choices = [
        ...[convolution, convolution, added, added, repeated, labeled, conditional, dropped, normalized],
        ...(wide && small ? [grouped, named, concatenated, concatenated] : []),
        ...(isEven(shape) ? [pooled, pooled, strided] : []),
      ];
      return pick(choices)(shape);
    },
    useConst(shape, name, value) {
      const conv = (c: string): string => `conv ${sizes(shape, 3, c)} p1 -> relu`;
      if (name === "times")
        return { lines: [`[conv ${sizes(shape, 3, 8)} p1 -> relu] * times`], shape: withChannels(shape, 8) };
      return chance(0.5)
        ? { lines: [conv(`{${name}}`)], shape: withChannels(shape, value) }
        : { lines: [conv(`{2*${name}}`)], shape: withChannels(shape, 2 * value) };
    },
    end(classes) {
      const hidden = pick([32, 64]);
      const small = "// cnnc-ignore lint/small-receptive-field (the network is for tests)";
      if (chance(0.5)) return [small, `gavgpool -> fc ${classes}`];
      return [small, "gavgpool", `fc ${hidden} -> relu${below(2) === 0 ? " -> dropout 0.5" : ""}`, `fc ${classes}`];
    },
  };
}
