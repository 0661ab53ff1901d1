/**
 * Diagnostics as a SARIF 2.1.0 log, for code scanning and editors: takes diagnostics and the definitions of their codes,
 * returns one JSON text. Every fingerprint is of the code and the text of the line, so a
 * result stays the same one when lines move. Checked against the schema of the standard by a test.
 */
import { jsonText } from "./json-text.ts";
import { lineText, positionAt } from "../source/source.ts";
import { adviceLines } from "./advice.ts";
import type { Diagnostic, DiagnosticDefinition, Fix } from "./diagnostic.ts";
import { labelPlaces, pathOf, type Place, placeOf, plainPath, rangeOf } from "./places.ts";
import { referenceUri } from "./reference.ts";
import type {
  SarifArtifact,
  SarifFix,
  SarifLocation,
  SarifLog,
  SarifRegion,
  SarifResult,
  SarifRule,
} from "./sarif-log.ts";

type PathFor = (path: string) => string;

export interface SarifOptions {
  /** Of the compiler. */
  readonly version: string;
  /** Those of other codes are left out. */
  readonly definitions: readonly DiagnosticDefinition[];
  /** The page of a definition as Markdown. */
  readonly page: (definition: DiagnosticDefinition) => string;
  /** Paths as they count from the root of the project; as they are when absent. */
  readonly pathFor?: PathFor;
}

/** The log, indented, with a newline at the end. */
export function renderSarif(diagnostics: readonly Diagnostic[], options: SarifOptions): string {
  return jsonText(toSarifLog(diagnostics, options));
}

export function toSarifLog(diagnostics: readonly Diagnostic[], options: SarifOptions): SarifLog {
  const found = new Set(diagnostics.map(({ code }) => code));
  const definitions = options.definitions.filter(({ code }) => found.has(code));
  const ruleIndex = new Map(definitions.map(({ code }, i) => [code, i]));
  const occurrences = new Map<string, number>();
  const results = diagnostics.map((diagnostic): SarifResult => {
    const index = ruleIndex.get(diagnostic.code);
    return {
      ruleId: diagnostic.code,
      ...(index === undefined ? {} : { ruleIndex: index }),
      ...describe(diagnostic, options.pathFor ?? plainPath),
      partialFingerprints: { "cnncCodeAndLine/v1": fingerprint(diagnostic, occurrences) },
    };
  });
  const rules = definitions.map((definition) => ruleOf(definition, options));
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "cnnc", semanticVersion: options.version, rules } },
        columnKind: "utf16CodeUnits",
        results,
      },
    ],
  };
}

function ruleOf(definition: DiagnosticDefinition, { page }: SarifOptions): SarifRule {
  const { code, title, explanation, severity } = definition;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    help: { text: `${title}\n\n${explanation}`, markdown: page(definition) },
    helpUri: referenceUri(code),
    defaultConfiguration: { level: severity },
  };
}

function describe(
  diagnostic: Diagnostic,
  pathFor: PathFor,
): Omit<SarifResult, "ruleId" | "ruleIndex" | "partialFingerprints"> {
  const place = placeOf(diagnostic);
  const path = pathOf(diagnostic);
  const whole = path === undefined ? [] : [{ physicalLocation: { artifactLocation: artifact(path, pathFor) } }];
  const labels = labelPlaces(diagnostic).map((label, i): SarifLocation => {
    const { physicalLocation } = locate(label, pathFor);
    return { id: i + 1, message: { text: label.message }, physicalLocation };
  });
  const fixes = diagnostic.fixes.flatMap((fix) => (place === undefined ? [] : toSarifFix(fix, place, pathFor)));
  // The standard wants each but once.
  const distinct = new Map(fixes.map((fix) => [JSON.stringify(fix), fix]));
  const lines = [diagnostic.message, ...diagnostic.notes, ...adviceLines(diagnostic)];
  return {
    level: diagnostic.severity,
    message: { text: lines.join("\n") },
    locations: place === undefined ? whole : [locate(place, pathFor)],
    ...(labels.length === 0 ? {} : { relatedLocations: labels }),
    ...(distinct.size === 0 ? {} : { fixes: [...distinct.values()] }),
  };
}

function toSarifFix({ title, edits }: Fix, { source }: Place, pathFor: PathFor): SarifFix[] {
  if (edits.length === 0) return [];
  const replacements = edits.map(({ span, text }) => ({
    deletedRegion: region({ source, span }),
    insertedContent: { text },
  }));
  const artifactLocation = artifact(source.path, pathFor);
  return [{ description: { text: title }, artifactChanges: [{ artifactLocation, replacements }] }];
}

function locate(place: Place, pathFor: PathFor): SarifLocation {
  return { physicalLocation: { artifactLocation: artifact(place.source.path, pathFor), region: region(place) } };
}

function region(place: Place): SarifRegion {
  const { start, end } = rangeOf(place);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** Relative where the path is; a file elsewhere has its full address. */
function artifact(path: string, pathFor: PathFor): SarifArtifact {
  const relative = pathFor(path);
  const encoded = relative.split("/").map(encodeSegment).join("/");
  if (relative.startsWith("/")) return { uri: `file://${encoded}` };
  return { uri: /^[A-Za-z]:\//.test(relative) ? `file:///${encoded}` : encoded };
}

/** A half of a surrogate pair has no UTF-8 and no address. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, "\u{fffd}"));
}

/** Hash of code and line, and which of those that are equal this is. */
function fingerprint(diagnostic: Diagnostic, occurrences: Map<string, number>): string {
  const place = placeOf(diagnostic);
  const line = place === undefined ? "" : lineText(place.source, positionAt(place.source, place.span.start).line);
  const subject = place === undefined ? diagnostic.message : line.trim().replace(/\s+/g, " ");
  const hash = hash64(`${diagnostic.code}\n${subject}`);
  const key = `${pathOf(diagnostic) ?? ""}\n${hash}`;
  const number = (occurrences.get(key) ?? 0) + 1;
  occurrences.set(key, number);
  return `${hash}:${number}`;
}

/** FNV-1a of the UTF-16 code units, 16 digits. */
function hash64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}
