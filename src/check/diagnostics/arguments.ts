/**
 * Diagnostics of the arguments of layers and settings. Takes and gives nothing but definitions; `arguments.ts` and
 * `settings.ts` emit them.
 */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

export const unknownLayer = defineDiagnostic({
  code: "check/unknown-layer",
  severity: "error",
  title: "no layer has this name",
  explanation: "The word at the head of a stage is the name of a layer. The reference lists all layers.",
  failing: "model Example {\n  input 28x28x1\n  conw 5x5x6\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  conv 5x5x6\n}\n",
});

export const unknownArgument = defineDiagnostic({
  code: "check/unknown-argument",
  severity: "error",
  title: "a layer or setting does not take this argument",
  explanation:
    "After the name of a layer stand sizes (`5x5x6`), attributes (`s2 p1`), flags (`nobias`) and named arguments " +
    "(`init=he`). Which of them a layer takes is on its reference page.",
  failing: "model Example {\n  input 28x28x1\n  conv 5x5x6 nobais\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  conv 5x5x6 nobias\n}\n",
});

export const duplicateArgument = defineDiagnostic({
  code: "check/duplicate-argument",
  severity: "error",
  title: "an argument is given twice",
  explanation: "Each argument is given once; of two that disagree none could be the right one.",
  failing: "model Example {\n  input 28x28x1\n  conv 5x5x6 p1 p2\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  conv 5x5x6 p2\n}\n",
});

export const missingArgument = defineDiagnostic({
  code: "check/missing-argument",
  severity: "error",
  title: "a necessary argument is missing",
  explanation: "Arguments without a default must be written: a convolution has no kernel by itself, `fc` no width.",
  failing: "model Example {\n  input 28x28x1\n  fc\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 10\n}\n",
});

export const tooManyArguments = defineDiagnostic({
  code: "check/too-many-arguments",
  severity: "error",
  title: "a size or value too many",
  explanation:
    "A size list is joined by `x` without blanks: `5x5x6`. Sizes apart from each other are several arguments, and most layers " +
    "take one or none.",
  failing: "model Example {\n  input 28x28x1\n  conv 5x5x6 1\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  conv 5x5x6 s1\n}\n",
});

export const unknownChoice = defineDiagnostic({
  code: "check/unknown-choice",
  severity: "error",
  title: "a word that is none of the choices",
  explanation:
    "A loss, an optimizer, a schedule, an initialization, a data set or a mode is chosen by its word; this one is not there.",
  failing: "model Example {\n  input 28x28x1\n  fc 10 init=hee\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 10 init=he\n}\n",
});
