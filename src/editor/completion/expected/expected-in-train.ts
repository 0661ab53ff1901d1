/** In a recipe. Takes the open frames; gives what is expected. */
import * as t from "../../../../grammar/tokens.ts";
import type { Expected } from "./expectation.ts";
import { type Frame, isName } from "./frames.ts";
import { givenIn } from "./phrases.ts";

export function expectedInTrain(frames: readonly Frame[]): Expected {
  const { items, start } = frames.at(-1)!;
  const file = frames[0]!.items.filter(({ type, end }) => type !== t.NewLine && end <= start);
  const model = file[1]?.text ?? "";
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return { kind: "setting", model };
  const setting = first.text;
  const steps = items.slice(1).filter(({ type }) => type !== t.Arrow);
  const [step] = steps;
  const word = step && isName(step.type) && steps[1]?.type !== t.Equals ? step.text : undefined;
  if (last.type === t.Equals)
    return { kind: "argument-value", owner: word ?? setting, argument: items.at(-2)?.text ?? "", setting, model };
  // A path in the place of a word is no argument.
  const named = word !== undefined || step?.type === t.StringText;
  return {
    kind: "setting-argument",
    setting,
    step: word ?? (named ? step!.text : undefined),
    given: givenIn(steps.slice(named ? 1 : 0)),
    model,
  };
}
