/**
 * A branch as a cell: its arms one above the other between a fork and the join; an empty arm is a plain line, one that begins
 * elsewhere takes its value through the top. Takes the branch and the width there is; returns the cell.
 */
import { captionOf, paintCaption, writtenOf } from "./caption.ts";
import type { Canvas, Cell, Drop, Layouter } from "./cell.ts";
import { describeLayer, ofLayer, subjectOf } from "./facts.ts";
import type { Branch, Chain } from "./form.ts";
import { layerLabel } from "./label.ts";
import type { Point, Subject } from "./marks.ts";
import { widthOf } from "./measure.ts";

const armGap = 14;
const emptyHeight = 14;
/** Before the arms, and behind them to the join. */
const gutter = 18;
const laneWidth = 9;
const pillHeight = 20;
const narrowest = 200;

interface Arm {
  readonly cell: Cell;
  readonly top: number;
  /** Of a value from elsewhere: the number of its lane in the gutter. */
  readonly lane?: number;
  readonly subject: Subject;
}

export function branchCell(branch: Branch, width: number, layouter: Layouter): Cell {
  const { join, companions } = branch;
  const caption = captionOf(writtenOf([join, ...companions], { label: layerLabel(join) }, companions));
  const pill = { width: widthOf(join.operator.name, "join") + 16, height: pillHeight };
  const joinWidth = Math.max(pill.width + 12, caption.width + 8);
  const elsewhere = branch.arms.map((arm) => valueFromElsewhere(arm, branch.entry));
  const lanes = elsewhere.filter((value) => value !== undefined).length;
  const before = gutter + lanes * laneWidth;
  const room = Math.max(narrowest, width - before - gutter - joinWidth);
  let top = 0;
  let lane = 0;
  const arms = branch.arms.map((chain, i): Arm => {
    const cell = chain.items.length === 0 ? emptyCell : layouter.chain(chain, room);
    const arm: Arm = {
      cell,
      top,
      ...(elsewhere[i] === undefined ? {} : { lane: lane++ }),
      subject: chain.items[0] ? subjectOf(chain.items[0], layouter.model) : ofLayer(join),
    };
    top += cell.height + armGap;
    return arm;
  });
  const inside = Math.max(...arms.map(({ cell }) => cell.width));
  const inY = axisOf(arms, ({ inY }) => inY);
  const outY = axisOf(arms, ({ outY }) => outY);
  const laneX = (number: number): number => gutter / 2 + 4 + number * laneWidth;
  const drops = arms.flatMap(({ cell, top, lane, subject }, i): readonly Drop[] =>
    lane === undefined ? [] : [{ value: elsewhere[i]!, x: laneX(lane), y: top + cell.inY, subject }],
  );
  return {
    width: before + inside + gutter + joinWidth,
    height: Math.max(top - armGap, outY + pill.height / 2 + 4 + caption.height),
    inY,
    outY,
    outX: before + inside + gutter + joinWidth,
    drops,
    paint: (at, canvas) => {
      const start = at.x + before;
      paintFork(arms, { x: at.x, y: at.y + inY }, at, start, (number) => at.x + laneX(number), canvas);
      for (const { cell, top } of arms) cell.paint({ x: start, y: at.y + top }, canvas);
      const bus = start + inside + gutter / 2;
      const middle = { x: bus + gutter / 2 + joinWidth / 2, y: at.y + outY };
      const left = middle.x - pill.width / 2;
      paintMerge(arms, at.y, start, bus, { x: left, y: middle.y }, ofLayer(join), canvas);
      canvas.line(ofLayer(join), [{ x: left + pill.width, y: middle.y }, { x: at.x + before + inside + gutter + joinWidth, y: middle.y }]); // prettier-ignore
      const texts = paintCaption(caption, middle.x, middle.y + pill.height / 2 + 4, canvas);
      canvas.part(ofLayer(join), describeLayer(join), [
        { kind: "pill", x: left, y: middle.y - pill.height / 2, ...pill },
        { kind: "text", face: "join", text: join.operator.name, anchor: "middle", x: middle.x, y: middle.y + 4 },
        ...texts,
      ]);
    },
  };
}

const emptyCell: Cell = { width: 0, height: emptyHeight, inY: emptyHeight / 2, outY: emptyHeight / 2, outX: 0, drops: [], paint: () => {} }; // prettier-ignore

/** The value that an arm begins with, where it is not that before the branch. */
function valueFromElsewhere({ items, exit }: Chain, entry: string): string | undefined {
  const first = items.find(({ kind }) => kind !== "side")?.entry ?? exit;
  return first === entry ? undefined : first;
}

/** Of two arms the longer one goes straight on; else the middle. */
function axisOf(arms: readonly Arm[], of: (cell: Cell) => number): number {
  const axis = ({ cell, top }: Arm): number => top + of(cell);
  if (arms.length === 2) return axis(arms[0]!.cell.width >= arms[1]!.cell.width ? arms[0]! : arms[1]!);
  return (axis(arms[0]!) + axis(arms[arms.length - 1]!)) / 2;
}

function paintFork(
  arms: readonly Arm[],
  from: Point,
  { y: top }: Point,
  start: number,
  laneX: (number: number) => number,
  canvas: Canvas,
): void {
  const bus = from.x + 7;
  for (const { cell, top: down, lane, subject } of arms) {
    const y = top + down + cell.inY;
    const points = [{ x: bus, y: from.y }, { x: bus, y }, { x: start, y }]; // prettier-ignore
    if (lane === undefined) canvas.line(subject, [from, ...points]);
    else canvas.line(subject, [{ x: laneX(lane), y }, { x: start, y }], { style: "skip" }); // prettier-ignore
  }
}

function paintMerge(
  arms: readonly Arm[],
  top: number,
  start: number,
  bus: number,
  to: Point,
  subject: Subject,
  canvas: Canvas,
): void {
  for (const { cell, top: down, lane } of arms) {
    const y = top + down + cell.outY;
    const style = lane !== undefined && cell === emptyCell ? "skip" : "flow";
    canvas.line(subject, [{ x: start + cell.outX, y }, { x: bus, y }, { x: bus, y: to.y }, to], { style, arrow: true }); // prettier-ignore
  }
}
