/**
 * Diagnostics for a client, pushed or pulled: those of each open document, of its newest version only, and those of files that open
 * documents import, as long as one does. A client that pulls is pushed nothing. Takes a session; answers the request, and gives a
 * function that is called with the documents that may have others now.
 */
import type {
  CancellationToken,
  Diagnostic,
  DocumentDiagnosticParams,
  FullDocumentDiagnosticReport,
  PublishDiagnosticsParams,
  RelatedFullDocumentDiagnosticReport,
} from "vscode-languageserver-protocol";
import type { Source } from "../../source/source.ts";
import { diagnosticsOf, type ShownDiagnostic } from "../diagnostics.ts";
import type { Document } from "./documents.ts";
import { createLater } from "./later.ts";
import { diagnosticTag, severity as severities } from "./numbers.ts";
import type { Session } from "./session.ts";

export interface Publisher {
  changed(documents: readonly Document[]): void;
  closed(uri: string): void;
}

export function serveDiagnostics(session: Session): Publisher {
  const { connection, documents } = session;
  connection.onRequest(
    "textDocument/diagnostic",
    ({ textDocument: { uri } }: DocumentDiagnosticParams, token: CancellationToken) =>
      session.answer("textDocument/diagnostic", uri, token, nothing, (asked) => pulled(session, asked.document)),
  );
  const send = (params: PublishDiagnosticsParams): void => session.tell("textDocument/publishDiagnostics", params);
  const outdated = new Set<string>();
  /** What each open document says of files that are not open, by their addresses. */
  const elsewhere = new Map<string, ReadonlyMap<string, readonly Diagnostic[]>>();
  const shownElsewhere = new Set<string>();

  const publishElsewhere = (): void => {
    const merged = new Map<string, Map<string, Diagnostic>>();
    for (const files of elsewhere.values())
      for (const [uri, diagnostics] of files) {
        const known = merged.get(uri) ?? new Map<string, Diagnostic>();
        merged.set(uri, known);
        for (const diagnostic of diagnostics) known.set(JSON.stringify(diagnostic), diagnostic);
      }
    for (const uri of shownElsewhere)
      if (!merged.has(uri)) {
        shownElsewhere.delete(uri);
        if (!documents.find(uri)) send({ uri, diagnostics: [] });
      }
    for (const [uri, diagnostics] of merged) {
      shownElsewhere.add(uri);
      send({ uri, diagnostics: [...diagnostics.values()] });
    }
  };

  const publish = (document: Document): void => {
    const { own, others } = readable(session, document);
    const { uri, version } = document;
    const versioned = session.client.versionsOfDiagnostics ? { version } : {};
    send({ uri, ...versioned, diagnostics: own });
    elsewhere.set(document.path, others);
  };

  const later = createLater(session.traffic, () => {
    const due = documents.all.filter(({ path }) => outdated.has(path));
    outdated.clear();
    for (const work of [...due.map((document) => () => publish(document)), publishElsewhere])
      try {
        work();
      } catch (error) {
        session.failed("textDocument/publishDiagnostics", error);
      }
  });

  return {
    changed(changed) {
      // Of a document that is edited a client asks by itself; not of those that import it.
      if (session.client.pullsDiagnostics) {
        if (changed.length > 1 && session.client.refreshesDiagnostics) session.refresh("diagnostic");
        return;
      }
      for (const { path } of changed) outdated.add(path);
      if (changed.length > 0) later();
    },
    closed(uri) {
      if (session.client.pullsDiagnostics) return;
      send({ uri, diagnostics: [] });
      for (const path of elsewhere.keys()) if (!documents.at(path)) elsewhere.delete(path);
      later();
    },
  };
}

const nothing: RelatedFullDocumentDiagnosticReport = { kind: "full", items: [] };

function pulled(session: Session, document: Document): RelatedFullDocumentDiagnosticReport {
  const { own, others } = readable(session, document);
  const related = [...others].map(([uri, items]): [string, FullDocumentDiagnosticReport] => [
    uri,
    { kind: "full", items: [...items] },
  ]);
  return {
    kind: "full",
    items: own,
    ...(related.length > 0 && session.client.pullsRelated ? { relatedDocuments: Object.fromEntries(related) } : {}),
  };
}

interface Readable {
  readonly own: Diagnostic[];
  /** Of files that are not open, by address. */
  readonly others: ReadonlyMap<string, readonly Diagnostic[]>;
}

function readable(session: Session, document: Document): Readable {
  const { documents } = session;
  const files = diagnosticsOf(documents.snapshot(document));
  const source = documents.source(document);
  const others = new Map<string, readonly Diagnostic[]>();
  for (const [file, shown] of files)
    if (file !== source && !documents.at(file.path))
      others.set(
        documents.uriOf(file),
        shown.map((each) => toDiagnostic(each, file, session)),
      );
  return { own: files.get(source)!.map((each) => toDiagnostic(each, source, session)), others };
}

export function toDiagnostic(shown: ShownDiagnostic, source: Source, session: Session): Diagnostic {
  const { client, positions, documents } = session;
  const { span, severity, code, href, message, related, unnecessary, fixes } = shown;
  return {
    range: positions.range(source, span),
    severity: severity === "error" ? severities.error : severities.warning,
    code,
    ...(client.codePages ? { codeDescription: { href } } : {}),
    source: "cnnc",
    message,
    ...(client.fadesUnnecessary && unnecessary ? { tags: [diagnosticTag.unnecessary] } : {}),
    ...(client.relatedPlaces && related.length > 0
      ? {
          relatedInformation: related.map((place) => ({
            location: { uri: documents.uriOf(place.source), range: positions.range(place.source, place.span) },
            message: place.message,
          })),
        }
      : {}),
    ...(client.keepsDiagnosticData && fixes.length > 0 ? { data: { fixes: fixes.map(({ title }) => title) } } : {}),
  };
}
