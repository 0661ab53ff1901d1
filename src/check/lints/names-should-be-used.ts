/**
 * Consts, blocks, imports, parameters and lets that nothing in the file refers to. A file without models and recipes is a
 * library, and so is one of the standard library: its consts and blocks are for others. A name that begins with `_` is meant to be unused.
 */
import type { DefinedDiagnostic, Fix, Report } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../source/source.ts";
import { isStandard } from "../../std/library.ts";
import type { File, Import } from "../../syntax/ast.ts";
import { unusedBlock, unusedConst, unusedImport, unusedLet, unusedParameter } from "../diagnostics/unused.ts";
import { collectNames, type DeclaredName } from "./collect-names.ts";

export function namesShouldBeUsed(file: File, report: Report): void {
  const unused = collectNames(file).filter(({ used }) => !used);
  const hasModels = file.declarations.some(({ kind }) => kind === "model" || kind === "train");
  const isLibrary = !hasModels || isStandard(file.source);
  for (const entry of unused) {
    const { kind, name } = entry;
    if (name.text.startsWith("_") || (isLibrary && (kind === "const" || kind === "block"))) continue;
    if (kind === "import") continue;
    const definition = definitions[kind];
    report.add(definition({ ...describe(entry), source: file.source, span: name.span }));
  }
  for (const [declaration, names] of byDeclaration(unused)) importsMustBeUsed(declaration, names, file, report);
}

const definitions: Readonly<Record<Exclude<DeclaredName["kind"], "import">, DefinedDiagnostic>> = {
  const: unusedConst,
  block: unusedBlock,
  parameter: unusedParameter,
  let: unusedLet,
};

function describe({ kind, name, owner }: DeclaredName): { readonly message: string; readonly help: string } {
  const of = owner === undefined ? "" : ` of \`${owner}\``;
  return { message: `${kind} \`${name.text}\`${of} is not used`, help: `remove it, or name it \`_${name.text}\`` };
}

function byDeclaration(unused: readonly DeclaredName[]): ReadonlyMap<Import, readonly DeclaredName[]> {
  const groups = new Map<Import, DeclaredName[]>();
  for (const entry of unused) {
    if (!entry.declaration) continue;
    const group = groups.get(entry.declaration);
    if (group) group.push(entry);
    else groups.set(entry.declaration, [entry]);
  }
  return groups;
}

/** One message for one import, so that one edit fixes it. */
function importsMustBeUsed(declaration: Import, unused: readonly DeclaredName[], file: File, report: Report): void {
  const [first, ...others] = unused;
  if (!first) return;
  const names = unused.map(({ name }) => `\`${name.text}\``);
  report.add(
    unusedImport({
      message: `${names.join(", ")} ${others.length > 0 ? "are" : "is"} imported and not used`,
      source: file.source,
      span: first.name.span,
      labels: others.map(({ name }) => ({ span: name.span, message: "nor is this" })),
      help: "remove what is not used",
      fixes: removal(declaration, unused, file),
    }),
  );
}

function removal(declaration: Import, unused: readonly DeclaredName[], { source, comments }: File): readonly Fix[] {
  const gone = new Set(unused.map(({ name }) => name));
  const kept = declaration.names.filter((name) => !gone.has(name));
  const all = declaration.names;
  const span =
    kept.length === 0
      ? wholeLine(declaration.span, source.text)
      : { start: all[0]!.span.start, end: all[all.length - 1]!.span.end };
  if (comments.some((comment) => comment.span.start < span.end && comment.span.end > span.start)) return [];
  const title =
    kept.length === 0 ? "remove the import" : `import only ${kept.map(({ text }) => `\`${text}\``).join(", ")}`;
  return [{ title, edits: [{ span, text: kept.map(({ text }) => text).join(", ") }] }];
}

/** With its line end, where nothing else stands on the line. */
function wholeLine({ start, end }: Span, text: string): Span {
  const rest = /^[ \t]*(?:\r\n|\r|\n)/.exec(text.slice(end, end + 200));
  const first = start === 0 || /[\r\n]/.test(text[start - 1]!);
  return first && rest ? { start, end: end + rest[0].length } : { start, end };
}
