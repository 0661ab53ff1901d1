/**
 * What a laid out drawing is made of, in pixels: a value that holds no place of the program, so that it stays the same when
 * only text moves. `layout*.ts` make it, `render-svg.ts` writes it. Elements are in the order in which they are painted.
 */
import type { Face } from "./measure.ts";

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly name: string;
  /** For who cannot see it. */
  readonly description: string;
  readonly elements: readonly Element[];
}

/** What belongs together: all of one layer, one frame, one line. */
export interface Element {
  /** Absent: of the model. */
  readonly subject?: Subject;
  /** All facts, shown when a pointer rests on it. */
  readonly title: string;
  readonly marks: readonly Mark[];
}

/** By what the element is found in the program. */
export type Subject =
  | { readonly kind: "input" }
  | { readonly kind: "layer"; readonly layer: string }
  /** The step of this layer's trail. */
  | { readonly kind: "step"; readonly layer: string; readonly depth: number; readonly name: string }
  | { readonly kind: "head"; readonly head: string };

export type Tone = "input" | "learned" | "full" | "resize" | "norm" | "act" | "plain" | "join";

export type Mark = Box | Volume | Pill | Line | Text;

export interface Volume {
  readonly kind: "volume";
  /** The left end of its front, and the middle of its height. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How far the back is moved, to the right and up. */
  readonly shift: number;
  readonly tone: Tone;
  /** Outlines behind it: a volume of more axes than three. */
  readonly echoes: number;
}

/** A join. */
export interface Pill {
  readonly kind: "pill";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly kind: "box";
  readonly style: "block" | "repeat" | "head";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Drawn behind it, for one that is there several times. */
  readonly copies: number;
}

export interface Line {
  readonly kind: "line";
  readonly style: "flow" | "skip" | "side";
  readonly points: readonly Point[];
  /** At its last point. */
  readonly arrow: boolean;
}

export interface Text {
  readonly kind: "text";
  readonly face: Face;
  readonly text: string;
  readonly anchor: "start" | "middle" | "end";
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}
