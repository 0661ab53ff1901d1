/**
 * `aux aux1 weight=0.3`: a head that is trained with the model. Takes the setting, and then the checked model whose heads are
 * meant; returns the model whose heads know the weight of their loss. Heads that are not there, and heads whose scores the
 * loss could not compare with the label, are reported.
 */
import { listWords } from "../../diagnostics/guesses.ts";
import type { Schema } from "../../ops/schema.ts";
import { printShape } from "../../ops/shape.ts";
import type { Setting } from "../../syntax/ast.ts";
import { checkArguments } from "../arguments/check-arguments.ts";
import { missingArgument } from "../diagnostics/arguments.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import { ambiguousHead, duplicateSetting, headOutputDiffers, unknownHead } from "../diagnostics/training.ts";
import type { AuxiliaryLoss, CheckedHead, CheckedModel } from "../model.ts";
import { meantPart, readPart } from "./read-freeze.ts";
import { mustNotChain, type SettingContext } from "./read-setting.ts";
import type { Scope } from "../scope/scope.ts";

/** What `aux` takes behind the name of a head. */
export const auxSchema = {
  weight: {
    kind: "named-number",
    minimum: 0,
    exclusiveMinimum: true,
    default: 0.3,
    doc: "what its loss is multiplied by before it is added: `weight=0.3`",
  },
} as const satisfies Schema;

export function readAux(setting: Setting, { scope }: SettingContext): AuxiliaryLoss | undefined {
  const { report, source } = scope;
  const [head, ...rest] = setting.arguments;
  if (!mustNotChain(setting, scope)) return undefined;
  const help = "name a head of the model: `aux aux1 weight=0.3`";
  if (!head) {
    report.add(missingArgument({ message: "`aux` lacks the name of a head", source, span: setting.name.span, help }));
    return undefined;
  }
  const part = readPart(head);
  if (!part) {
    report.add(wrongKind({ message: "`aux` wants the name of a head", source, span: head.span, help }));
    return undefined;
  }
  const given = checkArguments({ name: setting.name.text, span: setting.name.span, schema: auxSchema, scope }, rest);
  const weight = given?.values.weight;
  return typeof weight === "number" ? { ...part, weight } : undefined;
}

/** The model as its recipe trains it; `scope` is that of the recipe. */
export function weighHeads(model: CheckedModel, scope: Scope): CheckedModel {
  const weights = new Map<CheckedHead, AuxiliaryLoss>();
  const headsOf = indexHeads(model.heads);
  for (const aux of model.recipe?.aux ?? []) {
    const head = findHead(aux, headsOf, scope);
    const first = head && weights.get(head);
    if (first) reportTwice(aux, first, scope);
    else if (head && outputMustFit(head, aux, model, scope)) weights.set(head, aux);
  }
  if (weights.size === 0) return model;
  const weigh = (head: CheckedHead): CheckedHead => {
    const weight = weights.get(head)?.weight;
    return weight === undefined ? head : { ...head, weight };
  };
  return { ...model, heads: model.heads.map(weigh) };
}

/** Heads by every name they may be called by: the whole, and what stands behind each of its dots. */
function indexHeads(heads: readonly CheckedHead[]): ReadonlyMap<string, readonly CheckedHead[]> {
  const named = new Map<string, CheckedHead[]>();
  for (const head of heads) {
    for (let at = 0; ; at = head.name.indexOf(".", at) + 1) {
      const ending = head.name.slice(at);
      const known = named.get(ending);
      if (known) known.push(head);
      else named.set(ending, [head]);
      if (!ending.includes(".")) break;
    }
  }
  return named;
}

/** By its whole name, or by the end of it where that is enough. */
function findHead(aux: AuxiliaryLoss, heads: ReadonlyMap<string, readonly CheckedHead[]>, scope: Scope) {
  const { report, source, program } = scope;
  const { name, span } = aux;
  const ending = heads.get(name) ?? [];
  const whole = ending.find((head) => head.name === name);
  if (whole || ending.length === 1) return whole ?? ending[0];
  if (ending.length > 1) {
    const [example] = ending;
    report.add(
      ambiguousHead({
        message: `\`${name}\` may be ${ending.map((head) => `\`${head.name}\``).join(" or ")}`,
        source,
        span,
        help: `write the whole name: \`aux ${JSON.stringify(example!.name)}\``,
      }),
    );
    return undefined;
  }
  report.add(
    unknownHead({
      message: `the model has no head \`${name}\``,
      source,
      span,
      notes: [heads.size === 0 ? "it has no heads" : `its heads are ${listWords(wholeNames(heads))}`],
      help: "a head is declared where its value is made: `head aux1 { … }`",
      ...meantPart(name, span, program.guesses.among(heads.keys())),
    }),
  );
  return undefined;
}

function* wholeNames(heads: ReadonlyMap<string, readonly CheckedHead[]>): Iterable<string> {
  for (const [name, [head]] of heads) if (head!.name === name) yield name;
}

/** The same label is compared with both: a list with a list of as many, a map with a map of its size. */
function outputMustFit(
  head: CheckedHead,
  { span }: AuxiliaryLoss,
  model: CheckedModel,
  { report, source }: Scope,
): boolean {
  if (printShape(head.output) === printShape(model.output)) return true;
  report.add(
    headOutputDiffers({
      message: `head \`${head.name}\` gives ${printShape(head.output)}, and the model ${printShape(model.output)}`,
      source,
      span,
      labels: [{ span: head.span, message: "the head", ...(head.source === source ? {} : { source: head.source }) }],
      help:
        model.output.length === 1
          ? `end the head with \`fc ${model.output[0]}\``
          : `let the head give ${printShape(model.output)}: make it as large with \`upsample\``,
    }),
  );
  return false;
}

function reportTwice({ name, span }: AuxiliaryLoss, first: AuxiliaryLoss, { report, source }: Scope): void {
  report.add(
    duplicateSetting({
      message: `head \`${name}\` is weighed twice`,
      source,
      span,
      labels: [{ span: first.span, message: "first here" }],
      help: "keep one of them",
    }),
  );
}
