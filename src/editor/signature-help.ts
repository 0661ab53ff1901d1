/**
 * The arguments of what is being written: of the use of a block and of a function in its parentheses, of a layer and a setting behind their
 * names. Takes a snapshot, also of a text that is half written, and an offset; gives the whole form with the argument that is meant.
 */
import { functionRecords } from "../check/evaluate/function-records.ts";
import { type ChoiceTable, settingTable } from "../check/recipe/setting-records.ts";
import { printValue } from "../check/scope/value.ts";
import type { Operator } from "../ops/operator.ts";
import { augmentations, clips, findLayer, inits, losses, optimizers, schedules } from "../ops/registry.ts";
import type { Schema } from "../ops/schema.ts";
import { printCount } from "../report/numbers.ts";
import type { Source, Span } from "../source/source.ts";
import type { Block as BlockNode, Model } from "../syntax/ast.ts";
import { signatureOf } from "./declaration-of.ts";
import { type Block, code, comment, ours, page, paragraph } from "./markdown.ts";
import { activeOf, labelsOf } from "./signature/argument-labels.ts";
import { type CallAround, callAround, type Word } from "./signature/call-around.ts";
import { resolveCallee } from "./signature/resolve-callee.ts";
import type { Snapshot } from "./snapshot.ts";

export interface SignatureParameter {
  /** In the label of the whole. */
  readonly span: Span;
  readonly documentation: Block;
}

export interface SignatureHelp {
  readonly label: string;
  readonly documentation: Block;
  readonly parameters: readonly SignatureParameter[];
  /** Absent: what is written is none of them, or none is next. */
  readonly active?: number;
}

export function signatureHelpAt(snapshot: Snapshot, offset: number): SignatureHelp | undefined {
  const around = callAround(snapshot.source, offset);
  if (!around) return undefined;
  if (around.kind === "parentheses") return inParentheses(snapshot, around);
  return around.inRecipe ? ofSetting(around.words) : ofLayer(around.words);
}

interface Piece {
  readonly label: string;
  readonly said: Block;
}

/** `before` and `after` the parameters, which `between` divides. */
function help(
  { before, after, between }: { readonly before: string; readonly after: string; readonly between: string },
  pieces: readonly Piece[],
  documentation: Block,
  active: number | undefined,
): SignatureHelp {
  let label = before;
  const parameters = pieces.map(({ label: text, said }, i): SignatureParameter => {
    if (i > 0) label += between;
    const start = label.length;
    label += text;
    return { span: { start, end: label.length }, documentation: said };
  });
  const known = active !== undefined && active >= 0 && active < parameters.length;
  return { label: label + after, documentation, parameters, ...(known ? { active } : {}) };
}

function inParentheses(
  snapshot: Snapshot,
  around: CallAround & { readonly kind: "parentheses" },
): SignatureHelp | undefined {
  const { callee, position, name } = around;
  if (!around.trains && Object.hasOwn(functionRecords, callee.text)) return ofFunction(callee.text, position);
  const found = resolveCallee(snapshot, around);
  if (!found) return undefined;
  const { owner, source } = found;
  const named = name === undefined ? -1 : owner.parameters.findIndex((each) => each.name.text === name);
  return ofDeclared(snapshot, owner, source, name === undefined ? position : named);
}

function ofDeclared(snapshot: Snapshot, owner: BlockNode | Model, source: Source, active: number): SignatureHelp {
  const shown = signatureOf(owner, source).parameters;
  const pieces = owner.parameters.map((parameter, i): Piece => {
    const values = snapshot.trace.valuesOf(source, parameter.name.span).map(({ value }) => printValue(value));
    const seen = values.length === 0 ? [] : [paragraph("here: ", code(values.slice(0, 8).join(", ")))];
    const needed = parameter.value ? [] : [paragraph("must be given")];
    return { label: shown[i]!, said: page([...needed, ...seen]) };
  });
  const said = owner.documentation === undefined ? page([]) : comment(owner.documentation);
  return help({ before: `${owner.name.text}(`, after: ")", between: ", " }, pieces, said, active);
}

