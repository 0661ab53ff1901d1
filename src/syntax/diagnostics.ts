/**
 * The diagnostics of the front end: everything that can be wrong with a text before it means anything. Each with the page that
 * `cnnc explain` shows and a failing and a fixed program. Not for the wording of one occurrence, which its reporter gives.
 */
import { defineDiagnostic } from "../diagnostics/diagnostic.ts";
import { LIMITS } from "../limits.ts";

const program = (line: string): string => `model A {\n  input 8x8x1\n  ${line}\n}\n`;

export const unexpectedToken = defineDiagnostic({
  code: "syntax/unexpected-token",
  severity: "error",
  title: "a word or sign stands where the grammar has no place for it",
  explanation:
    "The message says what was found and what could have stood there. One message is given for a line; the rest of the file is still read. `grammar/generated/cnn.ebnf` holds the whole grammar.",
  failing: program("fc 10 -> -> relu"),
  fixed: program("fc 10 -> relu"),
});

export const foreignLine = defineDiagnostic({
  code: "syntax/foreign-line",
  severity: "error",
  title: "a line of Keras, PyTorch, Darknet or Python",
  explanation:
    "A line that another framework would understand is recognized in a file that does not parse, and where it has a counterpart " +
    "that is what the fix writes: `Conv2D(32, 3)` is `conv 3x3x32`. Sizes that are known here, such as " +
    "`in_channels`, are left out. Names that the file declares are never taken for another framework's.",
  failing: program("nn.Conv2d(1, 32, kernel_size=3)"),
  fixed: program("conv 3x3x32"),
});

export const unexpectedCharacter = defineDiagnostic({
  code: "syntax/unexpected-character",
  severity: "error",
  title: "a character that no word of the language begins with",
  explanation:
    "Names hold the letters a to z, digits and `_`; any character may stand in a string or a comment. Signs that slides and word processors put in (`→`, `×`, `−`) are recognized and can be replaced automatically.",
  failing: program("conv 3×3×4 -> relu"),
  fixed: program("conv 3x3x4 -> relu"),
});

export const forbiddenCharacter = defineDiagnostic({
  code: "syntax/forbidden-character",
  severity: "error",
  title: "an invisible character that can make a text look like another one",
  explanation:
    "Control characters, characters that turn the writing direction, a byte order mark inside the text and halves of surrogate pairs are refused everywhere, comments and strings included: a reader could not see what the compiler reads.",
  failing: program("fc 10 // \u202e01 cf"),
  fixed: program("fc 10 // fc 10"),
});

export const unterminatedComment = defineDiagnostic({
  code: "syntax/unterminated-comment",
  severity: "error",
  title: "a `/*` without its `*/`",
  explanation: "A `/* */` comment ends at the first `*/`; such comments do not nest.",
  failing: program("fc 10\n  /* the last layer"),
  fixed: program("fc 10\n  /* the last layer */"),
});

export const unterminatedString = defineDiagnostic({
  code: "syntax/unterminated-string",
  severity: "error",
  title: "a string without its closing quote",
  explanation: 'A string stands on one line, between `"` and `"`. A backslash is an ordinary character in it.',
  failing: `${program("fc 10")}train A {\n  data "digits.csv\n}\n`,
  fixed: `${program("fc 10")}train A {\n  data "digits.csv"\n}\n`,
});

export const unclosedBracket = defineDiagnostic({
  code: "syntax/unclosed-bracket",
  severity: "error",
  title: "an opening bracket without its closing one",
  explanation: "Every `(`, `[` and `{` needs its partner before the brackets around it close.",
  failing: program("[fc 10 -> relu"),
  fixed: program("[fc 10 -> relu] * 2"),
});

export const unmatchedBracket = defineDiagnostic({
  code: "syntax/unmatched-bracket",
  severity: "error",
  title: "a closing bracket that closes nothing",
  explanation: "Every `)`, `]` and `}` needs an opening partner before it.",
  failing: program("fc 10] -> relu"),
  fixed: program("fc 10 -> relu"),
});

