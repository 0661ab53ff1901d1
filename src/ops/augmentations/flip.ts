/** Every other image as its mirror shows it. */
import { defineAugmentation } from "../define.ts";
import { flipAtRandom, mustHaveAxes } from "../families/image-places.ts";
import { call, input, leaf } from "../pytorch.ts";
import { reject, spatialOf } from "../shape.ts";

const name = "flip";
const horizontal = "horizontal";
const vertical = "vertical";

/** Along the width (or the length of a sequence), or along the height. */
const axisOf = (axes: number, direction: string): number => (direction === horizontal ? axes - 1 : axes - 2);

export const flip = defineAugmentation({
  name,
  documentation: {
    summary: "mirrors each image with probability one half",
    details: [
      "`flip horizontal` turns left and right about (of a sequence its beginning and end), `flip vertical` top and bottom. For what a mirror " +
        "leaves what it is: a cat, but no letter.",
      "",
      "    output[p] = input[N - 1 - p] along one axis",
      "",
      "PyTorch: `RandomHorizontalFlip` and `RandomVerticalFlip` of torchvision.",
    ].join("\n"),
    example:
      "model Example {\n  input 32x32x3\n  fc 10\n}\n\ntrain Example {\n  data    cifar10\n  augment flip horizontal\n}\n",
  },
  schema: {
    direction: {
      kind: "named-word",
      words: [horizontal, vertical],
      bare: true,
      default: horizontal,
      doc: "which way the mirror shows: `flip horizontal`",
    },
  },
  shape(image, { direction }) {
    const problems = mustHaveAxes(image, direction === horizontal ? 1 : 2, `\`${name} ${direction}\``);
    return problems.length > 0 ? reject(...problems) : { output: image, problems: [] };
  },
  step: (image, { direction }) => ({
    kind: "mirror",
    name,
    input: image,
    output: image,
    axis: axisOf(spatialOf(image).length, direction),
  }),
  pytorch: (image, { direction }) => ({
    call: call(flipAtRandom.name, input(), leaf(axisOf(spatialOf(image).length, direction) + 2, "axis")),
    helpers: [flipAtRandom],
  }),
});
