/**
 * The machine's SIMD128 multiply+add peak on one core, in GFLOP/s (10^9 multiplications and additions a second). Builds small wasm modules whose
 * loops touch registers only, and takes the fastest: which form reaches the peak depends on the machine's latencies and on V8's
 * register allocation, none can exceed it. A peer of bench.js; alone it prints one JSON line. Run under `--no-liftoff`.
 *
 * Two forms. `sum`: a[i][j] += x[i]·y[j], chains of one addition, 8 accumulators (6 fill Intel's two pipes, where 15 usable
 * registers leave no room for more); the x rotate their lanes each step, so that no product is loop-invariant and could be hoisted.
 * `affine`: a[i] = a[i]·x + y, chains of multiplication and addition, 8 and 12 accumulators (12 fill Zen's four pipes).
 */
import { pathToFileURL } from "node:url";
import binaryen from "binaryen";
import { servePeer } from "./peer.js";
import { windowOf } from "./stats.js";

const { i32, v128 } = binaryen;
const LANES = 4;
const STEPS = 4096;
const ROTATE = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3];

/** A function run() of STEPS steps; `build(module, local)` gives { first, step, accumulators }. */
function compile(build) {
  const module = new binaryen.Module();
  try {
    module.setFeatures(binaryen.Features.SIMD128);
    module.setMemory(1, 1, "memory");
    const types = [];
    const local = (type) => types.push(type) - 1;
    const count = local(i32);
    const { first, step, accumulators } = build(module, local);
    const get = (index) => module.local.get(index, v128);
    const decrement = module.i32.sub(module.local.get(count, i32), module.i32.const(1));
    const body = module.block(null, [
      module.local.set(count, module.i32.const(STEPS)),
      ...first,
      module.loop("step", module.block(null, [...step, module.br("step", module.local.tee(count, decrement, i32))])),
      ...accumulators.map((each, i) => module.v128.store(16 * i, 16, module.i32.const(4096), get(each))),
    ]);
    module.addFunction("run", binaryen.none, binaryen.none, types, body);
    module.addFunctionExport("run", "run");
    if (!module.validate()) throw new Error("peak loop does not validate");
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.emitBinary()));
    // Near 1 and never 0: no denormal number may appear, they are slow.
    new Float32Array(exports.memory.buffer).fill(0.75);
    return exports.run;
  } finally {
    module.dispose();
  }
}

const loads = (module, locals) =>
  locals.map((each, i) => module.local.set(each, module.v128.load(16 * i, 16, module.i32.const(0))));
const vectors = (local, count) => Array.from({ length: count }, () => local(v128));

const sum = (rows, columns) => (module, local) => {
  const [x, y, accumulators] = [vectors(local, rows), vectors(local, columns), vectors(local, rows * columns)];
  const get = (index) => module.local.get(index, v128);
  const rotate = x.map((each) => module.local.set(each, module.i8x16.shuffle(get(each), get(each), ROTATE)));
  const multiplyAdd = accumulators.map((each, i) => {
    const product = module.f32x4.mul(get(x[Math.floor(i / columns)]), get(y[i % columns]));
    return module.local.set(each, module.f32x4.add(get(each), product));
  });
  return { first: loads(module, [...x, ...y, ...accumulators]), step: [...rotate, ...multiplyAdd], accumulators };
};

const affine = (chains) => (module, local) => {
  const [x, y] = vectors(local, 2);
  const accumulators = vectors(local, chains);
  const get = (index) => module.local.get(index, v128);
  const step = accumulators.map((each) =>
    module.local.set(each, module.f32x4.add(module.f32x4.mul(get(each), get(x)), get(y))),
  );
  return { first: loads(module, [x, y, ...accumulators]), step, accumulators };
};

/** Every loop with its accumulators, each of which is one multiplication and one addition per lane and step. */
const LOOPS = [
  { name: "sum of 6", accumulators: 6, build: sum(1, 6) },
  { name: "sum of 8", accumulators: 8, build: sum(2, 4) },
  { name: "affine of 8", accumulators: 8, build: affine(8) },
  { name: "affine of 12", accumulators: 12, build: affine(12) },
];

/** One window per loop, of `milliseconds`: a list of `{ name, measure }`, `measure` giving GFLOP/s. */
export function peakLoops(milliseconds = 60) {
  return LOOPS.map(({ name, accumulators, build }) => {
    const run = compile(build);
    const rate = windowOf((repetitions) => {
      for (let i = 0; i < repetitions; i++) run();
    }, milliseconds);
    return { name, measure: () => (rate() * STEPS * accumulators * LANES * 2) / 1e9 };
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const metrics = peakLoops().map(({ name, measure }) => [name, { unit: "GFLOP/s", measure }]);
  await servePeer({ name: "peak", node: process.version, flags: process.execArgv }, Object.fromEntries(metrics));
}
