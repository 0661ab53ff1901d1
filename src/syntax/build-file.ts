/**
 * Declarations of the syntax tree out of the concrete one, in the order of the text, with the documentation comments before
 * them. Takes the root node and the comments, returns the declarations that have a name.
 */
import type { IToken } from "../../grammar/chevrotain.ts";
import type * as cst from "../../grammar/generated/cst.ts";
import type { Comment, Declaration, Parameter, Setting, SettingArgument, SettingStep, Expression } from "./ast.ts";
import { buildArguments, buildExpression, buildList, parenthesized } from "./build-expression.ts";
import { buildBody, buildComputed, buildNamed } from "./build-stage.ts";
import { childrenOf, first, nameOf, numberOf, spanOfNode, stringOf, written, type Conversion } from "./cst-access.ts";
import { documentationBefore } from "./documentation.ts";
import { spanOfToken } from "./token-span.ts";

export function buildDeclarations(
  conversion: Conversion,
  root: cst.FileCstNode,
  comments: readonly Comment[],
): Declaration[] {
  const children = childrenOf(root);
  const declarations = [
    ...(children.import ?? []).map((node) => buildImport(node)),
    ...(children.const ?? []).map((node) => buildConst(conversion, node)),
    ...(children.block ?? []).map((node) => buildBlock(conversion, node)),
    ...(children.model ?? []).map((node) => buildModel(conversion, node)),
    ...(children.train ?? []).map((node) => buildTrain(conversion, node)),
  ].filter((declaration) => declaration !== undefined);
  declarations.sort((a, b) => a.span.start - b.span.start);
  return documentationBefore(comments, declarations);
}

function buildImport(node: cst.ImportCstNode): Declaration | undefined {
  const { Name = [], String: path } = childrenOf(node);
  const from = written(path);
  if (from === undefined) return undefined;
  const names = Name.filter((token) => token.isInsertedInRecovery !== true).map(nameOf);
  return { kind: "import", names, from: stringOf(from), span: spanOfNode(node) };
}

function buildConst(conversion: Conversion, node: cst.ConstCstNode): Declaration | undefined {
  const { Name, expr } = childrenOf(node);
  const name = written(Name);
  const value = buildExpression(conversion, first(expr));
  if (name === undefined || value === undefined) return undefined;
  return { kind: "const", name: nameOf(name), value, span: spanOfNode(node) };
}

function buildBlock(conversion: Conversion, node: cst.BlockCstNode): Declaration | undefined {
  const { Name, params, body } = childrenOf(node);
  const name = written(Name);
  const span = spanOfNode(node);
  if (name === undefined) return undefined;
  const parameters = buildParameters(conversion, first(params));
  return { kind: "block", name: nameOf(name), parameters, body: buildBody(conversion, first(body), span.end), span };
}

function buildModel(conversion: Conversion, node: cst.ModelCstNode): Declaration | undefined {
  const { Name, params, body } = childrenOf(node);
  const name = written(Name);
  const span = spanOfNode(node);
  if (name === undefined) return undefined;
  const parameters = buildParameters(conversion, first(params));
  return { kind: "model", name: nameOf(name), parameters, body: buildBody(conversion, first(body), span.end), span };
}

function buildParameters(conversion: Conversion, node: cst.ParamsCstNode | undefined): Parameter[] {
  const parameters: Parameter[] = [];
  for (const param of node === undefined ? [] : (childrenOf(node).param ?? [])) {
    const { Name, expr } = childrenOf(param);
    const name = written(Name);
    const value = buildExpression(conversion, first(expr));
    if (name === undefined) continue;
    parameters.push({ name: nameOf(name), span: spanOfNode(param), ...(value === undefined ? {} : { value }) });
  }
  return parameters;
}

function buildTrain(conversion: Conversion, node: cst.TrainCstNode): Declaration | undefined {
  const { Name, args, setting } = childrenOf(node);
  const name = written(Name);
  if (name === undefined) return undefined;
  const list = first(args);
  const settings = (setting ?? []).map((item) => buildSetting(conversion, item));
  return {
    kind: "train",
    model: nameOf(name),
    arguments: list === undefined ? [] : buildArguments(conversion, childrenOf(list).arg),
    settings: settings.filter((item) => item !== undefined),
    span: spanOfNode(node),
  };
}

function buildSetting(conversion: Conversion, node: cst.SettingCstNode): Setting | undefined {
  const steps = (childrenOf(node).settingStep ?? []).map((step) => buildStep(conversion, step));
  const [start, ...more] = steps.filter((step) => step !== undefined);
  return start === undefined ? undefined : { ...start, more, span: spanOfNode(node) };
}

function buildStep(conversion: Conversion, node: cst.SettingStepCstNode): SettingStep | undefined {
  const { Name, settingArgument } = childrenOf(node);
  const name = written(Name);
  if (name === undefined) return undefined;
  const args = (settingArgument ?? []).map((argument) => buildSettingArgument(conversion, argument));
  return { name: nameOf(name), arguments: args.filter((argument) => argument !== undefined), span: spanOfNode(node) };
}

function buildSettingArgument(conversion: Conversion, node: cst.SettingArgumentCstNode): SettingArgument | undefined {
  const children = childrenOf(node);
  const span = spanOfNode(node);
  const named = first(children.named);
  if (named !== undefined) return buildNamed(conversion, named);
  const word = written(children.word);
  if (word !== undefined) return { kind: "flag", name: nameOf(word), span };
  const string = written(children.String);
  if (string !== undefined) return { kind: "string", value: stringOf(string), span };
  const valueNode = first(children.value);
  const value = valueNode === undefined ? undefined : buildValue(conversion, valueNode);
  return value === undefined ? undefined : { kind: "value", value, span };
}

function buildValue(conversion: Conversion, node: cst.ValueCstNode): Expression | undefined {
  const operand = buildBareValue(conversion, node);
  const minus = written(childrenOf(node).Minus);
  if (operand === undefined || minus === undefined) return operand;
  return { kind: "unary", operator: "-", operand, span: spanOfNode(node) };
}

function buildBareValue(conversion: Conversion, node: cst.ValueCstNode): Expression | undefined {
  const children = childrenOf(node);
  const number = written(children.Integer) ?? written(children.Decimal);
  if (number !== undefined) return numberOf(number);
  const word: IToken | undefined = written(children.word);
  if (word !== undefined) return { kind: "name", name: nameOf(word), span: spanOfToken(word) };
  const list = first(children.list);
  if (list !== undefined) return buildList(conversion, list);
  const computed = first(children.computed);
  return computed === undefined ? parenthesized(conversion, children) : buildComputed(conversion, computed);
}
