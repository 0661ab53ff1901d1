/**
 * Arguments that a layer or setting does not take: finds what was meant. Takes the owner and the argument, reports
 * `check/unknown-argument` with the nearest name, and gives nothing, as the argument has no value.
 */
import { type ArgumentSpec, isNamed } from "../../ops/schema.ts";
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../source/source.ts";
import type { AttributeArgument, FlagArgument, NamedArgument } from "../../syntax/ast.ts";
import { type Owner, specOf } from "./owner.ts";
import { rewriteArgument, type Rewritten } from "./rewrite-argument.ts";
import { unknownArgument } from "../diagnostics/arguments.ts";
import { lookUp } from "../scope/scope.ts";
import { findNearest } from "../../diagnostics/nearest.ts";

interface Repair {
  readonly help: string;
  readonly replacement?: string;
  /** It may be another word. */
  readonly doubtful?: boolean;
}

function refuse(owner: Owner, message: string, span: Span, repair: Repair | undefined): undefined {
  const { report, source } = owner.scope;
  const help = repair ? { help: repair.help } : {};
  report.add(unknownArgument({ message, source, span, ...describe(owner), fixes: fixesOf(repair, span), ...help }));
  return undefined;
}

function fixesOf(repair: Repair | undefined, span: Span): readonly Fix[] {
  const text = repair?.replacement;
  if (text === undefined) return [];
  const title = text === "" ? "leave it out" : `replace with \`${text}\``;
  // With the blank before it.
  const place = text === "" ? { start: span.start - 1, end: span.end } : span;
  const fix = { title, edits: [{ span: place, text }] };
  return [repair?.doubtful === true ? fix : { ...fix, safe: true }];
}

/** What the owner takes, as a note. */
export function describe({ name, schema }: Owner): { readonly notes: readonly string[] } {
  const taken = Object.entries(schema).map(([argument, spec]) => spell(argument, spec));
  return { notes: [taken.length === 0 ? `\`${name}\` takes no arguments` : `\`${name}\` takes ${taken.join(", ")}`] };
}

function spell(name: string, spec: ArgumentSpec): string {
  if (isNamed(spec))
    return spec.kind === "named-word" && spec.bare === true
      ? spec.words.map((word) => `\`${word}\``).join(" or ")
      : `\`${name}=\``;
  switch (spec.kind) {
    case "sizes":
      return `sizes (${spec.places})`;
    case "number":
      return `a number (${name})`;
    case "numbers":
      return `a list of numbers (${name})`;
    case "attribute":
    case "padding":
      return `\`${spec.letter}\` (${name})`;
    case "flag":
      return `\`${name}\``;
    default:
      return spec satisfies never;
  }
}

const didYouMean = (text: string, certain = true): Repair => ({
  help: `did you mean \`${text}\`?`,
  replacement: text,
  doubtful: !certain,
});

export function unknownAttribute(owner: Owner, { letter, span }: AttributeArgument): undefined {
  return refuse(owner, `\`${owner.name}\` takes no \`${letter.text}\``, span, undefined);
}

export function unknownNamed(owner: Owner, { name, span, value }: NamedArgument): undefined {
  const written = owner.scope.source.text.slice(value.span.start, value.span.end);
  const elsewhere = rewriteArgument(owner, name.text, written);
  if (elsewhere)
    return refuse(owner, `\`${owner.name}\` takes no \`${name.text}=\``, span, repairOf(elsewhere, written));
  const near = findNearest(name.text, Object.keys(owner.schema));
  const spec = near && specOf(owner.schema, near.word);
  const text = owner.scope.source.text.slice(value.span.start, value.span.end);
  const meant = near && spec && respell(near.word, spec, value.kind === "number" ? text : undefined, text);
  const repair = near && (meant ? didYouMean(meant, near.obvious) : { help: `did you mean \`${near.word}\`?` });
  return refuse(owner, `\`${owner.name}\` takes no \`${name.text}=\``, span, repair);
}

function repairOf({ text, help }: Rewritten, value: string): Repair {
  if (text === undefined) return { help: help ?? `leave it out: ${value} has no counterpart here` };
  return { help: text === "" ? "leave it out" : `write \`${text}\``, replacement: text };
}

/** The argument as it should be written; `strde=2` as `s2`. Nothing where only a number could be moved and there is none. */
function respell(name: string, spec: ArgumentSpec, number: string | undefined, text: string): string | undefined {
  if (isNamed(spec)) return `${name}=${text}`;
  return "letter" in spec && number !== undefined ? `${spec.letter}${number}` : undefined;
}

export function unknownFlag(owner: Owner, { name, span }: FlagArgument): undefined {
  return refuse(owner, `\`${owner.name}\` takes no \`${name.text}\``, span, meantByFlag(owner, name.text));
}

function meantByFlag({ schema, scope }: Owner, word: string): Repair | undefined {
  const specs = Object.entries(schema);
  const flags = specs.flatMap(([name, spec]) =>
    spec.kind === "flag" ? [name] : spec.kind === "named-word" && spec.bare ? spec.words : [],
  );
  const near = findNearest(word, flags);
  if (near) return didYouMean(near.word, near.obvious);
  const chosen = specs.find(([, spec]) => "words" in spec && spec.words.includes(word));
  if (chosen) return didYouMean(`${chosen[0]}=${word}`);
  const positional = specs.some(([, spec]) => spec.kind === "sizes" || spec.kind === "number");
  if (positional && lookUp(scope, word))
    return { help: `a computed size stands in braces: \`{${word}}\``, replacement: `{${word}}` };
  const named = specs.find(([name, spec]) => name === word && spec.kind !== "flag");
  return named ? { help: `write it with its value: ${spell(...named)}` } : undefined;
}
