/**
 * Every hard limit of the compiler in one table, with its unit and the reason. Takes nothing, relies on nothing; the rooms
 * that hold a limit read it here, `cnnc info` prints it, and the tests walk it. Not for tuning: none of these may be
 * raised without looking at its reason.
 */
export interface Limit {
  readonly value: number;
  readonly unit: string;
  readonly why: string;
}

export const LIMITS = {
  sourceLength: { value: 1_048_576, unit: "characters in one file", why: "keeps reading one file within seconds" },
  lineLength: { value: 65_536, unit: "characters in one line", why: "a longer line is data, not a program" },
  nesting: {
    value: 256,
    unit: "brackets open at once",
    why: "the parser is recursive and overflows the stack a few hundred levels later",
  },
  treeDepth: {
    value: 512,
    unit: "operators and else-ifs around one place",
    why: "the passes that walk the syntax tree are recursive",
  },
  nameLength: { value: 128, unit: "characters in one name", why: "names become wasm names, file names and columns" },
  stringLength: { value: 4_096, unit: "characters in one string", why: "strings are paths and short words" },
  integerDigits: { value: 16, unit: "digits in one whole number", why: "more digits are not exact as a number" },
  integerValue: { value: 2_147_483_647, unit: "as a size", why: "sizes are 32-bit in WebAssembly" },
  wholeNumber: { value: 9_007_199_254_740_991, unit: "as a whole number", why: "larger ones are not exact" },
  syntaxErrors: { value: 100, unit: "syntax errors shown for one file", why: "the first ones explain the rest" },
  diagnosticsShown: { value: 100, unit: "diagnostics shown at once", why: "nobody reads more in one go" },
  layers: {
    value: 10_000,
    unit: "layers in one model, repetitions laid out",
    why: "repetitions multiply, and each layer becomes code",
  },
  stages: {
    value: 200_000,
    unit: "stages in one model, repetitions and blocks laid out",
    why: "blocks that use blocks multiply, even where no layer comes out",
  },
  layoutDepth: {
    value: 300,
    unit: "stages inside one another, blocks laid out",
    why: "laying out is recursive, and each of these takes a part of the stack",
  },
  importDepth: { value: 32, unit: "files that import one another in a row", why: "nobody could follow more" },
  importedFiles: { value: 256, unit: "files in one program", why: "each is read and parsed" },
  diagnosticsKept: { value: 1_000, unit: "diagnostics of one check", why: "nobody reads more" },
  wordsGuessed: {
    value: 200_000,
    unit: "words looked at for those that were meant, in one check",
    why: "each unknown name is compared with all known ones; further mistakes are reported without a guess",
  },
  graphNodes: {
    value: 1_024,
    unit: "nodes in a graph that is compiled",
    why: "their neighbors are a table of nodes times nodes numbers in the module, 4 MB",
  },
  graphEdges: { value: 1_048_576, unit: "edges in one file", why: "as many as pairs of nodes" },
} as const satisfies Record<string, Limit>;
