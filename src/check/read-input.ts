/**
 * The first stage of a model: its input. Takes the stage, returns the shape, or nothing when it is wrong (reported).
 */
import type { Shape } from "../ops/operator.ts";
import { printShape } from "../ops/shape.ts";
import { largestSize, printCount, product } from "../ops/size-arithmetic.ts";
import type { Input } from "../syntax/ast.ts";
import { demandInteger } from "./demand.ts";
import { inputRank } from "./diagnostics/models.ts";
import { diagnosticOf } from "./diagnostics/problems.ts";
import type { Scope } from "./scope.ts";

const mostSizes = 4;

export function readInput({ sizes }: Input, scope: Scope): Shape | undefined {
  const { report, source } = scope;
  const shape = sizes.sizes.map((size) => demandInteger(size, scope, "a size of the input", { minimum: 1 }));
  if (shape.length > mostSizes) {
    report.add(
      inputRank({
        message: `an input has up to ${mostSizes} sizes, not ${shape.length}`,
        source,
        span: sizes.span,
        help: "write height x width x channels, as in `28x28x1`; the batch is implied",
      }),
    );
    return undefined;
  }
  if (!shape.every((size) => size !== undefined)) return undefined;
  if (product(shape) <= largestSize) return shape;
  const message = `input ${printShape(shape)} is too large`;
  const notes = [
    `${shape.join("·")} is more than ${printCount(largestSize)}, the most elements that one image may have`,
  ];
  report.add(diagnosticOf("shape/too-large")({ message, source, span: sizes.span, notes }));
  return undefined;
}
