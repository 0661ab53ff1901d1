/** Tells a body that is nothing but the use of a block: it gives that block no name of its own. */
import type { Body, Call } from "../../syntax/ast.ts";

/** The one stage (beside the input) when it is the unlabeled, unrepeated use of a block. */
export function onlyUse(body: Body): Call | undefined {
  const stages = body.statements
    .flatMap((statement) => (statement.kind === "chain" ? statement.stages : []))
    .filter(({ primary }) => primary.kind !== "input");
  const [stage] = stages;
  if (stages.length !== 1 || stage!.primary.kind !== "call" || stage!.label || stage!.repeat) return undefined;
  return stage!.primary;
}
