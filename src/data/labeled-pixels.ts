/** Images and labels as a decoder gives them: a data set that does not yet know its classes and its name. Takes and imports nothing. */
export interface LabeledPixels {
  readonly images: Uint8Array | Float32Array;
  readonly labels: Uint8Array | Int32Array;
  /** Of one image, channels last. */
  readonly shape: readonly number[];
  readonly count: number;
  /** As a data set's. */
  readonly labelShape?: readonly number[];
}
