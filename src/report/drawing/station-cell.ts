import { printShape } from "../../ops/shape.ts";
import { captionOf, paintCaption, writtenOf, type Caption } from "./caption.ts";
import type { Canvas, Cell, Layouter } from "./cell.ts";
import { describeInput, describeLayer, ofLayer, printTimes, toneOf } from "./facts.ts";
import type { Station } from "./form.ts";
import type { Point, Subject, Tone } from "./marks.ts";
import type { Extent } from "./scale.ts";

const slice = 4;
/** Around the caption, so that those of neighbors stay apart. */
const margin = 6;
const gap = 6;
/** Of the lines at both sides of the volume, at least. */
const leastLine = 10;

interface Part {
  readonly subject: Subject;
  readonly title: () => string;
  readonly tone: Tone;
}

export function stationCell(station: Station, { scale }: Pick<Layouter, "scale">): Cell {
  const { layers, count, label } = station;
  const [lead, ...companions] = layers;
  const caption = captionOf(
    writtenOf(layers, { lead, label, count: count > 1 ? printTimes(count) : undefined }, companions),
  );
  const parts = layers.map((layer) => ({
    subject: ofLayer(layer),
    title: () => describeLayer(layer),
    tone: toneOf(layer),
  }));
  return volumeCell(parts, scale(lead.output), caption, count > 1 ? 2 : 0);
}

export function inputCell({ model, scale }: Pick<Layouter, "model" | "scale">): Cell {
  const part: Part = { subject: { kind: "input" }, title: () => describeInput(model), tone: "input" };
  const caption = captionOf({ label: "input", companions: [], size: printShape(model.input) });
  return volumeCell([part], scale(model.input), caption, 0);
}

function volumeCell(parts: readonly Part[], extent: Extent, caption: Caption, copies: number): Cell {
  const { shift, height } = extent;
  const echoes = Math.max(extent.echoes, copies);
  const slices = slice * (parts.length - 1);
  const drawn = extent.width + slices + shift + echoes * 4;
  const width = Math.max(drawn + 2 * leastLine, caption.width + 2 * margin);
  const inY = height / 2 + shift + echoes * 4;
  return {
    width,
    height: inY + height / 2 + gap + caption.height,
    inY,
    outY: inY,
    outX: width,
    drops: [],
    paint: (at, canvas) => {
      const left = at.x + (width - drawn) / 2;
      const y = at.y + inY;
      paintLines(parts, { x: at.x, y }, left, left + extent.width + slices, at.x + width, canvas);
      const texts = paintCaption(caption, at.x + width / 2, y + height / 2 + gap, canvas);
      let x = left + extent.width;
      const volume = { kind: "volume", y, height, shift } as const;
      const [lead, ...others] = parts as readonly [Part, ...Part[]];
      canvas.part(lead.subject, lead.title(), [{ ...volume, x: left, width: extent.width, tone: lead.tone, echoes }, ...texts]); // prettier-ignore
      for (const { subject, title, tone } of others) {
        canvas.part(subject, title(), [{ ...volume, x, width: slice, tone, echoes: 0 }]);
        x += slice;
      }
    },
  };
}

/** From the left edge to the volume, and from under its right side to the right edge. */
function paintLines(
  parts: readonly Part[],
  { x, y }: Point,
  front: number,
  back: number,
  right: number,
  canvas: Canvas,
): void {
  const { subject } = parts[parts.length - 1]!;
  if (parts[0]!.subject.kind !== "input")
    canvas.line(parts[0]!.subject, [{ x, y }, { x: front, y }], { arrow: true }); // prettier-ignore
  canvas.line(subject, [{ x: back, y }, { x: right, y }]); // prettier-ignore
}
