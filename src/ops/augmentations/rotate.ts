/** Images turned by a few degrees. */
import { defineAugmentation } from "../define.ts";
import { mustHaveAxes, rotateAtRandom } from "../families/image-places.ts";
import { call, input, leaf } from "../pytorch.ts";
import { reject } from "../shape.ts";

const name = "rotate";

export const rotate = defineAugmentation({
  name,
  documentation: {
    summary: "turns each image by up to some degrees, to either side",
    details: [
      "An angle from -D to D, all as likely, about the middle ((H - 1)/2, (W - 1)/2) of the image; counterclockwise where it is above 0. " +
        "Between the places of the input it is linear in both directions; outside is 0, before the normalization. Of a volume, " +
        "every slice is turned by the same angle in the plane of height and width.",
      "",
      "    output(y, x) = input(cy + sin θ·(x - cx) + cos θ·(y - cy), cx + cos θ·(x - cx) - sin θ·(y - cy))",
      "",
      "PyTorch: `RandomRotation(D, interpolation=BILINEAR)` of torchvision, which is `affine_grid` and `grid_sample`.",
    ].join("\n"),
    example:
      "model Example {\n  input 28x28x1\n  fc 10\n}\n\ntrain Example {\n  data    mnist\n  augment rotate 10\n}\n",
  },
  schema: {
    degrees: { kind: "number", minimum: 0, maximum: 180, doc: "the largest angle: `rotate 10`" },
  },
  shape(image) {
    const problems = mustHaveAxes(image, 2, `\`${name}\``);
    return problems.length > 0 ? reject(...problems) : { output: image, problems: [] };
  },
  step: (image, { degrees }) => ({ kind: "turn", name, input: image, output: image, degrees }),
  pytorch: (_, { degrees }) => ({
    call: call(rotateAtRandom.name, input(), leaf(degrees, "degrees")),
    labels: call(rotateAtRandom.name, input(), leaf(degrees, "degrees"), leaf("nearest", "mode")),
    helpers: [rotateAtRandom],
  }),
});
