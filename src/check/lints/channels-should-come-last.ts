/**
 * An input of `1x28x28` or `3x224x224`: a square image with its channels first, as PyTorch has it, which here is a strip one or
 * three places high. Takes what was expanded of a model, since its errors may hide behind it; only where a layer looks at
 * places.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import { printShape } from "../../ops/shape.ts";
import type { Source } from "../../source/source.ts";
import { channelsComeFirst } from "../diagnostics/lints.ts";
import type { Draft } from "../expand/draft.ts";
import { channelsFirst } from "../expand/input-advice.ts";

export function channelsShouldComeLast({ input, inputStage, layers }: Draft, source: Source, report: Report): void {
  const meant = input && channelsFirst(input);
  if (!meant || inputStage?.kind !== "input") return;
  if (!layers.some(({ answer }) => answer?.window !== undefined && answer.window !== "all")) return;
  const [channels, height] = input;
  const title = `write \`input ${printShape(meant)}\``;
  const { span, sizes } = inputStage.sizes;
  const literal = sizes.every(({ kind }) => kind === "number");
  report.add(
    channelsComeFirst({
      message: `the input ${printShape(input)} is ${channels} high, ${height} wide and has ${height} channels`,
      source,
      span,
      help: `${title} if it is an image of ${channels} channel${channels === 1 ? "" : "s"}: channels come last`,
      fixes: literal ? [{ title, edits: [{ span, text: printShape(meant) }] }] : [],
    }),
  );
}
