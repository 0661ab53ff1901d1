/**
 * Warnings that the checker itself finds in a model; operators bring theirs in `ops/problem-codes.ts`, and those about names
 * stand in `unused.ts`. Takes and gives nothing but definitions; the files of `lints/` emit them.
 */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

const program = (...lines: readonly string[]): string =>
  `model Example {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

const recipe = (...lines: readonly string[]): string =>
  `\ntrain Example {\n  data mnist\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

export const hugeFullConnection = defineDiagnostic({
  code: "lint/huge-fc",
  severity: "warning",
  title: "a full connection of more than a billion weights",
  explanation:
    "A fully connected layer has a weight for each pair of an input and an output: 100 units on an image of 36 million values are " +
    "3.6 billion weights. Convolutions share theirs: 100 filters of 11x11 on 3 channels have 36,300. Silence it with " +
    "`// cnnc-ignore lint/huge-fc` on the line or the line above.",
  failing: program("input 4000x3000x3", "fc 100"),
  fixed: program("input 4000x3000x3", "conv 10x10x16 s10 -> relu -> maxpool 50", "fc 100"),
});

export const dominantFullConnection = defineDiagnostic({
  code: "lint/dominant-fc",
  severity: "warning",
  title: "one full connection holds over 90% of the parameters",
  explanation:
    "The map in front of the full connection is still large, so nearly all that is learned is learned there, place by place, " +
    "and the convolutions hardly count. Pool first, or take the mean of each channel: that is how Network in Network, GoogLeNet " +
    "and ResNet end. The warning is for models with convolutions and more than a million parameters.",
  failing: program("input 64x64x3", "conv 3x3x32 p1 -> relu -> maxpool 2", "fc 128 -> relu", "fc 10"),
  fixed: program("input 64x64x3", "conv 3x3x32 p1 -> relu -> maxpool 8", "fc 128 -> relu", "fc 10"),
});

export const linearAfterLinear = defineDiagnostic({
  code: "lint/linear-after-linear",
  severity: "warning",
  title: "two linear layers with nothing between them",
  explanation:
    "A linear function of a linear function is a linear function: whatever the two layers learn, one could do. Mostly an " +
    "activation is missing. There is no warning where two layers are a cheaper way to write one: depthwise and 1x1, 7x1 and " +
    "1x7, a narrow layer between two wide ones, scores and their enlargement; nor where a branch reads the value between. A mean over " +
    "windows, padding and enlarging between them are linear as well.",
  failing: program("input 28x28x1", "fc 300", "fc 10"),
  fixed: program("input 28x28x1", "fc 300 -> relu", "fc 10"),
});

export const biasBeforeBn = defineDiagnostic({
  code: "lint/bias-before-bn",
  severity: "warning",
  title: "a bias right before a normalization that takes it away",
  explanation:
    "Batch normalization subtracts the mean of each channel, and with it any constant that was added to the channel. The bias " +
    "learns nothing, costs memory and parameters, and the normalization has a shift of its own. Write `nobias`.",
  failing: program("input 28x28x1", "conv 5x5x6 -> bn -> relu -> maxpool 2", "fc 10"),
  fixed: program("input 28x28x1", "conv 5x5x6 nobias -> bn -> relu -> maxpool 2", "fc 10"),
});

export const probabilitiesTwice = defineDiagnostic({
  code: "lint/softmax-twice",
  severity: "warning",
  title: "probabilities made of probabilities",
  explanation:
    "The inputs of the second `softmax` lie between 0 and 1, so its outputs are nearly equal whatever the network says: of ten " +
    "classes the surest gets 0.23. The loss `crossentropy` needs no `softmax` of its own before it.",
  failing: program("input 28x28x1", "fc 10 -> softmax -> softmax"),
  fixed: program("input 28x28x1", "fc 10 -> softmax"),
});

export const probabilitiesBeforeHidden = defineDiagnostic({
  code: "lint/softmax-before-hidden",
  severity: "warning",
  title: "probabilities as the input of a layer that learns",
  explanation:
    "`softmax` makes its outputs compete for a sum of 1, so most are close to 0 and so are their gradients. Hidden layers learn " +
    "with activations such as `relu`; probabilities are for the output, or for weighing other values in `mul`.",
  failing: program("input 28x28x1", "fc 100 -> softmax", "fc 10"),
  fixed: program("input 28x28x1", "fc 100 -> relu", "fc 10 -> softmax"),
});

export const activationTwice = defineDiagnostic({
  code: "lint/activation-twice",
  severity: "warning",
  title: "an activation right after itself",
  explanation:
    "`relu` leaves what is not negative as it is, and behind a `relu` nothing is negative. The second one changes nothing, also " +
    "behind `maxpool` or `flatten`, which only choose or renumber. Mostly a layer between them is missing.",
  failing: program("input 28x28x1", "fc 100 -> relu -> relu", "fc 10"),
  fixed: program("input 28x28x1", "fc 100 -> relu", "fc 10"),
});

export const dropoutAtEnd = defineDiagnostic({
  code: "lint/dropout-at-end",
  severity: "warning",
  title: "dropout behind the last layer that learns",
  explanation:
    "Dropout keeps the layer behind it from relying on single values. Behind the last layer it only sets scores to zero at " +
    "random before the loss sees them.",
  failing: program("input 28x28x1", "fc 100 -> relu", "fc 10 -> dropout 0.5"),
  fixed: program("input 28x28x1", "fc 100 -> relu -> dropout 0.5", "fc 10"),
});

export const lossDoesNotFit = defineDiagnostic({
  code: "lint/loss-does-not-fit",
  severity: "warning",
  title: "a loss that reads other outputs than the model gives",
  explanation:
    "Each loss reads outputs of one kind. `crossentropy` and `hinge` read scores, which may be any numbers, and `bce` scores that each " +
    "become a probability of their own; `nll` reads logarithms of probabilities; `mse` and `mae` compare with 1 at the right class and 0 " +
    "at the others. With others the training runs and learns little: `nll` of scores falls without end while the accuracy stays, and " +
    "`crossentropy` of numbers between 0 and 1 cannot be less than 1.46 with ten classes. `softmax` right before `crossentropy`, and " +
    "`sigmoid` right before `bce`, are no mistake: they are computed as one with the loss, from the scores.",
  failing: program("input 28x28x1", "fc 10") + recipe("loss nll"),
  fixed: program("input 28x28x1", "fc 10") + recipe("loss crossentropy"),
});

export const smallReceptiveField = defineDiagnostic({
  code: "lint/small-receptive-field",
  severity: "warning",
  title: "features averaged over the image have seen less than half of it",
  explanation:
    "The mean over all places tells how much of each feature there is, not where. So what a feature has not seen in one piece, " +
    "the network cannot know: with a receptive field of less than half the image it knows the parts and never how they stand " +
    "to each other. `cnnc summary` shows the field of each layer. There is no warning for full connections, which see every " +
    "place, for maps as output, for a maximum over the map, and for sequences.",
  failing: program("input 64x64x3", "conv 3x3x16 p1 -> relu -> conv 3x3x32 p1 -> relu -> avgpool 64", "fc 10"),
  fixed: program(
    "input 64x64x3",
    "conv 7x7x16 p3 -> relu -> maxpool 4",
    "conv 7x7x32 p3 -> relu -> conv 3x3x32 p1 -> relu -> avgpool 16",
    "fc 10",
  ),
});

export const unusedValue = defineDiagnostic({
  code: "lint/unused-value",
  severity: "warning",
  title: "the output of a layer is read by nothing",
  explanation:
    "A chain that begins with `@label` leaves what came before it behind. If nothing else reads that value, its layers are " +
    "computed and learned for nothing. Mostly a branch was meant: `add { … | @label }`.",
  failing: program("input 28x28x1", "conv 5x5x6 as first -> relu", "@first -> maxpool 2", "fc 10"),
  fixed: program("input 28x28x1", "conv 5x5x6 -> relu -> maxpool 2", "fc 10"),
});

export const batchOfOne = defineDiagnostic({
  code: "lint/batch-of-one",
  severity: "warning",
  title: "batch normalization with batches of one image",
  explanation:
    "Batch normalization learns with the mean and variance of a batch. Those of a single image say little about the others, and " +
    "of a list (behind `fc`) each number is its own mean, so all come out as zero. Use batches of eight or more, or a " +
    "normalization of each image.",
  failing: program("input 28x28x1", "conv 5x5x6 nobias -> bn -> relu -> maxpool 2", "fc 10") + recipe("batch 1"),
  fixed: program("input 28x28x1", "conv 5x5x6 nobias -> bn -> relu -> maxpool 2", "fc 10") + recipe("batch 32"),
});

export const lastBatchOfOne = defineDiagnostic({
  code: "lint/last-batch-of-one",
  severity: "warning",
  title: "batch normalization whose last batch is one value",
  explanation:
    "The last batch of an epoch has what is left of the training images. Where that is one image, and a layer normalizes one value per " +
    "channel and image (behind `fc`, or at 1x1 positions), the mean is the value itself and the variance 0: all outputs are the layer's " +
    "bias, the step teaches nothing in front of it, and the running variance shrinks by the momentum in each epoch. PyTorch refuses such " +
    "a batch. Any batch size that leaves another remainder avoids it. `cnnc train` warns of it as `train/last-batch-of-one` where the " +
    "number of images is known only once they are read.",
  failing: program("input 28x28x1", "fc 16 nobias -> bn -> relu", "fc 10") + recipe("batch 59999"),
  fixed: program("input 28x28x1", "fc 16 nobias -> bn -> relu", "fc 10") + recipe("batch 64"),
});

export const unusualLearningRate = defineDiagnostic({
  code: "lint/unusual-learning-rate",
  severity: "warning",
  title: "a learning rate out of the usual range of its optimizer",
  explanation:
    "Each optimizer has a range of rates it is used with, which `cnnc explain` shows with the optimizer: `sgd` works with far " +
    "larger ones than `adam`, whose steps are as long as the rate whatever the gradient. Below the range the network hardly " +
    "learns, above it the loss mostly grows.",
  failing: program("input 28x28x1", "fc 10") + recipe("optimizer sgd lr=5"),
  fixed: program("input 28x28x1", "fc 10") + recipe("optimizer sgd lr=0.05"),
});

export const channelsComeFirst = defineDiagnostic({
  code: "lint/channels-first",
  severity: "warning",
  title: "an input that looks like an image with its channels first",
  explanation:
    "Shapes are written height x width x channels. PyTorch has the channels first: its `[1, 28, 28]` is `28x28x1` here, and " +
    "`1x28x28` is a strip one place high with 28 channels.",
  failing: program("input 1x28x28", "conv 1x5x6 -> relu", "fc 10"),
  fixed: program("input 28x28x1", "conv 5x5x6 -> relu", "fc 10"),
});

export const nothingDeclared = defineDiagnostic({
  code: "lint/nothing-declared",
  severity: "warning",
  title: "a file without a declaration",
  explanation:
    "A file holds models, blocks, recipes, consts and imports. One with none of them, empty or all comments, checks without an " +
    "error and means nothing.",
  failing: "// model Example {\n//   input 28x28x1\n//   fc 10\n// }\n",
  fixed: program("input 28x28x1", "fc 10"),
});
