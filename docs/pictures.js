/**
 * The pictures of the README: which models are drawn, and how. Takes the checker and the drawing of the compiler, built or not, and a
 * way to read files of the project; gives each file of docs/pictures with its SVG. `generate.js` writes them, and
 * `test/report/drawing/pictures.test.ts` holds that they are fresh.
 */
const PICTURES = [
  { name: "lenet5.svg", program: "examples/lenet5.cnn", model: "LeNet5" },
  { name: "unet.svg", program: "stdlib/segmentation.cnn", model: "UNet" },
];

export function drawPictures({ check, drawModel, read }) {
  return new Map(
    PICTURES.map(({ name, program, model }) => {
      const { models } = check(read(program), { path: program });
      const found = models.find((each) => each.name === model);
      if (found === undefined) throw new Error(`${program} has no model ${model}`);
      return [name, drawModel(found)];
    }),
  );
}
