/**
 * What a stage may be, as offers: layers with what they would give here, blocks in scope, blocks of the library, branches,
 * conditions, groups and the statements of a body. Takes the snapshot, what reaches the place and what is expected there; what fits
 * and is likely meant comes first.
 */
import { foreignLayers } from "../../ops/foreign-names.ts";
import type { Layer } from "../../ops/operator.ts";
import * as operators from "../../ops/registry.ts";
import { printShape } from "../../ops/shape.ts";
import { namedSetFacts } from "../../std/data-sets.ts";
import { signatureOf } from "../declaration-of.ts";
import type { Expected } from "./expected/expectation.ts";
import { importOf, libraryNames } from "./library-names.ts";
import { aboutWord, type Offer } from "./offer.ts";
import { callParts } from "./offer-names.ts";
import type { Reaching } from "./reaching.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Parts } from "../snippets.ts";
import { typicalUse } from "./typical-use.ts";
import { labelsAt, namesAt, type VisibleName } from "./visible-names.ts";

interface Place {
  readonly snapshot: Snapshot;
  readonly reaching: Reaching;
  readonly offset: number;
  /** What is typed of the word. */
  readonly typed: string;
  /** The declaration that holds the place is a model. */
  readonly inModel: boolean;
}

export function offerStages(expected: Expected & { kind: "stage" }, place: Place): readonly Offer[] {
  const { snapshot, reaching, offset } = place;
  if (expected.first && place.inModel && expected.statement) return [...offerInputs(), ...offerStatements()];
  const names = namesAt(snapshot, reaching.scope, offset);
  return [
    ...[...operators.layers.values()].flatMap((layer) => offerLayer(layer, place)),
    ...names.flatMap((name) => offerBlock(name)),
    ...labelsAt(reaching.scope, offset).map(({ name }): Offer => ({
      label: `@${name}`,
      kind: "label",
      text: [`@${name}`],
      rank: 4,
      filter: name,
    })),
    ...offerBranches(),
    ...offerLibrary(place, new Set(names.map(({ name }) => name))),
    ...(expected.statement ? offerStatements() : []),
  ];
}

function offerLayer(layer: Layer, { reaching, typed }: Place): readonly Offer[] {
  const { text, output, problem, doubtful } = typicalUse(layer, reaching.shape);
  const parts: Parts = text === "" ? [layer.name] : [`${layer.name} `, { example: text }];
  const detail = output ? `→ ${printShape(output)}` : (problem ?? layer.documentation.summary);
  const rank = problem !== undefined ? 8 : doubtful ? 6 : followsWell(layer, reaching) ? 0 : 1;
  const offer: Offer = {
    label: layer.name,
    kind: "layer",
    detail,
    text: parts,
    bare: layer.name,
    rank,
    about: aboutWord(layer.name),
  };
  return [
    offer,
    ...otherWords(layer, typed).map((word) => ({
      ...offer,
      label: `${layer.name} (${word})`,
      filter: word,
      rank: rank + 0.5,
    })),
  ];
}

/** A linear layer wants something else behind it, and that wants a linear layer. */
function followsWell({ facts }: Layer, { before }: Reaching): boolean {
  const name = before?.primary.kind === "layer" ? before.primary.name.text : undefined;
  const previous = name === undefined ? undefined : operators.findLayer(name)?.facts;
  if (previous?.linear === true)
    return facts.removesChannelMean === true || (facts.elementwise === true && facts.monotone === true);
  return facts.linear === true || (previous !== undefined && facts.selects === true);
}

/** Of other frameworks, aliases too, where what is typed begins so and not as our own name does. */
function otherWords({ name, aliases = [] }: Layer, typed: string): readonly string[] {
  if (typed === "" || name.startsWith(typed)) return [];
  const begun = typed.toLowerCase();
  const elsewhere = (foreignLayers[name] ?? []).flatMap(({ names }) => names);
  return [...new Set([...aliases, ...elsewhere])].filter((word) => word.toLowerCase().startsWith(begun)).slice(0, 3);
}

