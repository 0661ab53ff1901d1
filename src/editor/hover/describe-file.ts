/** The file of an import: its path and what it declares, each with the first words of its comment. Takes a snapshot and the file. */
import { printCount } from "../../report/numbers.ts";
import type { Source } from "../../source/source.ts";
import { type Named, signatureOf } from "../declaration-of.ts";
import { type Block, code, type Inline, list, page, paragraph } from "../markdown.ts";
import type { Snapshot } from "../snapshot.ts";

/** Pages of a library are long: what stands first will do. */
const mostNames = 24;

export function describeFile({ trace }: Snapshot, source: Source): Block {
  const declared = (trace.fileOf(source)?.declarations ?? []).filter(
    (each): each is Named => each.kind !== "import" && each.kind !== "train",
  );
  const rows = declared.slice(0, mostNames).map((each) => rowOf(each, source));
  if (declared.length > rows.length) rows.push([`and ${printCount(declared.length - rows.length)} more`]);
  return page([
    paragraph(code(source.path)),
    ...(rows.length === 0 ? [paragraph("it declares nothing")] : [list(rows)]),
  ]);
}

function rowOf(named: Named, source: Source): readonly Inline[] {
  const { label } = named.kind === "const" ? { label: named.name.text } : signatureOf(named, source);
  const shown = named.kind !== "const" && named.parameters.length === 0 ? named.name.text : label;
  const [first] = (named.documentation ?? "").split(/(?<=[.])\s|\n\s*\n/);
  return [`${named.kind} `, code(shown), ...(first ? [`: ${first.replaceAll("`", "")}`] : [])];
}
