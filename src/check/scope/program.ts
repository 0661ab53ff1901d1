/**
 * What all places of one check share: the operators of the language and the files that take part, the checked one and its
 * imports. Only types; `load-file.ts` fills the tables.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Guesses } from "../../diagnostics/guesses.ts";
import type { Source } from "../../source/source.ts";
import type { DataFactsReader } from "../../std/data-sets.ts";
import type { Block } from "../../syntax/ast.ts";
import type { Operators } from "../operators.ts";
import type { Trace } from "./trace.ts";
import type { Binding } from "./binding.ts";

export interface Program {
  readonly operators: Operators;
  /** Names of each file: its consts, blocks and imports. */
  readonly files: ReadonlyMap<Source, Map<string, Binding>>;
  /** Models of each file, its own and imported ones, by name. */
  readonly models: ReadonlyMap<Source, ReadonlyMap<string, unknown>>;
  /** Blocks that use themselves, which was reported. */
  readonly recursive: ReadonlySet<Block>;
  /** For every "did you mean" and every list of what there is. */
  readonly guesses: Guesses;
  /** Of the data that recipes name; absent where nothing is asked of it. */
  readonly dataFacts?: DataFactsReader;
  /** Where names and shapes are recorded; absent where nobody asks. */
  readonly trace?: Trace;
  /** A comment of its file silences it. */
  isSilenced(diagnostic: Diagnostic): boolean;
}
