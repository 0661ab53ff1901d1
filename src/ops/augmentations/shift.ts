/** Images moved by a few places. */
import { defineAugmentation } from "../define.ts";
import { cutAtRandom, mustHaveAxes, namedAxes } from "../families/image-places.ts";
import { call, input, tuple } from "../pytorch.ts";
import { reject, spatialOf } from "../shape.ts";

const name = "shift";

export const shift = defineAugmentation({
  name,
  documentation: {
    summary: "moves each image by up to N places along every axis",
    details: [
      "For each image and each axis a whole number from -N to N, all as likely; what comes in from outside is 0, before the " +
        "normalization.",
      "",
      "    output[p] = input[p + o]",
      "",
      "PyTorch: `RandomCrop(size, padding=N)` of torchvision, which pads with zeros and cuts at random.",
    ].join("\n"),
    example: "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data    mnist\n  augment shift 2\n}\n",
  },
  schema: {
    places: { kind: "number", integer: true, minimum: 0, doc: "the most places along each axis: `shift 2`" },
  },
  shape(image, { places }) {
    const problems = mustHaveAxes(image, 1, `\`${name}\``);
    if (problems.length > 0) return reject(...problems);
    const small = namedAxes(image).find(([, extent]) => places >= extent);
    if (!small) return { output: image, problems: [] };
    return reject({
      code: "shape/nothing-left",
      message: `\`${name} ${places}\` can move the whole image out of sight`,
      arithmetic: [`the ${small[0]} is ${small[1]}`],
      help: `shift by less than ${small[1]}`,
      argument: "places",
    });
  },
  step: (image, { places }) => ({
    kind: "move",
    name,
    input: image,
    output: image,
    margins: spatialOf(image).map(() => places),
  }),
  pytorch: (image, { places }) => ({
    call: call(
      cutAtRandom.name,
      input(),
      tuple(
        spatialOf(image).map(() => places),
        "margins",
      ),
      tuple(spatialOf(image), "sizes"),
    ),
    helpers: [cutAtRandom],
  }),
});
