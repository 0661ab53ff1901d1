/**
 * Lines of Keras, PyTorch and Darknet in a text that does not parse: takes the source and the vocabulary that can translate them;
 * returns a mistake for each, with ours as its fix, and the text without them, of the same length, for the rules. Statements end
 * where their brackets close, sections of Darknet where their settings end. Names that the file declares are its own. Linear.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { LIMITS } from "../limits.ts";
import type { Source, Span } from "../source/source.ts";
import * as d from "./diagnostics.ts";
import type { ForeignLine, Vocabulary } from "./vocabulary.ts";

export interface ForeignLines {
  readonly diagnostics: readonly Diagnostic[];
  /** Blanks in their place. */
  readonly text: string;
}

/** A statement of more lines than this is none. */
const mostLines = 40;
const longest = 2_000;

const section = /^\[\w+\]$/;
const sectionSetting = /^\w+\s*=\s*[\w.,\- ]+$/;
const statementWords = /^(?:import|from|class|def|return|super|with|for|while|if|elif|else|try|except|print|assert)\b/;
const ownImport = /^import\b.*(?:\bfrom\s*"|,$)/;

interface Place {
  /** Which body the line stands in. */
  readonly body: "model" | "train" | "file";
  hasInput: boolean;
}

export function findForeignLines(source: Source, vocabulary: Vocabulary): ForeignLines | undefined {
  const rows = source.text.split("\n");
  const declared = declaredNames(source.text);
  const diagnostics: Diagnostic[] = [];
  const blanked: Span[] = [];
  let place: Place = { body: "file", hasInput: false };
  let depth = 0;
  let offset = 0;
  for (let i = 0; i < rows.length && diagnostics.length < LIMITS.syntaxErrors.value; i++) {
    const row = rows[i]!;
    const trimmed = row.replace(/\/\/.*$|\s#.*$/, "").trim();
    const count = isForeign(trimmed, declared) ? linesOf(rows, i) : 0;
    const text = rows.slice(i, i + count).join("\n");
    const line = count > 0 && text.length <= longest ? vocabulary.translate(text) : undefined;
    if (line && !(line.framework === "Python" && /^import\b/.test(trimmed) && /\bfrom\s*"/.test(rows[i + 1] ?? ""))) {
      const start = offset + row.length - row.trimStart().length;
      const span = { start, end: offset + text.trimEnd().length };
      diagnostics.push(describe(source, line, span, place));
      blanked.push(span);
      if (line.input !== undefined) place.hasInput = true;
      for (const each of rows.slice(i, i + count)) offset += each.length + 1;
      i += count - 1;
      continue;
    }
    const opened = /^(model|block|train)\b/.exec(trimmed)?.[1];
    if (opened) place = { body: opened === "train" ? "train" : "model", hasInput: opened === "block" };
    if (/(?:^|[{>]\s*)input\b/i.test(trimmed)) place.hasInput = true;
    depth += (trimmed.match(/\{/g)?.length ?? 0) - (trimmed.match(/\}/g)?.length ?? 0);
    if (depth <= 0 && trimmed.endsWith("}")) place = { body: "file", hasInput: false };
    offset += row.length + 1;
  }
  if (diagnostics.length === 0) return undefined;
  let text = "";
  let at = 0;
  for (const { start, end } of blanked) {
    text += source.text.slice(at, start) + source.text.slice(start, end).replace(/[^\n\r]/g, " ");
    at = end;
  }
  return { diagnostics, text: text + source.text.slice(at) };
}

function isForeign(trimmed: string, declared: ReadonlySet<string>): boolean {
  if (trimmed === "" || /->|[{}|]/.test(trimmed) || ownImport.test(trimmed)) return false;
  const first = /^[A-Za-z_]\w*/.exec(trimmed)?.[0];
  if (first !== undefined && declared.has(first)) return false;
  return (
    section.test(trimmed) || trimmed.includes("(") || statementWords.test(trimmed) || /^\w+\s*=\s*['"]/.test(trimmed)
  );
}

/** How many lines the statement takes; 0 where it is none. */
function linesOf(rows: readonly string[], from: number): number {
  const first = rows[from]!.trim();
  if (section.test(first)) {
    let to = from + 1;
    while (to < rows.length && sectionSetting.test(rows[to]!.trim())) to++;
    return to - from > 1 ? to - from : 0;
  }
  let open = 0;
  for (let to = from; to < rows.length && to - from < mostLines; to++) {
    for (const sign of rows[to]!.replace(/"[^"]*"|'[^']*'/g, "").replace(/#.*$/, "")) {
      if (sign === "(" || sign === "[") open++;
      else if (sign === ")" || sign === "]") open--;
      else if (sign === "{" || sign === "}") return to === from ? 0 : 1;
    }
    if (open <= 0) return to - from + 1;
  }
  return 1;
}

/** Blocks, imports and parameters: what a line may call. */
function declaredNames(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, name, parameters] of text.matchAll(/\b(?:block|model)\s+(\w+)\s*(?:\(([^)]{0,2000})\))?/g)) {
    found.add(name!);
    for (const [word] of (parameters ?? "").matchAll(/[A-Za-z_]\w*/g)) found.add(word);
  }
  for (const [, names] of text.matchAll(/\bimport\s+([\w,\s]{0,2000}?)\s+from\s*"/g))
    for (const name of names!.split(/[\s,]+/)) found.add(name);
  return found;
}

function describe(source: Source, line: ForeignLine, span: Span, place: Place): Diagnostic {
  const { framework, help } = line;
  const text = line.input !== undefined && place.hasInput ? line.rest! : line.text;
  const message = `this is a line of ${framework}`;
  const shown = text?.replaceAll("\n", "`, `");
  const fits = line.place === "any" || line.place === place.body;
  if (text === undefined || !fits || place.body === "file") {
    const where = line.place === "train" ? "a recipe, `train NAME { … }`" : "a model, `model NAME { … }`";
    const advice = help ?? (shown === undefined || shown === "" ? "leave it out" : `write \`${shown}\` in ${where}`);
    return d.foreignLine({ message, source, span, help: advice });
  }
  const row = source.text.lastIndexOf("\n", span.start - 1) + 1;
  const indent = source.text.slice(row, span.start);
  const title = shown === "" ? "leave it out" : `write \`${shown}\``;
  const replaced = shown === "" ? { start: Math.max(0, row - 1), end: span.end } : span;
  const edits = [{ span: replaced, text: text.replaceAll("\n", `\n${indent}`) }];
  return d.foreignLine({
    message,
    source,
    span: { start: span.start, end: Math.min(span.end, endOfLine(source.text, span.start)) },
    help: help ?? title,
    fixes: [help === undefined || text === "" ? { title, edits, safe: true } : { title, edits }],
  });
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
