/**
 * A model beside the data that its recipe names, as far as that is known before it is loaded: the size of images, the number of
 * classes. Takes the draft of the model and its recipe; the facts come from the program (`dataFacts`), which may know nothing.
 * Reports at the input, at the last layer that learns, or at the recipe's `data`. Training has the last word, on the data itself.
 */
import type { Fix } from "../../diagnostics/diagnostic.ts";
import { labelPlaces } from "../../ops/label-places.ts";
import type { Shape } from "../../ops/operator.ts";
import { printShape } from "../../ops/shape.ts";
import { product } from "../../ops/size-arithmetic.ts";
import type { Source, Span } from "../../source/source.ts";
import type { DataFacts } from "../../std/data-sets.ts";
import type { DraftModel } from "../check-model.ts";
import {
  inputUnlikeData,
  manyClasses,
  moreOutputsThanClasses,
  outputsBeyondLabels,
  tooFewOutputs,
} from "../diagnostics/data.ts";
import type { DraftLayer } from "../expand/draft.ts";
import type { Recipe } from "../model.ts";
import { dataSetNames } from "./read-setting.ts";
import type { Scope } from "../scope/scope.ts";

/** Labels are one byte. */
export const mostClasses = 256;

/** `scope` is that of the recipe. */
export function dataMustFit(model: DraftModel, recipe: Recipe, scope: Scope): void {
  const { data, settings } = recipe;
  const span = settings?.get("data");
  const { program, report } = scope;
  if (!data || !span || !program.dataFacts) return;
  const place: Place = {
    source: scope.source,
    span,
    name: dataSetNames.includes(data.spec) ? `\`${data.spec}\`` : JSON.stringify(data.spec),
  };
  const facts = program.dataFacts(data);
  if (facts) inputMustFit(model, facts, place, scope);
  const end = model.draft.complete ? model.end.shape : undefined;
  if (!end || labelPlaces(end)) return;
  const outputs = product(end);
  const classes = facts?.classes;
  if (classes !== undefined && classes > mostClasses) {
    const message = `${place.name} has ${classes} classes, and a label names one of ${mostClasses}`;
    const help = "put classes together, or leave some of them out";
    report.add(manyClasses({ message, source: place.source, span, notes: [oneByte], help }));
  } else if (classes !== undefined && classes !== outputs) outputsMustFit(model, outputs, classes, place, scope);
  else if (classes === undefined && outputs > mostClasses) {
    const message = `the model has ${outputs} outputs, and data for training at most ${mostClasses} classes`;
    report.add(outputsBeyondLabels({ message, source: place.source, span, notes: [oneByte] }));
  }
}

const oneByte = "labels are one byte in this version: 0 to 255";

interface Place {
  readonly source: Source;
  readonly span: Span;
  /** Of the data, for messages. */
  readonly name: string;
}

const labelOf = ({ source, span }: Place, message: string, from: Source) => ({
  span,
  message,
  ...(source === from ? {} : { source }),
});

function inputMustFit({ draft, scope: home }: DraftModel, facts: DataFacts, place: Place, scope: Scope): void {
  const { input, inputStage } = draft;
  if (!input || inputStage?.kind !== "input") return;
  const wanted =
    facts.shape ?? (facts.values === undefined || product(input) === facts.values ? undefined : [facts.values]);
  if (!wanted || printShape(wanted) === printShape(input)) return;
  const { source } = home;
  const { sizes } = inputStage;
  const written = sizes.sizes.every(({ kind }) => kind === "number");
  const isTable = facts.shape === undefined;
  const margin = isTable ? undefined : marginText(wanted, input, scope);
  const text = `${printShape(wanted)}${margin?.text ?? ""}`;
  const fixes: readonly Fix[] =
    written && (!isTable || input.length === 1)
      ? [
          {
            title: `write \`input ${text}\``,
            edits: [{ span: sizes.span, text }],
            ...(margin?.isSmall ? { safe: true as const } : {}),
          },
        ]
      : [];
  scope.report.add(
    inputUnlikeData({
      message: isTable
        ? `the rows of ${place.name} hold ${facts.values} values, and the model reads ${printShape(input)}`
        : `the images of ${place.name} are ${printShape(wanted)}, and the model reads ${printShape(input)}`,
      source,
      span: inputStage.span,
      labels: [labelOf(place, "the data", source)],
      notes: isTable ? [`${input.join("·")} = ${product(input)} values`] : [],
      help: isTable ? `choose an input of ${facts.values} values` : `write \`input ${text}\``,
      fixes,
    }),
  );
}

/** ` -> pad 2x2`, where the model reads the same image with as much around it on both sides. */
function marginText(data: Shape, input: Shape, { program }: Scope) {
  const added = input.map((size, i) => size - (data[i] ?? 0));
  const places = added.slice(0, -1);
  const fits =
    data.length === input.length && added.at(-1) === 0 && places.every((size) => size >= 0 && size % 2 === 0);
  if (!fits) return undefined;
  return {
    text: ` -> ${program.operators.defaults.margin.name} ${printShape(places.map((size) => size / 2))}`,
    /** The network is the same, and sees what is there. */
    isSmall: places.every((size, i) => size <= data[i]! / 4),
  };
}

function outputsMustFit(model: DraftModel, outputs: number, classes: number, place: Place, scope: Scope): void {
  const last = lastThatDecides(model);
  if (!last) return;
  const few = outputs < classes;
  const [use] = last.trail;
  const at = use ?? last;
  const edit = use ? undefined : sizeIn(last, outputs);
  const title = edit && `write \`${edit.before}${classes}${edit.after}\``;
  const define = few ? tooFewOutputs : moreOutputsThanClasses;
  scope.report.add(
    define({
      message: `${place.name} has ${count(classes, "class", "classes")}, and the model gives ${count(outputs, "output")}`,
      source: at.source,
      span: at.span,
      labels: [labelOf(place, "the data", at.source)],
      help: title ?? `let the last layer give ${count(classes, "output")}`,
      fixes: edit
        ? [
            {
              title: title!,
              edits: [{ span: edit.span, text: String(classes) }],
              ...(few ? { safe: true as const } : {}),
            },
          ]
        : [],
    }),
  );
}

/** The layer that makes as many outputs as there are, behind which are only such as keep their number and learn nothing. */
function lastThatDecides({ draft: { layers }, end }: DraftModel): DraftLayer | undefined {
  let at = layers[end.layer];
  while (at && at.from.length === 1 && (at.answer?.params ?? 0) === 0 && at.inputs[0]!.at(-1) === at.output.at(-1)) {
    const before = layers[at.from[0]!];
    if (!before) break;
    at = before;
  }
  return at;
}

/** `fc 9`, `conv 1x1x9 p1`: the last size that is written, when it is that number. */
function sizeIn({ source, span }: DraftLayer, outputs: number) {
  const text = source.text.slice(span.start, span.end);
  const found = /^([A-Za-z_]\w*\s+(?:\d+x)*)(\d+)(?![\w.])/.exec(text);
  if (!found || Number(found[2]) !== outputs) return undefined;
  const [, before = "", size = ""] = found;
  const start = span.start + before.length;
  return { before, after: text.slice(before.length + size.length), span: { start, end: start + size.length } };
}

const count = (n: number, word: string, words = `${word}s`): string => `${n} ${n === 1 ? word : words}`;
