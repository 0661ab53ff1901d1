/**
 * Bodies, statements, chains and stages of the syntax tree out of the concrete one. Takes nodes that may miss parts after an
 * error and returns what is whole: a stage without its essentials is left out. Recursion follows the brackets, which are
 * limited before parsing.
 */
import type { IToken } from "../../grammar/chevrotain.ts";
import type * as cst from "../../grammar/generated/cst.ts";
import type { Span } from "../source/source.ts";
import { spanOf } from "../source/source.ts";
import type {
  AttributeValue,
  Body,
  Branch,
  BranchArm,
  Chain,
  Comparison,
  Condition,
  Expression,
  LayerArgument,
  NamedArgument,
  Primary,
  SizeList,
  Stage,
  Statement,
} from "./ast.ts";
import { buildArguments, buildExpression, buildOperand, deeper, parenthesized } from "./build-expression.ts";
import { childrenOf, first, nameOf, numberOf, spanOfNode, stringOf, written, type Conversion } from "./cst-access.ts";
import { endOfToken, spanOfToken } from "./token-span.ts";

export function buildBody(conversion: Conversion, node: cst.BodyCstNode | undefined, missingAt: number): Body {
  if (node === undefined) return { statements: [], span: { start: missingAt, end: missingAt } };
  const { statement, LeftBrace } = childrenOf(node);
  const built = (statement ?? []).map((item) => buildStatement(conversion, item));
  const open = written(LeftBrace);
  const span = spanOfNode(node, { start: missingAt, end: missingAt });
  return {
    statements: built.filter((item) => item !== undefined),
    span: { start: open?.startOffset ?? span.start, end: span.end },
  };
}

function buildStatement(conversion: Conversion, node: cst.StatementCstNode): Statement | undefined {
  const children = childrenOf(node);
  const chain = first(children.chain);
  if (chain !== undefined) return buildChain(conversion, chain);
  const letNode = first(children.let);
  if (letNode !== undefined) {
    const { Name, expr } = childrenOf(letNode);
    const name = written(Name);
    const value = buildExpression(conversion, first(expr));
    if (name === undefined || value === undefined) return undefined;
    return { kind: "let", name: nameOf(name), value, span: spanOfNode(letNode) };
  }
  const head = first(children.head);
  if (head !== undefined) {
    const name = written(childrenOf(head).Name);
    const span = spanOfNode(head);
    if (name === undefined) return undefined;
    return {
      kind: "head",
      name: nameOf(name),
      body: buildBody(conversion, first(childrenOf(head).body), span.end),
      span,
    };
  }
  const expect = first(children.expect);
  return expect === undefined ? undefined : buildExpect(conversion, expect);
}

function buildExpect(conversion: Conversion, node: cst.ExpectCstNode): Statement | undefined {
  const children = childrenOf(node);
  const metric = written(children.metric);
  const value = buildExpression(conversion, first(children.expr));
  const comparison = written(children.Comparison);
  const batch = buildExpression(conversion, first(children.batch));
  if (metric === undefined || value === undefined) return undefined;
  return {
    kind: "expect",
    metric: nameOf(metric),
    value,
    span: spanOfNode(node),
    ...(comparison === undefined ? {} : { comparison: comparison.image as Comparison }),
    ...(batch === undefined ? {} : { batch }),
  };
}

function buildChain(conversion: Conversion, node: cst.ChainCstNode): Chain | undefined {
  const built = (childrenOf(node).stage ?? []).map((stage) => buildStage(conversion, stage));
  const stages = built.filter((stage) => stage !== undefined);
  const [start] = stages;
  return start === undefined ? undefined : { kind: "chain", stages, span: spanOf(start, stages[stages.length - 1]!) };
}

function buildStage(conversion: Conversion, node: cst.StageCstNode): Stage | undefined {
  const children = childrenOf(node);
  const primaryNode = first(children.primary);
  const primary = primaryNode === undefined ? undefined : buildPrimary(conversion, primaryNode);
  if (primary === undefined) return undefined;
  const repeat = buildFactor(conversion, first(children.factor));
  const label = written(children.Name);
  const shape = buildSizes(conversion, first(children.sizes));
  return {
    primary,
    span: { start: primary.span.start, end: Math.max(primary.span.end, spanOfNode(node).end) },
    ...(repeat === undefined ? {} : { repeat }),
    ...(label === undefined ? {} : { label: nameOf(label) }),
    ...(shape === undefined ? {} : { shape }),
  };
}

