/** A label or a head: the shapes that it has, and who reads it. Takes a snapshot and the declaration. */
import type { Declared } from "../../check/scope/trace.ts";
import { printShape } from "../../ops/shape.ts";
import { printCount } from "../../report/numbers.ts";
import { lineText, positionAt } from "../../source/source.ts";
import { nodesOf } from "../declaration-of.ts";
import { type Block, code, codeBlock, type Inline, list, page } from "../markdown.ts";
import { isStage } from "../node-kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import { usesAmong } from "../references.ts";
import { visitsOfStage } from "../visits.ts";

const mostReaders = 8;
const mostShapes = 8;

export function describeLabel(snapshot: Snapshot, declared: Declared): Block {
  const stage = nodesOf(snapshot, declared).findLast(isStage);
  const visits = stage && declared.source === snapshot.source ? visitsOfStage(snapshot, stage.span) : undefined;
  const shapes = [...new Set((visits?.shapes ?? []).flatMap(({ after }) => (after ? [printShape(after)] : [])))];
  const shown = [...shapes.slice(0, mostShapes), ...(shapes.length > mostShapes ? ["…"] : [])].join(", ");
  return page([
    codeBlock(`as ${declared.name}`),
    list([[shown === "" ? "its shape is not known" : shown], ...readersOf(snapshot, declared)]),
  ]);
}

export function describeHead(snapshot: Snapshot, declared: Declared): Block {
  const heads = snapshot.checked.models.flatMap((model) =>
    model.heads
      .filter(({ source, span }) => source === declared.source && span.start === declared.span.start)
      .map((head) => ({ model, head })),
  );
  const rows = heads.map(({ model, head }): readonly Inline[] => {
    const { output, totals, weight } = head;
    const trained = weight === undefined ? "no recipe trains it" : `trained with weight ${weight}`;
    const counts = `${printCount(totals.params)} parameters, ${printCount(totals.macs)} MACs`;
    return ["in ", code(model.name), `: gives ${printShape(output)}, ${counts}; ${trained}`];
  });
  return page([
    codeBlock(`head ${declared.name}`),
    list([...(rows.length === 0 ? [["its shape is not known"]] : rows), ...readersOf(snapshot, declared)]),
  ]);
}

/** Lines that name it. */
function readersOf(snapshot: Snapshot, declared: Declared): readonly (readonly Inline[])[] {
  const uses = usesAmong([snapshot], [{ kind: "declaration", declared }]).filter(({ declares }) => !declares);
  if (uses.length === 0) return [["nothing reads it by this name"]];
  const lines = new Map(
    uses.map(({ source, span }) => {
      const { line } = positionAt(source, span.start);
      return [`${source.path}:${line}`, { line, text: lineText(source, line).trim() }] as const;
    }),
  );
  const rows = [...lines.values()].slice(0, mostReaders).map(({ line, text }): readonly Inline[] => {
    return [`read in line ${line}: `, code(text)];
  });
  return lines.size > rows.length ? [...rows, [`and in ${printCount(lines.size - rows.length)} more lines`]] : rows;
}
