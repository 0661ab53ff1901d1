/** Every system of the five lectures has a file that expresses it; and each fact that makes it that system holds of the file. */
import { describe, expect, it } from "vitest";
import type { CheckedModel } from "../../src/check/model.ts";
import { modelAt } from "../stdlib/read-program.ts";

const layers = (model: CheckedModel): string => model.layers.map(({ operator }) => operator.name).join(" ");

/** What a system is known by: its layers in a row, or how often one of them is there. */
type Sign = RegExp | readonly [layer: string, times: number];

const systems: readonly (readonly [system: string, sign: Sign, ...addresses: string[]])[] = [
  ["Perceptron", /^fc$/, "examples/01-perceptron.cnn"],
  ["Adaline", /^fc$/, "examples/02-adaline.cnn"],
  ["MLP", /^(fc sigmoid )+fc$/, "examples/03-mlp.cnn:NineByNine", "examples/03-mlp.cnn:Digits"],
  ["Input→FC", /^fc$/, "examples/04-input-fc.cnn"],
  ["Input→FC→ReLU", /^fc relu fc$/, "examples/05-input-fc-relu.cnn"],
  ["Input→(Conv→ReLU→Pool)*2→FC→ReLU→FC", /^(conv relu maxpool ){2}fc relu fc$/, "examples/06-conv-relu-pool.cnn"],
  [
    "Input→(Conv→ReLU→Conv→ReLU→Pool)→FC→ReLU→FC",
    /^((conv relu ){2}maxpool )+fc relu fc$/,
    "examples/07-conv-conv-pool.cnn",
  ],
  ["Neocognitron, SCSC", /^(conv relu avgpool ){2}fc$/, "examples/08-neocognitron.cnn"],
  ["LeNet-1", /^(conv scaledtanh subsample scaledtanh ){2}fc$/, "examples/09-lenet-1.cnn", "stdlib/lenet.cnn:LeNet1"],
  [
    "LeNet-5, 1998",
    /^pad (conv scaledtanh subsample scaledtanh ){2}conv scaledtanh fc scaledtanh fc$/,
    "examples/10-lenet5-1998.cnn",
    "stdlib/lenet.cnn:LeNet5Paper",
  ],
  ["LeNet-5 in PyTorch", /^(conv relu maxpool ){2}(fc relu ){2}fc$/, "examples/lenet5.cnn", "stdlib/lenet.cnn:LeNet5"],
  ["two-layer MNIST CNN", /^(conv relu maxpool ){2}fc$/, "examples/11-two-layer-mnist.cnn"],
  ["CIFAR-10 tutorial", /^(conv relu maxpool ){2}(fc relu ){2}fc$/, "examples/cifar10-tutorial.cnn"],
  ["Ciresan", /^(conv tanh maxpool ){2}fc tanh fc$/, "examples/12-ciresan.cnn"],
  ["AlexNet, paper", /lrn.*lrn.*dropout/, "examples/13-alexnet.cnn", "stdlib/alexnet.cnn:AlexNet"],
  ["AlexNet, the deck's", /^conv relu maxpool/, "stdlib/alexnet.cnn:AlexNetLecture"],
  ["AlexNet, torchvision", /adaptiveavgpool dropout fc/, "stdlib/alexnet.cnn:AlexNetTorchvision"],
  ["VGG A", /^(conv relu maxpool ){2}((conv relu ){2}maxpool ){3}(fc relu dropout ){2}fc$/, "stdlib/vgg.cnn:VGGA"],
  ["VGG A-LRN", /^conv relu lrn maxpool/, "stdlib/vgg.cnn:VGGALRN"],
  ["VGG B", /^((conv relu ){2}maxpool ){5}(fc relu dropout ){2}fc$/, "stdlib/vgg.cnn:VGGB"],
  ["VGG C", /^((conv relu ){2}maxpool ){2}((conv relu ){3}maxpool ){3}/, "stdlib/vgg.cnn:VGGC"],
  ["VGG D", /^((conv relu ){2}maxpool ){2}((conv relu ){3}maxpool ){3}/, "stdlib/vgg.cnn:VGGD"],
  ["VGG E", /^((conv relu ){2}maxpool ){2}((conv relu ){4}maxpool ){3}/, "stdlib/vgg.cnn:VGGE"],
  ["VGG with batch norm", /conv bn relu/, "stdlib/vgg.cnn:VGGABN", "stdlib/vgg.cnn:VGGDBN", "examples/14-vgg.cnn"],
  [
    "Network in Network",
    /^(conv relu ){3}.*gavgpool flatten$/,
    "examples/15-network-in-network.cnn",
    "stdlib/nin.cnn:NiN",
  ],
  ["Inception v1, naive", /^(conv relu ){3}maxpool concat$/, "examples/16-inception.cnn:Naive"],
  ["Inception v1 with reduction", /maxpool conv relu concat$/, "examples/16-inception.cnn:Reduced"],
  ["GoogLeNet", ["concat", 9], "stdlib/inception.cnn:GoogLeNet", "stdlib/inception.cnn:GoogLeNetPaper"],
  ["GoogLeNet with heads", /concat/, "stdlib/inception.cnn:GoogLeNetWithHeads", "examples/17-googlenet.cnn"],
  ["Inception v2", ["concat", 10], "stdlib/inception-v2.cnn:InceptionV2", "examples/18-factorized.cnn:TwoSmall"],
  [
    "Inception v3",
    ["concat", 11 + 2 * 2],
    "stdlib/inception-v3.cnn:InceptionV3",
    "examples/18-factorized.cnn:RowAndColumn",
  ],
  ["ResNet-18", ["add", 8], "examples/20-resnet.cnn", "stdlib/resnet.cnn:ResNet18"],
  ["ResNet-34", ["add", 16], "stdlib/resnet.cnn:ResNet34"],
  ["ResNet-50", ["add", 16], "stdlib/resnet.cnn:ResNet50"],
  ["ResNet-101", ["add", 33], "stdlib/resnet.cnn:ResNet101"],
  ["ResNet-152", ["add", 50], "stdlib/resnet.cnn:ResNet152"],
  ...[20, 32, 44, 56, 110].map(
    (n) => [`CIFAR ResNet-${n}`, ["add", (n - 2) / 2], `stdlib/cifar-resnet.cnn:ResNet${n}`] as const,
  ),
  ...[18, 34].map((n) => [`plain ${n}`, /^(?!.*add)/, `stdlib/plain.cnn:Plain${n}`] as const),
  ...[20, 32, 44, 56, 110].map((n) => [`CIFAR plain ${n}`, /^(?!.*add)/, `stdlib/cifar-resnet.cnn:Plain${n}`] as const),
  [
    "plain against residual",
    /^conv/,
    "examples/19-plain-and-residual.cnn:Plain",
    "examples/19-plain-and-residual.cnn:Residual",
  ],
  ["1x1 bottlenecks", /^(conv bn relu ){2}conv bn add relu$/, "examples/21-bottleneck.cnn:Narrow"],
  ["dilated temporal convolution", ["add", 8], "examples/22-temporal.cnn", "stdlib/tcn.cnn:SequentialTCN"],
  [
    "3-D convolution",
    /^conv/,
    "examples/23-volumetric.cnn",
    "stdlib/volumetric.cnn:VoxNet",
    "stdlib/volumetric.cnn:C3D",
  ],
  ["graph convolution", /^gconv relu dropout gconv$/, "examples/24-graph-convolution.cnn"],
  ["grouped convolution", /^conv bn relu$/, "examples/25-grouped-and-depthwise.cnn:Grouped"],
  ["depthwise convolution", /^dwconv bn relu conv/, "examples/25-grouped-and-depthwise.cnn:Separable"],
  ["grouped, in whole networks", /conv bn relu/, "stdlib/resnext.cnn:ResNeXt50", "stdlib/shufflenet.cnn:ShuffleNetV2"],
  ["depthwise, in whole networks", /dwconv/, "stdlib/mobilenet.cnn:MobileNetV1", "stdlib/mobilenet.cnn:MobileNetV2"],
  [
    "fully convolutional segmentation",
    /deconv/,
    "examples/26-segmentation.cnn",
    "stdlib/segmentation.cnn:FCN8s",
    "stdlib/segmentation.cnn:FCN32s",
    "stdlib/segmentation.cnn:UNet",
  ],
];

