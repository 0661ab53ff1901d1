/**
 * The systems of the lectures as programs that train within seconds. Takes a model of the project and what is said of it here;
 * gives a text: the model's own file with a smaller input where the full one would take hours, a head where it ends in maps
 * (labels are classes of images; a segmentation keeps its map), and a plain recipe where it has none. Not for how it is trained: `lectures.test.ts`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, type NamedModel } from "../../export/models.ts";

interface Changes {
  /** In the place of the model's own. */
  readonly input?: string;
  /** In the place of the model's own, or of the plain one. */
  readonly recipe?: string;
  /** Of the text of the file. */
  readonly edit?: (text: string) => string;
  /** What the table says of them. */
  readonly note?: string;
}

export interface System {
  readonly model: string;
  readonly path: string;
  readonly text: string;
  readonly notes: readonly string[];
  /** By the recipe that stands in the file. */
  readonly ownRecipe: boolean;
}

const plain = "loss crossentropy\n  optimizer adam lr=0.001\n  init he";

/** Inputs at which a step of 16 images takes about a second. */
const smaller: ReadonlyMap<string, string> = new Map([
  ["224x224x3", "32x32x3"],
  ["227x227x3", "67x67x3"],
  ["299x299x3", "75x75x3"],
  ["56x56x256", "7x7x256"],
  ["28x28x256", "7x7x256"],
  ["28x28x192", "7x7x192"],
  ["28x28x128", "14x14x128"],
  ["17x17x192", "9x9x192"],
]);

const narrow = (from: RegExp, by: number) => (text: string) =>
  text.replace(from, (_, before: string, channels: string) => `${before}${Math.ceil(Number(channels) / by)}`);

/** Five halvings leave no smaller input than 32x32, and a network of the size of VGG takes a minute even so. */
const quarter: Changes = {
  edit: narrow(
    /((?:stage|stage_by_1x1|conv_relu)\((?:unit, |conv_relu, )?|fc |conv [17]x[17]x)(\d{2,4})(?=,|\)| )/g,
    4,
  ),
  note: "a quarter of the channels",
};

