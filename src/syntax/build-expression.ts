/**
 * Expressions of the syntax tree out of the concrete one: the rules keep them flat, here the operators' levels make the tree.
 * Takes a node (or none, after an error), returns the expression or undefined where parts are missing. Depth is limited here,
 * because `1+1+1+…` and `- - - …` nest without brackets.
 */
import type { IToken } from "../../grammar/chevrotain.ts";
import type * as cst from "../../grammar/generated/cst.ts";
import { bindingLevel, notLevel } from "../../grammar/operators.ts";
import { LIMITS } from "../limits.ts";
import { spanOf } from "../source/source.ts";
import type { BinaryOperator, CallArgument, Expression, UnaryOperator } from "./ast.ts";
import {
  childrenOf,
  first,
  nameOf,
  numberOf,
  spanBetween,
  spanOfNode,
  stringOf,
  written,
  type Conversion,
} from "./cst-access.ts";
import * as d from "./diagnostics.ts";
import { endOfToken, spanOfToken } from "./token-span.ts";

/** An operand with its prefix operators, outermost first. */
interface Operand {
  readonly prefixes: readonly IToken[];
  readonly value: Expression;
}

export function buildExpression(conversion: Conversion, node: cst.ExprCstNode | undefined): Expression | undefined {
  if (node === undefined) return undefined;
  const { operand = [], BinaryOperator = [] } = childrenOf(node);
  return buildFlat(conversion, operand, BinaryOperator);
}

/** One operand alone, as the value of a named argument is. */
export function buildOperand(conversion: Conversion, node: cst.OperandCstNode): Expression | undefined {
  return buildFlat(conversion, [node], []);
}

export function buildArguments(conversion: Conversion, nodes: readonly cst.ArgCstNode[] | undefined): CallArgument[] {
  const args: CallArgument[] = [];
  for (const node of nodes ?? []) {
    const { Name, expr } = childrenOf(node);
    const value = buildExpression(conversion, first(expr));
    const name = written(Name);
    if (value === undefined) continue;
    args.push({ value, span: spanOfNode(node), ...(name === undefined ? {} : { name: nameOf(name) }) });
  }
  return args;
}

export function buildList(conversion: Conversion, node: cst.ListCstNode): Expression {
  const items = childrenOf(node).expr ?? [];
  const built = items.map((item) => buildExpression(conversion, item)).filter((item) => item !== undefined);
  return { kind: "list", items: built, span: spanOfNode(node) };
}

/** Runs `build` one deeper by `weight`; reports and gives up where the tree would become too deep to walk. */
export function deeper<Result>(
  conversion: Conversion,
  weight: number,
  place: { readonly start: number; readonly end: number },
  build: () => Result,
): Result | undefined {
  conversion.depth += weight;
  try {
    if (conversion.depth <= LIMITS.treeDepth.value) return build();
    conversion.findings.add(
      d.nestingTooDeep({
        message: `more than ${LIMITS.treeDepth.value} operators or else-ifs stand around one place`,
        source: conversion.source,
        span: { start: place.start, end: Math.min(place.end, place.start + 1) },
      }),
    );
    return undefined;
  } finally {
    conversion.depth -= weight;
  }
}

function buildFlat(
  conversion: Conversion,
  nodes: readonly cst.OperandCstNode[],
  operators: readonly IToken[],
): Expression | undefined {
  const firstNode = nodes[0];
  if (firstNode === undefined || nodes.length !== operators.length + 1) return undefined;
  let weight = operators.length;
  for (const node of nodes) weight += (node.children.prefix?.length ?? 0) + (node.children.postfix?.length ?? 0);
  return deeper(conversion, weight, spanOfNode(firstNode), () => {
    const operands: Operand[] = [];
    for (const node of nodes) {
      const value = buildAtom(conversion, node);
      if (value === undefined) return undefined;
      operands.push({ prefixes: childrenOf(node).prefix ?? [], value });
    }
    return climb(operands, operators);
  });
}

/** Precedence climbing over a flat list: every operand and prefix is taken exactly once. */
function climb(operands: readonly Operand[], operators: readonly IToken[]): Expression {
  let next = 0;
  let prefix = 0;
  const readPrefixed = (): Expression => {
    const operand = operands[next]!;
    const sign = operand.prefixes[prefix];
    if (sign === undefined) {
      next++;
      prefix = 0;
      return operand.value;
    }
    prefix++;
    const operator = sign.image as UnaryOperator;
    const inner = operator === "not" ? readLevel(notLevel) : readPrefixed();
    return { kind: "unary", operator, operand: inner, span: { start: sign.startOffset, end: inner.span.end } };
  };
  const readLevel = (least: number): Expression => {
    let left = readPrefixed();
    for (;;) {
      const sign = operators[next - 1];
      if (sign === undefined || bindingLevel(sign.image) < least) return left;
      const right = readLevel(bindingLevel(sign.image) + 1);
      left = { kind: "binary", operator: sign.image as BinaryOperator, left, right, span: spanOf(left, right) };
    }
  };
  return readLevel(0);
}

function buildAtom(conversion: Conversion, node: cst.OperandCstNode): Expression | undefined {
  let value = buildBare(conversion, node);
  for (const postfix of childrenOf(node).postfix ?? []) {
    if (value === undefined) return undefined;
    value = buildPostfix(conversion, value, postfix);
  }
  return value;
}

function buildBare(conversion: Conversion, node: cst.OperandCstNode): Expression | undefined {
  const children = childrenOf(node);
  const number = written(children.Integer) ?? written(children.Decimal);
  if (number !== undefined) return numberOf(number);
  const string = written(children.String);
  if (string !== undefined) return stringOf(string);
  const word = written(children.word);
  if (word !== undefined) return { kind: "name", name: nameOf(word), span: spanOfToken(word) };
  const list = first(children.list);
  if (list !== undefined) return buildList(conversion, list);
  return parenthesized(conversion, children);
}

/** `( expr )`, with the parentheses in the span. */
export function parenthesized(
  conversion: Conversion,
  children: { LeftParen?: IToken[]; expr?: cst.ExprCstNode[]; RightParen?: IToken[] },
): Expression | undefined {
  const inner = buildExpression(conversion, first(children.expr));
  const open = written(children.LeftParen);
  const close = written(children.RightParen);
  if (inner === undefined || open === undefined) return inner;
  return { ...inner, span: spanBetween(open, close ?? open) };
}

function buildPostfix(conversion: Conversion, object: Expression, node: cst.PostfixCstNode): Expression | undefined {
  const children = childrenOf(node);
  const close = written(children.RightParen) ?? written(children.RightBracket) ?? written(children.Name);
  if (close === undefined) return undefined;
  const span = { start: object.span.start, end: endOfToken(close) };
  const field = written(children.Name);
  if (field !== undefined) return { kind: "field", object, field: nameOf(field), span };
  if (written(children.LeftParen) !== undefined) {
    return { kind: "call", callee: object, arguments: buildArguments(conversion, children.arg), span };
  }
  const index = buildExpression(conversion, first(children.expr));
  return index === undefined ? undefined : { kind: "index", object, index, span };
}
