import { describe, expect, test } from "vitest";
import { constant, plus, times, unary } from "../../src/ir/scalar.ts";
import { conv, elementwise, fc, leaky, pool, relu, softmax, tensor } from "../ir/nests.ts";
import { checkGradients } from "./check-gradients.ts";

describe("gradients of compositions", () => {
  for (const window of [
    { kernel: 3 },
    { kernel: 3, padding: 1 },
    { kernel: 3, stride: 2, padding: 1 },
    { kernel: 2, stride: 2 },
    { kernel: 3, dilation: 2, padding: 2 },
    { kernel: 2, stride: 3, padding: 1 },
    { kernel: 3, stride: 3, dilation: 2, padding: 3 },
    { kernel: 1, stride: 2 },
  ])
    test(`conv ${JSON.stringify(window)}`, () => {
      const x = tensor("input", "input", [2, 7, 6]);
      const w = tensor("conv1.weight", "parameter", [3, 2, window.kernel, window.kernel]);
      const b = tensor("conv1.bias", "parameter", [3]);
      const layer = conv("conv1", x, w, b, window);
      checkGradients({ nests: layer.nests, output: layer.output, wanted: [x, w, b] });
    });

  test("grouped convolution", () => {
    const x = tensor("input", "input", [4, 5, 5]);
    const w = tensor("conv1.weight", "parameter", [6, 2, 3, 3]);
    const b = tensor("conv1.bias", "parameter", [6]);
    const layer = conv("conv1", x, w, b, { kernel: 3, stride: 2, padding: 1 }, 2);
    checkGradients({ nests: layer.nests, output: layer.output, wanted: [x, w, b] });
  });

  for (const kind of ["max", "average"] as const)
    for (const window of [
      { kernel: 2 },
      { kernel: 3, stride: 2 },
      { kernel: 3, stride: 2, padding: 1 },
      { kernel: 2, padding: 1 },
      { kernel: 2, stride: 3 },
    ])
      test(`${kind} pooling ${JSON.stringify(window)}`, () => {
        const x = tensor("input", "input", [2, 7, 5]);
        const layer = pool(kind, "pool1", x, window);
        checkGradients({ nests: layer.nests, output: layer.output, wanted: [x] });
      });

  for (const [name, f] of Object.entries({
    relu,
    leaky,
    tanh: (x: Parameters<typeof relu>[0]) => unary("tanh", x),
    scaledtanh: (x: Parameters<typeof relu>[0]) => times(constant(1.7159), unary("tanh", times(x, constant(2 / 3)))),
    silu: (x: Parameters<typeof relu>[0]) => times(x, unary("sigmoid", x)),
  }))
    test(name, () => {
      const x = tensor("input", "input", [3, 4]);
      const layer = elementwise("f1", x, f);
      checkGradients({ nests: layer.nests, output: layer.output, wanted: [x] });
    });

  test("softmax", () => {
    const x = tensor("input", "input", [5]);
    const layer = softmax("softmax1", x);
    checkGradients({ nests: layer.nests, output: layer.output, wanted: [x] });
  });

  test("a small network, named after its layers, without the gradient of its input", () => {
    const x = tensor("input", "input", [1, 9, 9]);
    const [w1, b1] = [tensor("conv1.weight", "parameter", [3, 1, 3, 3]), tensor("conv1.bias", "parameter", [3])];
    const [w2, b2] = [tensor("conv2.weight", "parameter", [2, 3, 2, 2]), tensor("conv2.bias", "parameter", [2])];
    const [w3, b3] = [tensor("fc1.weight", "parameter", [4, 18]), tensor("fc1.bias", "parameter", [4])];
    const conv1 = conv("conv1", x, w1, b1, { kernel: 3, padding: 1 });
    const pool1 = pool("max", "maxpool1", conv1.output, { kernel: 2 });
    const relu1 = elementwise("relu1", pool1.output, relu);
    const conv2 = conv("conv2", relu1.output, w2, b2, { kernel: 2 });
    const fc1 = fc("fc1", conv2.output, w3, b3);
    const softmax1 = softmax("softmax1", fc1.output);
    const layers = [conv1, pool1, relu1, conv2, fc1, softmax1];
    const { gathered } = checkGradients({
      nests: layers.flatMap(({ nests }) => nests),
      output: softmax1.output,
      wanted: [w1, b1, w2, b2, w3, b3],
    });
    expect(gathered.map(({ name }) => name)).toEqual([
      "softmax1.divide.backward-exponential",
      "softmax1.divide.backward-sum",
      "softmax1.sum.backward",
      "softmax1.exponential.backward-data",
      "fc1.backward-bias",
      "fc1.backward-weights",
      "fc1.backward-data",
      "conv2.backward-bias",
      "conv2.backward-weights",
      "conv2.backward-data",
      "relu1.backward",
      "maxpool1.backward",
      "maxpool1.backward.zero",
      "maxpool1.backward.zero-2",
      "conv1.backward-bias",
      "conv1.backward-weights",
    ]);
  });

  test("a tensor read twice gets both shares", () => {
    const x = tensor("input", "input", [3]);
    const a = elementwise("a1", x, (v) => times(v, v));
    const b = elementwise("b1", x, (v) => unary("exp", v));
    const out = tensor("sum.output", "activation", [3]);
    const [first] = elementwise("sum", a.output, (v) => v).nests;
    const load = first!.body;
    const nest = {
      ...first!,
      body: plus(load, { ...load, tensor: b.output } as typeof load),
      writes: [{ ...first!.writes[0]!, tensor: out }],
    };
    const { gathered } = checkGradients({ nests: [...a.nests, ...b.nests, nest], output: out, wanted: [x] });
    expect(gathered.filter(({ writes }) => writes[0]!.accumulate).map(({ name }) => name)).toEqual(["a1.backward"]);
  });

  test("a value that is no plain result keeps the sum it came from", () => {
    const x = tensor("input", "input", [4, 2]);
    const layer = pool("average", "norm", tensor("unused", "input", [1, 2, 2]), { kernel: 2 });
    expect(layer.nests).toHaveLength(1);
    const out = tensor("norm.output2", "activation", [4]);
    const [n, c, k] = ["n", "c", "k"].map((name) => ({ constant: 0, terms: [[name, 1]] as const }));
    const element = { kind: "load", tensor: x, index: [n!, c!, k!] } as const;
    const nest = {
      name: "norm.forward",
      axes: [
        { name: "n", extent: "batch" as const },
        { name: "c", extent: 4 },
        { name: "k", extent: 2 },
      ],
      within: [],
      reduction: { kind: "sum" as const, over: ["k"] },
      body: times(element, element),
      writes: [{ tensor: out, index: [n!, c!], value: unary("log", plus({ kind: "result" }, constant(1))) }],
    };
    checkGradients({ nests: [nest], output: out, wanted: [x] });
  });
});
