/**
 * What the layouts hand one another: a cell is a laid out part with a size, where the flow enters and leaves it, and how to
 * paint it at a position. Types and the canvas that collects what is painted.
 */
import type { CheckedModel } from "../../check/model.ts";
import type { Chain, Item } from "./form.ts";
import type { Element, Mark, Point, Subject } from "./marks.ts";
import type { Scale } from "./scale.ts";

export interface Cell {
  readonly width: number;
  readonly height: number;
  /** From its top: where the flow enters on the left, and where it leaves on the right. */
  readonly inY: number;
  readonly outY: number;
  /** From its left: up to where it draws the flow; who holds it draws on to its right edge. */
  readonly outX: number;
  /** Values from elsewhere, which it takes through its top or its left. */
  readonly drops: readonly Drop[];
  readonly paint: (at: Point, canvas: Canvas) => void;
}

export interface Drop {
  readonly value: string;
  /** From its left and top: up to where it draws the line. */
  readonly x: number;
  readonly y: number;
  /** What reads it. */
  readonly subject: Subject;
}

/** How the files of this folder call one another without importing in a circle. */
export interface Layouter {
  readonly model: CheckedModel;
  readonly scale: Scale;
  readonly chain: (chain: Chain, width: number) => Cell;
  readonly item: (item: Item, width: number) => Cell;
}

/** In the order of painting: frames under lines under everything else. */
export class Canvas {
  private readonly under: Element[] = [];
  private readonly lines: Element[] = [];
  private readonly over: Element[] = [];

  frame(subject: Subject | undefined, title: string, marks: readonly Mark[]): void {
    this.under.push(element(subject, title, marks));
  }

  /** Points that repeat are left out; a line of no length is none. */
  line(
    subject: Subject | undefined,
    points: readonly Point[],
    { style = "flow", arrow = false }: { readonly style?: "flow" | "skip" | "side"; readonly arrow?: boolean } = {},
  ): void {
    const path = points.filter(({ x, y }, i) => i === 0 || x !== points[i - 1]!.x || y !== points[i - 1]!.y);
    if (path.length > 1) this.lines.push(element(subject, "", [{ kind: "line", style, points: path, arrow }]));
  }

  part(subject: Subject | undefined, title: string, marks: readonly Mark[]): void {
    this.over.push(element(subject, title, marks));
  }

  get elements(): readonly Element[] {
    return [...this.under, ...this.lines, ...this.over];
  }
}

function element(subject: Subject | undefined, title: string, marks: readonly Mark[]): Element {
  return { ...(subject ? { subject } : {}), title, marks };
}
