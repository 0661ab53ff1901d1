/**
 * A compiled network on given images, as PyTorch is asked to do it too: its answers to the first batch, the gradients of that
 * batch, and every parameter and statistic after all epochs of its recipe, with the images in the order they have.
 */
import { type Compiled, numbersAt, type Running, start } from "../wasm/compile-chain.ts";
import { controlOf } from "../wasm/control.ts";
import { placeTrainingSet } from "../wasm/data-set.ts";

export type Tensors = ReadonlyMap<string, Float32Array>;

export interface Trained {
  /** Channels last. */
  readonly outputs: Float32Array;
  readonly gradients: Tensors;
  readonly weights: Tensors;
}

export interface TrainingData {
  /** Channels last. */
  readonly images: Float32Array;
  readonly labels: Uint8Array;
  readonly weights: Tensors;
}

export function trainModule({ wasm, manifest, model }: Compiled, data: TrainingData): Trained {
  const running = start(wasm);
  const { exports } = running;
  const control = controlOf(running, manifest);
  const tensors = [...manifest.parameters, ...manifest.states].filter(({ name }) => data.weights.has(name));
  const begin = (): void => {
    exports.initialize();
    for (const place of tensors) numbersAt(running, place).set(data.weights.get(place.name)!);
  };
  begin();
  const { batch, epochs } = model.recipe!;
  const pixels = data.images.length / data.labels.length;
  numbersAt(running, manifest.regions.images).set(data.images.subarray(0, batch * pixels));
  numbersAt(running, manifest.regions.labels).set(data.labels.subarray(0, batch));
  exports.predict(batch);
  const outputs = numbersAt(running, manifest.regions.outputs).slice();
  exports.step(batch, 0);
  const gradients = copyOf(running, manifest.gradients);
  begin();
  const order = placeTrainingSet(running, manifest, data.images, data.labels);
  control.set("totalEpochs", epochs);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = 0; i < data.labels.length; i++) running.memory.i32[order / 4 + i] = i;
    control.set("orderEpoch", control.get("epoch"));
    exports.fit(1_000_000);
    if (control.get("diverged") === 1) throw new Error(`the loss is not finite in epoch ${epoch + 1}`);
    if (control.get("epoch") !== epoch + 1) throw new Error(`epoch ${epoch + 1} did not end`);
  }
  return { outputs, gradients, weights: copyOf(running, tensors) };
}

function copyOf(
  running: Running,
  places: readonly { readonly name: string; readonly offset: number; readonly bytes: number }[],
): Tensors {
  return new Map(places.map((place) => [place.name, numbersAt(running, place).slice()]));
}
