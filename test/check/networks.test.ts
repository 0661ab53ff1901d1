/**
 * Every network of the lectures, counted to the last digit: parameters, multiply-adds, rows, receptive fields. The files of
 * stdlib/ and examples/ are read, not repeated. `tv` are numbers read off torchvision 0.14, `paper` the paper's own.
 */
import { describe, expect, it } from "vitest";
import { lastFeature, learning, modelAt } from "../stdlib/read-program.ts";
import { checkText, modelOf, network } from "./check-text.ts";

const rowsOf = (address: string): readonly number[] => learning(modelAt(address)).map(({ params }) => params);

describe("parameters and multiply-adds", () => {
  it.each([
    ["LeNet-5, 28x28", "examples/lenet5.cnn", 61_706, 416_520],
    ["LeNet-5, 28x28", "stdlib/lenet.cnn:LeNet5", 61_706, 416_520],
    ["LeNet-5, nothing padded", "stdlib/lenet.cnn:LeNet5Unpadded", 44_426, 281_640],
    ["LeNet-5 of 1998 (paper)", "stdlib/lenet.cnn:LeNet5Paper", 60_000, undefined],
    ["LeNet-1 (paper: about 2,600)", "stdlib/lenet.cnn:LeNet1", 2_578, undefined],
    ["LeNet-1 (paper: about 2,600)", "examples/09-lenet-1.cnn", 2_578, undefined],
    ["two-layer MNIST CNN", "examples/11-two-layer-mnist.cnn", 8_490, 467_200],
    ["CIFAR-10 tutorial", "examples/cifar10-tutorial.cnn", 62_006, 651_720],
    ["Ciresan", "examples/12-ciresan.cnn", 76_040, 1_891_820],
    ["AlexNet of the lecture", "stdlib/alexnet.cnn:AlexNetLecture", 46_764_746, 938_146_176],
    ["AlexNet (paper)", "stdlib/alexnet.cnn:AlexNet", 60_965_224, 724_406_816],
    ["AlexNet (paper)", "examples/13-alexnet.cnn", 60_965_224, 724_406_816],
    ["AlexNet, ungrouped", "stdlib/alexnet.cnn:AlexNetUngrouped", 62_378_344, 1_135_256_096],
    ["AlexNet (tv)", "stdlib/alexnet.cnn:AlexNetTorchvision", 61_100_840, 714_188_480],
    ["VGG-A (tv)", "stdlib/vgg.cnn:VGGA", 132_863_336, 7_609_090_048],
    ["VGG-A-LRN", "stdlib/vgg.cnn:VGGALRN", 132_863_336, 7_609_090_048],
    ["VGG-A + bn (tv)", "stdlib/vgg.cnn:VGGABN", 132_868_840, 7_609_090_048],
    ["VGG-B (tv)", "stdlib/vgg.cnn:VGGB", 133_047_848, 11_308_466_176],
    ["VGG-C", "stdlib/vgg.cnn:VGGC", 133_638_952, 11_770_888_192],
    ["VGG-D (tv)", "stdlib/vgg.cnn:VGGD", 138_357_544, 15_470_264_320],
    ["VGG-D + bn (tv)", "stdlib/vgg.cnn:VGGDBN", 138_365_992, 15_470_264_320],
    ["VGG-E (tv)", "stdlib/vgg.cnn:VGGE", 143_667_240, 19_632_062_464],
    ["NiN, CIFAR-10", "stdlib/nin.cnn:NiN", 966_986, 222_486_528],
    ["NiN, CIFAR-10", "examples/15-network-in-network.cnn", 966_986, 222_486_528],
    ["GoogLeNet (tv)", "stdlib/inception.cnn:GoogLeNet", 6_624_904, 1_498_376_192],
    ["GoogLeNet with heads (tv)", "stdlib/inception.cnn:GoogLeNetWithHeads", 13_004_888, 1_498_376_192],
    ["GoogLeNet of the paper", "stdlib/inception.cnn:GoogLeNetPaper", 6_998_552, 1_582_671_872],
    ["GoogLeNet of the paper with heads", "stdlib/inception.cnn:GoogLeNetPaperWithHeads", 13_378_280, 1_582_671_872],
    ["Inception v3 (tv)", "stdlib/inception-v3.cnn:InceptionV3", 23_834_568, 5_713_216_096],
    ["Inception v3 with head (tv)", "stdlib/inception-v3.cnn:InceptionV3WithHead", 27_161_264, 5_713_216_096],
    ["ResNet-18 (tv)", "stdlib/resnet.cnn:ResNet18", 11_689_512, 1_814_073_344],
    ["ResNet-18 (tv)", "examples/20-resnet.cnn", 11_689_512, 1_814_073_344],
    ["ResNet-34 (tv)", "stdlib/resnet.cnn:ResNet34", 21_797_672, 3_663_761_408],
    ["ResNet-50 (tv)", "stdlib/resnet.cnn:ResNet50", 25_557_032, 4_089_184_256],
    ["ResNet-101 (tv)", "stdlib/resnet.cnn:ResNet101", 44_549_160, 7_801_405_440],
    ["ResNet-152 (tv)", "stdlib/resnet.cnn:ResNet152", 60_192_808, 11_513_626_624],
    ["ResNet-20, option A", "stdlib/cifar-resnet.cnn:ResNet20", 269_722, 40_551_040],
    ["ResNet-32, option A", "stdlib/cifar-resnet.cnn:ResNet32", 464_154, 68_862_592],
    ["ResNet-44, option A", "stdlib/cifar-resnet.cnn:ResNet44", 658_586, 97_174_144],
    ["ResNet-56, option A", "stdlib/cifar-resnet.cnn:ResNet56", 853_018, 125_485_696],
    ["ResNet-110, option A", "stdlib/cifar-resnet.cnn:ResNet110", 1_727_962, 252_887_680],
  ])("%s: %s", (_, address, params, macs) => {
    const { totals } = modelAt(address);
    expect(totals.params).toBe(params);
    if (macs !== undefined) expect(totals.macs).toBe(macs);
  });

  it.each([
    ["ResNeXt-50 32x4d (tv)", "stdlib/resnext.cnn:ResNeXt50", 25_028_904],
    ["SE-ResNet-50 (timm)", "stdlib/senet.cnn:SEResNet50", 28_088_024],
    ["MobileNet v1 (Keras, trainable)", "stdlib/mobilenet.cnn:MobileNetV1", 4_231_976],
    ["MobileNet v2 (tv)", "stdlib/mobilenet.cnn:MobileNetV2", 3_504_872],
    ["ShuffleNet v2 x1.0 (tv)", "stdlib/shufflenet.cnn:ShuffleNetV2", 2_278_604],
    ["BN-Inception (its authors' Caffe model)", "stdlib/inception-v2.cnn:InceptionV2Caffe", 11_295_240],
    ["VoxNet (paper)", "stdlib/volumetric.cnn:VoxNet", 921_736],
  ])("beyond the lectures, %s: %s", (_, address, params) => {
    expect(modelAt(address).totals.params).toBe(params);
  });

  it("a plain net has what its residual net has, but for the projections", () => {
    for (const n of [20, 32, 44, 56, 110])
      expect(modelAt(`stdlib/cifar-resnet.cnn:Plain${n}`).totals.params).toBe(
        modelAt(`stdlib/cifar-resnet.cnn:ResNet${n}`).totals.params,
      );
    const projections = 64 * 128 + 128 * 256 + 256 * 512 + 2 * (128 + 256 + 512);
    for (const n of [18, 34])
      expect(modelAt(`stdlib/plain.cnn:Plain${n}`).totals.params).toBe(
        modelAt(`stdlib/resnet.cnn:ResNet${n}`).totals.params - projections,
      );
  });
});

