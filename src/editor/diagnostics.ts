/**
 * The diagnostics of a snapshot as an editor shows them: takes a snapshot, gives for each file that has any what is underlined,
 * what is said of it, the places that explain it and the address of its page. The arithmetic and the advice follow the message,
 * a line each. Those without a place are shown at the beginning of the snapshot's own file.
 */
import { adviceLines } from "../diagnostics/advice.ts";
import type { Diagnostic, Fix, Severity } from "../diagnostics/diagnostic.ts";
import { labelPlaces } from "../diagnostics/places.ts";
import { referenceUri } from "../diagnostics/reference.ts";
import type { Source, Span } from "../source/source.ts";
import type { Snapshot } from "./snapshot.ts";

export interface ShownDiagnostic {
  readonly span: Span;
  readonly severity: Severity;
  readonly code: string;
  /** Of the page of the code. */
  readonly href: string;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  /** The text does nothing and may go: editors fade it. */
  readonly unnecessary: boolean;
  readonly fixes: readonly Fix[];
}

export interface RelatedPlace {
  readonly source: Source;
  readonly span: Span;
  readonly message: string;
}

/** The snapshot's own file comes first, with diagnostics or without. */
export function diagnosticsOf({ source, diagnostics }: Snapshot): ReadonlyMap<Source, readonly ShownDiagnostic[]> {
  const files = new Map<Source, ShownDiagnostic[]>([[source, []]]);
  for (const diagnostic of diagnostics) {
    const home = diagnostic.source ?? source;
    const shown = files.get(home) ?? [];
    files.set(home, shown);
    shown.push(show(diagnostic));
  }
  return files;
}

function show(diagnostic: Diagnostic): ShownDiagnostic {
  const { span, severity, code, message, notes, unnecessary, fixes } = diagnostic;
  return {
    span: span ?? { start: 0, end: 0 },
    severity,
    code,
    href: referenceUri(code),
    message: [message, ...notes, ...adviceLines(diagnostic)].join("\n"),
    related: labelPlaces(diagnostic).map(({ source, span, message }) => ({ source, span, message })),
    unnecessary: unnecessary === true,
    fixes,
  };
}
