/**
 * The diagnostics of how images are prepared: ranges of numbers that do not tell what white is, and images that look like none of
 * the training. Takes the definition helper; gives one maker for each code. Given on by `diagnostics.ts`.
 */
import { defineDiagnostic } from "../diagnostics/diagnostic.ts";

export const floatRange = defineDiagnostic({
  code: "data/float-range",
  severity: "warning",
  title: "floats outside 0 to 1",
  explanation:
    "Floats stand for themselves: a network trained on images of 0 to 255 wants 0 to 255 ever after. `cnnc` records the range, " +
    "and `cnnc predict` converts image files to it where it is one of those that images are scaled to: 0 to 1, -0.5 to 0.5, -1 to " +
    "1, 0 to 255, -127.5 to 127.5. Other ranges (standardized images, say) do not tell which number white is, and image files are " +
    "refused. Large numbers also make a training diverge: write `normalize auto` into the recipe, which measures mean and " +
    "deviation and is applied by the module, and save bytes (`uint8`), which need a quarter of the space.",
});

export const unknownRange = defineDiagnostic({
  code: "data/unknown-range",
  severity: "error",
  title: "range of the training images does not tell what white is",
  explanation:
    "An image file holds bytes, 0 for black to 255 for white. The network was trained on numbers whose range does not tell which of " +
    "them white was: whole numbers 0 to 16 of a table, or floats from which a mean was taken. Guessing would give wrong answers " +
    "without a word, so the file is refused. Save the training images as bytes 0 to 255 (`uint8`) or as floats 0 to 1, let `normalize " +
    "auto` do the rest, and train again.",
});

export const partRanges = defineDiagnostic({
  code: "data/part-ranges",
  severity: "warning",
  title: "parts of a data set have other ranges of numbers",
  explanation:
    "The training part and another part hold images on different scales, such as 0 to 255 and 0 to 1: the network is then scored on " +
    "images that are unlike those it learned from. Scale all parts alike where the file is written.",
});

export const unlikeTraining = defineDiagnostic({
  code: "data/unlike-training",
  severity: "warning",
  title: "image unlike the training images",
  explanation:
    "The image, prepared as the training images were, lies outside of everything that the network saw in the named quantity: the " +
    "mean level of its border, the levels that 5, 50 and 95 percent of its pixels do not exceed (0 is black, 1 is white), its " +
    "color or its size. The prediction may be worth nothing. A drawing that is dark on white, for a network of light drawings on " +
    "black, wants `--invert`. At most one image in a hundred of the kind that was trained on is reported.",
});
