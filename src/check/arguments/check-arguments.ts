/**
 * Arguments by schema: from what stands behind a layer's or a setting's name to the values its operator receives. Takes a
 * schema and arguments of the syntax tree, returns the values with the place each came from, or nothing when one is
 * wrong; every wrong one is reported. Whether sizes fit the input is the operator's to say, not this file's.
 */
import { type Diagnostic, editWithHole, type Fix } from "../../diagnostics/diagnostic.ts";
import type { ArgumentSpec, NumberSpec, NumbersSpec, Schema, SizesSpec } from "../../ops/schema.ts";
import type { Span } from "../../source/source.ts";
import type { Expression, LayerArgument, SettingArgument } from "../../syntax/ast.ts";
import { readAttribute, readPadding } from "./attributes.ts";
import { demandInteger } from "../evaluate/demand.ts";
import { duplicateArgument, missingArgument, tooManyArguments } from "../diagnostics/arguments.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import type { Values } from "../model.ts";
import { arrowMustStandBefore } from "./missing-arrows.ts";
import { valueStandsApart } from "./values-apart.ts";
import { typicalArguments } from "./typical-arguments.ts";
import { readNamed } from "./named-arguments.ts";
import { type Owner, type Reading, readNumber, readNumbers, specOf } from "./owner.ts";
import { describe, unknownAttribute, unknownFlag } from "./unknown-arguments.ts";

export type Argument = LayerArgument | SettingArgument;

export interface CheckedArguments {
  readonly values: Values;
  /** By schema name; absent where a default stands in. */
  readonly spans: ReadonlyMap<string, Span>;
}

export function checkArguments(owner: Owner, given: readonly Argument[]): CheckedArguments | undefined {
  // Names of the schema only: what users write never becomes a key.
  const values: Record<string, Values[string]> = {};
  const spans = new Map<string, Span>();
  let wrong = false;
  let position = 0;
  for (let i = 0; i < given.length; i++) {
    const argument = given[i]!;
    if (valueStandsApart(owner, given, i)) {
      wrong = true;
      i++;
      continue;
    }
    // What follows is meant for the other layer.
    if (!arrowMustStandBefore(owner, given.slice(i))) return undefined;
    const reading = readArgument(owner, argument, position);
    if (argument.kind === "sizes" || argument.kind === "value") position++;
    if (reading?.value === undefined) wrong = true;
    if (!reading) continue;
    traceArgument(owner, argument, reading.name);
    const first = spans.get(reading.name);
    if (first) {
      wrong = true;
      reportDuplicate(owner, reading.name, argument.span, first);
    } else {
      spans.set(reading.name, argument.span);
      values[reading.name] = reading.value!;
    }
  }
  const missing: Positional[] = [];
  for (const name in owner.schema) {
    if (spans.has(name)) continue;
    const spec = owner.schema[name]!;
    if (spec.kind === "flag") values[name] = false;
    else if (spec.kind === "sizes" && spec.optional) values[name] = [];
    else if ("default" in spec) values[name] = spec.default;
    else if (isPositional(spec)) missing.push([name, spec]);
  }
  // Where something was wrong, it may have been meant for what is missing, and has been reported.
  if (missing.length > 0 && !wrong) reportMissing(owner, missing);
  return wrong || missing.length > 0 ? undefined : { values, spans };
}

/** At its name, or as a whole where it has none. */
function traceArgument({ name, schema, scope }: Owner, argument: Argument, found: string): void {
  const span = argument.kind === "named" || argument.kind === "flag" ? argument.name.span : argument.span;
  scope.program.trace?.use(scope, span, { kind: "argument", owner: name, schema, argument: found });
}

function readArgument(owner: Owner, argument: Argument, position: number): Reading | undefined {
  switch (argument.kind) {
    case "sizes":
      return readPositional(owner, argument.span, argument.sizes.sizes, position);
    case "value":
      return readPositional(owner, argument.span, [argument.value], position);
    case "attribute": {
      const found = Object.entries(owner.schema).find(
        ([, spec]) => "letter" in spec && spec.letter === argument.letter.text,
      );
      if (!found) return unknownAttribute(owner, argument);
      const [name, spec] = found;
      const value = spec.kind === "padding" ? readPadding(owner, argument) : readAttribute(owner, name, argument);
      return { name, value };
    }
    case "named":
      return readNamed(owner, argument);
    case "flag": {
      const word = argument.name.text;
      if (specOf(owner.schema, word)?.kind === "flag") return { name: word, value: true };
      const choice = Object.entries(owner.schema).find(([, spec]) => isBareWord(spec, word));
      return choice ? { name: choice[0], value: word } : unknownFlag(owner, argument);
    }
    case "string": {
      const { report, source } = owner.scope;
      report.add(
        wrongKind({
          message: `\`${owner.name}\` takes no text without a name`,
          source,
          span: argument.span,
          ...describe(owner),
        }),
      );
      return undefined;
    }
    default:
      return argument satisfies never;
  }
}

