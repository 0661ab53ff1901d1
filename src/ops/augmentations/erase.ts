/** A box of each image blanked out. */
import { defineAugmentation } from "../define.ts";
import { eraseAtRandom, mustHaveAxes, namedAxes } from "../families/image-places.ts";
import { call, input, leaf } from "../pytorch.ts";
import { reject } from "../shape.ts";

const name = "erase";

export const erase = defineAugmentation({
  name,
  documentation: {
    summary: "blanks out a square of each image",
    details: [
      "Zeros, before the normalization, in a square of N places a side (a segment of a sequence, a cube of a volume). Any place of the " +
        "image may be its middle, so it may hang over the edge and hide less.",
      "",
      "    output[p] = 0 where c - ⌊N/2⌋ ≤ p < c - ⌊N/2⌋ + N along every axis",
      "",
      "PyTorch: torchvision's `RandomErasing` with p = 1 and a fixed square; that one stays inside the image. DeVries and Taylor, *Improved " +
        "regularization of convolutional neural networks with cutout*, 2017.",
    ].join("\n"),
    example:
      "model Example {\n  input 32x32x3\n  fc 10\n}\n\ntrain Example {\n  data    cifar10\n  augment erase 8\n}\n",
  },
  schema: {
    extent: { kind: "number", integer: true, minimum: 0, doc: "the places along each side of the square: `erase 8`" },
  },
  shape(image, { extent }) {
    const problems = mustHaveAxes(image, 1, `\`${name}\``);
    if (problems.length > 0) return reject(...problems);
    const small = namedAxes(image).find(([, places]) => extent > places);
    if (!small) return { output: image, problems: [] };
    return reject({
      code: "shape/nothing-left",
      message: `\`${name} ${extent}\` is larger than the image`,
      arithmetic: [`the ${small[0]} is ${small[1]}`],
      help: `erase ${small[1]} places or fewer`,
      argument: "extent",
    });
  },
  step: (image, { extent }) => ({ kind: "erase", name, input: image, output: image, extent }),
  pytorch: (_, { extent }) => ({
    call: call(eraseAtRandom.name, input(), leaf(extent, "extent")),
    helpers: [eraseAtRandom],
  }),
});
