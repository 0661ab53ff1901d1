/**
 * The codes of the problems that operators find, each with its page and a failing and a fixed program. Facts only: the
 * checker makes diagnostics of them (`defineDiagnostic`) and adds the places in the source.
 */
import type { DiagnosticDefinition } from "../diagnostics/diagnostic.ts";

const program = (...lines: readonly string[]): string =>
  `model Example {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

export const problemCodes = [
  {
    code: "shape/rank",
    severity: "error",
    title: "a layer cannot read an input with this many axes",
    explanation:
      "Convolution and pooling slide a window over the places of a map: over its length (`1000x12`), its height and width " +
      "(`28x28x1`) or its depth, height and width (`16x112x112x3`). After `fc` or `flatten` there are no places left, only a " +
      "list of numbers. A graph convolution reads nodes and their features (`34x16`).",
    failing: program("input 28x28x1", "fc 100 -> relu", "conv 5x5x6"),
    fixed: program("input 28x28x1", "conv 5x5x6 -> relu", "fc 100"),
  },
  {
    code: "shape/wrong-number-of-sizes",
    severity: "error",
    title: "a size, stride, padding or dilation does not have one number per axis",
    explanation:
      "How many numbers a size needs follows from the input. On a map with height and width a convolution is written " +
      "`conv 5x5x6`: kernel height, kernel width, number of filters. Strides, paddings and dilations are one number for all " +
      "axes (`s2`) or one per axis (`s2x1`); groups are one number.",
    failing: program("input 28x28x1", "conv 5x6"),
    fixed: program("input 28x28x1", "conv 5x5x6"),
  },
  {
    code: "shape/size-not-positive",
    severity: "error",
    title: "a size is zero or below",
    explanation:
      "Kernels, windows, filters, strides, dilations and groups are 1 or more; a padding is 0 or more. The place to look at " +
      "is often a computed size such as `{c - 8}`.",
    failing: program("input 28x28x1", "conv 5x5x0"),
    fixed: program("input 28x28x1", "conv 5x5x6"),
  },
  {
    code: "shape/kernel-exceeds-input",
    severity: "error",
    title: "a kernel or window is larger than its padded input",
    explanation:
      "A window of F places fits N places with P of padding on each side in (N - F + 2P)/S + 1 positions. Here that is zero or " +
      "below: the maps have become smaller than the window, mostly because too many convolutions without padding or too many " +
      "poolings come before.",
    failing: program("input 3x3x6", "conv 5x5x16"),
    fixed: program("input 3x3x6", "conv 5x5x16 p1"),
  },
  {
    code: "shape/groups-do-not-divide",
    severity: "error",
    title: "the groups do not divide the channels or the filters",
    explanation:
      "With `g4` the input channels and the filters are cut into four equal parts, and each part of the filters reads one part " +
      "of the channels. So both numbers must be multiples of the groups. A group normalization has channels alone to cut.",
    failing: program("input 28x28x6", "conv 3x3x16 g4"),
    fixed: program("input 28x28x6", "conv 3x3x16 g2"),
  },
  {
    code: "shape/arms-differ",
    severity: "error",
    title: "the arms of a branch give shapes that cannot be joined",
    explanation:
      "`add` and `mul` work place by place, so all arms must give one shape; `mul` also takes arms of one place per channel " +
      "(1x1xC: squeeze and excitation). `concat` puts channels behind channels, so its arms must agree in all other sizes. An " +
      "empty arm is the input itself. In a residual block a convolution 1x1 with the stride of the other arm fixes it.",
    failing: program("input 28x28x8", "add { conv 3x3x16 p1 | }"),
    fixed: program("input 28x28x8", "add { conv 3x3x16 p1 | conv 1x1x16 }"),
  },
  {
    code: "shape/window-in-padding",
    severity: "error",
    title: "a pooling window would lie in the padding altogether",
    explanation:
      "The maximum over no places has no value. So the padding of a pooling on each side must be smaller than its window.",
    failing: program("input 28x28x1", "maxpool 2 p2"),
    fixed: program("input 28x28x1", "maxpool 2 p1"),
  },
  {
    code: "shape/padding-given-twice",
    severity: "error",
    title: "more than one of a padding, same and valid",
    explanation:
      "`p1` states the padding, `same` computes it so that a stride of 1 keeps the size, and `valid` is `p0`.",
    failing: program("input 28x28x1", "conv 5x5x6 p1 same"),
    fixed: program("input 28x28x1", "conv 5x5x6 same"),
  },
  {
    code: "shape/table-does-not-fit",
    severity: "error",
    title: "a connection table does not fit the channels or the filters",
    explanation:
      "A connection table has one list for each filter, of the channels of its input that the filter reads, numbered from 0. " +
      'The table `"c3"` is that of LeNet-5: 6 channels, 16 filters. Groups are another way to say who reads whom, so there is ' +
      "one or the other.",
    failing: program("input 14x14x8", "conv 5x5x12 table=c3"),
    fixed: program("input 14x14x6", "conv 5x5x16 table=c3"),
  },
  {
    code: "shape/nothing-left",
    severity: "error",
    title: "a crop or the padding of a transposed convolution takes everything away",
    explanation:
      "A crop takes places from each side, and so does the padding of a transposed convolution, whose output has " +
      "(N - 1)·S - 2P + D·(K - 1) + outpad + 1 places. Here that is zero or below.",
    failing: program("input 8x8x3", "crop 4"),
    fixed: program("input 8x8x3", "crop 3"),
  },
  {
    code: "shape/output-padding-too-large",
    severity: "error",
    title: "the output padding of a transposed convolution is not smaller than its stride",
    explanation:
      "A convolution with stride 2 gives the same size for two sizes of its input. `outpad=1` of a transposed convolution says " +
      "which of them comes back; so it is smaller than the stride (or than the dilation, where that is larger), as in PyTorch.",
    failing: program("input 8x8x3", "deconv 3x3x4 s2 p1 outpad=2"),
    fixed: program("input 8x8x3", "deconv 3x3x4 s2 p1 outpad=1"),
  },
  {
    code: "shape/elements-differ",
    severity: "error",
    title: "a reshape changes how many elements there are",
    explanation:
      "A reshape renumbers the elements of its input, in C, H, W order; it makes none and drops none. So the product of the sizes " +
      "must be that of its input.",
    failing: program("input 28x28x1", "reshape 7x7x15"),
    fixed: program("input 28x28x1", "reshape 7x7x16"),
  },
  {
    code: "shape/channels-out-of-range",
    severity: "error",
    title: "channels are asked for that the input does not have",
    explanation:
      "`channels A B` gives those from A up to B, B not among them, numbered from 0: `channels 0 8` the first eight. A must be " +
      "below B, and B at most the number of channels.",
    failing: program("input 8x8x6", "channels 4 8"),
    fixed: program("input 8x8x6", "channels 4 6"),
  },
  {
    code: "shape/too-large",
    severity: "error",
    title: "the output of a layer has too many elements",
    explanation:
      "The output of a layer for one image may hold up to 2,147,483,647 numbers, as sizes in WebAssembly are 32-bit.",
    failing: program("input 1000x1000x3", "conv 3x3x100_000"),
    fixed: program("input 1000x1000x3", "conv 3x3x100"),
  },
  {
    code: "lint/stride-does-not-tile",
    severity: "warning",
    title: "the last places of the input are never seen",
    explanation:
      "(N - F + 2P)/S + 1 is rounded down. When S does not divide N - F + 2P, places at the far edge are left over; here some of " +
      "them are not padding but input, and no window ever covers them. Paddings that tile are in the help; poolings also know " +
      "`ceil`.",
    failing: program("input 7x7x1", "conv 3x3x4 s3"),
    fixed: program("input 7x7x1", "conv 3x3x4 s3 p1"),
  },
  {
    code: "lint/stride-exceeds-kernel",
    severity: "warning",
    title: "the places between the windows are never seen",
    explanation:
      "A stride larger than the kernel steps over places of the input that then have no influence on anything. A kernel of one " +
      "place is let be: with a stride it is the shortcut of a residual network.",
    failing: program("input 8x8x1", "conv 2x2x4 s3"),
    fixed: program("input 8x8x1", "conv 2x2x4 s2"),
  },
  {
    code: "lint/even-kernel-with-same",
    severity: "warning",
    title: "an even kernel with same shifts the map",
    explanation:
      "A kernel of even size has no middle. `same` then puts one more place of padding at the end, and the maps move by half a " +
      "place in every such layer.",
    failing: program("input 28x28x1", "conv 4x4x6 same"),
    fixed: program("input 28x28x1", "conv 5x5x6 same"),
  },
  {
    code: "lint/pools-one-place",
    severity: "warning",
    title: "a pooling of a map of one place",
    explanation: "The map is down to a single place, so there is nothing to pool; most often a pooling too many.",
    failing: program("input 2x2x8", "maxpool 2", "maxpool 1"),
    fixed: program("input 2x2x8", "maxpool 2"),
  },
] as const satisfies readonly DiagnosticDefinition[];

export type ProblemCode = (typeof problemCodes)[number]["code"];
