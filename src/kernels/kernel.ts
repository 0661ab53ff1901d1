/**
 * The kernel: a loop nest after every decision is made (order of loops, tiles, vectors, layout), one wasm function each.
 * A small structured language: counted loops, registers of one f32 or four, loads and stores at affine addresses. Made by
 * the `lower-*.ts` files, printed by `print-kernel.ts`, turned into wasm by `wasm/emit-kernel.ts`, which needs no choice of
 * its own. Affine expressions here are over loop variables, whose names are unique in a kernel.
 */
import type { Affine } from "../ir/affine.ts";
import type { Binary, Compare, Unary } from "../ir/scalar.ts";
import type { Tensor } from "../ir/tensor.ts";

export type Width = "scalar" | "vector";

export interface Register {
  readonly name: string;
  readonly width: Width;
}

/** A byte address: pointer parameter number `buffer` plus an affine number of bytes. */
export interface Address {
  readonly buffer: number;
  readonly bytes: Affine;
}

export type Value =
  | { readonly kind: "constant"; readonly value: number; readonly width: Width }
  | { readonly kind: "register"; readonly register: Register }
  /** `splat`: one f32 from memory into all four lanes. */
  | { readonly kind: "load"; readonly address: Address; readonly as: "scalar" | "vector" | "splat" }
  /** A whole number as f32; in a vector, lane l holds value + l·laneStep. */
  | { readonly kind: "index"; readonly value: Affine; readonly laneStep: number; readonly width: Width }
  | { readonly kind: "unary"; readonly op: Unary; readonly a: Value }
  | { readonly kind: "binary"; readonly op: Binary; readonly a: Value; readonly b: Value }
  | {
      readonly kind: "select";
      /** `<nan`: left < right, or right is NaN. */
      readonly compare: Compare | "<nan";
      readonly left: Value;
      readonly right: Value;
      readonly then: Value;
      readonly else: Value;
    }
  /** Four uniform numbers: the words of one Philox block. */
  | { readonly kind: "random"; readonly stream: number; readonly major: Affine; readonly block: Affine }
  /** ((l0 + l1) + (l2 + l3)) of a vector. */
  | { readonly kind: "horizontal"; readonly a: Value }
  /** A vector of the horizontal sums of four vectors. */
  | { readonly kind: "transpose-sum"; readonly parts: readonly [Value, Value, Value, Value] };

/** From and how often a loop runs. The loop variable holds start, start + 1, … */
export type Trip =
  | { readonly kind: "fixed"; readonly start: number; readonly count: number }
  /**
   * Start and count are two i32 in table `table` at entry `entry` (affine over outer loops): the taps that fall inside
   * the image, for each pixel.
   */
  | { readonly kind: "table"; readonly table: number; readonly entry: Affine }
  /** As many blocks of images as the batch fills. */
  | { readonly kind: "blocks" };

export interface Loop {
  readonly name: string;
  readonly trip: Trip;
  /** The loop steps `times` times per unit of its trip (a loop over lanes merged into one over pixels). */
  readonly times: number;
}

export type Statement =
  | { readonly kind: "set"; readonly register: Register; readonly value: Value }
  | { readonly kind: "store"; readonly address: Address; readonly value: Value }
  | { readonly kind: "loop"; readonly loop: Loop; readonly body: readonly Statement[] }
  /** Done only where 0 <= value < extent. */
  | { readonly kind: "guard"; readonly value: Affine; readonly extent: number; readonly body: readonly Statement[] }
  /** Done only when the f32 at the address is (not) zero. */
  | {
      readonly kind: "when";
      readonly address: Address;
      readonly nonzero: boolean;
      readonly body: readonly Statement[];
    };

/** Pairs (start, count), as i32. */
export type Table = readonly (readonly [start: number, count: number])[];

export interface Kernel {
  /** Layer and stage: `conv2.forward`. */
  readonly name: string;
  /** `block`: called once per block of images; pointers of batched tensors point at the block. `once`: once per step. */
  readonly call: "block" | "once";
  /** What each pointer parameter points to; `scratch` is memory of its own for the duration of a call. */
  readonly buffers: readonly (Tensor | { readonly scratch: number })[];
  readonly tables: readonly Table[];
  /** Whether the function takes the number of the first image of its block (after the pointers). */
  readonly firstImage: boolean;
  readonly body: readonly Statement[];
  /** Multiply-adds the definition counts for one image. */
  readonly macs: number;
  readonly reads: readonly Tensor[];
  readonly writes: readonly Tensor[];
}

/** Name of the loop variable that stands for the first image of the block in `block` kernels. */
export const FIRST_IMAGE = "first";

export function widthOf(value: Value): Width {
  switch (value.kind) {
    case "constant":
    case "index":
      return value.width;
    case "register":
      return value.register.width;
    case "load":
      return value.as === "scalar" ? "scalar" : "vector";
    case "unary":
      return widthOf(value.a);
    case "binary":
      return widthOf(value.a);
    case "select":
      return widthOf(value.then);
    case "random":
    case "transpose-sum":
      return "vector";
    case "horizontal":
      return "scalar";
    default:
      return value satisfies never;
  }
}
