/**
 * Warnings that the checker itself finds; operators bring theirs in `ops/problem-codes.ts`. Takes and gives nothing but
 * definitions; the files of `lints/` emit them.
 */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

export const hugeFullConnection = defineDiagnostic({
  code: "lint/huge-fc",
  severity: "warning",
  title: "a full connection of more than a billion weights",
  explanation:
    "A fully connected layer has a weight for each pair of an input and an output: 100 units on an image of 36 million values are " +
    "3.6 billion weights. Convolutions share theirs: 100 filters of 11x11 on 3 channels have 36,300. Silence it with " +
    "`// cnnc-ignore lint/huge-fc` on the line or the line above.",
  failing: "model Example {\n  input 4000x3000x3\n  fc 100\n}\n",
  fixed: "model Example {\n  input 4000x3000x3\n  conv 10x10x16 s10 -> relu -> maxpool 10\n  fc 100\n}\n",
});
