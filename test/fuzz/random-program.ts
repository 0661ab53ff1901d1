/**
 * Programs that the grammar allows, of every one of its rules, whatever they mean: most are wrong, some are right. Takes a
 * random generator, returns text. Names are drawn from few, so that they meet; some are those of JavaScript.
 */
import type { Random } from "./random.ts";

const names = [
  ...["a", "b", "c", "n", "unit", "stage", "net", "skip", "Net", "k", "from", "batch", "__proto__", "constructor"],
  ...["toString", "hasOwnProperty", "x", "xs", "_", "A1"],
];
const layers = [
  ...["conv", "conv", "conv", "dwconv", "deconv", "fc", "fc", "linear", "maxpool", "avgpool", "gavgpool", "gmaxpool"],
  ...["adaptiveavgpool", "subsample", "relu", "relu", "leakyrelu", "prelu", "gelu", "softmax", "logsoftmax", "bn"],
  ...["lrn", "groupnorm", "layernorm", "dropout", "flatten", "reshape", "pad", "crop", "upsample", "identity"],
  ...["channels", "shuffle", "gconv", "conw", "valueOf"],
];
const flags = ["same", "valid", "nobias", "ceil", "nopad", "shared", "bilinear", "nearest", "c3", "toString"];
const argumentNames = ["lr", "init", "table", "eps", "momentum", "outpad", "alpha", "beta", "stride", "__proto__", "a"];
const fields = ["h", "w", "c", "d", "l", "size", "constructor"];
const functions = ["floor", "ceil", "round", "min", "max", "abs", "a", "valueOf"];
const metrics = ["params", "weights", "macs", "rf", "memory", "parms"];
const settings = [
  ...["data", "normalize", "loss", "optimizer", "schedule", "init", "batch", "epochs", "seed", "augment", "clip"],
  ...["freeze", "stop", "epoch", "constructor"],
];
const words = ["mnist", "cifar10", "crossentropy", "mse", "sgd", "adam", "cosine", "step", "he", "auto", "shift", "a"];
const files = ["std/resnet", "std/inception", "std/vgg", "std/resnets", "./a.cnn", "../a.cnn", "/etc/passwd", ""];
const inputs = [
  "28x28x1",
  "32x32x3",
  "56x56x64",
  "16x112x112x3",
  "1000x12",
  "34x16",
  "784",
  "8x8x{n}",
  "1x1x1",
  "0x3x3",
];
/** As repetitions, a few turns or more than may be: what thousands of layers cost is for `test/check/hostile.test.ts`. */
const numbers = [0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 16, 28, 64, 100, 512, 10_001, 65_536, 99_999_999, 2_147_483_647];

