/**
 * An argument by another name, as it is written here: takes the owner, the name (of the schema, a letter of it, or another
 * framework's) and the text of the value; returns our text, or what to say where it has none. Pure; for messages alone.
 */
import { type Meaning, plainWord } from "../../ops/elsewhere.ts";
import type { ArgumentSpec } from "../../ops/schema.ts";
import { type Owner, specOf } from "./owner.ts";

export interface Rewritten {
  /** `s2`, `lr=0.001`, `0.5`; empty: nothing is written. */
  readonly text?: string;
  /** Where a machine cannot know. */
  readonly help?: string;
}

/** `written`: as it stands, with the quotes of a text. Undefined: the owner has nothing of this name. */
export function rewriteArgument(
  { schema, elsewhere = [] }: Owner,
  name: string,
  written: string,
): Rewritten | undefined {
  const own =
    specOf(schema, name) !== undefined
      ? [name, specOf(schema, name)!]
      : Object.entries(schema).find(([, spec]) => "letter" in spec && spec.letter === name);
  const value = written.replace(/^"(.*)"$/, "$1");
  if (own) {
    const [known, spec] = own as [string, ArgumentSpec];
    return ofSpec(known, spec, schema, spec.kind.startsWith("named-text") ? written : value);
  }
  const plain = plainWord(name);
  for (const { parameters = {} } of elsewhere)
    for (const [parameter, meaning] of Object.entries(parameters))
      if (plainWord(parameter) === plain) return ofMeaning(meaning, schema, value);
  return undefined;
}

const number = /^\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const sizes = /^\d[\d_]*(?:x\d[\d_]*)*$/;
const isTrue = /^(?:true|1)$/i;
const isFalse = /^(?:false|0)$/i;

function ofSpec(name: string, spec: ArgumentSpec, schema: Owner["schema"], value: string): Rewritten {
  if (spec.kind === "padding" && isFlag(schema, value)) return { text: value };
  if ("letter" in spec) return sizes.test(value) ? { text: `${spec.letter}${value}` } : { help: `write ${spec.doc}` };
  switch (spec.kind) {
    case "flag":
      return isTrue.test(value) ? { text: name } : isFalse.test(value) ? { text: "" } : { help: `write \`${name}\`` };
    case "sizes":
    case "number":
    case "numbers":
      return { text: value };
    default:
      return { text: `${name}=${value}` };
  }
}

function ofMeaning(meaning: Meaning, schema: Owner["schema"], value: string): Rewritten {
  switch (meaning.as) {
    case "window":
    case "size": {
      const spec = Object.values(schema).find(({ kind }) => kind === "sizes" || kind === "number");
      return spec?.kind === "sizes" && /x/.test(spec.places)
        ? { help: `it is part of the sizes: ${spec.doc}` }
        : { text: value };
    }
    case "number":
      return { text: value };
    case "attribute":
      return sizes.test(value) ? { text: `${meaning.letter}${value}` } : {};
    case "padding":
      return isFlag(schema, value) ? { text: value } : sizes.test(value) ? { text: `p${value}` } : {};
    case "named":
      if (meaning.complement) return number.test(value) ? { text: `${meaning.name}=${complementOf(value)}` } : {};
      return { text: `${meaning.name}=${value}` };
    case "flag":
      if (!isTrue.test(value) && !isFalse.test(value)) return {};
      return { text: isTrue.test(value) === meaning.when ? meaning.name : "" };
    case "word":
      return Object.hasOwn(meaning.words, value) ? { text: meaning.words[value]! } : {};
    case "activation":
      return /^\w+$/.test(value) ? { text: `-> ${value}` } : { help: "an activation is a layer of its own: `-> relu`" };
    case "half":
    case "normalized":
      return {};
    case "input":
    case "known":
    case "nothing":
      return { text: "" };
    default:
      return meaning satisfies never;
  }
}

function isFlag(schema: Owner["schema"], word: string): boolean {
  return specOf(schema, word)?.kind === "flag";
}

/** `0.1` of `0.9`, without the noise of binary fractions. */
export function complementOf(value: string): string {
  return String(Number((1 - Number(value)).toPrecision(12)));
}
