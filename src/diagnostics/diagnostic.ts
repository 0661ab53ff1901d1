/**
 * Diagnostics as values: what every room reports and every shell renders. A report is handed down by the caller; nothing
 * here is thrown or global. An internal error (a bug of ours) is not a diagnostic: see `internal-error.ts`.
 */
import type { Source, Span } from "../source/source.ts";

export type Severity = "error" | "warning";

/** A further place that explains the diagnostic, e.g. the layer that produced a mismatching shape. */
export interface Label {
  readonly span: Span;
  readonly message: string;
  /** When the place is in another file than the diagnostic. */
  readonly source?: Source;
}

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
  /**
   * Within `text`: what the author is to fill in, where only they know it. What it holds is an example, with which the text is
   * right but for being theirs; an editor selects it. A fix with one is never safe.
   */
  readonly hole?: Span;
}

/** An edit whose text is `before`, an example that the author writes over, and `after`. */
export function editWithHole(span: Span, before: string, example: string, after = ""): TextEdit {
  const hole = { start: before.length, end: before.length + example.length };
  return { span, text: `${before}${example}${after}`, hole };
}

/** A repair that a machine can make; all edits are in the diagnostic's own source. */
export interface Fix {
  /** What it does: `pad with p1`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /**
   * Nobody could have meant anything else, so `check --fix` makes it unasked. Absent: only offered, since it changes what the
   * network is, or gives up what the text claims.
   */
  readonly safe?: true;
}

export interface Diagnostic {
  /** `room/what-is-wrong`, stable for ever. */
  readonly code: string;
  readonly severity: Severity;
  /** One line, lower case, no full stop; says what is wrong, never how to fix it. */
  readonly message: string;
  /** Absent for data and environment (no source text); then `file` may name the offending file. */
  readonly source?: Source;
  readonly span?: Span;
  readonly file?: string;
  readonly labels: readonly Label[];
  /** The arithmetic, the shapes so far: facts that led here. */
  readonly notes: readonly string[];
  /** How to fix it. */
  readonly help?: string;
  readonly fixes: readonly Fix[];
  /** What it underlines does nothing and may go: editors fade it. */
  readonly unnecessary?: true;
  /** Of a warning on its way out of blocks: which use it is about. A finished one tells its uses in its notes. */
  readonly use?: DiagnosticUse;
}

export interface DiagnosticUse {
  /** The innermost block: `unit(16, s=2)`; empty where there are only turns of repetitions. */
  readonly text: string;
  /** The innermost repetition: `turn 2 of 3`; empty where there is none. */
  readonly turn: string;
  /** The places on the whole way, whatever the turn. */
  readonly way: string;
}

/** The definition of a code: stands in the room that emits it. */
export interface DiagnosticDefinition {
  readonly code: string;
  readonly severity: Severity;
  /** One line for lists. */
  readonly title: string;
  /** What it underlines does nothing and may go. */
  readonly unnecessary?: true;
  /** Markdown for `cnnc explain CODE` and the reference page. */
  readonly explanation: string;
  /** A whole .cnn program that gives this code; absent only for codes that no source can give (files, data). */
  readonly failing?: string;
  /** The same program fixed. */
  readonly fixed?: string;
}

export interface DiagnosticDetails {
  readonly message: string;
  readonly source?: Source;
  readonly span?: Span;
  readonly file?: string;
  readonly labels?: readonly Label[];
  readonly notes?: readonly string[];
  readonly help?: string;
  readonly fixes?: readonly Fix[];
}

export interface DefinedDiagnostic extends DiagnosticDefinition {
  (details: DiagnosticDetails): Diagnostic;
}

/** Gives a function that makes diagnostics of one code, with the definition's facts as properties. */
export function defineDiagnostic(definition: DiagnosticDefinition): DefinedDiagnostic {
  const make = (details: DiagnosticDetails): Diagnostic => ({
    ...details,
    code: definition.code,
    severity: definition.severity,
    ...(definition.unnecessary ? { unnecessary: true } : {}),
    labels: details.labels ?? [],
    notes: details.notes ?? [],
    fixes: details.fixes ?? [],
  });
  return Object.assign(make, definition);
}

/** Collects diagnostics; handed down to every stage. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: boolean;
  add(diagnostic: Diagnostic): void;
}

export function createReport(): Report {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    get hasErrors() {
      return diagnostics.some((d) => d.severity === "error");
    },
    add(diagnostic) {
      diagnostics.push(diagnostic);
    },
  };
}

/**
 * Carries a diagnostic out of a place where no report is at hand (a file that cannot be read, a data set that is damaged).
 * The command renders it like any other diagnostic; `exit` is the exit code class of the interfaces.
 */
export class CnncError extends Error {
  override readonly name = "CnncError";
  readonly diagnostic: Diagnostic;
  readonly exit: 1 | 2 | 3 | 4;

  constructor(diagnostic: Diagnostic, exit: 1 | 2 | 3 | 4) {
    super(`${diagnostic.code}: ${diagnostic.message}`);
    this.diagnostic = diagnostic;
    this.exit = exit;
  }
}