function buildFactor(conversion: Conversion, node: cst.FactorCstNode | undefined): Expression | undefined {
  if (node === undefined) return undefined;
  const children = childrenOf(node);
  const number = written(children.Integer);
  if (number !== undefined) return numberOf(number);
  const name = written(children.Name);
  if (name !== undefined) return { kind: "name", name: nameOf(name), span: spanOfToken(name) };
  return parenthesized(conversion, children);
}

function buildPrimary(conversion: Conversion, node: cst.PrimaryCstNode): Primary | undefined {
  const children = childrenOf(node);
  const layer = first(children.layer);
  if (layer !== undefined) {
    const name = written(childrenOf(layer).Name);
    const args = (childrenOf(layer).layerArgument ?? []).map((argument) => buildLayerArgument(conversion, argument));
    if (name === undefined) return undefined;
    return {
      kind: "layer",
      name: nameOf(name),
      arguments: args.filter((argument) => argument !== undefined),
      span: spanOfNode(layer),
    };
  }
  const call = first(children.call);
  if (call !== undefined) {
    const name = written(childrenOf(call).Name);
    const args = first(childrenOf(call).args);
    if (name === undefined) return undefined;
    const list = args === undefined ? [] : buildArguments(conversion, childrenOf(args).arg);
    return { kind: "call", name: nameOf(name), arguments: list, span: spanOfNode(call) };
  }
  const input = first(children.inputStage);
  if (input !== undefined) {
    const sizes = buildSizes(conversion, first(childrenOf(input).sizes));
    const args = (childrenOf(input).named ?? []).map((argument) => buildNamed(conversion, argument));
    if (sizes === undefined) return undefined;
    return {
      kind: "input",
      sizes,
      arguments: args.filter((argument) => argument !== undefined),
      span: spanOfNode(input),
    };
  }
  const group = first(children.group);
  if (group !== undefined) {
    const chainNode = first(childrenOf(group).chain);
    const chain = chainNode === undefined ? undefined : buildChain(conversion, chainNode);
    return chain === undefined ? undefined : { kind: "group", chain, span: spanOfNode(group) };
  }
  const reference = first(children.reference);
  if (reference !== undefined) {
    const name = written(childrenOf(reference).Name);
    return name === undefined ? undefined : { kind: "reference", name: nameOf(name), span: spanOfNode(reference) };
  }
  const branch = first(children.branch);
  if (branch !== undefined) return buildBranch(conversion, branch);
  const cond = first(children.cond);
  return cond === undefined ? undefined : buildCondition(conversion, cond);
}

function buildBranch(conversion: Conversion, node: cst.BranchCstNode): Branch | undefined {
  const children = childrenOf(node);
  const keyword = written(children.combine);
  const open = written(children.leading) ?? written(children.LeftBrace);
  if (keyword === undefined || open === undefined) return undefined;
  const arms: BranchArm[] = [buildArm(conversion, first(children.first), spanOfToken(open))];
  for (const arm of children.arm ?? []) {
    const { Pipe, chain } = childrenOf(arm);
    const pipe = written(Pipe);
    arms.push(buildArm(conversion, first(chain), pipe === undefined ? spanOfNode(arm) : spanOfToken(pipe)));
  }
  const combine = keyword.image as Branch["combine"];
  return { kind: "branch", combine, keyword: nameOf(keyword), arms, span: spanOfNode(node) };
}

/** An empty arm, the identity, has the span of the sign before it: something that can be pointed at. */
function buildArm(conversion: Conversion, node: cst.ChainCstNode | undefined, before: Span): BranchArm {
  const chain = node === undefined ? undefined : buildChain(conversion, node);
  return chain === undefined ? { span: before } : { chain, span: chain.span };
}

