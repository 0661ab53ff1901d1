/**
 * Diagnostics of `train` blocks. Takes and gives nothing but definitions; `training.ts` and `settings.ts` emit them.
 */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

const program = (...settings: readonly string[]): string =>
  `model Example {\n  input 28x28x1\n  fc 10\n}\ntrain Example {\n${settings.map((line) => `  ${line}\n`).join("")}}\n`;

export const unknownModel = defineDiagnostic({
  code: "check/unknown-model",
  severity: "error",
  title: "a recipe for a model that is not there",
  explanation: "`train` names a model of the file.",
  failing: "model Example {\n  input 28x28x1\n  fc 10\n}\ntrain Exampel {\n  batch 64\n}\n",
  fixed: program("batch 64"),
});

export const duplicateTrain = defineDiagnostic({
  code: "check/duplicate-train",
  severity: "error",
  title: "two recipes for one model",
  explanation: "A model has one recipe; what differs between two trainings is given on the command line.",
  failing: `${program("batch 64")}train Example {\n  batch 32\n}\n`,
  fixed: program("batch 64"),
});

export const unknownSetting = defineDiagnostic({
  code: "check/unknown-setting",
  severity: "error",
  title: "no setting has this name",
  explanation:
    "The settings of a recipe: `data`, `normalize`, `augment`, `loss`, `optimizer`, `schedule`, `clip`, `init`, `freeze`, `batch`, " +
    "`epochs`, `seed`, `stop`.",
  failing: program("epoch 3"),
  fixed: program("epochs 3"),
});

export const duplicateSetting = defineDiagnostic({
  code: "check/duplicate-setting",
  severity: "error",
  title: "a setting is given twice",
  explanation: "Each setting of a recipe is given once.",
  failing: program("batch 32", "batch 64"),
  fixed: program("batch 64"),
});

export const outputNotAList = defineDiagnostic({
  code: "check/output-not-a-list",
  severity: "error",
  title: "a trained model must end in one score per class",
  explanation:
    "A loss compares a list of scores, one for each class, with the label. A model that ends in a map (`5x5x16`) gives many; " +
    "`fc` with one unit per class, or `flatten`, makes a list of it.",
  failing: "model Example {\n  input 28x28x1\n  conv 5x5x10 -> relu\n}\ntrain Example {\n  batch 64\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  conv 5x5x10 -> relu\n  fc 10\n}\ntrain Example {\n  batch 64\n}\n",
});
