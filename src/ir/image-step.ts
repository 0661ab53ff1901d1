/**
 * What augmentation does to one image before a training step sees it: the closed vocabulary that `ops/augmentations` lowers to
 * and the module's loader runs. Steps work on images as they are stored (channels last, 0..1, not yet normalized), one after
 * the other; places outside an image are 0. `augment-image.ts` beside this file is their meaning in float64. A map of labels goes
 * through the steps that move places with the same chance as its image; what comes from outside has class 0, the ground.
 *
 * The chance of a step is a function of (seed, update, number of the image in its batch) alone: word k of step number s of the
 * chain is word k mod 4 of Philox at counter (image, ⌊k/4⌋, 0x30000 + s, update). So a resumed training sees the images that
 * an uninterrupted one sees. A whole number below n is ⌊word·n/2³²⌋; a number u in [0, 1) is ⌊word/2⁸⌋/2²⁴.
 */

/** Without batch, channels last: `[H, W, C]`. */
export type Extents = readonly number[];

interface StepBase {
  /** The operator's word, for names of functions and `--emit`. */
  readonly name: string;
  readonly input: Extents;
  readonly output: Extents;
}

/**
 * output[p] = input[p + o]: along spatial axis a, o = -margins[a] + (word a below input + 2·margin - output + 1).
 * Every window of the input with its margins is as likely as every other.
 */
export interface MoveStep extends StepBase {
  readonly kind: "move";
  /** One per spatial axis. */
  readonly margins: readonly number[];
}

/** Where word 0 below 2 is 1, the places of this axis in reverse order. */
export interface MirrorStep extends StepBase {
  readonly kind: "mirror";
  readonly axis: number;
}

/**
 * Turned about the middle of its last two spatial axes by θ = degrees·(2u - 1), u from word 0, counterclockwise where θ is
 * above 0: output(y, x) is the input at (cy + sin θ·(x - cx) + cos θ·(y - cy), cx + cos θ·(x - cx) - sin θ·(y - cy)), c being
 * (extent - 1)/2, linear between the four places around; `nearest`: the place at ⌊y + ½⌋, ⌊x + ½⌋.
 */
export interface TurnStep extends StepBase {
  readonly kind: "turn";
  readonly degrees: number;
  readonly nearest?: true;
}

/** Zeros in a box with `extent` places along each spatial axis from c - ⌊extent/2⌋, c being word a below the axis' places. */
export interface EraseStep extends StepBase {
  readonly kind: "erase";
  readonly extent: number;
}

/** Adds deviation·z to each element e in memory order, z standard normal from u of word e. */
export interface NoiseStep extends StepBase {
  readonly kind: "noise";
  readonly deviation: number;
}

export type ImageStep = MoveStep | MirrorStep | TurnStep | EraseStep | NoiseStep;

/** What a step does to a map of labels as large as the image, as a step of one channel; nothing where no place moves. */
export function labelStep(step: ImageStep): MoveStep | MirrorStep | TurnStep | undefined {
  const one = ([...extents]: Extents): Extents => [...extents.slice(0, -1), 1];
  const [input, output] = [one(step.input), one(step.output)];
  switch (step.kind) {
    case "move":
    case "mirror":
      return { ...step, input, output };
    case "turn":
      return { ...step, input, output, nearest: true };
    case "erase":
    case "noise":
      return undefined;
    default:
      return step satisfies never;
  }
}

/** Random streams of the steps; those below are of layers, weights and the order of images. */
export const AUGMENT_STREAM = 0x30000;

/** One word per spatial axis (up to three), which a first block of four holds. */
export const spatialOf = (extents: Extents): readonly number[] => extents.slice(0, -1);

export function printImageStep(step: ImageStep): string {
  const { kind, name, input, output } = step;
  const shapes = `${name}: ${input.join("x")} → ${output.join("x")}`;
  switch (kind) {
    case "move":
      return `${shapes} move within margins ${step.margins.join(" ")}`;
    case "mirror":
      return `${shapes} mirror axis ${step.axis}`;
    case "turn":
      return `${shapes} turn by up to ${step.degrees} degrees`;
    case "erase":
      return `${shapes} erase ${step.extent}`;
    case "noise":
      return `${shapes} noise of deviation ${step.deviation}`;
    default:
      return kind satisfies never;
  }
}
