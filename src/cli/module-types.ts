/**
 * The types of a compiled module, as a TypeScript declaration file. Takes a manifest, returns text that imports nothing:
 * shapes, classes and names as literal types, and the exports for those who call the module without our runtime.
 */
import type { Manifest } from "../wasm/abi.ts";

export function renderModuleTypes(manifest: Manifest): string {
  const { model, input, output, labels, batch, classes, training } = manifest;
  const union = (names: readonly string[]): string =>
    names.length === 0 ? " never" : names.map((name) => `\n  | ${JSON.stringify(name)}`).join("");
  const trainingExports = `
  /** One training step on the first n images and labels; update 0 leaves the gradients only. */
  step(n: number, update: number): void;
  /** At most this many steps on data set 0, to the end of the epoch; gives the number done. */
  fit(steps: number): number;
  evaluate(set: number, from: number, count: number): void;`;
  return `// Made by cnnc ${manifest.compiler} from model ${model} (source sha256 ${manifest.source}).

/** Height x width x channels. */
export type Input = ${tuple(input)};
export type Output = ${tuple(output)};
/** What the outputs are; \`showOutputs\` of "cnnc/runtime" makes of them what is shown. */
export type OutputMeaning = ${JSON.stringify(manifest.outputs ?? "scores")};
${labels === undefined ? "" : `/** Places of an image that have a label each. */\nexport type LabelPlaces = ${tuple(labels)};\n`}/** Images the module takes at a time. */
export type Batch = ${batch};
export type Classes = ${classes === undefined ? "readonly string[]" : `readonly [${classes.map((c) => JSON.stringify(c)).join(", ")}]`};
export type ParameterName =${union(manifest.parameters.map(({ name }) => name))};
/** Layers whose output is there after a prediction. */
export type ActivationName =${union(manifest.activations.map(({ name }) => name))};

/** For the runtime: \`load<Names>(module)\` from "cnnc/runtime" then refuses other names when it is compiled. */
export interface Names {
  readonly parameters: ParameterName;
  readonly activations: ActivationName;
}

/** What an instance of the module exports. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  initialize(): void;
  rewind(): void;
  /** Runs the first n images, 1 ≤ n ≤ ${batch}. */
  predict(n: number): void;${training ? trainingExports : ""}
}
`;
}

function tuple(shape: readonly number[]): string {
  return `readonly [${shape.join(", ")}]`;
}
