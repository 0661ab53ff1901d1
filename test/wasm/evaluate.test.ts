/** `evaluate` goes over the test set once: what it says of each image is what `predict` says, the last batch included. */
import { expect, it } from "vitest";
import { load } from "../../src/runtime/index.ts";
import { createRandom } from "../fuzz/random.ts";
import { compileText } from "./compile-text.ts";

const program = (last: string): string => `model M {
  input 5x4x2
  conv 3x3x4 p1 -> bn -> relu -> dropout 0.5
  fc 3${last}
}
train M {
  data mnist
  batch 16
  epochs 1
}
`;

it.each(["", " -> softmax"])("agrees with predict, behind %j", async (last) => {
  const { wasm, manifest } = compileText(program(last));
  expect(manifest.evaluateGivesOutputs).toBe(true);
  const net = await load(new Uint8Array(wasm));
  net.init(3);
  const random = createRandom(5);
  for (const count of [1, 16, 37]) {
    const images = Float32Array.from({ length: count * 40 }, () => 4 * random.next() - 2);
    const labels = Uint8Array.from({ length: count }, () => random.below(3));
    const outputs = net.predict(images, count);
    const confusion = [0, 1, 2].map(() => [0, 0, 0]);
    for (let i = 0; i < count; i++) {
      const row = [...outputs.subarray(3 * i, 3 * i + 3)];
      confusion[labels[i]!]![row.indexOf(Math.max(...row))]!++;
    }
    const found = await net.evaluate({ images, labels, shape: [5, 4, 2] });
    expect(found.confusion).toEqual(confusion);
    // In float64 from the outputs.
    const loss = Array.from({ length: count }, (_, i) => {
      const row = outputs.subarray(3 * i, 3 * i + 3);
      if (last !== "") return -Math.log(row[labels[i]!]!);
      return Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[labels[i]!]!;
    }).reduce((sum, value) => sum + value, 0);
    expect(found.loss).toBeCloseTo(loss / count, 5);
  }
  net.dispose();
});
