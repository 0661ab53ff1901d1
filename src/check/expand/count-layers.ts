/**
 * How many layers a chain stands for, counted before it is laid out, so that `[[…] * 10_000] * 10_000` costs nothing. Takes
 * syntax and scope, returns a count that saturates; reports nothing. A repetition that depends on shapes counts as one.
 */
import { createReport } from "../../diagnostics/diagnostic.ts";
import { add, multiply } from "../../ops/size-arithmetic.ts";
import type { Body, Chain, Primary, Stage } from "../../syntax/ast.ts";
import { demandInteger } from "../demand.ts";
import type { Scope } from "../scope.ts";

export function countLayers(primary: Primary, scope: Scope): number {
  return countPrimary(primary, { ...scope, report: createReport(), input: "unknown", quiet: true });
}

function countPrimary(primary: Primary, quiet: Scope): number {
  switch (primary.kind) {
    case "layer":
    case "call":
      return 1;
    case "input":
    case "reference":
      return 0;
    case "group":
      return countChain(primary.chain, quiet);
    case "branch":
      return primary.arms.reduce((sum, arm) => add(sum, arm.chain ? countChain(arm.chain, quiet) : 0), 1);
    case "condition": {
      const { then, else: otherwise } = primary;
      const second = !otherwise
        ? 0
        : "statements" in otherwise
          ? countBody(otherwise, quiet)
          : countPrimary(otherwise, quiet);
      return Math.max(countBody(then, quiet), second);
    }
    default:
      return primary satisfies never;
  }
}

function countBody(body: Body, quiet: Scope): number {
  return body.statements.reduce((sum, item) => (item.kind === "chain" ? add(sum, countChain(item, quiet)) : sum), 0);
}

function countChain(chain: Chain, quiet: Scope): number {
  return chain.stages.reduce(
    (sum, stage) => add(sum, multiply(countPrimary(stage.primary, quiet), times(stage, quiet))),
    0,
  );
}

function times({ repeat }: Stage, quiet: Scope): number {
  return repeat ? (demandInteger(repeat, quiet, "", { minimum: 0 }) ?? 1) : 1;
}