describe("rows", () => {
  const today = [156, 2_416, 48_120, 10_164, 850];
  it.each([
    ["examples/lenet5.cnn", today],
    ["stdlib/lenet.cnn:LeNet5", today],
    ["stdlib/lenet.cnn:LeNet5Paper", [156, 12, 1_516, 32, 48_120, 10_164]],
    ["examples/10-lenet5-1998.cnn", [156, 12, 1_516, 32, 48_120, 10_164, 850]],
    ["examples/09-lenet-1.cnn", [104, 8, 512, 24, 1_930]],
    ["stdlib/alexnet.cnn:AlexNet", [34_944, 307_456, 885_120, 663_936, 442_624, 37_752_832, 16_781_312, 4_097_000]],
  ])("of %s", (address, rows) => {
    expect(rowsOf(address)).toEqual(rows);
  });

  it("of GoogLeNet's heads: what they add to the network", () => {
    for (const name of ["GoogLeNet", "GoogLeNetPaper"]) {
      const { totals, heads } = modelAt(`stdlib/inception.cnn:${name}WithHeads`);
      expect(heads.map((head) => head.name)).toEqual(["aux1", "aux2"]);
      const added = heads.reduce((sum, head) => sum + head.totals.params, 0);
      expect(totals.params - added).toBe(modelAt(`stdlib/inception.cnn:${name}`).totals.params);
    }
  });
});

