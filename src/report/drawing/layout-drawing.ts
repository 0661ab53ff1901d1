/**
 * A model laid out as a drawing. Takes a checked model and perhaps a width to keep to; returns a `Drawing`, which holds no place
 * of the program: it is the same when only comments and white space have changed. Pure, and no DOM: texts are measured by
 * `measure.ts`.
 */
import { inputName } from "../../check/build-model.ts";
import type { CheckedModel } from "../../check/model.ts";
import { branchCell } from "./branch-cell.ts";
import { buildForm } from "./build-form.ts";
import { Canvas, type Cell, type Layouter } from "./cell.ts";
import { chainCell } from "./chain-cell.ts";
import { printTotals } from "./facts.ts";
import type { Form, Item } from "./form.ts";
import { frameCell, sideCell } from "./frame-cell.ts";
import type { Drawing, Point, Text } from "./marks.ts";
import { clip, type Face, widthOf } from "./measure.ts";
import { scaleOf } from "./scale.ts";
import { inputCell, stationCell } from "./station-cell.ts";

/** Tried in turn where no width is given: the first at which the drawing is no tower. */
const widths = [1240, 1560, 1900];
const tower = 1.5;

const margin = 24;
const titleHeight = 62;
const useHeight = 18;
/** Behind the last part: what the model gives. */
const endLine = 22;
/** Titles are not cut below it. */
const titleWidth = 560;

/** A part that cannot be broken may be wider than `width`. */
export function layoutDrawing(model: CheckedModel, width?: number): Drawing {
  const stations = new Map<Item, Cell>();
  const layouter: Layouter = {
    model,
    scale: scaleOf(model),
    chain: (chain, room) => chainCell(chain, room, layouter),
    item: (item, room) => {
      // However wide the room is: once for all widths that are tried.
      const known = stations.get(item);
      if (known) return known;
      const cell = itemCell(item, room, layouter);
      if (item.kind === "station") stations.set(item, cell);
      return cell;
    },
  };
  const form = buildForm(model);
  const input = { cell: inputCell(layouter), subject: { kind: "input" }, exit: inputName } as const;
  const lay = (wanted: number): Cell =>
    chainCell(form.chain, Math.max(320, wanted - 2 * margin - endLine), layouter, [input]);
  return paint(model, form, width === undefined ? firstThatIsNoTower(lay) : lay(width));
}

function firstThatIsNoTower(lay: (width: number) => Cell): Cell {
  let cell = lay(widths[0]!);
  for (const width of widths.slice(1)) {
    if (cell.height <= tower * cell.width) break;
    cell = lay(width);
  }
  return cell;
}

function paint(model: CheckedModel, { uses }: Form, cell: Cell): Drawing {
  const canvas = new Canvas();
  const totals = printTotals(model);
  const most = Math.max(cell.width + endLine, titleWidth);
  const title = titleText(model.name, "title", margin + 18, most);
  const subtitle = titleText(totals, "subtitle", margin + 39, most);
  canvas.part(undefined, "", [title, subtitle]);
  const used = uses.map((step, i) => titleText(step.use!.text, "frame", margin + 58 + i * useHeight, most));
  for (const [i, step] of uses.entries()) {
    const { name, trail } = model.layers[0]!;
    canvas.part({ kind: "step", layer: name, depth: trail.indexOf(step), name: "" }, step.use!.text, [used[i]!]);
  }
  const at: Point = { x: margin, y: margin + titleHeight + used.length * useHeight };
  cell.paint(at, canvas);
  const end = { x: at.x + cell.outX, y: at.y + cell.outY };
  canvas.line(undefined, [end, { x: end.x + endLine, y: end.y }], { arrow: true });
  const widest = Math.max(cell.width, cell.outX + endLine, ...[title, subtitle, ...used].map(({ text, face }) => widthOf(text, face))); // prettier-ignore
  return {
    width: Math.ceil(widest + 2 * margin),
    height: Math.ceil(at.y + cell.height + margin),
    name: model.name,
    description: `${model.name}: ${totals.replace(/\s+/g, " ")}`,
    elements: canvas.elements,
  };
}

function titleText(text: string, face: Face, y: number, most: number): Text {
  return { kind: "text", face, text: clip(text, face, most), anchor: "start", x: margin, y };
}

function itemCell(item: Item, room: number, layouter: Layouter): Cell {
  switch (item.kind) {
    case "station":
      return stationCell(item, layouter);
    case "branch":
      return branchCell(item, room, layouter);
    case "frame":
      return frameCell(item, room, layouter);
    case "side":
      return sideCell(item, undefined, room, layouter);
    default:
      return item satisfies never;
  }
}