function ofFunction(name: string, position: number): SignatureHelp | undefined {
  const record = functionRecords[name as keyof typeof functionRecords];
  const [, inside = ""] = /\((.*)\)/.exec(record.syntax[0] ?? "") ?? [];
  const pieces = inside.split(", ").map((label): Piece => ({ label, said: page([]) }));
  const active = record.takes === "several" ? Math.min(position, pieces.length - 1) : position;
  return help({ before: `${name}(`, after: ")", between: ", " }, pieces, ours(record.summary), active);
}

function ofLayer([first, ...rest]: readonly Word[]): SignatureHelp | undefined {
  const layer = findLayer(first?.tokens[0]?.text ?? "");
  if (!layer || first?.tokens.length !== 1 || rest.some(isBehind)) return undefined;
  return ofSchema(layer.name, layer.schema, ours(layer.documentation.summary), rest);
}

/** Label, repetition and claim have no arguments. */
function isBehind({ tokens: [first] }: Word): boolean {
  return first !== undefined && ["As", "Star", "Colon"].includes(first.type);
}

function ofSchema(before: string, schema: Schema, said: Block, words: readonly Word[]): SignatureHelp {
  const pieces = labelsOf(schema).map(({ label, said: text }): Piece => ({ label, said: ours(text) }));
  const form = { before: pieces.length === 0 ? before : `${before} `, after: "", between: " " };
  return help(form, pieces, said, activeOf(schema, words));
}

const tables: Readonly<Record<ChoiceTable, ReadonlyMap<string, Operator>>> = {
  losses,
  optimizers,
  schedules,
  clips,
  inits,
  augmentations,
};

function ofSetting([first, ...rest]: readonly Word[]): SignatureHelp | undefined {
  const name = first?.tokens[0]?.text ?? "";
  const setting = settingTable.get(name);
  if (!setting || first?.tokens.length !== 1) return undefined;
  const said = ours(setting.summary);
  const form = { before: `${name} `, after: "", between: " " };
  const { takes } = setting;
  switch (takes.kind) {
    case "count": {
      const range = `from ${printCount(takes.minimum)} to ${printCount(takes.maximum)}; default ${takes.default}`;
      return help(form, [{ label: "number", said: paragraph(range) }], said, rest.length - 1);
    }
    case "choice":
      return ofChoice(name, tables[takes.table], rest, said);
    case "chain":
      // Each step begins anew behind an arrow.
      return ofChoice(name, tables[takes.table], rest.slice(rest.findLastIndex(isArrow) + 1), said);
    case "arguments": {
      const head: readonly Piece[] = takes.head === undefined ? [] : [{ label: "name", said: ours(takes.head) }];
      const pieces = labelsOf(takes.schema).map(({ label, said: text }): Piece => ({ label, said: ours(text) }));
      const own = activeOf(takes.schema, rest.slice(head.length));
      const active = rest.length <= head.length ? 0 : own === undefined ? undefined : own + head.length;
      return help(form, [...head, ...pieces], said, active);
    }
    case "names":
      return help(form, [{ label: "name …", said: page([]) }], said, 0);
    default:
      return takes satisfies never;
  }
}

function isArrow({ tokens: [first] }: Word): boolean {
  return first?.type === "Arrow";
}

/** `words`: the word of the operator and what follows it. */
function ofChoice(
  setting: string,
  table: ReadonlyMap<string, Operator>,
  words: readonly Word[],
  said: Block,
): SignatureHelp {
  const [first, ...rest] = words;
  const operator = rest.length > 0 ? table.get(first?.tokens[0]?.text ?? "") : undefined;
  if (operator)
    return ofSchema(`${setting} ${operator.name}`, operator.schema, ours(operator.documentation.summary), rest);
  const names = [...table.keys()].map((name) => `\`${name}\``).join(", ");
  const pieces: readonly Piece[] = [
    { label: "name", said: ours(names) },
    { label: "[argument=value …]", said: page([]) },
  ];
  return help({ before: `${setting} `, after: "", between: " " }, pieces, said, rest.length > 0 ? undefined : 0);
}