describe("tables of the lectures", () => {
  it("VGG in millions of parameters", () => {
    const millions = ["A", "ALRN", "B", "C", "D", "E"].map((letter) =>
      Math.round(modelAt(`stdlib/vgg.cnn:VGG${letter}`).totals.params / 1e6),
    );
    expect(millions).toEqual([133, 133, 133, 134, 138, 144]);
  });

  /** Weights without biases, of the layers that have some. */
  const weightsOf = (address: string) => learning(modelAt(address)).map(({ weights }) => weights);

  it("complexity of LeNet", () => {
    const [conv1, conv2, dense1, dense2, scores] = weightsOf("stdlib/lenet.cnn:LeNet5") as number[];
    expect([conv1, conv2, dense1, dense2]).toEqual([150, 2_400, 48_000, 10_080]);
    // As printed: 150, 2.4K, 0.048M, 0.01M, 0.06M.
    expect(conv2! / 1e3).toBe(2.4);
    expect(dense1! / 1e6).toBe(0.048);
    expect((dense2! / 1e6).toFixed(2)).toBe("0.01");
    const total = conv1! + conv2! + dense1! + dense2! + scores!;
    expect(total).toBe(modelAt("stdlib/lenet.cnn:LeNet5").totals.weights);
    expect((total / 1e6).toFixed(2)).toBe("0.06");
  });

  it("complexity of AlexNet, whose table is of color images", () => {
    const text = 'import AlexNetLecture from "std/alexnet"\ntrain AlexNetLecture(channels=3) { data "images" }\n';
    const { models, codes } = checkText(text);
    expect(codes).toEqual([]);
    const [model] = models;
    const [conv1, conv2, ...rest] = learning(model!).map(({ weights }) => weights) as [number, number, ...number[]];
    const middle = rest.slice(0, 3);
    const [dense1, dense2] = rest.slice(3) as [number, number];
    expect([conv1, conv2]).toEqual([34_848, 614_400]);
    expect(middle).toEqual([3 * 3 * 256 * 384, 3 * 3 * 384 * 384, 3 * 3 * 384 * 256]);
    expect(middle.reduce((a, b) => a + b)).toBe(3_096_576);
    // As printed: thousands are rounded (35K, 614K), millions cut off (3M, 26M, 16M, 46M).
    expect([conv1, conv2].map((weights) => Math.round(weights / 1e3))).toEqual([35, 614]);
    const millions = [3_096_576, dense1, dense2, model!.totals.weights].map((weights) => Math.floor(weights / 1e6));
    expect(millions).toEqual([3, 26, 16, 46]);
  });

  it("the maps of the lecture's AlexNet", () => {
    const { layers } = modelAt("stdlib/alexnet.cnn:AlexNetLecture");
    const sizes = layers.flatMap(({ output }) => (output.length === 3 ? [output[0]!] : []));
    expect([...new Set(sizes)]).toEqual([54, 26, 12, 5]);
  });
});

