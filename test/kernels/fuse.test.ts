/** What fusion joins, what it must not, and that the meaning stays: small programs before and after, run by the interpreter. */
import { describe, expect, test } from "vitest";
import { allocate, interpret, type Memory } from "../../src/ir/interpret.ts";
import type { Nest } from "../../src/ir/nest.ts";
import type { Tensor } from "../../src/ir/tensor.ts";
import { createKernelBuilder } from "../../src/kernels/build-kernel.ts";
import { fuse } from "../../src/kernels/fuse.ts";
import { callOf, orderNests } from "../../src/kernels/order.ts";
import { simplify } from "../../src/kernels/simplify.ts";
import { tensorsRead, tensorsWritten } from "../../src/kernels/work.ts";
import { conv, elementwise, fc, fill, pool, relu, tensor } from "../ir/nests.ts";
import { compileChain } from "../wasm/compile-chain.ts";

const input = tensor("input", "input", [2, 6, 6]);
const weight = tensor("weight", "parameter", [3, 2, 3, 3]);
const bias = tensor("bias", "parameter", [3]);
const convolution = conv("conv", input, weight, bias, { kernel: 3, padding: 1 });
const rectified = elementwise("relu", convolution.output, relu);
const nothing: ReadonlySet<Tensor> = new Set();

function run(nests: readonly Nest[], count = 3): Memory {
  const memory: Memory = new Map();
  const tensors = new Set(nests.flatMap((n) => [...tensorsRead(n), ...tensorsWritten(n)]));
  let seed = 1;
  for (const t of tensors)
    memory.set(t, ["input", "parameter"].includes(t.role) ? fill(t, count, seed++) : allocate(t, count, Number.NaN));
  interpret(nests, memory, { count });
  return memory;
}

describe("elementwise", () => {
  test("a rectifier ends the convolution, and what nobody reads is no longer written", () => {
    const nests = [...convolution.nests, ...rectified.nests];
    const works = fuse(nests, new Set([rectified.output]));
    expect(works).toHaveLength(1);
    expect(tensorsWritten(works[0]!.nest)).toEqual([rectified.output]);
    expect(run(works.map((w) => w.nest)).get(rectified.output)).toEqual(run(nests).get(rectified.output));
  });

  test("what somebody else keeps is still written", () => {
    const nests = [...convolution.nests, ...rectified.nests];
    const works = fuse(nests, new Set([convolution.output, rectified.output]));
    const memory = run(works.map((w) => w.nest));
    for (const t of [convolution.output, rectified.output]) expect(memory.get(t)).toEqual(run(nests).get(t));
  });

  test("a second reader keeps the value between", () => {
    const other = elementwise("twice", convolution.output, (x) => ({ kind: "binary", op: "add", a: x, b: x }));
    const nests = [...convolution.nests, ...rectified.nests, ...other.nests];
    const works = fuse(nests, new Set([rectified.output, other.output]));
    const memory = run(works.map((w) => w.nest));
    for (const t of [rectified.output, other.output]) expect(memory.get(t)).toEqual(run(nests).get(t));
  });

  test("does not move above a nest that writes what it reads", () => {
    // relu reads the convolution's output, which is changed in between.
    const change: Nest = {
      ...rectified.nests[0]!,
      name: "change",
      writes: [{ ...rectified.nests[0]!.writes[0]!, tensor: convolution.output }],
    };
    const nests = [...convolution.nests, change, ...rectified.nests];
    const works = fuse(nests, new Set([rectified.output]));
    expect(run(works.map((w) => w.nest)).get(rectified.output)).toEqual(run(nests).get(rectified.output));
  });
});

describe("a maximum over windows", () => {
  const pooledWith = (kernel: number, stride: number) => pool("max", "pool", convolution.output, { kernel, stride });

  test("that do not overlap takes in the convolution, which is then never stored", () => {
    const pooled = pooledWith(2, 2);
    const works = fuse([...convolution.nests, ...pooled.nests], new Set([pooled.output]));
    expect(works).toHaveLength(1);
    expect(works[0]!.inner?.tensor).toBe(convolution.output);
  });

  test.each([
    ["overlap", pooledWith(3, 2), nothing],
    ["are as wide as one step more", pooledWith(2, 1), nothing],
    ["others read as well", pooledWith(2, 2), new Set([convolution.output])],
  ] as const)("that %s leaves the convolution alone", (_why, pooled, kept) => {
    const works = fuse([...convolution.nests, ...pooled.nests], new Set([pooled.output, ...kept]));
    expect(works.map((w) => w.inner)).toEqual([undefined, undefined]);
  });

  test("leaves alone a nest that makes only some of the channels", () => {
    const pooled = pooledWith(2, 2);
    const [whole] = convolution.nests;
    const half = { ...whole!, name: "half", axes: whole!.axes.map((a) => (a.name === "f" ? { ...a, extent: 1 } : a)) };
    const works = fuse([half, whole!, ...pooled.nests], new Set([pooled.output]));
    expect(works.every((w) => w.inner === undefined)).toBe(true);
  });

  test("leaves the convolution alone when another nest reads it", () => {
    const pooled = pooledWith(2, 2);
    const works = fuse(
      [...convolution.nests, ...pooled.nests, ...rectified.nests],
      new Set([pooled.output, rectified.output]),
    );
    expect(works.every((w) => w.inner === undefined)).toBe(true);
  });
});

