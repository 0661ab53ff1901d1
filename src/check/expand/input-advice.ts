/**
 * Whether a shape that does not fit comes from the way the input is written: without its channels, with a batch, with the
 * channels first. Takes the problem, the layer and the draft; returns the advice that names the input, in place of the
 * layer's own, or nothing. Relies on the layers so far having kept the axes of the input.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Problem, Shape } from "../../ops/operator.ts";
import type { Schema } from "../../ops/schema.ts";
import { printShape } from "../../ops/shape.ts";
import type { Layer, SizeList } from "../../syntax/ast.ts";
import type { Cursor } from "../scope/cursor.ts";
import type { Draft } from "./draft.ts";

export interface InputAdvice {
  /** Where the layer's own would lead elsewhere. */
  readonly message?: string;
  readonly help: string;
  readonly fixes: Diagnostic["fixes"];
}

export function adviseInput(
  { code }: Problem,
  layer: Layer,
  schema: Schema,
  draft: Draft,
  cursor: Cursor,
  /** The layer stands in the model itself, so that the fix is in its text. */
  inModel: boolean,
): InputAdvice | undefined {
  const { input, inputStage } = draft;
  if (!code.startsWith("shape/") || !input || !cursor.shape || inputStage?.kind !== "input") return undefined;
  const write = (shape: Shape, safe: boolean, what: string): InputAdvice => {
    const text = printShape(shape);
    const title = `write \`input ${text}\``;
    const literal = inModel && inputStage.sizes.sizes.every(({ kind }) => kind === "number");
    const edits = [{ span: inputStage.sizes.span, text }];
    return { help: `${title}: ${what}`, fixes: literal ? [safe ? { title, edits, safe } : { title, edits }] : [] };
  };
  const last = channelsFirst(input);
  if (last) return write(last, true, "channels come last");
  if (code !== "shape/wrong-number-of-sizes" || cursor.shape.length !== input.length) return undefined;
  const axes = axesWritten(layer, schema);
  if (axes === undefined) return undefined;
  if (axes === input.length && (axes === 2 || input[1] === input[2])) {
    const color = printShape([...input, 3]);
    const square = input.length === 2 && input[0] === input[1];
    return write([...input, 1], square, `the channels are missing, 1 for gray (\`${color}\` for color)`);
  }
  const [, ...image] = input;
  const [height, width, channels] = image as [number, number, number];
  const isBatch = input.length === 4 && axes === 2 && height === width && channels <= 4;
  if (!isBatch) return undefined;
  const message = `\`${layer.name.text}\` has the sizes of an image, and the ${printShape(input)} input is a volume`;
  return { message, ...write(image, false, `the batch of ${input[0]} is implied and never written`) };
}

/** How many axes of places the sizes behind a layer's name are for. */
function axesWritten({ arguments: given }: Layer, schema: Schema): number | undefined {
  const written = given.find(
    (argument): argument is typeof argument & { readonly sizes: SizeList } => argument.kind === "sizes",
  );
  const spec = Object.values(schema).find(({ kind }) => kind === "sizes");
  if (!written || spec?.kind !== "sizes") return undefined;
  // A list of a kernel ends with the number of filters.
  return written.sizes.sizes.length - (spec.places.includes("filters") ? 1 : 0);
}

/** The shape with its channels last, where they plainly come first: a square image with 1 or 3 of them. */
export function channelsFirst(input: Shape): Shape | undefined {
  const [channels, height, width] = input;
  if (input.length !== 3 || (channels !== 1 && channels !== 3) || height !== width || height! < 8) return undefined;
  return [height!, width!, channels];
}
