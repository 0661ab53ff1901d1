/** Behind the name of a layer: its arguments, how it is initialized, and what may follow a stage. */
import type { Operator } from "../../ops/operator.ts";
import * as operators from "../../ops/registry.ts";
import type { Expectation, Expected } from "./expected/expectation.ts";
import { aboutWord, type Offer } from "./offer.ts";
import { offerArguments } from "./offer-arguments.ts";
import type { Reaching } from "./reaching.ts";
import { typicalUse } from "./typical-use.ts";

export function offerLayerArguments(
  { layer, given }: Expected & { kind: "layer-argument" },
  reaching: Reaching,
  follows: Expectation["follows"],
): readonly Offer[] {
  const operator = operators.findLayer(layer);
  if (!operator) return behindStage(reaching);
  const typical = typicalUse(operator, reaching.shape);
  const offers = offerArguments({ schema: operator.schema, given, typical: typical.text });
  const hasInit = given.some(({ kind, text }) => kind === "named" && text === initName);
  const inits = typical.learns && !hasInit ? [...operators.inits.values()].map(offerInit) : [];
  const chosen = given.some(({ kind }) => kind === "value") || typical.text === "";
  // What comes behind a stage can come once it has what it needs.
  return [...offers, ...inits, ...(chosen && follows === "" ? behindStage(reaching) : [])];
}

export const initName = "init";

function offerInit({ name, documentation }: Operator): Offer {
  return {
    label: `${initName}=${name}`,
    kind: "argument",
    detail: documentation.summary,
    text: [`${initName}=${name}`],
    bare: initName,
    rank: 5,
    about: aboutWord(name),
  };
}

export const elseOffer: Offer = {
  label: "else",
  kind: "keyword",
  text: ["else { ", { example: operators.defaults.activation.name }, " }"],
  bare: "else",
  rank: 0,
  about: aboutWord("else"),
};

export function behindStage({ before }: Reaching): readonly Offer[] {
  const label = before?.label
    ? []
    : [
        {
          label: "as",
          kind: "keyword" as const,
          detail: "a label for the value",
          text: ["as ", { example: "label" }],
          bare: "as",
          rank: 9,
          about: aboutWord("as"),
        },
      ];
  return label;
}