/** The rules hold `else if` flat; here each becomes the `else` of the one before. */
function buildCondition(conversion: Conversion, node: cst.CondCstNode): Condition | undefined {
  const { expr = [], body = [], otherwise, If = [] } = childrenOf(node);
  const span = spanOfNode(node);
  return deeper(conversion, If.length - 1, span, () => {
    const last = first(otherwise);
    let rest: Condition | Body | undefined = last === undefined ? undefined : buildBody(conversion, last, span.end);
    for (let i = If.length - 1; i >= 0; i--) {
      const test = buildExpression(conversion, expr[i]);
      const start: IToken = If[i]!;
      if (test === undefined || body[i] === undefined) return undefined;
      const then = buildBody(conversion, body[i], span.end);
      const end: number = rest?.span.end ?? then.span.end;
      const whole: Span = { start: start.startOffset, end };
      rest = { kind: "condition", test, then, span: whole, ...(rest === undefined ? {} : { else: rest }) };
    }
    return rest !== undefined && "kind" in rest ? rest : undefined;
  });
}

function buildLayerArgument(conversion: Conversion, node: cst.LayerArgumentCstNode): LayerArgument | undefined {
  const children = childrenOf(node);
  const span = spanOfNode(node);
  const sizes = buildSizes(conversion, first(children.sizes));
  if (sizes !== undefined) return { kind: "sizes", sizes, span };
  const decimal = written(children.Decimal);
  if (decimal !== undefined) return { kind: "sizes", sizes: { sizes: [numberOf(decimal)], span }, span };
  const flag = written(children.flag);
  if (flag !== undefined) return { kind: "flag", name: nameOf(flag), span };
  const string = written(children.String);
  if (string !== undefined) return { kind: "string", value: stringOf(string), span };
  const named = first(children.named);
  if (named !== undefined) return buildNamed(conversion, named);
  const attr = first(children.attr);
  return attr === undefined ? undefined : buildAttribute(conversion, attr);
}

export function buildNamed(conversion: Conversion, node: cst.NamedCstNode): NamedArgument | undefined {
  const { Name, operand, computed } = childrenOf(node);
  const name = written(Name);
  const plain = first(operand);
  const value = plain === undefined ? buildComputed(conversion, first(computed)) : buildOperand(conversion, plain);
  if (name === undefined || value === undefined) return undefined;
  return { kind: "named", name: nameOf(name), value, span: spanOfNode(node) };
}

function buildAttribute(conversion: Conversion, node: cst.AttrCstNode): LayerArgument | undefined {
  const { AttributeLetter, attrValue = [] } = childrenOf(node);
  const letter = written(AttributeLetter);
  const values: AttributeValue[] = [];
  for (const item of attrValue) {
    const [beforeNode, afterNode] = childrenOf(item).size ?? [];
    const before = buildSize(conversion, beforeNode);
    const after = buildSize(conversion, afterNode);
    if (before === undefined) return undefined;
    values.push({ before, span: spanOfNode(item), ...(after === undefined ? {} : { after }) });
  }
  if (letter === undefined || values.length === 0) return undefined;
  return { kind: "attribute", letter: nameOf(letter), values, span: spanOfNode(node) };
}

export function buildSizes(conversion: Conversion, node: cst.SizesCstNode | undefined): SizeList | undefined {
  if (node === undefined) return undefined;
  const sizes: Expression[] = [];
  for (const item of childrenOf(node).size ?? []) {
    const size = buildSize(conversion, item);
    if (size === undefined) return undefined;
    sizes.push(size);
  }
  return sizes.length === 0 ? undefined : { sizes, span: spanOfNode(node) };
}

function buildSize(conversion: Conversion, node: cst.SizeCstNode | undefined): Expression | undefined {
  if (node === undefined) return undefined;
  const number = written(childrenOf(node).Integer);
  return number === undefined ? buildComputed(conversion, first(childrenOf(node).computed)) : numberOf(number);
}

/** `{ expr }`, with the braces in the span. */
export function buildComputed(conversion: Conversion, node: cst.ComputedCstNode | undefined): Expression | undefined {
  if (node === undefined) return undefined;
  const { expr, SizeOpen, SizeClose } = childrenOf(node);
  const inner = buildExpression(conversion, first(expr));
  const open = written(SizeOpen);
  const close = written(SizeClose);
  if (inner === undefined || open === undefined || close === undefined) return undefined;
  return { ...inner, span: { start: open.startOffset, end: endOfToken(close) } };
}
