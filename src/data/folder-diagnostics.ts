/**
 * The diagnostics of folders of images and of sets that are too large or whose parts disagree. Takes the definition helper;
 * gives one maker for each code. Given on by `diagnostics.ts`.
 */
import { defineDiagnostic } from "../diagnostics/diagnostic.ts";
import { IMAGE_EXTENSIONS } from "./image-names.ts";

const EXTENSIONS = IMAGE_EXTENSIONS.map((extension) => `\`.${extension}\``).join(", ");

export const classEmpty = defineDiagnostic({
  code: "data/class-empty",
  severity: "error",
  title: "class folder without images",
  explanation:
    `Every folder beside the others is a class, named as the folder, and holds the images (${EXTENSIONS}) ` +
    "of that class. Folders inside a class folder are not entered, and other files are passed over, as are names " +
    "that begin with a dot.",
});

export const noImages = defineDiagnostic({
  code: "data/no-images",
  severity: "error",
  title: "folder without images",
  explanation:
    `\`cnnc predict\` takes the images (${EXTENSIONS}) of a folder, by name, then those of the folders in it; ` +
    "names that begin with a dot are passed over, and links in those folders are not followed.",
});

export const className = defineDiagnostic({
  code: "data/class-name",
  severity: "error",
  title: "class name that cannot be shown",
  explanation:
    "The names of classes go into the module and onto terminals and pages: they have 1 to 128 characters, none of which is a " +
    "control character, turns the direction of writing, or is no character at all.",
});

export const classesDisagree = defineDiagnostic({
  code: "data/classes-disagree",
  severity: "error",
  title: "test class that training does not know",
  explanation:
    "Each class of the test part must have images in the training part: a network cannot name what it never saw.",
});

export const tooManyNames = defineDiagnostic({
  code: "data/too-many-class-names",
  severity: "error",
  title: "more classes than are read",
  explanation:
    "The data has more folders or names of classes than are read, which often means that another column holds the label, " +
    "or that the folder is not the one that holds the class folders.",
});

export const maskMissing = defineDiagnostic({
  code: "data/mask-missing",
  severity: "error",
  title: "image without a mask",
  explanation:
    "A set with a label for each place has two folders side by side, `images` and `masks` (below `train` and `test`, or by " +
    "themselves). Every image `images/NAME.jpg` (or `.png`, …) has its mask `masks/NAME.png`.",
});

export const maskSize = defineDiagnostic({
  code: "data/mask-size",
  severity: "error",
  title: "mask of another size",
  explanation:
    "A mask says the class of each pixel of its image, so it has the same width and height. Both are fitted to the network's input " +
    "alike, the mask by its nearest pixel; the network must answer at as many places as its input has.",
});

export const maskKind = defineDiagnostic({
  code: "data/mask-kind",
  severity: "error",
  title: "file that cannot be a mask",
  explanation:
    "A mask is a PNG with one number for each pixel, its class: a gray value (of 1 to 16 bits, as stored: 0, 1, 2, …) or the number " +
    "of a color in a palette. Colors alone name no class, and JPEG changes values.",
});

export const linkOutside = defineDiagnostic({
  code: "data/link-outside",
  severity: "error",
  title: "link that leads out of the data folder",
  explanation:
    "A data folder may itself be a link, but links inside it must stay inside it, so that a folder from elsewhere cannot " +
    "make a training read other files of the machine.",
});

export const datasetTooLarge = defineDiagnostic({
  code: "data/set-too-large",
  severity: "error",
  title: "data set larger than the limit",
  explanation:
    "The images of a part of a data set are held in memory at the size of the network's input; their number times that size " +
    "is more than is held. `cnnc info` lists the limits.",
});

export const unusedImages = defineDiagnostic({
  code: "data/unused-images",
  severity: "warning",
  title: "image files that are not used",
  explanation:
    "Beside the images that were read there are image files that no class takes: of a format that is not read, in folders below a " +
    "class folder, or beside the class folders or the parts. The notes count them and give some names. What systems and archives " +
    "leave behind (`Thumbs.db`, `.DS_Store`, `._x.png`) is passed over without a word.",
});

export const alikeNames = defineDiagnostic({
  code: "data/alike-classes",
  severity: "warning",
  title: "classes whose names differ in case only",
  explanation:
    "`Cat` and `cat` are two classes. On Windows and macOS they would be one folder, so they are often one class that was written in two ways.",
});

export const singleClass = defineDiagnostic({
  code: "data/single-class",
  severity: "warning",
  title: "all training images are of one class",
  explanation:
    "A network that always gives this class is right each time, and learns nothing else. In folders of images, the folder that " +
    "was given may be one class of the set; in a table, another column may hold the label.",
});

export const fewerClasses = defineDiagnostic({
  code: "data/fewer-classes",
  severity: "warning",
  title: "fewer classes in the data than outputs in the network",
  explanation: "Outputs that no image is labeled with learn to be small, and have no name when they are the largest.",
});

export const classLacking = defineDiagnostic({
  code: "data/class-lacking",
  severity: "warning",
  title: "class without images in a part",
  explanation:
    "A class that training lacks is never learned; one that the validation or the test part lacks is not measured there. In sets whose " +
    "labels are numbers, a class that all parts lack often means that labels count from 1.",
});

export const smallPart = defineDiagnostic({
  code: "data/small-part",
  severity: "warning",
  title: "part with very few images",
  explanation:
    "With fewer than 10 images a part says little: each image is more than a tenth of its accuracy, and which images came to be in it " +
    "by chance decides the result.",
});
