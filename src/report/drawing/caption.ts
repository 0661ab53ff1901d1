/**
 * The words under a part: its label, the operator with its arguments, what follows it (`→ bn → relu`), the size it gives and
 * what it learns. Takes the layers; gives lines with their faces, each a row of words with the layer they belong to.
 */
import type { CheckedLayer } from "../../check/model.ts";
import { printShape } from "../../ops/shape.ts";
import { writeLayer } from "../write-layer.ts";
import type { Canvas } from "./cell.ts";
import { describeLayer, ofLayer, printParams } from "./facts.ts";
import type { Text } from "./marks.ts";
import { clip, type Face, faces, lineHeight, widthOf, wrapWords } from "./measure.ts";

export interface Caption {
  readonly lines: readonly Row[];
  readonly width: number;
  readonly height: number;
}

interface Row {
  readonly width: number;
  readonly words: readonly Word[];
}

interface Word {
  readonly text: string;
  readonly face: Face;
  /** Absent: the part as a whole. */
  readonly layer?: CheckedLayer;
}

/** Longer lines are broken between words, longer words are cut. */
const usual = 122;
const most = 170;

export interface Written {
  /** Lines before the operator's. */
  readonly label?: string | undefined;
  readonly count?: string | undefined;
  /** Absent where the part itself shows it: a join. */
  readonly lead?: CheckedLayer;
  readonly companions: readonly CheckedLayer[];
  readonly size: string;
  readonly params?: string | undefined;
}

export function captionOf(written: Written): Caption {
  const { label, count, lead, companions, size, params } = written;
  const row = (text: string, face: Face): Row => rowOf([{ text: clip(text, face, most), face }]);
  const code = lead === undefined ? [] : wrapWords(writeLayer(lead).split(" "), "code", usual, most);
  const lines = [
    ...(label === undefined ? [] : [row(label, "label")]),
    ...code.map((text) => row(text, "code")),
    ...companionRows(companions),
    row(size, "size"),
    ...(params === undefined ? [] : [row(params, "params")]),
    ...(count === undefined ? [] : [row(count, "count")]),
  ];
  return { lines, width: Math.max(...lines.map(({ width }) => width)), height: lines.length * lineHeight };
}

const space = 5;

function rowOf(words: readonly Word[]): Row {
  const widths = words.map(({ text, face }) => widthOf(text, face));
  return { words, width: widths.reduce((a, b) => a + b, 0) + space * (words.length - 1) };
}

function companionRows(companions: readonly CheckedLayer[]): readonly Row[] {
  const rows: Row[] = [];
  for (const layer of companions) {
    const word: Word = { text: clip(`→ ${writeLayer(layer)}`, "companion", most), face: "companion", layer };
    const last = rows[rows.length - 1];
    const joined = last && rowOf([...last.words, word]);
    if (joined && joined.width <= usual) rows[rows.length - 1] = joined;
    else rows.push(rowOf([word]));
  }
  return rows;
}

/** `size` of what the layers give, with what they learn. */
export function writtenOf(
  layers: readonly CheckedLayer[],
  rest: Omit<Written, "size" | "params" | "companions">,
  companions: readonly CheckedLayer[],
): Written {
  return { ...rest, companions, size: printShape(layers[layers.length - 1]!.output), params: printParams(layers) };
}

/** Centered at `x`, below `top`; gives the marks of the part itself and paints those of other layers. */
export function paintCaption({ lines }: Caption, x: number, top: number, canvas: Canvas): readonly Text[] {
  const own: Text[] = [];
  for (const [number, { words, width }] of lines.entries()) {
    const y = top + number * lineHeight + faces.code.size;
    let left = x - width / 2;
    for (const { text, face, layer } of words) {
      const wide = widthOf(text, face);
      const mark: Text = { kind: "text", face, text, anchor: "middle", x: left + wide / 2, y };
      if (layer === undefined) own.push(mark);
      else canvas.part(ofLayer(layer), describeLayer(layer), [mark]);
      left += wide + space;
    }
  }
  return own;
}
