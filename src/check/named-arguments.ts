/**
 * Named arguments: `lr=0.05`, `mode=bilinear`. Takes the syntax, returns the schema name and the value, or nothing when the
 * name is unknown; what is wrong is reported.
 */
import type { NamedWordSpec } from "../ops/schema.ts";
import type { NamedArgument } from "../syntax/ast.ts";
import { readNumber, type Owner, type Reading, specOf } from "./owner.ts";
import { unknownChoice } from "./diagnostics/arguments.ts";
import { wrongKind } from "./diagnostics/expressions.ts";
import { nearest } from "../diagnostics/nearest.ts";
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
      return { name, value: readWord(owner, argument, spec) };
    case "flag": {
      const message = `\`${name}\` of \`${owner.name}\` is a flag and takes no value`;
      const fixes = [{ title: `write \`${name}\``, edits: [{ span: argument.span, text: name }] }];
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
    case "attribute":
    case "padding": {
      const shown = "letter" in spec ? `\`${spec.letter}2\`` : "without a name";
      const message = `${name} of \`${owner.name}\` is written ${shown}`;
      const text = scope.source.text.slice(argument.value.span.start, argument.value.span.end);
      const plain = argument.value.kind === "number";
      const mended = "letter" in spec ? `${spec.letter}${text}` : text;
      scope.report.add(
        wrongKind({
          message,
          source: scope.source,
          span: argument.span,
          help: plain ? `write \`${mended}\`` : `write ${spec.doc}`,
          ...(plain
            ? { fixes: [{ title: `write \`${mended}\``, edits: [{ span: argument.span, text: mended }] }] }
            : {}),
        }),
      );
      return { name, value: undefined };
    }
    default:
      return spec satisfies never;
  }
}

function readWord({ scope }: Owner, { name, value }: NamedArgument, { words }: NamedWordSpec): string | undefined {
  const word = value.kind === "name" ? value.name.text : undefined;
  if (word !== undefined && words.includes(word)) return word;
  const near = word === undefined ? undefined : nearest(word, words);
  scope.report.add(
    unknownChoice({
      message: word === undefined ? `\`${name.text}\` wants a word` : `\`${name.text}\` cannot be \`${word}\``,
      source: scope.source,
      span: value.span,
      notes: [`it can be ${words.join(", ")}`],
      ...(near === undefined
        ? {}
        : {
            help: `did you mean \`${near}\`?`,
            fixes: [{ title: `replace with \`${near}\``, edits: [{ span: value.span, text: near }] }],
          }),
    }),
  );
  return undefined;
}
