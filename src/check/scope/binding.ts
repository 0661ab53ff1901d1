/** What a name stands for. Only a type. */
import type { Source, Span } from "../../source/source.ts";
import type { Value } from "./value.ts";

/** `value` is absent when the binding itself was wrong, or its value is not known: whoever uses it goes on quietly. */
export interface Binding {
  readonly value?: Value;
  readonly span: Span;
  /** Where the span lies when it is not the file of the scope. */
  readonly source?: Source;
}
