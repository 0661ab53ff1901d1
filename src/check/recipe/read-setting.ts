/**
 * One setting of a recipe: an operator by its word, a count, the data, a normalization. Takes the syntax, returns the value,
 * or nothing when it is wrong (reported).
 */
import { namedSetNames, splitShare } from "../../std/data-sets.ts";
import type { Operator } from "../../ops/operator.ts";
import type { ArgumentValues, NamedNumbersSpec, Schema, TextOrWord } from "../../ops/schema.ts";
import type { Expression, Setting, SettingArgument } from "../../syntax/ast.ts";
import { editWithHole } from "../../diagnostics/diagnostic.ts";
import { checkArguments } from "../arguments/check-arguments.ts";
import { typicalArguments } from "../arguments/typical-arguments.ts";
import { configureByWord, reportUnknownChoice } from "../arguments/configure.ts";
import { demandInteger } from "../evaluate/demand.ts";
import { missingArgument, tooManyArguments, unknownArgument } from "../diagnostics/arguments.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import type { Configured, LabelColumn, Normalization, Recipe } from "../model.ts";
import type { Operators } from "../operators.ts";
import { readNumbers } from "../arguments/owner.ts";
import { lookUp, type Scope } from "../scope/scope.ts";
import { traceWord } from "../trace/record.ts";
import { normalizeSchema, normalizeWords } from "./normalize-schema.ts";

export interface SettingContext {
  readonly scope: Scope;
  readonly operators: Operators;
}

/** The data sets that have names in the language; everything else is a path in quotes. */
export const dataSetNames: readonly string[] = namedSetNames;

/** What `data` takes behind the name or path of a set. */
export const dataSchema = {
  split: {
    kind: "named-number",
    minimum: 0,
    maximum: 1,
    exclusiveMinimum: true,
    exclusiveMaximum: true,
    doc: `share of the images that is for training, where there is no test part; ${splitShare} where it is not written: \`split=0.8\``,
  },
  label: {
    kind: "named-text-or-word",
    words: ["first", "last"],
    single: "a row of a table has one label: several label columns are not supported yet",
    doc: 'the column of a table that holds the label: `label="outcome"`, or its position `label=last`',
  },
  skip: {
    kind: "named-texts",
    doc: 'columns of a table that are left out: `skip=["id", "name"]`',
  },
} as const satisfies Schema;

export function readOperator<O extends Operator>(
  setting: Setting,
  operators: ReadonlyMap<string, O>,
  { scope, operators: known }: SettingContext,
): Configured<O> | undefined {
  const name = setting.name.text;
  const [head, ...rest] = setting.arguments;
  if (!mustNotChain(setting, scope)) return undefined;
  if (!head) {
    const words = [...operators.keys()];
    return lack(setting, `its word, one of ${words.join(", ")}`, typicalChoice(operators, known), scope);
  }
  if (head.kind === "flag") return configureByWord(head.name, operators, name, rest, scope);
  reportUnknownChoice({ text: "", span: head.span }, [...operators.keys()], name, scope);
  return undefined;
}

export function readCount(
  setting: Setting,
  { scope }: SettingContext,
  minimum: number,
  maximum: number,
  typical?: string,
): number | undefined {
  const name = setting.name.text;
  const [value, second] = setting.arguments;
  if (!mustNotChain(setting, scope)) return undefined;
  if (!value) return lack(setting, "its number", typical, scope);
  if (second) {
    const message = `\`${name}\` takes one number`;
    scope.report.add(tooManyArguments({ message, source: scope.source, span: second.span }));
    return undefined;
  }
  const expression = numberOrConst(value, scope);
  if (expression) return demandInteger(expression, scope, `\`${name}\``, { minimum, maximum });
  return refuse(`\`${name}\` wants a number`, value, scope);
}

/** `batch 64`, `batch {n}`, and `batch n` where `n` is a const. */
function numberOrConst(argument: SettingArgument, scope: Scope): Expression | undefined {
  if (argument.kind === "value") return argument.value;
  if (argument.kind === "flag" && lookUp(scope, argument.name.text))
    return { kind: "name", name: argument.name, span: argument.span };
  return undefined;
}

