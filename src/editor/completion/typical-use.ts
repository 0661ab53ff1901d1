/**
 * A layer as it might be written at a place: takes the operator and the shape that reaches the place, gives its positional arguments
 * as an example that fits the number of axes, and what the layer would give. For completion, which shows sizes before
 * they are chosen.
 */
import { typicalArguments } from "../../check/arguments/typical-arguments.ts";
import type { Values } from "../../check/model.ts";
import type { Layer, Shape } from "../../ops/operator.ts";

export interface TypicalUse {
  /** `3x3x16`; empty where none is needed. */
  readonly text: string;
  /** Nothing where the shape is not known, or the layer does not take it. */
  readonly output?: Shape;
  /** Why it does not. */
  readonly problem?: string;
  /** It is allowed here and seldom meant. */
  readonly doubtful: boolean;
  /** It has parameters; true where that is not known. */
  readonly learns: boolean;
}

export function typicalUse(operator: Layer, input: Shape | undefined): TypicalUse {
  const written = typicalArguments(operator);
  const [first = ""] = written;
  if (!input) return { text: written.join(" "), doubtful: false, learns: true };
  let refused: TypicalUse | undefined;
  for (const sizes of variants(first)) {
    const texts = [sizes, ...written.slice(1)].filter((text) => text !== "");
    const values = valuesOf(operator, texts);
    const { output, problems, warnings = [] } = operator.shape(input, values);
    const text = texts.join(" ");
    if (output && problems.length === 0) {
      const learns = operator.parameters(input, values).length > 0;
      return { text, output, doubtful: warnings.length > 0, learns };
    }
    refused ??= { text, doubtful: true, learns: true, ...(problems[0] ? { problem: problems[0].message } : {}) };
  }
  return refused!;
}

/** For as many axes as there are, and for small maps: `5x5x6`, `5x6`, `5x5x5x6`, `1x1x6`. */
function variants(text: string): readonly string[] {
  const sizes = text.split("x");
  if (sizes.length < 2 || !/^\d+(?:x\d+)+$/.test(text)) return [text];
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  const counts = [sizes.length, sizes.length - 1, sizes.length + 1];
  return [first, "3", "1"].flatMap((size) =>
    counts.map((count) => [...Array.from({ length: count - 1 }, () => size), last].join("x")),
  );
}

/** The values of a layer that has these positional arguments and else nothing. */
function valuesOf({ schema }: Layer, texts: readonly string[]): Values {
  const values: Record<string, Values[string]> = {};
  let next = 0;
  for (const [name, spec] of Object.entries(schema)) {
    if (spec.kind === "flag") values[name] = false;
    else if (spec.kind === "sizes" || spec.kind === "numbers" || spec.kind === "number") {
      const given = texts[next];
      if ("default" in spec && spec.default !== undefined) values[name] = spec.default;
      else if (given === undefined) values[name] = spec.kind === "number" ? 1 : [];
      else {
        next++;
        values[name] = spec.kind === "number" ? Number(given) : (given.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
      }
    } else if ("default" in spec) values[name] = spec.default;
  }
  return values;
}
