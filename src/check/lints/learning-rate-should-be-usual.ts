/**
 * A learning rate outside the range that its optimizer is used with: mostly a slip of the point, or the rate of another
 * optimizer. Only rates that are written; defaults are usual.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import type { Optimizer } from "../../ops/operator.ts";
import { unusualLearningRate } from "../diagnostics/lints.ts";
import type { CheckedModel, Configured } from "../model.ts";

export function learningRateShouldBeUsual({ recipe, source }: CheckedModel, report: Report): void {
  if (!recipe) return;
  const { operator, values, spans } = recipe.optimizer;
  const span = spans?.get(rateArgument(recipe.optimizer) ?? "");
  const rate = operator.rate(values);
  const [low, high] = operator.usualRates;
  if (!span || (rate >= low && rate <= high)) return;
  const below = rate < low;
  report.add(
    unusualLearningRate({
      message: `a learning rate of ${rate} is ${below ? "below" : "above"} the usual for \`${operator.name}\``,
      source: recipe.source ?? source,
      span,
      notes: [`usual rates are ${low} to ${high}`],
      help: below
        ? `use ${low} or more, or the network hardly learns`
        : `use ${high} or less, or the training diverges`,
    }),
  );
}

/** The argument that decides the rate, found by asking: what if it were another. */
function rateArgument({ operator, values }: Configured<Optimizer>): string | undefined {
  const rate = operator.rate(values);
  return Object.entries(values).find(
    ([name, value]) => typeof value === "number" && operator.rate({ ...values, [name]: value + 1 }) !== rate,
  )?.[0];
}
