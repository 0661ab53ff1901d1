/** Parts of a record that many layers share, to be spread into it. */
import type { Layer, Shape, ShapeResult } from "../operator.ts";

/** No parameters, and nothing that counts as a multiply-add. */
export const learnsNothing = {
  parameters: () => [],
  macs: () => 0,
} as const satisfies Partial<Layer>;

/** The output has the shape of the input, each place made from the same place. */
export const keepsShape = {
  shape: (input: Shape): ShapeResult => ({ output: input, problems: [] }),
  window: () => undefined,
  explain: () => [],
} as const satisfies Partial<Layer>;
