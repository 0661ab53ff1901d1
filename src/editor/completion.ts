/**
 * What can be written at an offset: takes a snapshot, the offset and what the client can do; gives completions with what they would
 * insert. Works while the text does not parse: `completion/expected/` says what is expected by the words before, and the checker's
 * record what is known there. Documentation is made when one is looked at: `resolveCompletion`.
 */
import type { TextEdit } from "../diagnostics/diagnostic.ts";
import { describeWord } from "../report/describe-word.ts";
import type { Source, Span } from "../source/source.ts";
import type { CompletionOptions } from "./completion/completion-options.ts";
import type { Expectation } from "./completion/expected/expectation.ts";
import { expectedAt } from "./completion/expected/expected-at.ts";
import { declaredIn } from "./completion/library-names.ts";
import { offerArgumentValue } from "./completion/offer-argument-values.ts";
import { offerMetrics, offerShape, shapeOfLabel, valueOfMetric } from "./completion/offer-computed.ts";
import { offerDeclarations } from "./completion/offer-declarations.ts";
import { offerImported, offerPaths } from "./completion/offer-imports.ts";
import { behindStage, elseOffer, offerLayerArguments } from "./completion/offer-layer-arguments.ts";
import { offerExpression, offerFields, offerParameters } from "./completion/offer-names.ts";
import { offerModels, offerSettingArguments, offerSettings } from "./completion/offer-recipe.ts";
import { inputSizes, offerStages } from "./completion/offer-stages.ts";
import { type About, aboutWord, type Offer, type OfferKind } from "./completion/offer.ts";
import { reachingAt } from "./completion/reaching.ts";
import { labelsAt, namesAt } from "./completion/visible-names.ts";
import { codeBlock, comment, ours, page } from "./markdown.ts";
import { declarationAt } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";
import { plainText, snippetText } from "./snippets.ts";

export type { CompletionOptions };

export type CompletionKind = OfferKind;

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string;
  /** A snippet where `isSnippet`. */
  readonly text: string;
  readonly isSnippet: boolean;
  /** Up to the cursor, and the whole word. */
  readonly insert: Span;
  readonly replace: Span;
  readonly filterText: string;
  readonly sortText: string;
  /** Elsewhere in the text: an import. */
  readonly additional: readonly TextEdit[];
  readonly about?: About;
}

/** In the order in which they should be shown. */
export function completeAt(snapshot: Snapshot, offset: number, options: CompletionOptions): readonly Completion[] {
  const expectation = expectedAt(snapshot.source, offset);
  const { word, follows } = expectation;
  const insert = { start: word.start, end: Math.max(word.start, Math.min(offset, word.end)) };
  // Before `=` a name stands.
  const fits = ({ kind, bare }: Offer): boolean => follows !== "=" || (kind === "argument" && bare !== undefined);
  return offersAt(snapshot, offset, expectation, options)
    .filter(fits)
    .sort((a, b) => a.rank - b.rank)
    .map(({ label, kind, detail, text, bare, filter, additional = [], about }, i) => {
      const isBare = follows !== "" && bare !== undefined;
      const isSnippet = options.snippets && !isBare && text.some((part) => typeof part !== "string");
      return {
        label,
        kind,
        ...(detail === undefined ? {} : { detail }),
        text: isBare ? bare : isSnippet ? snippetText(text) : plainText(text),
        isSnippet,
        insert,
        replace: word,
        filterText: filter ?? label,
        sortText: String(i).padStart(4, "0"),
        additional,
        ...(about ? { about } : {}),
      };
    });
}

/** The documentation, as Markdown; nothing where there is none. What a program says of itself is escaped. */
export function resolveCompletion({ about }: Pick<Completion, "about">): string | undefined {
  switch (about?.kind) {
    case undefined:
      return undefined;
    case "word": {
      const found = describeWord(about.word);
      return found && ours(found.markdown).markdown;
    }
    case "ours":
      return ours(about.markdown).markdown;
    case "comment": {
      const blocks = [...(about.code === undefined ? [] : [codeBlock(about.code)]), comment(about.text)];
      return about.text.trim() === "" && about.code === undefined ? undefined : page(blocks).markdown;
    }
    default:
      return about satisfies never;
  }
}