export function randomProgram(random: Random): string {
  const { below, chance, pick } = random;
  /** How much may still be written. */
  let room = 10 + below(120);

  const many = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make);
  const deep = (depth: number): boolean => depth > 6 || --room < 0;
  const name = (): string => pick(names);
  const integer = (): string => (chance(0.02) ? "9_007_199_254_740_991" : String(pick(numbers)));
  const decimal = (): string => pick(["0.5", "1e-3", "0.05", "1e308", "2.0", "0.0", "1.5e10"]);

  const expression = (depth = 0): string => {
    if (deep(depth)) return pick([integer(), name()]);
    switch (below(12)) {
      case 0:
      case 1:
        return `${operand(depth + 1)} ${pick(["+", "-", "*", "/", "%", "*"])} ${expression(depth + 1)}`;
      case 2:
        return `${operand(depth + 1)} ${pick(["==", "!=", "<", "<=", ">", ">=", "and", "or"])} ${expression(depth + 1)}`;
      default:
        return operand(depth + 1);
    }
  };
  const operand = (depth: number): string => {
    if (deep(depth)) return integer();
    switch (below(16)) {
      case 0:
        return `-${operand(depth + 1)}`;
      case 1:
        return `not ${operand(depth + 1)}`;
      case 2:
        return decimal();
      case 3:
        return pick(["true", "false"]);
      case 4:
        return `in.${pick(fields)}`;
      case 5:
        return `[${many(4, () => expression(depth + 1)).join(", ")}]`;
      case 6:
        return `(${expression(depth + 1)})`;
      case 7:
        return `${name()}[${expression(depth + 1)}]`;
      case 8:
        return `${pick(functions)}(${args(depth + 1)})`;
      case 9:
        return '"text"';
      case 10:
      case 11:
      case 12:
        return name();
      default:
        return integer();
    }
  };
  const args = (depth: number): string =>
    many(3, () => (chance(0.2) ? `${name()}=` : "") + expression(depth + 1)).join(", ");
  const computed = (depth: number): string => `{${expression(depth + 1)}}`;
  const size = (depth: number): string => (chance(0.25) ? computed(depth) : integer());
  const sizes = (depth: number): string => [size(depth), ...many(3, () => size(depth))].join("x");
  const attribute = (depth: number): string => {
    const size = (of: number): string => (chance(0.25) ? computed(of) : String(pick(numbers)));
    const value = (): string => size(depth) + (chance(0.15) ? `:${size(depth)}` : "");
    return pick(["s", "p", "d", "g"]) + [value(), ...many(chance(0.2) ? 2 : 0, value)].join("x");
  };
  const named = (depth: number): string =>
    `${pick(argumentNames)}=${chance(0.2) ? computed(depth) : chance(0.5) ? pick(words) : operand(depth + 4)}`;
  const layerArgument = (depth: number): string => {
    switch (below(8)) {
      case 0:
        return decimal();
      case 1:
      case 2:
        return attribute(depth);
      case 3:
        return named(depth);
      case 4:
        return pick(flags);
      case 5:
        return chance(0.2) ? '"c3"' : sizes(depth);
      default:
        return sizes(depth);
    }
  };
  /** Layers of real sizes more often than of any, so that checks go beyond the first stage. */
  const layer = (depth: number): string =>
    chance(0.6)
      ? pick([
          ...["conv 3x3x8 p1", "conv 1x1x{n} nobias", "relu", "bn", "maxpool 2", "fc 10", "dropout 0.5", "gavgpool"],
          ...["conv 3x3x{in.c} same", "dwconv 3x3 p1", "avgpool 3 s1 p1", "upsample 2", "conv 5x5x16 s2", "softmax"],
        ])
      : [pick(layers), ...many(3, () => layerArgument(depth))].join(" ");
  const primary = (depth: number): string => {
    if (deep(depth)) return "relu";
    switch (below(18)) {
      case 0:
      case 1:
        return `[${chain(depth + 1)}]`;
      case 2:
      case 3: {
        const arm = (): string => (chance(0.25) ? "" : chain(depth + 1));
        const arms = [arm(), ...many(3, arm)].join(" | ");
        return `${pick(["add", "mul", "concat"])} {${chance(0.3) ? " |" : ""} ${arms} }`;
      }
      case 4:
      case 5:
        return condition(depth + 1);
      case 6:
      case 7:
        return `${name()}(${args(depth + 1)})`;
      case 8:
        return `@${name()}`;
      case 9:
        return chance(0.1) ? `input ${pick(inputs)}` : layer(depth);
      default:
        return layer(depth);
    }
  };
  const condition = (depth: number): string => {
    const test = expression(3);
    const then = `if ${test} ${body(depth + 1)}`;
    if (chance(0.6)) return then;
    return `${then} else ${chance(0.3) ? condition(depth + 1) : body(depth + 1)}`;
  };
  const stage = (depth: number): string => {
    const repeat = chance(0.12) ? ` * ${pick([integer(), name(), "3", "2", `(${expression(4)})`])}` : "";
    const label = chance(0.12) ? ` as ${name()}` : "";
    const shape = chance(0.06) ? ` : ${sizes(depth + 4)}` : "";
    return primary(depth) + repeat + label + shape;
  };
  const chain = (depth: number): string => {
    let text = stage(depth);
    for (const next of many(4, () => stage(depth))) text += pick([" -> ", " -> ", " ->\n", "\n", "\n"]) + next;
    return text;
  };
  const statement = (depth: number): string => {
    switch (below(9)) {
      case 0:
        return `let ${name()} = ${expression(2)}`;
      case 1:
        return `expect ${pick(metrics)} ${pick(["", "<", "<=", "==", ">", ">="])} ${expression(3)}${chance(0.1) ? " @ batch 8" : ""}`;
      case 2:
        return chance(0.4) ? `head ${name()} ${body(depth + 1)}` : chain(depth);
      default:
        return chain(depth);
    }
  };
  const body = (depth: number, before: readonly string[] = []): string => {
    const lines = [...before, ...many(depth > 3 ? 2 : 5, () => statement(depth + 1))];
    return lines.length < 2 && chance(0.5) ? `{ ${lines.join("")} }` : `{\n${lines.join("\n")}\n}`;
  };
  const parameters = (): string => many(3, () => name() + (chance(0.4) ? ` = ${expression(4)}` : "")).join(", ");
  const setting = (): string => {
    const argument = (): string =>
      pick(
        [words, ["0.1", "64", "-1", '"a.csv"', "lr=0.1", "momentum=0.9", "{n}", "(n)", "true"]].map((of) => pick(of)),
      );
    const step = (): string => [pick(settings), ...many(3, argument)].join(" ");
    // A list behind a named argument would be its index.
    const list = chance(0.1) ? [`normalize ${pick(["mean=[0.5, 0.5] std=1", "mean=0.1 std=[n]", "[1, 2]"])}`] : [];
    return [...list, step(), ...many(chance(0.1) ? 2 : 0, step)].join(" -> ");
  };
  const declaration = (): string => {
    switch (below(10)) {
      case 0:
        return `import ${[name(), ...many(2, name)].join(", ")} from "${pick(files)}"`;
      case 1:
      case 2:
        return `const ${name()} = ${expression()}`;
      case 3:
      case 4:
      case 5:
        return `${chance(0.2) ? "/// What it is.\n" : ""}block ${name()}(${parameters()}) ${body(0)}`;
      case 6:
        return `train ${name()}${chance(0.2) ? `(${args(4)})` : ""} {\n${many(5, setting).join("\n")}\n}`;
      default: {
        const start = chance(0.9) ? [`input ${pick(inputs)}`] : [];
        return `model ${name()}${chance(0.2) ? `(${parameters()})` : ""} ${body(0, start)}`;
      }
    }
  };
  const declarations = [declaration(), ...many(6, declaration)];
  const comment = (): string => (chance(0.1) ? pick(["// a comment\n", "/* over\ntwo lines */\n"]) : "");
  return declarations.map((text) => `${comment()}${text}\n`).join(chance(0.5) ? "\n" : "");
}
