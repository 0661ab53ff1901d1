/**
 * What people write behind the name of an operator at least: takes an operator, gives the texts of its positional arguments as
 * they are in the example of its documentation (`3x3x16`, `10`), none where it needs none. For fixes and completions, which
 * put them where the author has yet to choose.
 */
import { createReport } from "../../diagnostics/diagnostic.ts";
import type { Operator } from "../../ops/operator.ts";
import { createSource } from "../../source/source.ts";
import type { LayerArgument, Node, SettingArgument } from "../../syntax/ast.ts";
import { parse } from "../../syntax/parse.ts";

const known = new WeakMap<Operator, readonly string[]>();

export function typicalArguments(operator: Operator): readonly string[] {
  const before = known.get(operator);
  if (before) return before;
  const texts = countPositionals(operator) === 0 ? [] : readExample(operator);
  known.set(operator, texts);
  return texts;
}

/** Those without a default. */
function countPositionals({ schema }: Pick<Operator, "schema">): number {
  return Object.values(schema).filter(
    (spec) =>
      (spec.kind === "sizes" && spec.optional !== true) ||
      spec.kind === "numbers" ||
      (spec.kind === "number" && spec.default === undefined),
  ).length;
}

function readExample({ name, documentation, schema }: Operator): readonly string[] {
  const source = createSource("example", documentation.example);
  const wanted = countPositionals({ schema });
  for (const given of uses(parse(source, createReport()), name)) {
    const texts = given
      .filter(({ kind }) => kind === "sizes" || kind === "value")
      .map(({ span }) => source.text.slice(span.start, span.end));
    if (texts.length >= wanted && texts.every((text) => !text.includes("{"))) return texts.slice(0, wanted);
  }
  return [];
}

type Given = readonly (LayerArgument | SettingArgument)[];

/** The arguments of each use of a word, in the order of the text: behind a layer's name, or behind the word of a setting. */
function* uses(node: object, word: string): Iterable<Given> {
  const { name, arguments: given } = node as {
    readonly name?: { readonly text?: unknown };
    readonly arguments?: Given;
  };
  if (given && name?.text === word) yield given;
  const [head, ...rest] = given ?? [];
  if (head?.kind === "flag" && head.name.text === word) yield rest;
  for (const value of Object.values(node) as readonly unknown[]) {
    if (Array.isArray(value))
      for (const each of value as readonly unknown[]) yield* isNode(each) ? uses(each, word) : [];
    else if (isNode(value)) yield* uses(value, word);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "span" in value;
}
