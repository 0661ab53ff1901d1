/**
 * Frames as cells: the use of a block with its call as title, what is repeated with its count, the side chain of a head. Takes
 * the item and the width there is; returns the cell with the chain inside laid out.
 */
import type { Canvas, Cell, Layouter } from "./cell.ts";
import { describeFrame, describeHead, printTimes, subjectOf, titleOfFrame, titleOfHead } from "./facts.ts";
import type { Chain, Frame, SideChain } from "./form.ts";
import type { Box, Mark, Subject } from "./marks.ts";
import { clip, widthOf } from "./measure.ts";

const padding = 12;
const titleHeight = 24;
/** How far copies of a repeated frame look out behind it. */
const copyShift = 4;
const mostCopies = 2;
/** A title is cut rather than making a small frame wider than this. */
const titleRoom = 240;
const narrowest = 200;

export function frameCell(frame: Frame, width: number, layouter: Layouter): Cell {
  const { model } = layouter;
  const style = titleOfFrame(frame) === "" ? "repeat" : "block";
  const count = frame.count > 1 ? printTimes(frame.count) : "";
  return framed(
    { style, title: titleOfFrame(frame), count, copies: Math.min(frame.count - 1, mostCopies) },
    { subject: subjectOf(frame, model), facts: describeFrame(frame, model) },
    frame.chain,
    width,
    layouter,
  );
}

/** `value`: it begins with, where no line can show it. */
export function sideCell(side: SideChain, value: string | undefined, width: number, layouter: Layouter): Cell {
  const subject: Subject = { kind: "head", head: side.head.name };
  const look = {
    style: "head",
    title: titleOfHead(side) + (value === undefined ? "" : `, reads @${value}`),
    count: "",
    copies: 0,
  } as const;
  return framed(look, { subject, facts: describeHead(side.head) }, side.chain, width, layouter);
}

interface Look {
  readonly style: Box["style"];
  readonly title: string;
  readonly count: string;
  readonly copies: number;
}

function framed(
  { style, title, count, copies }: Look,
  { subject, facts }: { readonly subject: Subject; readonly facts: string },
  chain: Chain,
  width: number,
  layouter: Layouter,
): Cell {
  const behind = copies * copyShift;
  const inside = layouter.chain(chain, Math.max(narrowest, width - 2 * padding - behind));
  const countWidth = count === "" ? 0 : widthOf(count, "count") + 8;
  const wanted = Math.min(widthOf(title, "frame"), titleRoom) + countWidth;
  const inner = Math.max(inside.width, wanted);
  const box = { width: inner + 2 * padding, height: titleHeight + inside.height + padding };
  const shown = clip(title, "frame", inner - countWidth);
  return {
    width: box.width + behind,
    height: box.height + behind,
    inY: titleHeight + inside.inY,
    outY: titleHeight + inside.outY,
    outX: box.width + behind,
    drops: [],
    paint: ({ x, y }, canvas) => {
      const texts: Mark[] = [];
      if (shown !== "") texts.push({ kind: "text", face: "frame", text: shown, anchor: "start", x: x + padding, y: y + 16 }); // prettier-ignore
      if (count !== "") texts.push({ kind: "text", face: "count", text: count, anchor: "end", x: x + box.width - padding, y: y + 16 }); // prettier-ignore
      canvas.frame(subject, facts, [{ kind: "box", style, x, y, ...box, copies }, ...texts]);
      paintEnds(inside, { left: x, start: x + padding, end: x + padding + inside.outX, right: x + box.width + behind, y: y + titleHeight }, subject, style === "head", canvas); // prettier-ignore
      inside.paint({ x: x + padding, y: y + titleHeight }, canvas);
    },
  };
}

/** The flow from the frame's left edge to what is inside, and on to its right edge; that of a head ends inside. */
function paintEnds(
  { inY, outY }: Cell,
  { left, start, end, right, y }: { readonly left: number; readonly start: number; readonly end: number; readonly right: number; readonly y: number }, // prettier-ignore
  subject: Subject,
  ends: boolean,
  canvas: Canvas,
): void {
  canvas.line(subject, [{ x: left, y: y + inY }, { x: start, y: y + inY }]); // prettier-ignore
  if (!ends) canvas.line(subject, [{ x: end, y: y + outY }, { x: right, y: y + outY }]); // prettier-ignore
}
