/** What a name stands for. Only types. */
import type { Source, Span } from "../../source/source.ts";
import type { Value } from "./value.ts";

/** An `import` only where what it brings is not known. */
export type DeclarationKind = "import" | "const" | "let" | "parameter" | "block" | "model" | "label" | "head";

/** `value` is absent when the binding itself was wrong, or its value is not known: whoever uses it goes on quietly. */
export interface Binding {
  readonly kind: DeclarationKind;
  readonly value?: Value;
  readonly span: Span;
  /** Where the span lies when it is not the file of the scope. */
  readonly source?: Source;
  /** Of an import, what it brings. */
  readonly origin?: { readonly kind: DeclarationKind; readonly source: Source; readonly span: Span };
}
