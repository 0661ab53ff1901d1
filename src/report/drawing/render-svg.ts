/**
 * A laid out drawing as SVG text: a style sheet, no script, nothing from outside. Takes the drawing and, for the places of its
 * elements in the program, the model (and its file, for the input); every text goes through `escapeMarkup`. An element carries
 * `data-layer` and `data-start`, `data-end`, `data-file`, so that an editor can go where it was written.
 */
import type { CheckedModel } from "../../check/model.ts";
import type { File } from "../../syntax/ast.ts";
import { coordinate, escapeMarkup } from "../markup.ts";
import type { Drawing, Element, Line, Mark, Point, Text, Volume } from "./marks.ts";
import { placesOf, type Place } from "./places.ts";
import { root, style } from "./style.ts";

export function renderSvg(drawing: Drawing, model: CheckedModel, file?: File): string {
  const { width, height, name, description, elements } = drawing;
  const placeOf = placesOf(model, file);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="${root}" role="img" aria-label="${escapeMarkup(description)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeMarkup(name)}</title>`,
    `<desc>${escapeMarkup(description)}</desc>`,
    `<style>\n${style}\n</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...elements.map((element) => renderElement(element, placeOf(element.subject))),
    "</svg>",
    "",
  ].join("\n");
}

function renderElement({ title, marks }: Element, { layer, file, span }: Place): string {
  const name = layer === undefined ? "" : ` data-layer="${escapeMarkup(layer)}"`;
  const where = span === undefined ? "" : ` data-start="${span.start}" data-end="${span.end}"`;
  const words = title === "" ? "" : `<title>${escapeTitle(title)}</title>`;
  return `<g${name}${where} data-file="${escapeMarkup(file)}">${words}${marks.map(renderMark).join("")}</g>`;
}

/** Lines stay lines. */
const escapeTitle = (title: string): string => title.split("\n").map(escapeMarkup).join("\n");

function renderMark(mark: Mark): string {
  switch (mark.kind) {
    case "volume":
      return renderVolume(mark);
    case "line":
      return renderLine(mark);
    case "text":
      return renderText(mark);
    case "pill":
      return `<rect class="pill" ${rectangle(mark)} rx="${coordinate(mark.height / 2)}"/>`;
    case "box": {
      const behind = Array.from({ length: mark.copies }, (_, i) => 4 * (mark.copies - i));
      const all = [...behind, 0].map((shift) => ({ ...mark, x: mark.x + shift, y: mark.y + shift }));
      return all.map((box) => `<rect class="box ${mark.style}" ${rectangle(box)} rx="8"/>`).join("");
    }
    default:
      return mark satisfies never;
  }
}

function rectangle({
  x,
  y,
  width,
  height,
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}): string {
  return `x="${coordinate(x)}" y="${coordinate(y)}" width="${coordinate(width)}" height="${coordinate(height)}"`;
}

/** Front, top and side; what stands behind first. */
function renderVolume({ x, y, width, height, shift, tone, echoes }: Volume): string {
  const one = (move: number): string => {
    const left = x + move;
    const top = y - height / 2 - move;
    const right = left + width;
    const bottom = top + height;
    const outline = [[left, bottom], [left, top], [left + shift, top - shift], [right + shift, top - shift], [right + shift, bottom - shift], [right, bottom]] as const; // prettier-ignore
    const upper = [
      [left, top],
      [left + shift, top - shift],
      [right + shift, top - shift],
      [right, top],
    ] as const;
    const side = [
      [right, top],
      [right + shift, top - shift],
      [right + shift, bottom - shift],
      [right, bottom],
    ] as const;
    const inner = `M${pair([left, top])}L${pair([right, top])}L${pair([right + shift, top - shift])}M${pair([right, top])}L${pair([right, bottom])}`;
    return [
      `<path class="${tone}" d="${closed(outline)}"/>`,
      `<path class="lit" d="${closed(upper)}"/>`,
      `<path class="shade" d="${closed(side)}"/>`,
      `<path class="edge" d="${closed(outline)}${inner}"/>`,
    ].join("");
  };
  return Array.from({ length: echoes + 1 }, (_, i) => one(4 * (echoes - i))).join("");
}

const pair = ([x, y]: readonly [number, number]): string => `${coordinate(x)} ${coordinate(y)}`;
const closed = (points: readonly (readonly [number, number])[]): string => `M${points.map(pair).join("L")}Z`;

const corner = 5;

function renderLine({ style, points, arrow }: Line): string {
  const path = `<path class="${style}" d="${rounded(points)}"/>`;
  return arrow
    ? path + renderTip(style === "skip" ? "skip-tip" : "tip", points[points.length - 2]!, points[points.length - 1]!)
    : path;
}

/** Corners are rounded as far as the shorter of their lines allows. */
function rounded(points: readonly Point[]): string {
  let path = `M${coordinate(points[0]!.x)} ${coordinate(points[0]!.y)}`;
  for (let i = 1; i < points.length; i++) {
    const at = points[i]!;
    const next = points[i + 1];
    if (next === undefined) {
      path += `L${coordinate(at.x)} ${coordinate(at.y)}`;
      continue;
    }
    const before = towards(at, points[i - 1]!);
    const after = towards(at, next);
    path += `L${coordinate(before.x)} ${coordinate(before.y)}Q${coordinate(at.x)} ${coordinate(at.y)} ${coordinate(after.x)} ${coordinate(after.y)}`;
  }
  return path;
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(corner, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function renderTip(name: string, from: Point, to: Point): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const wing = (side: number): readonly [number, number] => [
    to.x - 6 * dx - side * 3 * dy,
    to.y - 6 * dy + side * 3 * dx,
  ];
  return `<path class="${name}" d="${closed([[to.x, to.y], wing(1), wing(-1)])}"/>`;
}

function renderText({ face, text, anchor, x, y }: Text): string {
  const place = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  return `<text class="t-${face}"${place} x="${coordinate(x)}" y="${coordinate(y)}">${escapeMarkup(text)}</text>`;
}
