/**
 * Blocks and models that a program could import from the standard library, as offers that bring their import along. Takes the
 * snapshot; what it declares is read once, when it is first asked for.
 */
import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import { createReport } from "../../diagnostics/diagnostic.ts";
import { vocabulary } from "../../ops/registry.ts";
import { createSource, type Source } from "../../source/source.ts";
import { findStandardSource, standardNames } from "../../std/library.ts";
import type { Block, File, Import, Model } from "../../syntax/ast.ts";
import { parse } from "../../syntax/parse.ts";
import type { Snapshot } from "../snapshot.ts";

export interface LibraryName {
  readonly name: string;
  /** As an import writes it. */
  readonly file: string;
  /** Its body is left out, and its spans are those of `source`. */
  readonly declaration: Block | Model;
  readonly source: Source;
}

let library: readonly LibraryName[] | undefined;

export function libraryNames(): readonly LibraryName[] {
  library ??= standardNames.flatMap((file) => {
    const source = createSource(file, headsOf(findStandardSource(file)!.text));
    return declaredIn(parse(source, createReport(), vocabulary)).map((declaration) => ({
      name: declaration.name.text,
      file,
      declaration,
      source,
    }));
  });
  return library;
}

/** The blocks and models of a text with their documentation and without their bodies, which take most of the time to read. */
function headsOf(text: string): string {
  const heads = text.matchAll(/^((?:\/\/\/.*\n)*)((?:block|model)[ \t]+\w+[^{]*)\{/gm);
  return [...heads].map(([, documentation, head]) => `${documentation}${head}{}\n`).join("");
}

export function declaredIn({ declarations }: File): readonly (Block | Model)[] {
  return declarations.filter((each): each is Block | Model => each.kind === "block" || each.kind === "model");
}

/** The import of a name: put to those of its file that are there, or written on a line of its own. */
export function importOf(name: string, path: string, { file, source }: Snapshot): TextEdit {
  const imports = file.declarations.filter((each): each is Import => each.kind === "import");
  const same = imports.find(({ from, damaged }) => from.value === path && !damaged);
  const last = same?.names.at(-1)?.span.end;
  if (last !== undefined) return { span: { start: last, end: last }, text: `, ${name}` };
  const line = `import ${name} from ${JSON.stringify(path)}`;
  const end = source.text.includes("\r\n") ? "\r\n" : "\n";
  const before = imports.at(-1)?.span.end;
  if (before !== undefined) return { span: { start: before, end: before }, text: `${end}${line}` };
  const start = startOfDeclarations(file, source);
  return { span: { start, end: start }, text: `${line}${end}${end}` };
}

/** Behind the comment at the head of a file, before the first declaration with its documentation. */
function startOfDeclarations({ declarations, comments }: File, { text }: Source): number {
  let start = declarations[0]?.span.start ?? text.length;
  for (const { span, documentation } of [...comments].reverse())
    if (documentation && span.end <= start && text.slice(span.end, start).trim() === "") start = span.start;
  return start;
}
