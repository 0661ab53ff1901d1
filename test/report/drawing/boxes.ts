/** Boxes of the texts of a drawing, as its own measure has them, and which of them overlap or lie outside. */
import type { Drawing, Mark, Text } from "../../../src/report/drawing/marks.ts";
import { faces, widthOf } from "../../../src/report/drawing/measure.ts";

export interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function textBoxes({ elements }: Drawing): readonly Box[] {
  return elements.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === "text" ? [boxOf(mark)] : [])));
}

/** From the top of capitals to the end of descenders. */
function boxOf({ text, face, anchor, x, y }: Text): Box {
  const width = widthOf(text, face);
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  const { size } = faces[face];
  return { text, left, right: left + width, top: y - 0.76 * size, bottom: y + 0.22 * size };
}

/** Swept from left to right. */
export function overlapping(boxes: readonly Box[]): readonly string[] {
  const sorted = [...boxes].sort((a, b) => a.left - b.left);
  const found: string[] = [];
  for (const [i, a] of sorted.entries())
    for (let j = i + 1; j < sorted.length && sorted[j]!.left < a.right - 0.01; j++) {
      const b = sorted[j]!;
      if (a.top < b.bottom && b.top < a.bottom) found.push(`${a.text} / ${b.text}`);
    }
  return found;
}

/** Layers of which nothing is drawn: neither a volume, nor a join. */
export function missing({ elements }: Drawing, shown: ReadonlySet<string>): readonly string[] {
  const drawn = new Set(
    elements.flatMap(({ subject, marks }) =>
      subject?.kind === "layer" && marks.some(({ kind }) => kind === "volume" || kind === "pill" || kind === "text")
        ? [subject.layer]
        : [],
    ),
  );
  return [...shown].filter((layer) => !drawn.has(layer)).map((layer) => `${layer} is not drawn`);
}

/** Texts that a line runs through. */
export function crossed(drawing: Drawing): readonly string[] {
  const boxes = textBoxes(drawing);
  const marks = drawing.elements.flatMap(({ marks }) => marks);
  const segments = marks.flatMap((mark) =>
    mark.kind === "line" ? mark.points.slice(1).map((to, i) => ({ from: mark.points[i]!, to })) : [],
  );
  return boxes.flatMap(({ text, left, right, top, bottom }) =>
    segments
      .filter(
        ({ from, to }) =>
          Math.min(from.x, to.x) < right - 1 &&
          Math.max(from.x, to.x) > left + 1 &&
          Math.min(from.y, to.y) < bottom - 1 &&
          Math.max(from.y, to.y) > top + 1,
      ) // prettier-ignore
      .map(({ from, to }) => `${text} by ${from.x},${from.y} to ${to.x},${to.y}`),
  );
}

/** Every corner of every mark. */
export function outside({ width, height, elements }: Drawing): readonly string[] {
  return elements.flatMap(({ marks }) =>
    marks.flatMap((mark) =>
      cornersOf(mark)
        .filter(([x, y]) => x < 0 || y < 0 || x > width || y > height)
        .map(([x, y]) => `${mark.kind} ${x},${y}`),
    ),
  );
}

function cornersOf(mark: Mark): readonly (readonly [number, number])[] {
  switch (mark.kind) {
    case "text": {
      const { left, right, top, bottom } = boxOf(mark);
      return [[left, top], [right, bottom]]; // prettier-ignore
    }
    case "line":
      return mark.points.map(({ x, y }) => [x, y] as const);
    case "volume": {
      const { x, y, width, height, shift, echoes } = mark;
      return [[x, y + height / 2], [x + width + shift + 4 * echoes, y - height / 2 - shift - 4 * echoes]]; // prettier-ignore
    }
    case "box": {
      const behind = 4 * mark.copies;
      return [[mark.x, mark.y], [mark.x + mark.width + behind, mark.y + mark.height + behind]]; // prettier-ignore
    }
    case "pill":
      return [[mark.x, mark.y], [mark.x + mark.width, mark.y + mark.height]]; // prettier-ignore
    default:
      return mark satisfies never;
  }
}
