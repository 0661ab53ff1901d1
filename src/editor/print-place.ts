/** A place as a sentence names it: takes a source and an offset, gives `net.cnn:3:5`, with the last part of the path alone. */
import { positionAt, type Source } from "../source/source.ts";
import { isStandard } from "../std/library.ts";

export function printPlace(source: Source, offset: number): string {
  const { line, column } = positionAt(source, offset);
  const name = isStandard(source) ? source.path : source.path.slice(source.path.lastIndexOf("/") + 1);
  return `${name}:${line}:${column}`;
}