describe("receptive fields at the end of the features", () => {
  it.each([
    ["stdlib/lenet.cnn:LeNet5", 16],
    ["stdlib/alexnet.cnn:AlexNet", 195],
    ["stdlib/alexnet.cnn:AlexNetTorchvision", 195],
    ["stdlib/vgg.cnn:VGGA", 150],
    ["stdlib/vgg.cnn:VGGD", 212],
    ["stdlib/vgg.cnn:VGGE", 268],
    ["stdlib/resnet.cnn:ResNet50Paper", 483],
    ["stdlib/resnet.cnn:ResNet50", 427],
  ])("%s: %i", (address, field) => {
    expect(lastFeature(modelAt(address)).receptiveField).toEqual([field, field]);
  });
});

describe("LeNet-5", () => {
  const model = modelAt("examples/lenet5.cnn");

  it("knows its totals", () => {
    expect(model.totals).toEqual({ params: 61_706, weights: 61_470, macs: 416_520, rf: 32 });
  });

  it("names layers per operator and knows their shapes", () => {
    const rows = model.layers.map(({ name, output }) => `${name} ${output.join("x")}`);
    expect(rows).toEqual([
      ...["conv1 28x28x6", "relu1 28x28x6", "maxpool1 14x14x6"],
      ...["conv2 10x10x16", "relu2 10x10x16", "maxpool2 5x5x16"],
      ...["fc1 120", "relu3 120", "fc2 84", "relu4 84", "fc3 10"],
    ]);
    expect(model.layers.map(({ inputs }) => inputs.join())).toEqual([
      "input",
      ...model.layers.slice(0, -1).map(({ name }) => name),
    ]);
  });

  it("of the standard library names its layers as the example does", () => {
    const names = (address: string) => modelAt(address).layers.map(({ name }) => name);
    expect(names("stdlib/lenet.cnn:LeNet5")).toEqual(names("examples/lenet5.cnn"));
  });

  it("sees 16 pixels after the second pooling", () => {
    const pool = model.layers.find(({ name }) => name === "maxpool2")!;
    expect(pool.receptiveField).toEqual([16, 16]);
    expect(pool.jump).toEqual([4, 4]);
  });

  it("sees as much when flattened by a layer of its own", () => {
    const { totals } = modelOf(
      network("input 28x28x1", "conv 5x5x6 p2 -> maxpool 2 -> conv 5x5x16 -> maxpool 2", "flatten -> fc 10"),
    );
    expect(totals.rf).toBe(32);
  });

  it("has the committed recipe", () => {
    const { recipe } = model;
    expect(recipe).toMatchObject({ name: "LeNet5", data: { spec: "mnist" }, batch: 64, epochs: 3, seed: 1 });
    expect(recipe!.optimizer.operator.name).toBe("sgd");
    expect(recipe!.optimizer.values).toMatchObject({ lr: 0.05, momentum: 0.9, nesterov: false });
    expect(recipe!.schedule.operator.name).toBe("cosine");
    expect(recipe!.loss.operator.name).toBe("crossentropy");
  });

  it("for fashion is the same network", () => {
    const fashion = modelAt("examples/lenet5-fashion.cnn");
    expect(fashion.totals).toEqual(model.totals);
    expect(fashion.recipe).toMatchObject({ data: { spec: "fashion" }, epochs: 10 });
  });
});

describe("names in deep networks", () => {
  it("tell where a layer stands", () => {
    const names = modelAt("stdlib/resnet.cnn:ResNet50").layers.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["conv1", "conv2.bottleneck1.bn3", "conv5.bottleneck3.conv3", "fc1"]));
  });
});
