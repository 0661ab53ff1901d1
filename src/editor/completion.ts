/**
 * What can be written at an offset: takes a snapshot, the offset and what the client can do; gives completions with what they would
 * insert. Works while the text does not parse: `expected-at.ts` says what is expected by the words before, and the checker's
 * record what is known there. Documentation is made when one is looked at: `resolveCompletion`.
 */
import { settingTable } from "../check/recipe/setting-records.ts";
import { isRefusal, type Project } from "../check/files/project.ts";
import { totalsOf } from "../check/build-model.ts";
import { metricRecords } from "../check/language/metrics.ts";
import { createReport, type TextEdit } from "../diagnostics/diagnostic.ts";
import type { Operator } from "../ops/operator.ts";
import * as operators from "../ops/registry.ts";
import type { ArgumentSpec, Schema } from "../ops/schema.ts";
import { printShape } from "../ops/shape.ts";
import { describeWord } from "../report/describe-word.ts";
import type { Source, Span } from "../source/source.ts";
import { findStandardSource, isStandard, standardNames } from "../std/library.ts";
import { parse } from "../syntax/parse.ts";
import { type Expected, expectedAt, type Expectation } from "./expected-at.ts";
import { declaredIn } from "./library-names.ts";
import { codeBlock, comment, ours, page } from "./markdown.ts";
import { declarationAt } from "./nodes-at.ts";
import { type About, aboutWord, type Offer, type OfferKind } from "./offer.ts";
import { offerArguments, offerValues } from "./offer-arguments.ts";
import { offerExpression, offerFields, offerParameters } from "./offer-names.ts";
import { choiceTables, offerModels, offerSettingArguments, offerSettings } from "./offer-recipe.ts";
import { inputSizes, offerStages } from "./offer-stages.ts";
import { type Reaching, reachingAt } from "./reaching.ts";
import type { Snapshot } from "./snapshot.ts";
import { plainText, snippetText } from "./snippets.ts";
import { typicalUse } from "./typical-use.ts";
import { labelsAt, namesAt, printSignature } from "./visible-names.ts";

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

