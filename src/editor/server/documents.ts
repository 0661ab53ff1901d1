/**
 * The documents that a client has open: their addresses, versions and texts, and the workspace that they make up. Takes what the
 * client says of them, edits by range in the order given; answers with the documents whose diagnostics may be others now. Relies
 * on the client's version numbers for nothing but to give them back.
 */
import type { TextDocumentContentChangeEvent } from "vscode-languageserver-protocol";
import type { Project } from "../../check/files/project.ts";
import { createSource, type Source } from "../../source/source.ts";
import type { Snapshot } from "../snapshot.ts";
import { createWorkspace, type Files } from "../workspace.ts";
import { pathOfUri, type Platform, uriOfPath } from "./addresses.ts";
import type { Positions } from "./positions.ts";

export interface Document {
  /** As the client wrote it. */
  readonly uri: string;
  readonly path: string;
  readonly version: number;
}

export interface Documents {
  /** How often anything was opened, changed or closed. */
  readonly edits: number;
  /** Called whenever that happens, or files are others. */
  onChange(listener: () => void): void;
  readonly all: readonly Document[];
  find(uri: string): Document | undefined;
  /** Open, by the path of its source. */
  at(path: string): Document | undefined;
  open(uri: string, version: number, text: string): readonly Document[];
  change(
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
    positions: Positions,
  ): readonly Document[];
  /** The documents of which it was a part. */
  close(uri: string): readonly Document[];
  filesChanged(): readonly Document[];
  source(document: Document): Source;
  snapshot(document: Document): Snapshot;
  snapshots(): readonly Snapshot[];
  lastWhole(document: Document): Snapshot | undefined;
  readonly project: Project;
  /** The client's own address where the file is open. */
  uriOf(source: Source): string;
}

export function createDocuments(files: Files, platform: Platform, showsLibrary: () => boolean): Documents {
  const workspace = createWorkspace(files);
  const byPath = new Map<string, Document>();
  const pathOf = (uri: string): string => pathOfUri(uri, platform);
  const named = (paths: readonly string[]): readonly Document[] => paths.flatMap((path) => byPath.get(path) ?? []);
  let edits = 0;
  const listeners: (() => void)[] = [];
  const changed = (paths: readonly string[]): readonly Document[] => {
    for (const listener of listeners) listener();
    return named(paths);
  };
  return {
    get edits() {
      return edits;
    },
    onChange: (listener) => void listeners.push(listener),
    get all() {
      return [...byPath.values()];
    },
    find: (uri) => byPath.get(pathOf(uri)),
    at: (path) => byPath.get(path),
    open(uri, version, text) {
      edits++;
      const path = pathOf(uri);
      byPath.delete(path);
      byPath.set(path, { uri, path, version });
      return changed(workspace.open(path, text));
    },
    change(uri, version, changes, positions) {
      edits++;
      const path = pathOf(uri);
      const document = byPath.get(path);
      const source = workspace.source(path);
      if (!document || !source) return [];
      byPath.set(path, { ...document, version });
      const edited = changes.reduce<Source>((text, change) => applyEdit(text, change, positions), source);
      return changed(workspace.change(path, edited.text));
    },
    close(uri) {
      edits++;
      const path = pathOf(uri);
      byPath.delete(path);
      return changed(workspace.close(path));
    },
    filesChanged: () => changed(workspace.filesChanged()),
    source: ({ path }) => workspace.source(path)!,
    snapshot: ({ path }) => workspace.snapshot(path)!,
    snapshots: () => workspace.snapshots(),
    lastWhole: ({ path }) => workspace.lastWhole(path),
    project: workspace.project,
    uriOf({ path }) {
      const open = byPath.get(path);
      if (open) return open.uri;
      const file = showsLibrary() ? undefined : platform.libraryFile?.(path);
      return uriOfPath(file ?? path, platform);
    },
  };
}

function applyEdit(source: Source, edit: TextDocumentContentChangeEvent, positions: Positions): Source {
  if (!("range" in edit)) return createSource(source.path, edit.text);
  const { text } = source;
  const { start, end } = positions.span(source, edit.range);
  return createSource(source.path, text.slice(0, start) + edit.text + text.slice(end));
}
