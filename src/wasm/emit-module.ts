/**
 * A plan as a WebAssembly module: memory, data, one function per kernel, the driver, and the manifest in a custom section.
 * The same plan gives the same bytes. The only file that loads binaryen.
 */
import binaryen from "binaryen";
import { keyOfSeed } from "../ir/philox.ts";
import { elementCount, type Tensor } from "../ir/tensor.ts";
import { layoutOf } from "../kernels/layout.ts";
import type { Plan } from "../kernels/plan.ts";
import {
  ABI_VERSION,
  CONTROL,
  type Manifest,
  MANIFEST_SECTION,
  type ManifestActivation,
  type ManifestTensor,
} from "./abi.ts";
import type { Context } from "./context.ts";
import { emitDriver } from "./driver/driver.ts";
import { schedulesBySteps } from "./driver/train.ts";
import { emitKernel } from "./emit-kernel.ts";

const PAGE = 65_536;

/** What the manifest says besides the plan. */
export type Description = Pick<
  Manifest,
  | "language"
  | "compiler"
  | "model"
  | "source"
  | "input"
  | "output"
  | "labels"
  | "outputs"
  | "classes"
  | "preparation"
  | "recipe"
>;

export interface EmittedModule {
  readonly wasm: Uint8Array;
  readonly manifest: Manifest;
}

/** `exportKernels`: each kernel is an export of its own, `kernel N`, so that a benchmark can call it. */
export function emitModule(
  plan: Plan,
  description: Description,
  options: { readonly exportKernels?: boolean } = {},
): EmittedModule {
  const manifest = describe(plan, description);
  const m = buildModule(plan, manifest, options.exportKernels);
  const wasm = m.emitBinary();
  m.dispose();
  return { wasm, manifest };
}

/** The module as WebAssembly text. */
export function printModule(plan: Plan, description: Description): string {
  const m = buildModule(plan, describe(plan, description));
  const text = m.emitText();
  m.dispose();
  return text;
}

function buildModule(plan: Plan, manifest: Manifest, exportKernels = false): binaryen.Module {
  const m = new binaryen.Module();
  m.setFeatures(
    binaryen.Features.SIMD128 |
      binaryen.Features.BulkMemory |
      binaryen.Features.BulkMemoryOpt |
      binaryen.Features.NontrappingFPToInt |
      binaryen.Features.MutableGlobals |
      binaryen.Features.SignExt,
  );
  const { i32, i64, f32, v128 } = binaryen;
  const control = plan.regions.get("control")!.offset;
  const context: Context = {
    binaryen,
    m,
    i32,
    i64,
    f32,
    v128,
    blocksGlobal: "blocks",
    control,
    helpers: new Set(),
  };
  // Loads and stores bind to the memory when they are made, so it comes first.
  const segments = [...plan.data, ...initialControl(plan, manifest)].map(({ offset, bytes }) => ({
    offset: m.i32.const(offset),
    data: bytes,
    passive: false,
  }));
  m.setMemory(Math.ceil(plan.bytes / PAGE), PAGE, "memory", segments, false);
  m.addGlobal(context.blocksGlobal, i32, true, m.i32.const(0));
  const names = uniqueNames(plan.kernels.map((k) => k.name));
  plan.kernels.forEach((kernel, i) => {
    emitKernel(context, names[i]!, kernel, plan.tables);
    if (exportKernels) m.addFunctionExport(names[i]!, `kernel ${i}`);
  });
  emitDriver(context, plan, names);
  m.addCustomSection(MANIFEST_SECTION, new TextEncoder().encode(JSON.stringify(manifest)));
  // Names of functions are kept, so that a profiler shows `conv2.forward`.
  binaryen.setDebugInfo(true);
  if (!m.validate()) throw new Error("the module does not validate");
  return m;
}

function uniqueNames(names: readonly string[]): readonly string[] {
  const used = new Map<string, number>();
  return names.map((name) => {
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return count === 0 ? name : `${name}.${count + 1}`;
  });
}

