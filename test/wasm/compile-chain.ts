/**
 * Models for the tests of the compiler, made from records of operators without the checker: a chain of layers and a recipe in,
 * the compiled module out. Each model is compiled once, however many tests ask for it. Layers may be the registry's or a
 * test's own.
 */
import type { CheckedLayer, CheckedModel, Configured, Recipe } from "../../src/check/model.ts";
import type { Program } from "../../src/ir/program.ts";
import type { Plan } from "../../src/kernels/plan.ts";
import type { Layer, Loss, Shape } from "../../src/ops/operator.ts";
import { clips, inits, losses, optimizers, schedules } from "../../src/ops/registry.ts";
import { type CompileOptions, compileModel } from "../../src/pipeline.ts";
import { createSource } from "../../src/source/source.ts";
import type { Manifest, ModuleExports } from "../../src/wasm/abi.ts";
import { readChain, readValues, type Stage, type Values } from "../ops/read-stage.ts";

const source = createSource("test.cnn", "");
const span = { start: 0, end: 0 };

/** A recipe as words: `sgd lr=0.05 momentum=0.9`, `step every=2`, `he`. */
export interface RecipeWords {
  readonly loss?: Configured<Loss>;
  readonly optimizer?: string;
  readonly schedule?: string;
  readonly clip?: string;
  readonly init?: string;
  readonly epochs?: number;
  readonly seed?: number;
}

export function recipeOf(words: RecipeWords, batch: number): Recipe {
  const { optimizer = "sgd lr=0.05 momentum=0.9", schedule = "constant", init = "torch", epochs = 3, seed = 1 } = words;
  return {
    name: "Test",
    loss: words.loss ?? configure(losses, "crossentropy"),
    optimizer: configure(optimizers, optimizer),
    schedule: configure(schedules, schedule),
    ...(words.clip === undefined ? {} : { clip: configure(clips, words.clip) }),
    init: configure(inits, init),
    batch,
    epochs,
    seed,
  };
}

export function configure<O extends { readonly schema: Parameters<typeof readValues>[0] }>(
  operators: ReadonlyMap<string, O>,
  text: string,
): { operator: O; values: Values } {
  const [name, ...words] = text.split(" ");
  const operator = operators.get(name!);
  if (!operator) throw new Error(`no operator ${name}`);
  return { operator, values: readValues(operator.schema, words) };
}

export function modelOf(chain: string | readonly Stage[], input: Shape, recipe?: Recipe): CheckedModel {
  const stages = typeof chain === "string" ? readChain(chain) : chain;
  const counts = new Map<string, number>();
  let shape = input;
  let previous = "input";
  const layers = stages.map(({ layer, values }): CheckedLayer => {
    const count = (counts.get(layer.name) ?? 0) + 1;
    counts.set(layer.name, count);
    const name = `${layer.name}${count}`;
    const { output, problems } = layer.shape(shape, values);
    if (!output) throw new Error(`${name} on ${shape.join("x")}: ${problems.map((p) => p.message).join("; ")}`);
    const checked = checkedLayer(name, layer, values, previous, shape, output);
    shape = output;
    previous = name;
    return checked;
  });
  const totals = { params: 0, weights: 0, macs: 0, rf: 1 };
  return {
    name: "Test",
    source,
    input,
    output: shape,
    layers,
    last: previous,
    heads: [],
    totals,
    ...(recipe ? { recipe } : {}),
  };
}

function checkedLayer(
  name: string,
  operator: Layer,
  values: Values,
  from: string,
  input: Shape,
  output: Shape,
): CheckedLayer {
  const parameters = operator.parameters(input, values).map((p) => ({ ...p, fullName: `${name}.${p.name}` }));
  const state = (operator.state?.(input, values) ?? []).map((s) => ({ ...s, fullName: `${name}.${s.name}` }));
  const place = { source, span, inputs: [from], inputShapes: [input], input, output, receptiveField: [], jump: [] };
  return {
    name,
    operator,
    values,
    parameters,
    params: 0,
    weights: 0,
    macs: 0,
    bytes: 0,
    state,
    head: undefined,
    trail: [],
    ...place,
  };
}

export interface Compiled {
  readonly model: CheckedModel;
  readonly program: Program;
  readonly plan: Plan;
  readonly wasm: Uint8Array;
  readonly manifest: Manifest;
}

export function compile(model: CheckedModel, options: CompileOptions): Compiled {
  const made = compileModel(model, options);
  return { model, program: made.plan.program, ...made };
}

const compiled = new Map<string, Compiled>();

/** As `compile`, once for each text, input, recipe and batch. */
export function compileChain(chain: string, input: Shape, batch: number, words: RecipeWords = {}): Compiled {
  const key = JSON.stringify([chain, input, batch, words]);
  const known = compiled.get(key);
  if (known) return known;
  const made = compile(modelOf(chain, input, recipeOf(words, batch)), { batch, training: true });
  compiled.set(key, made);
  return made;
}

export type TrainingExports = Required<ModuleExports> & {
  readonly memory: WebAssembly.Memory;
};

/** A running copy of a module, with views of its memory as it is now (made again by `grow`). */
export interface Running {
  readonly exports: TrainingExports;
  readonly memory: {
    readonly f32: Float32Array;
    readonly i32: Int32Array;
    readonly u8: Uint8Array;
    readonly view: DataView;
  };
  grow(pages: number): void;
}

export function start(wasm: Uint8Array): Running {
  const module = new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>);
  const exports = new WebAssembly.Instance(module).exports as unknown as TrainingExports;
  const views = () => {
    const { buffer } = exports.memory;
    return {
      f32: new Float32Array(buffer),
      i32: new Int32Array(buffer),
      u8: new Uint8Array(buffer),
      view: new DataView(buffer),
    };
  };
  let memory = views();
  return {
    exports,
    get memory() {
      return memory;
    },
    grow(pages) {
      exports.memory.grow(pages);
      memory = views();
    },
  };
}

/** The numbers of a tensor or region of the manifest, shared with the module. */
export function numbersAt({ memory }: Running, { offset, bytes }: { offset: number; bytes: number }): Float32Array {
  return memory.f32.subarray(offset / 4, (offset + bytes) / 4);
}

/** Uniform in [-1, 1), a multiple of 2^-23, exact in f32; the same for the same seed. */
export function createRandom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0; // neighbouring seeds must not start alike
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  };
}
