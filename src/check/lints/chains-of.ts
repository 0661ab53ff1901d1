/**
 * All chains of a declaration, outer ones first: those of groups, arms, conditions and heads too. Takes a declaration of the
 * syntax tree. Relies on the parser's limit on nesting.
 */
import type { Body, Branch, Chain, Condition, Declaration } from "../../syntax/ast.ts";

export function chainsOf(declaration: Declaration): readonly Chain[] {
  return declaration.kind === "block" || declaration.kind === "model" ? chainsOfBody(declaration.body) : [];
}

function chainsOfBody({ statements }: Body): readonly Chain[] {
  return statements.flatMap((statement): readonly Chain[] => {
    switch (statement.kind) {
      case "chain":
        return chainsWithin(statement);
      case "head":
        return chainsOfBody(statement.body);
      case "let":
      case "expect":
        return [];
      default:
        return statement satisfies never;
    }
  });
}

function chainsWithin(chain: Chain): readonly Chain[] {
  return [
    chain,
    ...chain.stages.flatMap(({ primary }): readonly Chain[] => {
      switch (primary.kind) {
        case "group":
          return chainsWithin(primary.chain);
        case "branch":
          return chainsOfArms(primary);
        case "condition":
          return chainsOfCondition(primary);
        case "input":
        case "layer":
        case "call":
        case "reference":
          return [];
        default:
          return primary satisfies never;
      }
    }),
  ];
}

function chainsOfArms({ arms }: Branch): readonly Chain[] {
  return arms.flatMap((arm) => (arm.chain ? chainsWithin(arm.chain) : []));
}

function chainsOfCondition(condition: Condition): readonly Chain[] {
  const { then, else: other } = condition;
  const rest = other === undefined ? [] : "statements" in other ? chainsOfBody(other) : chainsOfCondition(other);
  return [...chainsOfBody(then), ...rest];
}