describe("systems of the lectures", () => {
  it.each(systems.map(([system, sign, ...addresses]) => ({ system, sign, addresses })))(
    "$system",
    ({ sign, addresses }) => {
      // Later addresses may be parts or relatives; the first is the system itself.
      const names = layers(modelAt(addresses[0]!));
      if (sign instanceof RegExp) expect(names).toMatch(sign);
      else expect(names.split(" ").filter((name) => name === sign[0]).length).toBe(sign[1]);
      for (const address of addresses) expect(modelAt(address).layers.length, address).toBeGreaterThan(0);
    },
  );

  it("none is named twice", () => {
    expect(new Set(systems.map(([system]) => system)).size).toBe(systems.length);
  });
});

describe("what makes them so", () => {
  const argumentsOf = (address: string, layer: string) =>
    modelAt(address).layers.flatMap(({ operator, values }) => (operator.name === layer ? [values] : []));

  it("AlexNet's poolings overlap", () => {
    for (const { size, stride } of argumentsOf("stdlib/alexnet.cnn:AlexNet", "maxpool"))
      expect([size, stride]).toEqual([[3], [2]]);
  });

  it("C of VGG differs from D by three 1x1", () => {
    const kernels = argumentsOf("stdlib/vgg.cnn:VGGC", "conv").map(({ sizes }) => (sizes as number[])[0]);
    expect(kernels.filter((size) => size === 1).length).toBe(3);
    expect(argumentsOf("stdlib/vgg.cnn:VGGD", "conv").every(({ sizes }) => (sizes as number[])[0] === 3)).toBe(true);
  });

  it("the dilations of the temporal network double, and it sees only the past", () => {
    const convolutions = argumentsOf("stdlib/tcn.cnn:SequentialTCN", "conv").filter(({ dilation }) => dilation);
    expect(convolutions.map(({ dilation }) => (dilation as number[])[0])).toEqual(
      [1, 2, 4, 8, 16, 32, 64, 128].flatMap((d) => [d, d]),
    );
    for (const { padding } of convolutions)
      expect((padding as readonly { readonly after: number }[])[0]!.after).toBe(0);
  });

  it("two 3x3 see 5x5, and a row and a column see 7x7", () => {
    expect(modelAt("examples/18-factorized.cnn:TwoSmall").totals.rf).toBe(
      modelAt("examples/18-factorized.cnn:Whole").totals.rf,
    );
    expect(modelAt("examples/18-factorized.cnn:RowAndColumn").layers.at(-1)!.receptiveField).toEqual([7, 7]);
  });

  it("reduction makes the Inception module narrower and cheaper", () => {
    const [naive, reduced] = [modelAt("examples/16-inception.cnn:Naive"), modelAt("examples/16-inception.cnn:Reduced")];
    expect(naive.totals.macs).toBe(854_196_224);
    expect(reduced.totals.macs).toBeLessThan(naive.totals.macs / 3);
    expect([naive.output[2], reduced.output[2]]).toEqual([672, 480]);
  });

  it("the crops of U-Net fit", () => {
    expect(modelAt("stdlib/segmentation.cnn:UNetPaper").output).toEqual([388, 388, 2]);
  });
});
