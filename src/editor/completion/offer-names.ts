/**
 * Names and functions that an expression may use, as offers, and the arguments of a block that is used. Takes the snapshot, the
 * names that are visible and the shape that reaches the place.
 */
import { shapeField, shapeFields } from "../../check/evaluate/shape-fields.ts";
import { functionRecords } from "../../check/evaluate/function-records.ts";
import type { Shape } from "../../ops/operator.ts";
import { printShape } from "../../ops/shape.ts";
import type { Source } from "../../source/source.ts";
import type { Block, Model } from "../../syntax/ast.ts";
import { signatureOf } from "../declaration-of.ts";
import { aboutWord, type Offer, type OfferKind } from "./offer.ts";
import type { Parts } from "../snippets.ts";
import type { VisibleName } from "./visible-names.ts";

export interface ExpressionOptions {
  /** Blocks may be handed on here. */
  readonly blocks: boolean;
  readonly shape: Shape | undefined;
}

export function offerExpression(names: readonly VisibleName[], { blocks, shape }: ExpressionOptions): readonly Offer[] {
  const offers: Offer[] = [];
  for (const { name, kind, value, block } of names) {
    if (block && kind !== "parameter" && !blocks) continue;
    const detail = block ? signatureOf(block.declaration, block.source).label : value;
    offers.push({
      label: name,
      kind: kindOf(kind),
      text: [name],
      rank: ranks[kind] ?? 3,
      ...(detail === undefined ? {} : { detail }),
    });
  }
  for (const field of shape ? shapeFields(shape) : []) {
    const detail = String(shapeField(shape!, field));
    offers.push({ label: `in.${field}`, kind: "size", detail, text: [`in.${field}`], rank: 1, about: aboutWord("in") });
  }
  for (const [name, { summary }] of Object.entries(functionRecords))
    offers.push({
      label: name,
      kind: "function",
      detail: summary,
      text: [name, "(", { example: "1" }, ")"],
      bare: name,
      rank: 4,
      about: aboutWord(name),
    });
  for (const word of ["true", "false", "not"])
    offers.push({
      label: word,
      kind: "keyword",
      text: word === "not" ? ["not ", { example: "true" }] : [word],
      rank: 5,
      about: aboutWord(word),
    });
  if (!shape)
    offers.push({
      label: "in",
      kind: "size",
      text: ["in.", { example: "c" }],
      bare: "in",
      rank: 2,
      about: aboutWord("in"),
    });
  return offers;
}

const ranks: Readonly<Record<string, number>> = { let: 0, parameter: 0, const: 2, block: 3 };

function kindOf(kind: VisibleName["kind"]): OfferKind {
  return kind === "parameter" || kind === "block" || kind === "model" ? kind : "constant";
}

export function offerFields(shape: Shape | undefined): readonly Offer[] {
  const fields = shape ? shapeFields(shape) : ["h", "w", "c", "d", "l", "size"];
  return fields.map((field, rank) => ({
    label: field,
    kind: "size",
    text: [field],
    rank,
    about: aboutWord("in"),
    ...(shape ? { detail: `${shapeField(shape, field)} of ${printShape(shape)}` } : {}),
  }));
}

/** Those by name that are not there. */
export function offerParameters(
  { parameters }: Block | Model,
  { text }: Source,
  given: readonly string[],
): readonly Offer[] {
  return parameters
    .filter(({ name }) => !given.includes(name.text))
    .map(({ name, value }, i) => {
      const example = value ? text.slice(value.span.start, value.span.end) : "1";
      return {
        label: `${name.text}=`,
        kind: "argument",
        detail: value ? `${example} when left out` : "must be given",
        text: [`${name.text}=`, { example }],
        bare: name.text,
        rank: i / 100 - 1,
      };
    });
}

/** `bottleneck(c, s)`: what must be given, as places. */
export function callParts(name: string, declaration: Block | Model): Parts {
  const needed = declaration.parameters.filter(({ value }) => !value);
  return [`${name}(`, ...needed.flatMap(({ name: { text } }, i): Parts => [i > 0 ? ", " : "", { example: text }]), ")"];
}