/** Fields of the control block that are not 0 when the module is made, and the normalization that changes nothing. */
function initialControl(plan: Plan, manifest: Manifest): { offset: number; bytes: Uint8Array }[] {
  const control = new DataView(new ArrayBuffer(plan.regions.get("control")!.bytes));
  control.setInt32(CONTROL.orderEpoch.offset, -1, true);
  control.setInt32(CONTROL.batch.offset, plan.program.batch, true);
  const [seedLow, seedHigh] = keyOfSeed(manifest.recipe?.seed ?? 0);
  control.setInt32(CONTROL.seedLow.offset, seedLow, true);
  control.setInt32(CONTROL.seedHigh.offset, seedHigh, true);
  control.setInt32(CONTROL.totalEpochs.offset, manifest.recipe?.epochs ?? 0, true);
  control.setFloat32(CONTROL.rate.offset, manifest.recipe?.rate ?? 0, true);
  const channels = plan.regions.get("mean")!.bytes / 4;
  const normalize = manifest.recipe?.normalize;
  const given = normalize === undefined || normalize === "auto" ? { mean: [0], std: [1] } : normalize;
  const perChannel = (values: readonly number[], map: (x: number) => number): Uint8Array =>
    new Uint8Array(Float32Array.from({ length: channels }, (_, c) => map(values[c % values.length]!)).buffer);
  return [
    { offset: plan.regions.get("control")!.offset, bytes: new Uint8Array(control.buffer) },
    { offset: plan.regions.get("mean")!.offset, bytes: perChannel(given.mean, (x) => x) },
    { offset: plan.regions.get("inverseStd")!.offset, bytes: perChannel(given.std, (x) => 1 / x) },
  ];
}

function describe(plan: Plan, description: Description): Manifest {
  const { program } = plan;
  const tensor = (t: Tensor, name = t.name): ManifestTensor => ({
    name,
    shape: t.shape,
    offset: plan.places.get(t)!.offset,
    bytes: 4 * elementCount(t),
  });
  const region = (name: string) => plan.regions.get(name)!;
  const map = [...plan.regions].map(([name, { offset, bytes }]) => ({ name, offset, bytes }));
  return {
    abi: ABI_VERSION,
    ...description,
    batch: program.batch,
    lanes: plan.lanes,
    training: plan.step !== undefined,
    ...(program.evaluation === undefined ? {} : { evaluateGivesOutputs: true }),
    ...(schedulesBySteps(program) ? { schedulesBySteps: true } : {}),
    parameters: program.parameters.map((p) => tensor(p.tensor)),
    states: program.states.map((t) => tensor(t)),
    gradients: plan.step
      ? program.parameters.flatMap((p) => (p.gradient ? [tensor(p.gradient, p.tensor.name)] : []))
      : [],
    activations: activationsOf(plan),
    control: region("control"),
    regions: {
      images: region("images"),
      labels: region("labels"),
      outputs: region("outputs"),
      mean: region("mean"),
      inverseStd: region("inverseStd"),
    },
    memory: { bytes: plan.bytes, map },
    features: ["simd128"],
  };
}

/** Values of layers that stand in memory for the whole batch and share it with nothing else of `predict`. */
function activationsOf(plan: Plan): ManifestActivation[] {
  const written = new Set<Tensor>(
    plan.predict.flatMap((phase) => phase.calls.flatMap((c) => plan.kernels[c.kernel]!.writes)),
  );
  const visible = [...plan.places].filter(
    ([t, p]) => t.batched && (t.role === "activation" || t.role === "input") && p.blockStride > 0,
  );
  const alone = ([t, p]: (typeof visible)[number]): boolean =>
    [...plan.places].every(
      ([other, q]) =>
        other === t || !written.has(other) || q.offset + q.bytes <= p.offset || p.offset + p.bytes <= q.offset,
    );
  return visible.filter(alone).map(([t, p]) => ({
    name: t.name.replace(/\.output$/, ""),
    shape: t.shape,
    offset: p.offset,
    lanes: plan.lanes,
    block: p.blockStride,
    strides: layoutOf(t, plan.lanes).strides,
  }));
}