function offersAt(
  snapshot: Snapshot,
  offset: number,
  expectation: Expectation,
  options: CompletionOptions,
): readonly Offer[] {
  const { expected, word } = expectation;
  const reaching = reachingAt(snapshot, expectation);
  const names = () => namesAt(snapshot, reaching.scope, word.start);
  switch (expected.kind) {
    case "nothing":
      return [];
    case "declaration":
      return offerDeclarations();
    case "keyword":
      return expected.words.map((each, rank) => ({
        label: each,
        kind: "keyword",
        text: [each],
        rank,
        about: aboutWord(each),
      }));
    case "import-path":
      return offerPaths(snapshot, expected.quoted, options);
    case "imported-name":
      return offerImported(expected, snapshot, options);
    case "stage": {
      const inModel =
        declarationAt(snapshot.file, word.start)?.kind === "model" || startsModel(snapshot.source, expectation);
      const typed = snapshot.source.text.slice(word.start, offset);
      return offerStages(expected, {
        snapshot,
        reaching,
        offset: word.start,
        typed,
        inModel: inModel && expectation.regions.length === 1,
      });
    }
    case "input":
      return expected.given.some(({ kind }) => kind === "value")
        ? [
            {
              label: 'graph="edges.csv"',
              kind: "argument",
              detail: "the edges of a graph",
              text: ['graph="', { example: "edges.csv" }, '"'],
              rank: 0,
              about: aboutWord("input"),
            },
          ]
        : inputSizes().map(({ text, detail }, rank) => ({
            label: text,
            kind: "value",
            detail,
            text: [{ example: text }],
            rank,
          }));
    case "layer-argument":
      return offerLayerArguments(expected, reaching, expectation.follows);
    case "stage-end":
      return [...(expected.condition ? [elseOffer] : []), ...behindStage(reaching)];
    case "shape":
      return offerShape(snapshot, word.start);
    case "label":
      return labelsAt(reaching.scope, word.start).map(({ name, span }, rank) => {
        const shape = shapeOfLabel(snapshot, span);
        return { label: name, kind: "label", text: [name], rank, ...(shape === undefined ? {} : { detail: shape }) };
      });
    case "metric":
      return offerMetrics(snapshot, word.start);
    case "expression": {
      const value = expected.metric === undefined ? undefined : valueOfMetric(snapshot, word.start, expected.metric);
      const computed: Offer[] =
        value === undefined ? [] : [{ label: value, kind: "value", detail: "as computed", text: [value], rank: -1 }];
      const offered = offerExpression(names(), { blocks: expected.blocks, shape: reaching.shape });
      const alone = ({ kind }: Offer): boolean => kind === "parameter" || kind === "constant";
      return [...computed, ...(expected.count ? offered.filter(alone) : offered)];
    }
    case "call-argument": {
      const callee = findCallee(snapshot, expected.callee, names());
      const named = callee ? offerParameters(callee.declaration, callee.source, expected.given) : [];
      return [...named, ...offerExpression(names(), { blocks: true, shape: reaching.shape })];
    }
    case "call-value":
      return offerExpression(names(), { blocks: true, shape: reaching.shape });
    case "field":
      return offerFields(reaching.shape);
    case "argument-value":
      return offerArgumentValue(expected);
    case "setting":
      return offerSettings(snapshot, word.start);
    case "setting-argument":
      return offerSettingArguments(expected, snapshot);
    case "trained-model":
      return offerModels(snapshot);
    default:
      return expected satisfies never;
  }
}

/** What stands before the body is read by words, where the model does not parse. */
function startsModel({ text }: Source, { regions }: Expectation): boolean {
  const [outermost] = regions;
  return outermost !== undefined && /^model\b/.test(text.slice(outermost.stage));
}

function findCallee(snapshot: Snapshot, name: string, names: ReturnType<typeof namesAt>) {
  const block = names.find((each) => each.name === name)?.block;
  if (block) return block;
  const model = declaredIn(snapshot.file).find((each) => each.name.text === name);
  return model && { declaration: model, source: snapshot.source };
}
