/** One line of a network that may fit a value: any layer, branch or use of a block. Takes its shape, channels last. */
import type { Random } from "../fuzz/random.ts";

const activations = ["relu", "relu6", "leakyrelu", "leakyrelu 0.1", "prelu", "prelu shared", "elu", "gelu", "silu", "hardswish", "hardsigmoid", "sigmoid", "tanh", "scaledtanh", "softplus", "softmax", "logsoftmax"]; // prettier-ignore

export function proposeStage(shape: readonly number[], random: Random, number: number): string {
  const { below, chance, pick } = random;
  const places = shape.slice(0, -1);
  const channels = shape.at(-1)!;
  const each = (size: () => number): string => places.map(size).join("x");
  const square = (size: number): string => each(() => size);
  const activation = (): string => pick(activations);
  const isMap = places.length > 0;
  const width = (): number => pick([1, 2, 3, 4, 6, 8]);
  const kernel = (): string => (chance(0.7) ? square(pick([1, 2, 3, 3, 5])) : each(() => 1 + below(4)));
  const stride = (): string => pick(["", "", " s2", " s3", ` s${each(() => 1 + below(2))}`]);
  const padding = (): string => pick(["", " p1", " p2", " same", " valid", ` p${each(() => below(3))}`, " p0/1"]);
  const conv = (filters: number, more = ""): string => {
    const groups = channels % 2 === 0 && filters % 2 === 0 ? pick(["", "", " g2"]) : "";
    const dilation = pick(["", "", "", " d2"]);
    return `conv ${kernel()}x${filters}${more || stride() + padding()}${dilation}${groups}${pick(["", "", " nobias"])}`;
  };
  const onAny: (() => string)[] = [
    activation,
    activation,
    () => `fc ${1 + below(12)}${pick(["", " nobias"])} -> ${activation()}`,
    () => "bn",
    () => `bn eps=0.001 momentum=${pick([0.1, 0.3])}`,
    () => "layernorm",
    () => "flatten",
    () => "identity",
    () => `reshape ${[...shape].reverse().join("x")}`,
    () => `${activation()} as v${number} -> add { @v${number} | ${activation()} }`,
    () => `mul { | sigmoid }`,
    () => `add { relu | tanh | }`,
  ];
  const onMaps: (() => string)[] = [
    () => conv(width()),
    () => `${conv(width())} -> ${activation()}`,
    () => `${conv(width())} -> bn -> relu`,
    () => `${conv(width())} -> lrn ${pick([3, 5])}`,
    () => `dwconv ${kernel()}${pick(["", "", "x2"])}${stride()}${padding()}`,
    () => `deconv ${kernel()}x${width()}${pick([" s2", " s2 outpad=1", "", " s3 p1", " p1", " d2", " s2 g2"])}`,
    () =>
      `${pick(["maxpool", "avgpool"])} ${pick(["2", "3", kernel()])}${stride()}${pick(["", "", " p1"])}${pick(["", "", " ceil"])}`,
    () => `avgpool 3 s2 p1 nopad${pick(["", " ceil"])}`,
    () => pick(["gavgpool", "gmaxpool", `adaptiveavgpool ${each(() => 1 + below(4))}`]),
    () => "subsample 2 -> tanh",
    () => `lrn 5 alpha=0.01 beta=0.75 k=2`,
    () => `groupnorm ${pick([1, 2, channels])}`,
    () => `pad ${each(() => below(3))}`,
    () => `crop ${each(() => below(2))}`,
    () => `upsample ${pick(["2", each(() => 1 + below(3))])} ${pick(["nearest", "bilinear"])}`,
    () => `channels ${below(channels)} ${1 + below(channels)}`,
    () => "shuffle 2",
    () => `unit(${channels}${pick(["", ", k=2"])})${pick(["", " * 2"])}`,
    () => `add { | ${conv(channels, " same")} -> bn } -> relu`,
    () => `concat { ${conv(width(), " same")} -> relu | ${conv(width(), " same")} | maxpool 3 s1 same }`,
    () => `concat { | ${activation()} }`,
    () => `mul { | ${conv(channels, " same")} -> sigmoid }`,
    () => `[${conv(channels, " same")} -> ${activation()}] * 2`,
    () => `if in.c > 2 { ${conv(width())} -> relu } else { ${activation()} }`,
  ];
  return pick(isMap ? [...onMaps, ...onMaps, ...onAny] : onAny)();
}
