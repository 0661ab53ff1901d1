/**
 * Named arguments: `lr=0.05`, `mode=bilinear`, `table={c3}`. Takes the syntax, returns the schema name and the value, or nothing when the
 * name is unknown; what is wrong is reported.
 */
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { NamedTableSpec, NamedWordSpec, Table } from "../../ops/schema.ts";
import type { NamedArgument } from "../../syntax/ast.ts";
import { readNumber, type Owner, type Reading, specOf } from "./owner.ts";
import { unknownChoice } from "../diagnostics/arguments.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { lookUp, type Scope } from "../scope/scope.ts";
import { readNumbersOrWord, readText, readTextOrWord, readTexts } from "./text-arguments.ts";
import { traceWord } from "../trace/record.ts";
import { printValue, type Value } from "../scope/value.ts";
import { unknownNamed } from "./unknown-arguments.ts";

export function readNamed(owner: Owner, argument: NamedArgument): Reading | undefined {
  const { scope, schema } = owner;
  const name = argument.name.text;
  const spec = specOf(schema, name);
  switch (spec?.kind) {
    case undefined:
      return unknownNamed(owner, argument);
    case "named-number":
      return { name, value: readNumber(argument.value, scope, `\`${name}\``, spec) };
    case "named-word":
      if (argument.value.kind === "name") traceWord(scope, argument.value.name, "choice");
      return { name, value: readWord(owner, argument, spec) };
    case "named-table":
      return { name, value: readTable(owner, argument, spec) };
    case "named-text":
      return { name, value: readText(owner, argument) };
    case "named-texts":
      return { name, value: readTexts(owner, argument) };
    case "named-text-or-word":
      return { name, value: readTextOrWord(owner, argument, spec) };
    case "named-numbers":
      return { name, value: readNumbersOrWord(owner, argument, spec) };
    case "flag": {
      const message = `\`${name}\` of \`${owner.name}\` is a flag and takes no value`;
      const fixes = [fixFlag(argument)];
      scope.report.add(
        wrongKind({
          message,
          source: scope.source,
          span: argument.span,
          help: `write \`${name}\` or leave it out`,
          fixes,
        }),
      );
      return { name, value: undefined };
    }
    case "sizes":
    case "number":
    case "numbers":
    case "attribute":
    case "padding": {
      const shown = "letter" in spec ? `with the letter \`${spec.letter}\`` : "without a name";
      const message = `${name} of \`${owner.name}\` is written ${shown}`;
      const text = scope.source.text.slice(argument.value.span.start, argument.value.span.end);
      const plain = argument.value.kind === "number";
      const fixed = "letter" in spec ? `${spec.letter}${text}` : text;
      scope.report.add(
        wrongKind({
          message,
          source: scope.source,
          span: argument.span,
          help: plain ? `write \`${fixed}\`` : `write ${spec.doc}`,
          ...(plain
            ? {
                fixes: [
                  { title: `write \`${fixed}\``, edits: [{ span: argument.span, text: fixed }], safe: true as const },
                ],
              }
            : {}),
        }),
      );
      return { name, value: undefined };
    }
    default:
      return spec satisfies never;
  }
}

/** `nobias=true` is the flag, `nobias=false` nothing; of another value nobody can say. */
function fixFlag({ name: { text: name }, value, span }: NamedArgument): Fix {
  const word = value.kind === "name" ? value.name.text.toLowerCase() : value.kind === "number" ? value.text : "";
  if (word === "false" || word === "0")
    return { title: "leave it out", edits: [{ span: { start: span.start - 1, end: span.end }, text: "" }], safe: true };
  const fix = { title: `write \`${name}\``, edits: [{ span, text: name }] };
  return word === "true" || word === "1" ? { ...fix, safe: true } : fix;
}

/** A word as it stands, a string, or a name that holds one: `mode=bilinear`, `mode="bilinear"`, `mode={m}`. */
function readWord({ scope }: Owner, argument: NamedArgument, { words }: NamedWordSpec): string | undefined {
  const { value } = argument;
  const bare = value.kind === "name" ? value.name.text : undefined;
  if (bare !== undefined && words.includes(bare)) return bare;
  const known =
    value.kind === "string" || (bare !== undefined && lookUp(scope, bare)) ? evaluate(value, scope) : undefined;
  return chooseWord(scope, argument, words, known?.kind === "string" ? known.value : bare);
}

function chooseWord(
  scope: Scope,
  { name, value }: NamedArgument,
  words: readonly string[],
  word: string | undefined,
): string | undefined {
  if (word !== undefined && words.includes(word)) return word;
  const near = word === undefined ? undefined : nearest(word, words);
  // What stands there may be a string, or a name that holds one.
  const text = value.kind === "string" ? JSON.stringify(near) : near;
  scope.report.add(
    unknownChoice({
      message: word === undefined ? `\`${name.text}\` wants a word` : `\`${name.text}\` cannot be \`${word}\``,
      source: scope.source,
      span: value.span,
      notes: [`it can be ${words.join(", ")}`],
      ...(near === undefined || text === undefined
        ? {}
        : {
            help: `did you mean \`${near}\`?`,
            fixes: [{ title: `replace with \`${near}\``, edits: [{ span: value.span, text }] }],
          }),
    }),
  );
  return undefined;
}

/** A name is one of the program's first, so that `const c3 = [...]` may be used as `table={c3}`. */
function readTable({ scope }: Owner, argument: NamedArgument, { words }: NamedTableSpec): Table | undefined {
  const { name, value: expression } = argument;
  if (expression.kind === "name" && !lookUp(scope, expression.name.text))
    return chooseWord(scope, argument, words, expression.name.text);
  const value = evaluate(expression, scope);
  if (!value) return undefined;
  if (value.kind === "string") return chooseWord(scope, argument, words, value.value);
  const rows = value.kind === "list" ? value.items.map(rowOf) : [undefined];
  if (rows.every((row) => row !== undefined)) return rows;
  const wrong = value.kind === "list" ? value.items[rows.indexOf(undefined)]! : value;
  scope.report.add(
    wrongKind({
      message: `\`${name.text}\` is a list of lists of whole numbers, and has ${printValue(wrong)}`,
      source: scope.source,
      span: expression.span,
      help: `write a list such as \`[[0, 1], [1, 2]]\`, or one of the words ${words.join(", ")}`,
    }),
  );
  return undefined;
}

function rowOf(value: Value): readonly number[] | undefined {
  if (value.kind !== "list") return undefined;
  const numbers = value.items.flatMap((item) => (item.kind === "integer" ? [item.value] : []));
  return numbers.length === value.items.length ? numbers : undefined;
}
