/** Paths that a program can import from, and the names that a file declares. Takes the snapshot and where files are found. */
import { isRefusal } from "../../check/files/project.ts";
import { createReport } from "../../diagnostics/diagnostic.ts";
import { vocabulary } from "../../ops/registry.ts";
import { findStandardSource, isStandard, standardNames } from "../../std/library.ts";
import { parse } from "../../syntax/parse.ts";
import { signatureOf } from "../declaration-of.ts";
import type { CompletionOptions } from "./completion-options.ts";
import type { Expected } from "./expected/expectation.ts";
import type { Offer } from "./offer.ts";
import type { Snapshot } from "../snapshot.ts";

export function offerPaths(
  { source, trace }: Snapshot,
  quoted: boolean,
  { files = [] }: CompletionOptions,
): readonly Offer[] {
  const folder = source.path.slice(0, source.path.lastIndexOf("/") + 1);
  const others = new Set([...files, ...[...trace.sources].filter((each) => !isStandard(each)).map(({ path }) => path)]);
  others.delete(source.path);
  const paths = [...others].map((path) => relativePath(folder, path)).sort();
  const offer = (path: string, rank: number, detail: string): Offer => ({
    label: path,
    kind: "file",
    detail,
    text: [quoted ? path : JSON.stringify(path)],
    rank,
    filter: quoted ? path : JSON.stringify(path),
  });
  return [
    ...paths.map((path, i) => offer(path, i / 1000, "a file of the project")),
    ...standardNames.map((name, i) => offer(name, 1 + i / 1000, "the standard library")),
  ];
}

function relativePath(folder: string, path: string): string {
  const [from, to] = [folder.split("/").slice(0, -1), path.split("/")];
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  const up = from.length - same;
  return `${up === 0 ? "./" : "../".repeat(up)}${to.slice(same).join("/")}`;
}

export function offerImported(
  { given, path }: Expected & { kind: "imported-name" },
  { source }: Snapshot,
  { project }: CompletionOptions,
): readonly Offer[] {
  const paths = path === undefined ? standardNames : [path];
  return paths.flatMap((each) => {
    const found = each.startsWith("std/") ? findStandardSource(each) : project?.read(source, each);
    if (!found || isRefusal(found)) return [];
    const { declarations } = parse(found, createReport(), vocabulary);
    return declarations.flatMap((declaration): Offer[] => {
      if (declaration.kind === "import" || declaration.kind === "train" || given.includes(declaration.name.text))
        return [];
      const { name, documentation } = declaration;
      const signature = declaration.kind === "const" ? "a const" : signatureOf(declaration, found).label;
      const from = path === undefined ? [` from "${each}"`] : [];
      return [
        {
          label: name.text,
          kind: declaration.kind === "const" ? "constant" : declaration.kind,
          detail: path === undefined ? `${signature} of ${each}` : signature,
          text: [name.text, ...(given.length === 0 ? from : [])],
          bare: name.text,
          rank: 0,
          ...(documentation === undefined ? {} : { about: { kind: "comment", text: documentation } }),
        },
      ];
    });
  });
}
