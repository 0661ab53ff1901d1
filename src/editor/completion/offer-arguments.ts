/**
 * The arguments that an operator or a setting takes, as offers: those not given yet, with their meaning and default, and the values
 * of one that is begun. Takes a schema and what is given; knows forms of arguments and no operator.
 */
import type { ArgumentSpec, Schema } from "../../ops/schema.ts";
import type { Given } from "./expected/expectation.ts";
import type { About, Offer } from "./offer.ts";
import type { Parts } from "../snippets.ts";

export interface ArgumentOptions {
  readonly schema: Schema;
  readonly given: readonly Given[];
  /** Of the positional arguments, an example. */
  readonly typical: string;
}

export function offerArguments({ schema, given, typical }: ArgumentOptions): readonly Offer[] {
  const offers: Offer[] = [];
  const named = new Set(given.flatMap(({ kind, text }) => (kind === "named" || kind === "word" ? [text] : [])));
  const letters = new Set(given.flatMap(({ kind, text }) => (kind === "letter" ? [text] : [])));
  const positional = given.some(({ kind }) => kind === "value");
  for (const [name, spec] of Object.entries(schema)) {
    if (named.has(name) || ("letter" in spec && letters.has(spec.letter))) continue;
    if ("words" in spec && spec.words.some((word) => named.has(word))) continue;
    if (isPositional(spec)) {
      const example = positional ? "" : typical;
      if (example !== "" && !offers.some(({ kind }) => kind === "value"))
        offers.push({
          label: example,
          kind: "value",
          detail: spec.doc,
          text: [{ example }],
          rank: 0,
          about: about(name, spec),
        });
    } else offers.push(...offerArgument(name, spec));
  }
  return offers;
}

function isPositional({ kind }: ArgumentSpec): boolean {
  return kind === "sizes" || kind === "number" || kind === "numbers";
}

function offerArgument(name: string, spec: ArgumentSpec): readonly Offer[] {
  const common = { kind: "argument" as const, about: about(name, spec) };
  if (spec.kind === "flag") return [{ ...common, label: name, detail: spec.doc, text: [name], rank: 2 }];
  if (spec.kind === "attribute" || spec.kind === "padding") {
    const { letter } = spec;
    const example = /`[spdg](\d+)`/.exec(spec.doc)?.[1] ?? (letter === "p" ? "1" : "2");
    const detail = `${name}: ${spec.doc}`;
    return [{ ...common, label: `${letter}${example}`, detail, text: [letter, { example }], rank: 1 }];
  }
  const bare = spec.kind === "named-word" && spec.bare === true;
  return offerValues(name, spec).map(({ label, text, detail }) => ({
    ...common,
    label: bare ? label : `${name}=${label}`,
    detail: detail ?? spec.doc,
    text: bare ? text : [`${name}=`, ...text],
    bare: bare ? label : name,
    rank: 3,
  }));
}

export interface ValueOffer {
  readonly label: string;
  readonly text: Parts;
  readonly detail?: string;
}

/** The values that an argument may have, words one by one, of others an example. */
export function offerValues(name: string, spec: ArgumentSpec): readonly ValueOffer[] {
  const words = "words" in spec && spec.words ? spec.words : [];
  const fallback = "default" in spec && spec.default !== undefined ? String(spec.default) : undefined;
  const offered = words.map((word): ValueOffer => {
    const detail = word === fallback ? `${spec.doc} (the default)` : undefined;
    const text = spec.kind === "named-table" ? `"${word}"` : word;
    return { label: text, text: [text], ...(detail === undefined ? {} : { detail }) };
  });
  const detail = fallback === undefined ? undefined : `${spec.doc}; ${fallback} when left out`;
  const example = exampleIn(name, spec) ?? (words.length > 0 ? undefined : (fallback ?? "1"));
  if (example === undefined || spec.kind === "named-word") return offered;
  const inQuotes = /^"(.*)"$/.exec(example);
  const text: Parts = inQuotes ? ['"', { example: inQuotes[1]! }, '"'] : [{ example }];
  return [...offered, { label: example, text, ...(detail === undefined ? {} : { detail }) }];
}

/** `0.9` of "share of the last step that is kept: `momentum=0.9`": the documentation of an argument shows one. */
function exampleIn(name: string, spec: ArgumentSpec): string | undefined {
  for (const [, code] of spec.doc.matchAll(/`([^`]+)`/g)) {
    const value = code!.startsWith(`${name}=`) ? code!.slice(name.length + 1) : code!;
    const isText = spec.kind === "named-text" || spec.kind === "named-texts" || spec.kind === "named-text-or-word";
    if (isText ? /^(?:"[^"]*"|\["[^\]]*\])$/.test(value) : /^-?\d[\d.e-]*$/.test(value)) return value;
  }
  return spec.kind === "named-text" || spec.kind === "named-texts" ? '"text"' : undefined;
}

function about(name: string, spec: ArgumentSpec): About {
  const fallback = "default" in spec && spec.default !== undefined ? ` When left out: \`${spec.default}\`.` : "";
  return { kind: "ours", markdown: `**${name}**: ${spec.doc}.${fallback}` };
}
