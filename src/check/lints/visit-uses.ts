/**
 * Every word of a piece of syntax that may refer to a const, block, parameter, let or model. Takes a node and calls back with
 * each word; bodies within are handed to `enter`, since they have names of their own. Words that may or may not be
 * references (flags, `mode=bilinear`) are among them. Not for labels.
 */
import type {
  Body,
  CallArgument,
  Chain,
  Condition,
  Const,
  Expression,
  Layer,
  LayerArgument,
  Primary,
  SettingArgument,
  SizeList,
  Stage,
  Statement,
  Train,
} from "../../syntax/ast.ts";

type Use = (name: string) => void;
type Enter = (body: Body) => void;

export function visitUses(node: Const | Train | Statement | Expression, use: Use, enter: Enter = () => {}): void {
  switch (node.kind) {
    case "const":
    case "let":
      visitExpression(node.value, use);
      break;
    case "train":
      visitTrain(node, use);
      break;
    case "expect":
      visitExpression(node.value, use);
      if (node.batch) visitExpression(node.batch, use);
      break;
    case "head":
      enter(node.body);
      break;
    case "chain":
      visitChain(node, use, enter);
      break;
    default:
      visitExpression(node, use);
      break;
  }
}

function visitTrain({ model, arguments: given, settings }: Train, use: Use): void {
  use(model.text);
  visitCallArguments(given, use);
  for (const { arguments: own, more } of settings)
    for (const argument of [...own, ...more.flatMap((step) => step.arguments)]) visitArgument(argument, use);
}

function visitChain({ stages }: Chain, use: Use, enter: Enter): void {
  for (const stage of stages) visitStage(stage, use, enter);
}

function visitStage({ primary, repeat, shape }: Stage, use: Use, enter: Enter): void {
  visitPrimary(primary, use, enter);
  if (repeat) visitExpression(repeat, use);
  if (shape) visitSizes(shape, use);
}

function visitPrimary(primary: Primary, use: Use, enter: Enter): void {
  switch (primary.kind) {
    case "input":
      visitSizes(primary.sizes, use);
      for (const argument of primary.arguments) visitArgument(argument, use);
      break;
    case "layer":
      visitLayer(primary, use);
      break;
    case "call":
      use(primary.name.text);
      visitCallArguments(primary.arguments, use);
      break;
    case "group":
      visitChain(primary.chain, use, enter);
      break;
    case "branch":
      for (const { chain } of primary.arms) if (chain) visitChain(chain, use, enter);
      break;
    case "condition":
      visitCondition(primary, use, enter);
      break;
    case "reference":
      break;
    default:
      primary satisfies never;
  }
}

/** A layer's name may be meant for a block: that mistake is reported already. */
function visitLayer({ name, arguments: given }: Layer, use: Use): void {
  use(name.text);
  for (const argument of given) visitArgument(argument, use);
}

function visitCondition({ test, then, else: other }: Condition, use: Use, enter: Enter): void {
  visitExpression(test, use);
  enter(then);
  if (other && "statements" in other) enter(other);
  else if (other) visitCondition(other, use, enter);
}

function visitArgument(argument: LayerArgument | SettingArgument, use: Use): void {
  switch (argument.kind) {
    case "sizes":
      visitSizes(argument.sizes, use);
      break;
    case "attribute":
      for (const { before, after } of argument.values) {
        visitExpression(before, use);
        if (after) visitExpression(after, use);
      }
      break;
    case "named":
    case "value":
      visitExpression(argument.value, use);
      break;
    case "flag":
      use(argument.name.text);
      break;
    case "string":
      break;
    default:
      argument satisfies never;
  }
}

function visitSizes({ sizes }: SizeList, use: Use): void {
  for (const size of sizes) visitExpression(size, use);
}

function visitCallArguments(given: readonly CallArgument[], use: Use): void {
  for (const { value } of given) visitExpression(value, use);
}

function visitExpression(expression: Expression, use: Use): void {
  switch (expression.kind) {
    case "number":
    case "string":
      break;
    case "name":
      use(expression.name.text);
      break;
    case "list":
      for (const item of expression.items) visitExpression(item, use);
      break;
    case "field":
      visitExpression(expression.object, use);
      break;
    case "index":
      visitExpression(expression.object, use);
      visitExpression(expression.index, use);
      break;
    case "unary":
      visitExpression(expression.operand, use);
      break;
    case "binary":
      visitExpression(expression.left, use);
      visitExpression(expression.right, use);
      break;
    case "call":
      visitExpression(expression.callee, use);
      visitCallArguments(expression.arguments, use);
      break;
    default:
      expression satisfies never;
  }
}