export const reservedName = defineDiagnostic({
  code: "syntax/reserved-name",
  severity: "error",
  title: "a name that reads as an attribute",
  explanation:
    "`s2`, `p1`, `d2`, `g32` are stride, padding, dilation and groups of a layer, so names made of one of these letters and digits cannot be given to anything else.",
  failing: program("fc 10 as s2"),
  fixed: program("fc 10 as stage2"),
});

export const malformedNumber = defineDiagnostic({
  code: "syntax/malformed-number",
  severity: "error",
  title: "a number that runs into a name",
  explanation:
    "Numbers are `28`, `61_706`, `0.05`, `1e-3`. A size list joins sizes by `x`; a computed size goes in braces: `3x3x{c}`.",
  failing: program("fc 10k"),
  fixed: program("fc 10_000"),
});

export const integerTooLarge = defineDiagnostic({
  code: "syntax/integer-too-large",
  severity: "error",
  title: `a whole number beyond ${LIMITS.wholeNumber.value}`,
  explanation: `Whole numbers have at most ${LIMITS.integerDigits.value} digits and reach to ${LIMITS.wholeNumber.value}, which counts of multiply-adds need; larger ones are not exact. Sizes reach to ${LIMITS.integerValue.value}.`,
  failing: program("fc 99_999_999_999_999_999"),
  fixed: program("fc 99"),
});

export const numberNotFinite = defineDiagnostic({
  code: "syntax/number-not-finite",
  severity: "error",
  title: "a decimal number too large to be one",
  explanation: "Decimal numbers are 64-bit floating point: they reach to about 1.8e308.",
  failing: program("fc 10 -> leakyrelu 1e400"),
  fixed: program("fc 10 -> leakyrelu 1e-4"),
});

export const nestingTooDeep = defineDiagnostic({
  code: "syntax/nesting-too-deep",
  severity: "error",
  title: "too many brackets, operators or else-ifs inside each other",
  explanation: `At most ${LIMITS.nesting.value} brackets may be open at once, and at most ${LIMITS.treeDepth.value} operators and else-ifs may stand around one place. Name parts with \`let\`, \`const\` or \`block\`.`,
  failing: `const a = ${"(".repeat(LIMITS.nesting.value + 1)}1${")".repeat(LIMITS.nesting.value + 1)}\n`,
  fixed: "const a = (1)\n",
});

export const nameTooLong = defineDiagnostic({
  code: "syntax/name-too-long",
  severity: "error",
  title: "a name of unreasonable length",
  explanation: `Names have at most ${LIMITS.nameLength.value} characters.`,
  failing: `const ${"a".repeat(LIMITS.nameLength.value + 1)} = 1\n`,
  fixed: "const a = 1\n",
});

export const stringTooLong = defineDiagnostic({
  code: "syntax/string-too-long",
  severity: "error",
  title: "a string of unreasonable length",
  explanation: `Strings have at most ${LIMITS.stringLength.value} characters.`,
  failing: `model Example {\n  input 3\n  fc 3\n}\ntrain Example {\n  data "${"a".repeat(LIMITS.stringLength.value + 1)}"\n}\n`,
  fixed: 'model Example {\n  input 3\n  fc 3\n}\ntrain Example {\n  data "a"\n}\n',
});

// The two that follow have no example: it would be a megabyte on a page for people. The tests hold one.
export const lineTooLong = defineDiagnostic({
  code: "syntax/line-too-long",
  severity: "error",
  title: "a line of unreasonable length",
  explanation: `Lines have at most ${LIMITS.lineLength.value} characters. A chain can be broken before or after any \`->\`.`,
});

export const sourceTooLarge = defineDiagnostic({
  code: "syntax/source-too-large",
  severity: "error",
  title: "a file of unreasonable length",
  explanation: `A file has at most ${LIMITS.sourceLength.value} characters. Repetition is written \`[ … ] * n\`; blocks can be imported.`,
});

export const tooManyErrors = defineDiagnostic({
  code: "syntax/too-many-errors",
  severity: "error",
  title: "more syntax errors than are worth showing",
  explanation: `Only the first ${LIMITS.syntaxErrors.value} syntax errors of a file are shown, and fewer of one with tens of thousands of lines.`,
  failing: `model A {\n${"  fc fc(]\n".repeat(LIMITS.syntaxErrors.value + 1)}}\n`,
  fixed: program("fc 10"),
});
