/** Diagnostics of imports. Takes and gives nothing but definitions; `imports.ts` emits them. */
import { defineDiagnostic } from "../../diagnostics/diagnostic.ts";

const model = "model Example {\n  input 32x32x3\n  basic(16)\n  fc 10\n}\n";

export const importNotFound = defineDiagnostic({
  code: "import/not-found",
  severity: "error",
  title: "an import of a file that is not there",
  explanation:
    "An import names a file of the standard library (`std/resnet`) or a `.cnn` file by its path from the file that holds the " +
    "import (`./blocks.cnn`).",
  failing: `import basic from "std/resnets"\n${model}`,
  fixed: `import basic from "std/resnet"\n${model}`,
});

export const importOutside = defineDiagnostic({
  code: "import/outside-project",
  severity: "error",
  title: "an import from outside the project",
  explanation:
    "Programs are read on machines of people who have not read them, so an import reaches no further than the folder of the " +
    "project: the nearest folder above the program that holds a `package.json` or a `.git`, or else the folder of the program. " +
    "Absolute paths, links that lead out, and files that are no `.cnn` are refused.",
  failing: `import basic from "/etc/passwd"\n${model}`,
  fixed: `import basic from "std/resnet"\n${model}`,
});

export const importUnreadable = defineDiagnostic({
  code: "import/unreadable",
  severity: "error",
  title: "an imported file that cannot be read",
  explanation:
    "It is no regular file (a folder, a pipe, a device), too large, not UTF-8, or its permissions forbid it.",
});

export const importCircle = defineDiagnostic({
  code: "import/circle",
  severity: "error",
  title: "files that import one another in a circle",
  explanation: "Each file must be understood before the one that imports it. Put what both need into a third file.",
});

export const importUnknownName = defineDiagnostic({
  code: "import/unknown-name",
  severity: "error",
  title: "an import of a name that the file does not declare",
  explanation: "Blocks, models and consts that a file declares itself can be imported from it.",
  failing: `import basc from "std/resnet"\n${model.replace("basic", "basc")}`,
  fixed: `import basic from "std/resnet"\n${model}`,
});

export const importLimit = defineDiagnostic({
  code: "import/too-many",
  severity: "error",
  title: "too many files",
  explanation: "A program is at most 256 files, and at most 32 that import one another in a row.",
});