export function readData(setting: Setting, { scope }: SettingContext): Recipe["data"] {
  const [head, ...rest] = setting.arguments;
  if (!mustNotChain(setting, scope)) return undefined;
  if (!head) return lack(setting, `a name (${dataSetNames.join(", ")}) or a path in quotes`, dataSetNames[0], scope);
  const owner = { name: setting.name.text, span: setting.name.span, schema: dataSchema, scope };
  const given = checkArguments(owner, rest);
  if (head.kind === "flag" && !dataSetNames.includes(head.name.text)) {
    reportUnknownChoice(head.name, dataSetNames, "data set", scope);
    return undefined;
  }
  if (head.kind === "flag") traceWord(scope, head.name, "data");
  if (head.kind !== "flag" && head.kind !== "string")
    return refuse("`data` wants a name or a path in quotes", head, scope);
  const spec = head.kind === "flag" ? head.name.text : head.value.value;
  if (spec === "") return refuse("the path of the data is empty", head, scope);
  const { split, label, skip } = (given?.values ?? {}) as Partial<ArgumentValues<typeof dataSchema>>;
  return (
    given && {
      spec,
      ...(split === undefined ? {} : { split }),
      ...(label === undefined ? {} : { label: columnOf(label) }),
      ...(skip === undefined ? {} : { skip }),
    }
  );
}

function columnOf(label: TextOrWord): LabelColumn {
  return typeof label === "string" ? label : { position: label.word === "first" ? "first" : "last" };
}

type NormalizeArgument = keyof typeof normalizeSchema;

const isNormalizeArgument = (name: string): name is NormalizeArgument => Object.hasOwn(normalizeSchema, name);

export function readNormalization(setting: Setting, { scope }: SettingContext): Recipe["normalize"] {
  const { report, source } = scope;
  if (!mustNotChain(setting, scope)) return undefined;
  const [head, second] = setting.arguments;
  if (head?.kind === "flag" && Object.hasOwn(normalizeWords, head.name.text) && !second) {
    traceWord(scope, head.name, "choice");
    return "auto";
  }
  const found = new Map<string, readonly number[] | undefined>();
  for (const argument of setting.arguments) {
    if (argument.kind !== "named" || !isNormalizeArgument(argument.name.text) || found.has(argument.name.text)) {
      const message = "`normalize` is `auto`, or has one `mean=` and one `std=`";
      report.add(unknownArgument({ message, source, span: argument.span }));
      return undefined;
    }
    traceWord(scope, argument.name, "choice");
    found.set(argument.name.text, readPerChannel(argument.value, argument.name.text, scope));
  }
  if (!found.has("mean") || !found.has("std"))
    return lack(setting, "`auto`, or both `mean=` and `std=`", head ? undefined : "auto", scope);
  const [mean, std] = [found.get("mean"), found.get("std")];
  if (!mean || !std) return undefined;
  if (mean.length !== std.length && mean.length !== 1 && std.length !== 1)
    return refuse(`${mean.length} means and ${std.length} deviations`, setting, scope);
  return { mean, std } satisfies Normalization;
}

/** A number for all channels, or a list of one for each. */
function readPerChannel(expression: Expression, name: NormalizeArgument, scope: Scope): readonly number[] | undefined {
  const spec: NamedNumbersSpec = normalizeSchema[name];
  const numbers = readNumbers(expression, scope, `\`${name}\``, spec);
  return numbers?.length === 0 ? refuse(`\`${name}\` wants numbers`, expression, scope) : numbers;
}

export function mustNotChain({ name, more }: Setting, scope: Scope): boolean {
  const [step] = more;
  if (!step) return true;
  const message = `\`${name.text}\` is no chain`;
  scope.report.add(tooManyArguments({ message, source: scope.source, span: step.span }));
  return false;
}

/** `typical`: an example, which the author may write over. */
function lack({ name }: Setting, what: string, typical: string | undefined, { report, source }: Scope): undefined {
  const { end } = name.span;
  const fixes =
    typical === undefined
      ? []
      : [
          {
            title: `write \`${name.text} ${typical}\``,
            edits: [editWithHole({ start: end, end }, " ", typical)],
          },
        ];
  report.add(missingArgument({ message: `\`${name.text}\` lacks ${what}`, source, span: name.span, fixes }));
  return undefined;
}

/** What a recipe has that does not say; else the first with what it needs. */
function typicalChoice(operators: ReadonlyMap<string, Operator>, { defaults }: Operators): string | undefined {
  const usual = Object.values(defaults).find(({ name, kind }) => operators.get(name)?.kind === kind);
  const [chosen] = usual ? [usual] : [...operators.values()];
  return chosen && [chosen.name, ...typicalArguments(chosen)].join(" ");
}

function refuse(message: string, at: { readonly span: Setting["span"] }, { report, source }: Scope): undefined {
  report.add(wrongKind({ message, source, span: at.span }));
  return undefined;
}
