/**
 * Named arguments that are texts in quotes, or numbers, where a bare word may stand: `label="outcome"`, `label=last`,
 * `skip=["id", "name"]`, `weights=balanced`. Takes the syntax and the argument's specification, returns the value, or nothing
 * when it is wrong (reported). A text in quotes is never one of the words, and a bare word never a text; a bare name that is
 * no word may be one of the program, which holds the text.
 */
import { nearest } from "../../diagnostics/nearest.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { NamedNumbersSpec, NamedTextOrWordSpec, TextOrWord } from "../../ops/schema.ts";
import type { Expression, NamedArgument } from "../../syntax/ast.ts";
import { unknownChoice } from "../diagnostics/arguments.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { type Owner, readNumbers } from "./owner.ts";
import { lookUp, type Scope } from "../scope/scope.ts";
import { printValue, type Value } from "../scope/value.ts";

/** `title="a name"` */
export function readText({ scope }: Owner, { name, value }: NamedArgument): string | undefined {
  const word = unboundWord(value, scope);
  if (word !== undefined) return refuseBare(name.text, word, value, [], scope);
  const found = evaluate(value, scope);
  return found && textOf(found, name.text, value, scope, "is a text in quotes");
}

/** `skip=["id", "name"]`; each item that is written is read where it stands. */
export function readTexts(owner: Owner, argument: NamedArgument): readonly string[] | undefined {
  const { scope } = owner;
  const { name, value } = argument;
  if (value.kind === "list") {
    const texts = value.items.map((item) => readText(owner, { ...argument, value: item }));
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }
  const word = unboundWord(value, scope);
  if (word !== undefined) return refuseBare(name.text, word, value, [], scope);
  const found = evaluate(value, scope);
  if (!found) return undefined;
  const items = found.kind === "list" ? found.items : [found];
  const texts: string[] = [];
  for (const item of items) {
    const text = textOf(item, name.text, value, scope, "is a text in quotes, or a list of them");
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

/** `label="outcome"`, `label=last` */
export function readTextOrWord(
  { scope }: Owner,
  { name, value }: NamedArgument,
  { words, single }: NamedTextOrWordSpec,
): TextOrWord | undefined {
  const bare = value.kind === "name" ? value.name.text : undefined;
  if (bare !== undefined && words.includes(bare)) return { word: bare };
  const word = unboundWord(value, scope);
  if (word !== undefined) return refuseBare(name.text, word, value, words, scope);
  const found = evaluate(value, scope);
  if (!found) return undefined;
  if (found.kind === "list") {
    const message = `\`${name.text}\` is one text, and has a list of ${found.items.length}`;
    scope.report.add(wrongKind({ message, source: scope.source, span: value.span, notes: [single] }));
    return undefined;
  }
  return textOf(found, name.text, value, scope, `is a text in quotes, or ${words.join(" or ")}`);
}

/** `weights=[1, 5]`, `weights=balanced` */
export function readNumbersOrWord(
  { scope }: Owner,
  { name, value }: NamedArgument,
  spec: NamedNumbersSpec,
): readonly number[] | string | undefined {
  const { words = [] } = spec;
  const bare = value.kind === "name" ? value.name.text : undefined;
  if (bare !== undefined && words.includes(bare)) return bare;
  if (unboundWord(value, scope) === undefined || words.length === 0)
    return readNumbers(value, scope, `\`${name.text}\``, spec);
  const near = nearest(bare!, words);
  scope.report.add(
    unknownChoice({
      message: `\`${name.text}\` cannot be \`${bare!}\``,
      source: scope.source,
      span: value.span,
      notes: [`it is a list of numbers, or ${words.join(", ")}`],
      ...(near === undefined ? {} : suggest(near, value)),
    }),
  );
  return undefined;
}

/** A bare name that nothing in the program has; `true` and `false` are values. */
function unboundWord(value: Expression, scope: Scope): string | undefined {
  if (value.kind !== "name") return undefined;
  const { text } = value.name;
  return text === "true" || text === "false" || text === "in" || lookUp(scope, text) ? undefined : text;
}

function textOf(found: Value, name: string, value: Expression, scope: Scope, what: string): string | undefined {
  const place = { source: scope.source, span: value.span };
  if (found.kind === "string" && found.value.trim() !== "") return found.value;
  if (found.kind === "string") scope.report.add(wrongKind({ message: `\`${name}\` is an empty text`, ...place }));
  else scope.report.add(wrongKind({ message: `\`${name}\` ${what}, not ${printValue(found)}`, ...place }));
  return undefined;
}

/** A word that is no position: nearly one, or a text whose quotes were left out. */
function refuseBare(name: string, word: string, value: Expression, words: readonly string[], scope: Scope): undefined {
  const near = nearest(word, words);
  const quoted = `"${word}"`;
  const quote: Fix = { title: `write \`${quoted}\``, edits: [{ span: value.span, text: quoted }], safe: true };
  const can = words.length === 0 ? [] : [`without quotes it can be ${words.join(" or ")}`];
  scope.report.add(
    unknownChoice({
      message: `\`${name}\` cannot be \`${word}\`: a text stands in quotes`,
      source: scope.source,
      span: value.span,
      notes: can,
      ...(near === undefined ? { help: `write \`${name}=${quoted}\``, fixes: [quote] } : suggest(near, value)),
    }),
  );
  return undefined;
}

function suggest(near: string, { span }: Expression) {
  const fixes: readonly Fix[] = [{ title: `replace with \`${near}\``, edits: [{ span, text: near }] }];
  return { help: `did you mean \`${near}\`?`, fixes };
}
