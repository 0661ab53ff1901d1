/** Diagnostics between a checked model and its graph. Takes and gives nothing but definitions. */
import { defineDiagnostic } from "../diagnostics/diagnostic.ts";

export const noKernel = defineDiagnostic({
  code: "build/no-kernel",
  severity: "error",
  title: "a layer that this version checks and does not compile",
  explanation:
    "The language is larger than what this version has code for: `check`, `summary`, `explain` and `diff` know every layer, `build` and " +
    "`train` those with a kernel. Until a later version brings the missing ones, build the model without them.",
});