describe("in a whole step", () => {
  const { plan } = compileChain("conv 3x3x4 p1 -> relu -> maxpool 2 -> conv 3x3x4 -> tanh -> fc 5", [8, 8, 1], 16);
  const names = (phases: readonly { calls: readonly { name: string }[] }[]): string[] =>
    phases.flatMap((p) => p.calls.map((c) => c.name));

  test("convolution, rectifier and pool are one kernel", () => {
    const forward = names(plan.predict);
    expect(forward).toHaveLength(3);
    const first = plan.kernels[plan.predict[0]!.calls[0]!.kernel]!;
    expect(first.writes.map((t) => t.name)).not.toContain("conv1.output");
  });

  test("the optimizer ends the gradients of the weights: no kernel of its own", () => {
    const learn = plan.step!.learn.flatMap((p) => p.calls.map((c) => plan.kernels[c.kernel]!));
    const updating = learn.filter((k) => k.writes.some((t) => t.role === "parameter"));
    expect(updating.length).toBe(6);
    for (const kernel of updating)
      expect(
        kernel.writes.some((t) => t.role === "gradient"),
        kernel.name,
      ).toBe(true);
  });

  test("phases alternate as little as the dependences allow: blocks, then sums over the batch", () => {
    expect(plan.predict.map((p) => p.call)).toEqual(["block"]);
    expect(plan.step!.measure.map((p) => p.call)).toEqual(["block", "once"]);
    expect(plan.step!.learn.map((p) => p.call)).toEqual(["once"]);
  });
});

describe("order", () => {
  const weight2 = tensor("weight2", "parameter", [4, 3, 6, 6]);
  const full = fc("fc", rectified.output, { ...weight2, shape: [4, 108] });

  test("keeps what depends on what, and groups nests per image before those over the batch", () => {
    const sum: Nest = {
      ...rectified.nests[0]!,
      name: "total",
      reduction: { kind: "sum", over: rectified.nests[0]!.axes.map((a) => a.name) },
      writes: [{ tensor: tensor("total", "activation", [], false), index: [], value: { kind: "result" } }],
    };
    const nests = [...convolution.nests, sum, ...rectified.nests, ...full.nests];
    const ordered = orderNests(nests);
    expect(new Set(ordered)).toEqual(new Set(nests));
    expect(ordered.map(callOf)).toEqual([...full.nests.map(() => "block"), "block", "block", "once"]);
    const memory = run(ordered);
    expect(memory.get(full.output)).toEqual(run(nests).get(full.output));
  });

  test("nests that read what the other writes run in the order given", () => {
    const copy = (name: string, from: Tensor, to: Tensor): Nest => ({
      name,
      axes: [{ name: "e", extent: 4 }],
      within: [],
      reduction: { kind: "none" },
      body: { kind: "load", tensor: from, index: [{ constant: 0, terms: [["e", 1]] }] },
      writes: [{ tensor: to, index: [{ constant: 0, terms: [["e", 1]] }], value: { kind: "result" } }],
    });
    const [x, y] = [tensor("x", "state", [4], false), tensor("y", "state", [4], false)];
    const nests = [copy("xy", x, y), copy("yx", y, x)];
    expect(orderNests(nests)).toEqual(nests);
  });
});

describe("simplify", () => {
  test("axes of extent one are gone", () => {
    const one = conv("one", tensor("flat", "input", [5, 1, 1]), tensor("w", "parameter", [3, 5, 1, 1]), undefined, {
      kernel: 1,
    });
    const slim = simplify(createKernelBuilder(16), one.nests[0]!);
    expect(slim.axes.map((a) => a.extent).sort()).toEqual([3, 5, "batch"]);
    expect(run([slim]).get(one.output)).toEqual(run(one.nests).get(one.output));
  });
});
