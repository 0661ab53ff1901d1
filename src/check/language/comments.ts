/** What the computer passes over, and the two comments that it does not: one record for each kind. */
import { ignoreMarker } from "../files/ignore-comments.ts";
import type { WordRecords } from "../word-record.ts";

export const commentRecords = {
  line: {
    title: "//",
    words: ["//", "comment"],
    summary: "a comment, to the end of the line",
    details: "Kept by `cnnc fmt`, at its place.",
    syntax: ["// text"],
    example: "model Example {\n  input 28x28x1\n  fc 10  // a score for each digit\n}\n",
  },
  block: {
    title: "/* … */",
    words: ["/*", "*/"],
    summary: "a comment with an end of its own, on one line or on several",
    details: "Such comments do not nest: the first `*/` ends it.",
    syntax: ["/* text */"],
    example: "/* Ten scores\n   of an image. */\nmodel Example {\n  input 28x28x1\n  fc 10\n}\n",
  },
  documentation: {
    title: "///",
    words: ["///", "documentation"],
    summary: "the documentation of the declaration that follows",
    details:
      "Shown wherever a block, a model or a constant is used, and by `cnnc explain`. Several lines are one text. Markdown.",
    syntax: ["/// text"],
    example:
      "/// A convolution that keeps the size.\nblock unit(c) { conv 3x3x{c} p1 -> relu }\n\nmodel Example {\n  input 28x28x1\n  unit(8)\n  fc 10\n}\n",
  },
  ignore: {
    title: ignoreMarker,
    words: [ignoreMarker],
    summary: "silences warnings by their codes, on its line and on the next one",
    details:
      "For what is meant as it is. Several codes may stand in it, and a reason behind them. Errors cannot be silenced. A code that there is not is " +
      "warned of in its turn.",
    syntax: [`// ${ignoreMarker} code`, `// ${ignoreMarker} code code (reason)`],
    example: `model Example {\n  input 28x28x1\n  // ${ignoreMarker} lint/stride-does-not-tile (the last column is empty)\n  maxpool 3 s2\n  fc 10\n}\n`,
  },
} as const satisfies WordRecords<"line" | "block" | "documentation" | "ignore">;