function offerBlock({ name, kind, block }: VisibleName): readonly Offer[] {
  // A parameter of which nothing is known may be a block.
  if (!block)
    return kind === "parameter" ? [{ label: name, kind: "parameter", text: [`${name}()`], bare: name, rank: 5 }] : [];
  const { declaration, source } = block;
  const documentation = declaration.documentation;
  return [
    {
      label: name,
      kind: "block",
      detail: signatureOf(declaration, source).label,
      text: callParts(name, declaration),
      bare: name,
      rank: 2,
      ...(documentation === undefined ? {} : { about: { kind: "comment", text: documentation } }),
    },
  ];
}

function offerLibrary({ snapshot }: Place, known: ReadonlySet<string>): readonly Offer[] {
  return libraryNames().flatMap(({ name, file, declaration, source }): Offer[] => {
    if (declaration.kind !== "block" || known.has(name) || operators.findLayer(name)) return [];
    return [
      {
        label: name,
        kind: "block",
        detail: `${signatureOf(declaration, source).label} of ${file}`,
        text: callParts(name, declaration),
        bare: name,
        rank: 7,
        additional: [importOf(name, file, snapshot)],
        about: { kind: "comment", code: `import ${name} from "${file}"`, text: declaration.documentation ?? "" },
      },
    ];
  });
}

function offerBranches(): readonly Offer[] {
  return [
    ...[...operators.joins.values()].map(({ name, documentation }): Offer => ({
      label: name,
      kind: "join",
      detail: documentation.summary,
      text: [`${name} { `, { example: operators.defaults.activation.name }, " | }"],
      bare: name,
      rank: 3,
      about: aboutWord(name),
    })),
    keywordOffer(
      "if",
      "stages for some cases alone",
      ["if ", { example: "true" }, " { ", { example: operators.defaults.activation.name }, " }"],
      "if",
    ),
    keywordOffer(
      "[ ]",
      "a group of stages, to be repeated",
      ["[", { example: operators.defaults.activation.name }, "] * ", { example: "2" }],
      "*",
      "[",
    ),
    keywordOffer("@", "a labeled value", ["@", { example: "label" }], "@"),
  ];
}

function keywordOffer(label: string, detail: string, text: Parts, word: string, filter?: string): Offer {
  return {
    label,
    kind: "keyword",
    detail,
    text,
    bare: label,
    rank: 4,
    about: aboutWord(word),
    ...(filter === undefined ? {} : { filter }),
  };
}

function offerStatements(): readonly Offer[] {
  return [
    keywordOffer(
      "let",
      "a name for a value, from here on",
      ["let ", { example: "name" }, " = ", { example: "1" }],
      "let",
    ),
    keywordOffer(
      "expect",
      "what is counted is held against a number",
      ["expect ", { example: "params" }, " > ", { example: "0" }],
      "expect",
    ),
    keywordOffer("head", "a side output", ["head ", { example: "side" }, " { ", { example: "fc 10" }, " }"], "head"),
  ];
}

/** Those of the data sets that are known by name, and a usual one. */
export function inputSizes(): readonly { readonly text: string; readonly detail: string }[] {
  const bySize = new Map<string, string[]>();
  for (const [name, { shape }] of Object.entries(namedSetFacts)) {
    const text = printShape(shape);
    bySize.set(text, [...(bySize.get(text) ?? []), name]);
  }
  return [
    ...[...bySize].map(([text, names]) => ({ text, detail: names.join(", ") })),
    { text: "224x224x3", detail: "height x width x channels" },
  ];
}

function offerInputs(): readonly Offer[] {
  return inputSizes().map(({ text, detail }, i) => ({
    label: `input ${text}`,
    kind: "keyword",
    detail,
    text: ["input ", { example: text }],
    bare: "input",
    rank: i / 10,
    filter: "input",
    about: aboutWord("input"),
  }));
}
