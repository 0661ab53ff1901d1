/**
 * Tensors of the loop-nest program: a name, a logical shape and a role. Layout and addresses are decided later, in
 * `kernels/`. Every element is a number (f32 in the module, f64 in the interpreter); class labels and positions inside a
 * pooling window are small whole numbers stored as such.
 */

export type TensorRole =
  /** The images of a batch. */
  | "input"
  /** One class index per image, shape []; or one for each of its places, shape [1, …places]. */
  | "label"
  /** Learned. */
  | "parameter"
  /** Kept from step to step but not learned: momentum, running statistics. */
  | "state"
  /** Computed in the forward pass. */
  | "activation"
  /** Computed in the backward pass. */
  | "gradient"
  /** One number of the control block: learning rate, count of images, step. */
  | "control"
  /** Numbers known at compile time (`data`). */
  | "constant";

export interface Tensor {
  /** Unique in a program: `conv1.weight`, `conv1.weight.gradient`, `conv1.output`. */
  readonly name: string;
  readonly role: TensorRole;
  /** True when there is one such value per image; the batch axis is then index 0 and not part of `shape`. */
  readonly batched: boolean;
  /** Logical extents, channels first: `[C, H, W]`, `[F, C, K, K]`, `[out, in]`, `[]`. */
  readonly shape: readonly number[];
  /** For role `constant`: row-major values. For role `state`: values at the start when not zero. */
  readonly data?: readonly number[];
}

/** Number of elements, for one image where batched. */
export function elementCount(tensor: Tensor): number {
  return tensor.shape.reduce((a, b) => a * b, 1);
}

/** Number of indices an access needs. */
export function rank(tensor: Tensor): number {
  return tensor.shape.length + (tensor.batched ? 1 : 0);
}
