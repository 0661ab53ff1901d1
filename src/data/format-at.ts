/**
 * Of which format the data at a path are, without reading them. Takes a path; returns the format as `reading.ts` calls it, or
 * nothing where no data set is there. For exporters, whose files read data of one format.
 */
import { basename, dirname } from "node:path";
import { lookAt } from "./files.ts";
import { findImageFolders } from "./image-folder.ts";
import { findMaskFolders } from "./mask-folder.ts";
import type { Reading } from "./reading.ts";
import { type Layout, recognizeFiles, siblingsOf } from "./recognize.ts";

/** `isMap`: the network has a label for each place. */
export async function formatAt(path: string, isMap: boolean): Promise<Reading["format"] | undefined> {
  const entry = await lookAt(path);
  if (entry.kind === "missing") return undefined;
  if (entry.kind === "file") {
    const beside = await lookAt(dirname(path));
    return formatOf(siblingsOf(basename(path), beside.kind === "folder" ? beside.names : [], dirname(path)));
  }
  const layout = recognizeFiles(entry.names, path);
  if (layout.kind === "idx" || layout.kind === "cifar") return layout.kind;
  if ((await findMaskFolders(path, isMap)) !== undefined) return "masks";
  return (await findImageFolders(path)) === undefined ? formatOf(layout) : "images";
}

function formatOf(layout: Layout): Reading["format"] | undefined {
  if (layout.kind === "table") return layout.format;
  return layout.kind === "idx" || layout.kind === "cifar" ? layout.kind : undefined;
}
