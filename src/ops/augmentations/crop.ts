/** A window of each image, at random. */
import { defineAugmentation } from "../define.ts";
import { cutAtRandom, mustHaveAxes } from "../families/image-places.ts";
import type { Shape } from "../operator.ts";
import { call, input, tuple } from "../pytorch.ts";
import { channelsOf, printShape, reject, spatialOf } from "../shape.ts";

const name = "crop";

/** One size is for every axis. */
const sizesFor = (image: Shape, sizes: readonly number[]): readonly number[] =>
  sizes.length === 1 ? spatialOf(image).map(() => sizes[0]!) : sizes;

export const crop = defineAugmentation({
  name,
  documentation: {
    summary: "pads each image with zeros and cuts a window out of it, anywhere",
    details: [
      "The window has `size` places along every axis, `crop [32, 24]` one number for each; with `pad=P` there are P places of 0 on " +
        "each side of the image before, in the units of the data, before the normalization. All windows are as likely. The last step of " +
        "a chain must give images of the size of the model's input.",
      "",
      "    output[p] = input[p + o],  o from -P to N + P - size",
      "",
      "PyTorch: `RandomCrop(size, padding=P)` of torchvision.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data    mnist\n  augment crop 28 pad=4\n}\n",
  },
  schema: {
    size: {
      kind: "numbers",
      integer: true,
      minimum: 1,
      doc: "the places of the window, for all axes or as a list: `crop 28`",
    },
    pad: { kind: "named-number", integer: true, minimum: 0, default: 0, doc: "zeros on each side before the cut" },
  },
  shape(image, { size, pad }) {
    const problems = mustHaveAxes(image, 1, `\`${name}\``);
    if (problems.length > 0) return reject(...problems);
    const axes = spatialOf(image).length;
    const wanted = sizesFor(image, size);
    if (wanted.length !== axes)
      return reject({
        code: "shape/wrong-number-of-sizes",
        message: `\`${name}\` has ${wanted.length} sizes, the images ${printShape(image)} have ${axes} axes beside the channels`,
        help: "give one size for all axes, or a list with one for each",
        argument: "size",
      });
    const narrow = wanted.findIndex((places, a) => places > image[a]! + 2 * pad);
    if (narrow < 0) return { output: [...wanted, channelsOf(image)], problems: [] };
    return reject({
      code: "shape/kernel-exceeds-input",
      message: `a window of ${wanted[narrow]} does not fit the ${image[narrow]} places of the image`,
      arithmetic: [`${image[narrow]} + 2·${pad} - ${wanted[narrow]} + 1 = ${image[narrow]! + 2 * pad - wanted[narrow]! + 1} places for the window`], // prettier-ignore
      help: `take a smaller window, or pad with \`pad=${Math.ceil((wanted[narrow]! - image[narrow]!) / 2)}\``,
      argument: "size",
    });
  },
  step: (image, { size, pad }) => ({
    kind: "move",
    name,
    input: image,
    output: [...sizesFor(image, size), channelsOf(image)],
    margins: spatialOf(image).map(() => pad),
  }),
  pytorch: (image, { size, pad }) => ({
    call: call(
      cutAtRandom.name,
      input(),
      tuple(
        spatialOf(image).map(() => pad),
        "margins",
      ),
      tuple(sizesFor(image, size), "sizes"),
    ),
    helpers: [cutAtRandom],
  }),
});