const changes: ReadonlyMap<string, Changes> = new Map<string, Changes>([
  ["examples/01-perceptron.cnn:Perceptron", { edit: (text) => text.replace("fc 1 ", "fc 2 "), recipe: "loss hinge\n  optimizer sgd lr=0.01", note: "an output a class" }], // prettier-ignore
  ["examples/02-adaline.cnn:Adaline", { edit: (text) => text.replace("fc 1\n", "fc 2\n"), recipe: "loss mse\n  optimizer sgd lr=0.05", note: "an output a class" }], // prettier-ignore
  ["examples/07-conv-conv-pool.cnn:ThreeStages", { recipe: plain }],
  ["examples/08-neocognitron.cnn:Neocognitron", { edit: (text) => text.replace("lr=0.05", "lr=0.01"), note: "at a fifth of its rate: else no unit answers to these images any more" }], // prettier-ignore
  ["examples/13-alexnet.cnn:AlexNet", { recipe: plain }],
  ["examples/15-network-in-network.cnn:NiN", { input: "16x16x3", recipe: plain }],
  ["examples/26-segmentation.cnn:SmallUNet", { input: "32x32x3" }],
  ["stdlib/alexnet.cnn:AlexNetLecture", { input: "67x67x1" }],
  [
    "stdlib/alexnet.cnn:AlexNetTorchvision",
    { input: "67x67x3", edit: narrow(/(fc )(\d{4})/g, 4), note: "1,024 for 4,096 in the full connections" },
  ],
  ["stdlib/cifar-resnet.cnn:ResNet110", { input: "8x8x3" }],
  // Without shortcuts so many layers hardly learn, as the lecture says; at a lower rate not within the time.
  ["stdlib/cifar-resnet.cnn:Plain110", { input: "8x8x3", recipe: plain.replace("0.001", "0.003") }],
  ["stdlib/lenet.cnn:LeNet5Paper", { edit: (text) => text.replace(/(model LeNet5Paper \{\n.*\n.*)/, "$1 -> fc 10"), note: "`fc 10` behind it" }], // prettier-ignore
  ["stdlib/inception-v3.cnn:InceptionV3WithHead", { edit: (text) => text.replace("avgpool 5 s3 ->", "adaptiveavgpool 5x5 ->"), note: "its head made to fit" }], // prettier-ignore
  // It ends in relu: at a higher rate all its scores are 0 before it has learned to tell them apart.
  ["stdlib/nin.cnn:NiNImageNet", { recipe: plain.replace("0.001", "0.0001") }],
  ["stdlib/nin.cnn:NiN", { input: "16x16x3" }],
  ["stdlib/segmentation.cnn:FCN32s", quarter],
  ["stdlib/segmentation.cnn:FCN8s", quarter],
  ["stdlib/segmentation.cnn:UNet", { input: "16x16x1" }],
  // The smallest input to which the numbers of its crops fit.
  ["stdlib/segmentation.cnn:UNetPaper", { input: "188x188x1", edit: narrow(/((?:double\(|deconv 2x2x)(?=\d))(\d+)/g, 32), note: "a 32nd of the channels" }], // prettier-ignore
  ...["VGGALRN", "VGGB", "VGGC", "VGGD", "VGGE", "VGGABN", "VGGDBN"].map((name) => [`stdlib/vgg.cnn:${name}`, quarter] as const), // prettier-ignore
  ["stdlib/volumetric.cnn:C3D", { input: "16x16x16x3", edit: narrow(/(conv_relu\(|fc )(\d+)/g, 4), note: "a quarter of the channels" }], // prettier-ignore
]);

/** Whether the file declares the model; one that it imports and gives a recipe is learned where it is declared. */
export function isDeclared({ name }: NamedModel): boolean {
  const [path = "", own = ""] = name.split(":");
  return new RegExp(`^model ${own}\\b`, "m").test(readFileSync(join(ROOT, path), "utf8"));
}

export function systemOf({ name, model }: NamedModel): System {
  const { input, recipe, edit, note } = changes.get(name) ?? {};
  const [path = "", own = ""] = name.split(":");
  const notes: string[] = note === undefined ? [] : [note];
  const file = readFileSync(join(ROOT, path), "utf8")
    .replace(/^ *expect .*\n/gm, "")
    // Sizes of the full input, said where a line ends.
    .replace(/ +: [\dx]+(\{classes\})?(?= *(\/\/.*)?$)/gm, "")
    .replace(/\bclasses = (1000|487|40)\b/g, "classes = 10")
    .replace(/\bfc 1000\b/g, "fc 10");
  const text = edit?.(file) ?? file;
  const start = new RegExp(`^model ${own}\\b.*\\{$`, "m").exec(text)!.index;
  const end = text.indexOf("\n}", start);
  let body = text.slice(start, end);
  const chosen = input ?? smaller.get(model.input.join("x"));
  if (chosen !== undefined) body = body.replace(/^ {2}input [\dx{}a-z]+/m, `  input ${chosen}`);
  const isSegmentation = path.endsWith("segmentation.cnn");
  if (!isSegmentation && model.output.slice(0, -1).some((size) => size > 1)) {
    body += "\n  gavgpool -> fc 10";
    notes.push("`gavgpool -> fc 10` behind it");
  }
  const rest = text.slice(end);
  const given = recipe ?? (model.recipe === undefined ? plain : undefined);
  const heads = model.heads.map((head) => `\n  aux ${head.name} weight=0.3`).join("");
  const recipes = given === undefined ? rest : `${withoutRecipe(rest, own)}\ntrain ${own} {\n  ${given}${heads}\n}\n`;
  return {
    model: own,
    path: join(ROOT, path),
    text: text.slice(0, start) + body + recipes,
    notes,
    ownRecipe: given === undefined,
  };
}

const withoutRecipe = (text: string, model: string): string =>
  text.replace(new RegExp(`^train ${model}\\b[^}]*\\}`, "m"), "");

/** Every name that something is said of, so that none is said of nothing. */
export const changed: readonly string[] = [...changes.keys()];
