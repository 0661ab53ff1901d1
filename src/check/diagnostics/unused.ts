/**
 * Warnings about names that nothing uses, and about comments that silence warnings. Takes and gives nothing but
 * definitions; the files of `lints/` emit them.
 */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

const network = "model Example {\n  input 28x28x1\n  fc 10\n}\n";

/** What all pages of unused names end with. */
const quiet = " A name that begins with `_` is left alone.";

export const unusedImport = defineDiagnostic({
  code: "lint/unused-import",
  severity: "warning",
  title: "an imported name is not used",
  unnecessary: true,
  explanation: "Nothing in the file refers to the name, so the import can go.",
  failing: `import lenet5 from "std/lenet"\n\n${network}`,
  fixed: network,
});

export const unusedConst = defineDiagnostic({
  code: "lint/unused-const",
  severity: "warning",
  title: "a const is not used",
  unnecessary: true,
  explanation:
    "Nothing in the file refers to the const. Files without a model are libraries: what they declare is for others." +
    quiet,
  failing: `const hidden = 120\n\n${network}`,
  fixed: "const hidden = 120\n\nmodel Example {\n  input 28x28x1\n  fc {hidden} -> relu\n  fc 10\n}\n",
});

export const unusedBlock = defineDiagnostic({
  code: "lint/unused-block",
  severity: "warning",
  title: "a block is not used",
  unnecessary: true,
  explanation:
    "No model and no other block of the file uses the block. Files without a model are libraries: what they declare is for " +
    "others." +
    quiet,
  failing: `block unit(n) {\n  fc {n} -> relu\n}\n\n${network}`,
  fixed: "block unit(n) {\n  fc {n} -> relu\n}\n\nmodel Example {\n  input 28x28x1\n  unit(100)\n  fc 10\n}\n",
});

export const unusedParameter = defineDiagnostic({
  code: "lint/unused-parameter",
  severity: "warning",
  title: "a parameter is not used",
  unnecessary: true,
  explanation:
    "Whatever is given for the parameter changes nothing. A block that is passed to others must take what they give; begin such " +
    "a name with `_`.",
  failing: "model Example(classes = 10) {\n  input 28x28x1\n  fc 10\n}\n",
  fixed: "model Example(classes = 10) {\n  input 28x28x1\n  fc {classes}\n}\n",
});

export const unusedLet = defineDiagnostic({
  code: "lint/unused-let",
  severity: "warning",
  title: "a let is not used",
  unnecessary: true,
  explanation: `Nothing behind the \`let\` refers to its name.${quiet}`,
  failing: "model Example {\n  input 28x28x1\n  let hidden = 120\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  let hidden = 120\n  fc {hidden} -> relu\n  fc 10\n}\n",
});

export const unusedLabel = defineDiagnostic({
  code: "lint/unused-label",
  severity: "warning",
  title: "a label that nothing refers to, on a layer without weights",
  unnecessary: true,
  explanation: `A label names a value for \`@label\`, and the weights of its layer in weight files. This one does neither.${quiet}`,
  failing: "model Example {\n  input 28x28x1\n  conv 5x5x6 -> relu as features -> maxpool 2\n  fc 10\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  conv 5x5x6 as features -> relu -> maxpool 2\n  fc 10\n}\n",
});

export const unknownIgnore = defineDiagnostic({
  code: "lint/unknown-ignore",
  severity: "warning",
  title: "a comment silences no warning that exists",
  explanation:
    "`// cnnc-ignore lint/stride-does-not-tile` silences the warnings of that code on its line and the next. Here the code is " +
    "none of a warning. Errors cannot be silenced.",
  failing: "model Example {\n  input 28x28x1\n  fc 10 // cnnc-ignore lint/huge-fcc\n}\n",
  fixed: "model Example {\n  input 28x28x1\n  fc 10 // cnnc-ignore lint/huge-fc\n}\n",
});
