/**
 * A key of a model that is the same as long as its drawing is: takes a checked model, gives a short text, without laying anything out.
 * Comments and white space leave it as it is: of places only their order counts. Two models of one key have one drawing; two
 * drawings of one look may have two keys.
 */
import type { CheckedModel, Step } from "../../check/model.ts";
import type { Source, Span } from "../../source/source.ts";

export function drawingKey(model: CheckedModel): string {
  const steps = [...new Set(model.layers.flatMap(({ trail }) => trail))];
  const numberOf = new Map(steps.map((step, i) => [step, i]));
  const rank = rankPlaces([...model.layers, ...steps]);
  const { name, input, output, last, heads, totals, recipe } = model;
  return hash(
    JSON.stringify([
      [name, input, output, last, totals, recipe?.batch],
      heads.map((head) => [head.name, head.from, head.last, head.output, head.totals, head.weight]),
      steps.map((step) => [stepFacts(step), rank(step)]),
      model.layers.map(({ operator, source, span, trail, parameters, state, ...facts }) => [
        operator.name,
        facts,
        parameters.map(({ fullName, shape }) => [fullName, shape]),
        state.map(({ fullName }) => fullName),
        trail.map((step) => numberOf.get(step)),
        rank({ source, span }),
      ]),
    ]),
  );
}

function stepFacts({ iteration, of, use }: Step): unknown {
  return [iteration, of, use?.text, use?.prefix, use?.block.name.text];
}

interface Placed {
  readonly source: Source;
  readonly span: Span;
}

/** Places as their rank in the file, the file as its number. */
function rankPlaces(placed: readonly Placed[]): (each: Placed) => readonly number[] {
  const files = [...new Set(placed.map(({ source }) => source))];
  const ranks = files.map((file) => {
    const offsets = placed.flatMap(({ source, span }) => (source === file ? [span.start, span.end] : []));
    return new Map([...new Set(offsets)].sort((a, b) => a - b).map((offset, rank) => [offset, rank]));
  });
  return ({ source, span }) => {
    const file = files.indexOf(source);
    return [file, ranks[file]!.get(span.start)!, ranks[file]!.get(span.end)!];
  };
}

/** FNV-1a over UTF-16, twice 32 bits, of the text and of the text backwards. */
function hash(text: string): string {
  let forwards = 0x811c9dc5;
  let backwards = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    forwards = Math.imul(forwards ^ text.charCodeAt(i), 0x01000193);
    backwards = Math.imul(backwards ^ text.charCodeAt(text.length - 1 - i), 0x01000193);
  }
  return [forwards, backwards].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