export interface CompletionOptions {
  /** The client takes snippets. */
  readonly snippets: boolean;
  /** Where the names of a file that is to be imported from are found. */
  readonly project?: Project;
  /** Programs that the editor knows of, by path. */
  readonly files?: readonly string[];
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

function offerDeclarations(): readonly Offer[] {
  const offers: readonly (readonly [string, string, Offer["text"]])[] = [
    [
      "model",
      "a network, from its input on",
      ["model ", { example: "Net" }, " {\n  input ", { example: "28x28x1" }, "\n  ", { example: "fc 10" }, "\n}"],
    ],
    [
      "block",
      "stages under a name, to be used again",
      [
        "block ",
        { example: "unit" },
        "(",
        { example: "c" },
        ") {\n  ",
        { example: operators.defaults.activation.name },
        "\n}",
      ],
    ],
    ["train", "how a model is trained", ["train ", { example: "Net" }, " {\n  data ", { example: "mnist" }, "\n}"]],
    ["const", "a name for a value", ["const ", { example: "name" }, " = ", { example: "1" }]],
    [
      "import",
      "names of another file or of the library",
      ["import ", { example: "basic" }, ' from "', { example: "std/resnet" }, '"'],
    ],
  ];
  return offers.map(([label, detail, text], rank) => ({
    label,
    kind: "keyword",
    detail,
    text,
    bare: label,
    rank,
    about: aboutWord(label),
  }));
}

/** What stands before the body is read by words, where the model does not parse. */
function startsModel({ text }: Source, { regions }: Expectation): boolean {
  const [outermost] = regions;
  return outermost !== undefined && /^model\b/.test(text.slice(outermost.stage));
}

function offerPaths({ source, trace }: Snapshot, quoted: boolean, { files = [] }: CompletionOptions): readonly Offer[] {
  const folder = source.path.slice(0, source.path.lastIndexOf("/") + 1);
  const others = new Set([...files, ...[...trace.sources].filter((each) => !isStandard(each)).map(({ path }) => path)]);
  others.delete(source.path);
  const paths = [...others].map((path) => relativePath(folder, path)).sort();
  const offer = (path: string, rank: number, detail: string): Offer => ({
    label: path,
    kind: "file",
    detail,
    text: [quoted ? path : JSON.stringify(path)],
    rank,
    filter: quoted ? path : JSON.stringify(path),
  });
  return [
    ...paths.map((path, i) => offer(path, i / 1000, "a file of the project")),
    ...standardNames.map((name, i) => offer(name, 1 + i / 1000, "the standard library")),
  ];
}

function relativePath(folder: string, path: string): string {
  const [from, to] = [folder.split("/").slice(0, -1), path.split("/")];
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  const up = from.length - same;
  return `${up === 0 ? "./" : "../".repeat(up)}${to.slice(same).join("/")}`;
}

function offerImported(
  { given, path }: Expected & { kind: "imported-name" },
  { source }: Snapshot,
  { project }: CompletionOptions,
): readonly Offer[] {
  const paths = path === undefined ? standardNames : [path];
  return paths.flatMap((each) => {
    const found = each.startsWith("std/") ? findStandardSource(each) : project?.read(source, each);
    if (!found || isRefusal(found)) return [];
    const { declarations } = parse(found, createReport(), operators.vocabulary);
    return declarations.flatMap((declaration): Offer[] => {
      if (declaration.kind === "import" || declaration.kind === "train" || given.includes(declaration.name.text))
        return [];
      const { name, documentation } = declaration;
      const signature = declaration.kind === "const" ? "a const" : printSignature(declaration, found);
      const from = path === undefined ? [` from "${each}"`] : [];
      return [
        {
          label: name.text,
          kind: declaration.kind === "const" ? "constant" : declaration.kind,
          detail: path === undefined ? `${signature} of ${each}` : signature,
          text: [name.text, ...(given.length === 0 ? from : [])],
          bare: name.text,
          rank: 0,
          ...(documentation === undefined ? {} : { about: { kind: "comment", text: documentation } }),
        },
      ];
    });
  });
}

function offerLayerArguments(
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

const initName = "init";

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

const elseOffer: Offer = {
  label: "else",
  kind: "keyword",
  text: ["else { ", { example: operators.defaults.activation.name }, " }"],
  bare: "else",
  rank: 0,
  about: aboutWord("else"),
};

function behindStage({ before }: Reaching): readonly Offer[] {
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

/** What the checker found that the stage gives. */
function offerShape({ trace, source }: Snapshot, offset: number): readonly Offer[] {
  const stages = [...trace.visitsOf(source)].filter(
    ({ stage }) => stage.span.start < offset && offset <= stage.span.end + 2,
  );
  const stage = stages.sort((a, b) => b.stage.span.start - a.stage.span.start)[0];
  return [...new Set(stage?.shapes.flatMap(({ after }) => (after ? [printShape(after)] : [])))].map((text, rank) => ({
    label: text,
    kind: "value",
    detail: "as computed",
    text: [text],
    rank,
  }));
}

function shapeOfLabel({ trace, source }: Snapshot, { start }: Span): string | undefined {
  const visit = [...trace.visitsOf(source)].find(({ stage }) => stage.label?.span.start === start);
  const shape = visit?.shapes.find(({ after }) => after)?.after;
  return shape && printShape(shape);
}

function offerMetrics(snapshot: Snapshot, offset: number): readonly Offer[] {
  return Object.entries(metricRecords).map(([name, { summary }], rank) => {
    const value = valueOfMetric(snapshot, offset, name);
    const text = value === undefined ? [name, " ", { example: "> 0" }] : [name, " ", { example: value }];
    return { label: name, kind: "metric", detail: value ?? summary, text, bare: name, rank, about: aboutWord(name) };
  });
}

/** Of the model that holds the place; what its layers add up to, where the model itself is not understood. */
function valueOfMetric({ file, checked, trace }: Snapshot, offset: number, metric: string): string | undefined {
  const declaration = declarationAt(file, offset);
  if (declaration?.kind !== "model") return undefined;
  const model = checked.models.find(({ name }) => name === declaration.name.text);
  const laidOut = trace.models.find((each) => each.model === declaration);
  const totals: Readonly<Record<string, unknown>> = {
    ...(model?.totals ?? (laidOut && totalsOf(laidOut.layers, undefined))),
  };
  const value = Object.hasOwn(totals, metric) ? totals[metric] : undefined;
  return typeof value === "number" && value > 0 ? String(value).replace(/\B(?=(\d{3})+$)/g, "_") : undefined;
}

function findCallee(snapshot: Snapshot, name: string, names: ReturnType<typeof namesAt>) {
  const block = names.find((each) => each.name === name)?.block;
  if (block) return block;
  const model = declaredIn(snapshot.file).find((each) => each.name.text === name);
  return model && { declaration: model, source: snapshot.source };
}

function offerArgumentValue({ owner, argument, setting }: Expected & { kind: "argument-value" }): readonly Offer[] {
  if (argument === initName && setting === undefined)
    return [...operators.inits.values()].map(({ name, documentation }, i) => ({
      label: name,
      kind: "choice",
      detail: documentation.summary,
      text: [name],
      rank: i,
      about: aboutWord(name),
    }));
  const spec = specOf(schemaOf(owner, setting), argument);
  return spec
    ? offerValues(argument, spec).map(({ label, text, detail = spec.doc }, rank) => ({
        label,
        kind: "choice",
        text,
        detail,
        rank,
      }))
    : [];
}

function schemaOf(owner: string, setting: string | undefined): Schema {
  if (setting === undefined) return operators.findLayer(owner)?.schema ?? {};
  const takes = settingTable.get(setting)?.takes;
  if (takes?.kind === "arguments") return takes.schema;
  if (takes?.kind !== "choice" && takes?.kind !== "chain") return {};
  return choiceTables[takes.table].get(owner)?.schema ?? {};
}

function specOf(schema: Schema, name: string): ArgumentSpec | undefined {
  return Object.hasOwn(schema, name) ? schema[name] : undefined;
}