function isBareWord(spec: ArgumentSpec, word: string): boolean {
  return spec.kind === "named-word" && spec.bare === true && spec.words.includes(word);
}

type PositionalSpec = SizesSpec | NumberSpec | NumbersSpec;
type Positional = readonly [name: string, spec: PositionalSpec];

function isPositional(spec: ArgumentSpec): spec is PositionalSpec {
  return spec.kind === "sizes" || spec.kind === "number" || spec.kind === "numbers";
}

function positionals(schema: Schema): readonly Positional[] {
  const found: Positional[] = [];
  for (const name in schema) {
    const spec = schema[name]!;
    if (isPositional(spec)) found.push([name, spec]);
  }
  return found;
}

/** `no size`, `one size list`, `one number`, `2 numbers (from, to)`. */
function printPositionals(wanted: readonly Positional[]): string {
  const [only] = wanted;
  if (!only) return "no size";
  if (wanted.length === 1)
    return { sizes: "one size list", number: "one number", numbers: "one list of numbers" }[only[1].kind];
  const names = wanted.map(([name]) => name).join(", ");
  const numbers = wanted.every(([, spec]) => spec.kind === "number");
  return `${wanted.length} ${numbers ? "numbers" : "sizes and numbers"} (${names})`;
}

function readPositional(owner: Owner, span: Span, sizes: readonly Expression[], position: number): Reading | undefined {
  const { scope, schema } = owner;
  const wanted = positionals(schema);
  const found = wanted[position];
  if (!found) {
    scope.report.add(
      tooManyArguments({
        message: `\`${owner.name}\` takes ${printPositionals(wanted)}`,
        source: scope.source,
        span,
        ...describe(owner),
      }),
    );
    return undefined;
  }
  const [name, spec] = found;
  if (spec.kind === "sizes") {
    const numbers = sizes.map((size) => demandInteger(size, scope, sizes.length === 1 ? "the size" : "a size"));
    return { name, value: numbers.every((number) => number !== undefined) ? numbers : undefined };
  }
  const [size] = sizes;
  if (!size || sizes.length !== 1) {
    const message = `\`${owner.name}\` takes ${printPositionals(wanted)}, not a list of ${sizes.length} sizes`;
    scope.report.add(
      wrongKind({ message, source: scope.source, span, ...describe(owner), ...apart(owner, sizes, span) }),
    );
    return { name, value: undefined };
  }
  if (spec.kind === "numbers")
    return { name, value: readNumbers(size, scope, `\`${name}\` of \`${owner.name}\``, spec) };
  const what = wanted.length === 1 ? `the number of \`${owner.name}\`` : `\`${name}\` of \`${owner.name}\``;
  return { name, value: readNumber(size, scope, what, spec) };
}

/** `0x64` where `0 64` is meant. */
function apart(
  { scope, schema }: Owner,
  sizes: readonly Expression[],
  span: Span,
): Partial<Pick<Diagnostic, "help" | "fixes">> {
  if (sizes.length !== positionals(schema).length || !sizes.every(({ kind }) => kind === "number")) return {};
  const text = sizes.map((size) => scope.source.text.slice(size.span.start, size.span.end)).join(" ");
  return { help: `write them apart: \`${text}\``, fixes: [{ title: `write \`${text}\``, edits: [{ span, text }] }] };
}

function reportDuplicate({ name, scope, schema }: Owner, argument: string, span: Span, first: Span): void {
  const spec = specOf(schema, argument);
  const shown = spec && "letter" in spec ? `${argument} (\`${spec.letter}\`)` : `\`${argument}\``;
  scope.report.add(
    duplicateArgument({
      message: `${shown} of \`${name}\` is given twice`,
      source: scope.source,
      span,
      labels: [{ span: first, message: "first given here" }],
      help: "keep one of them",
    }),
  );
}

function reportMissing(owner: Owner, missing: readonly Positional[]): void {
  const [first] = missing as readonly [Positional];
  const names = missing.map(([name, spec]) => (spec.kind === "sizes" ? spec.places : name)).join(", ");
  const what =
    first[1].kind === "number" && missing.length === 1 ? "number" : first[1].kind === "sizes" ? "sizes" : "numbers";
  owner.scope.report.add(
    missingArgument({
      message: `\`${owner.name}\` lacks its ${what} (${names})`,
      source: owner.scope.source,
      span: owner.span,
      help: `write ${missing.map(([, spec]) => spec.doc).join(", then ")}`,
      fixes: missing.length === positionals(owner.schema).length ? writeTypical(owner) : [],
    }),
  );
}

/** As in the documentation of the operator; the author puts their own in its place. */
function writeTypical({ name, span: { end }, operator }: Owner): readonly Fix[] {
  const example = operator ? typicalArguments(operator).join(" ") : "";
  if (example === "") return [];
  return [{ title: `write \`${name} ${example}\``, edits: [editWithHole({ start: end, end }, " ", example)] }];
}
