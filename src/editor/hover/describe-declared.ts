/**
 * What a name stands for that a program declares: of blocks and models signature, comment and totals; of constants, lets and parameters
 * their values; of labels and heads their shapes. Takes a snapshot, the declaration, the use that is pointed at and the nodes around it.
 */
import type { Declared, Use } from "../../check/scope/trace.ts";
import type { Node } from "../../syntax/ast.ts";
import { namedAt } from "../declaration-of.ts";
import type { Block } from "../markdown.ts";
import type { Snapshot } from "../snapshot.ts";
import { describeBlock } from "./describe-block.ts";
import { describeHead, describeLabel } from "./describe-label.ts";
import { describeModel } from "./describe-model.ts";
import { describeValue } from "./describe-value.ts";

export function describeDeclared(
  snapshot: Snapshot,
  declared: Declared,
  use: Use,
  path: readonly Node[],
): Block | undefined {
  switch (declared.kind) {
    case "block": {
      const block = namedAt(snapshot, declared);
      return block?.kind === "block" ? describeBlock(snapshot, declared, block, use, path) : undefined;
    }
    case "model": {
      const model = namedAt(snapshot, declared);
      return model?.kind === "model" ? describeModel(snapshot, declared, model) : undefined;
    }
    case "const":
    case "let":
    case "parameter":
      return describeValue(snapshot, declared);
    case "label":
      return describeLabel(snapshot, declared);
    case "head":
      return describeHead(snapshot, declared);
    // What is not found has been reported.
    case "import":
      return undefined;
    default:
      return declared.kind satisfies never;
  }
}
