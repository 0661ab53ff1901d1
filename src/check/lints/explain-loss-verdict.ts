/**
 * What is said of a loss that does not fit its outputs, and what to write instead. Takes a verdict with what it was about; returns
 * message, facts, help and fixes. A fix is safe where two ways of writing compute one thing, or one of them nothing of use.
 */
import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Layer, LossInput } from "../../ops/operator.ts";
import type { CheckedLayer, Recipe } from "../model.ts";
import type { Operators } from "../operators.ts";
import type { Given, Verdict } from "./judge-loss.ts";
import type { Removal } from "./remove-stage.ts";

/** What a loss reads, and the layer that makes it so. */
export interface Found extends Given {
  readonly maker: CheckedLayer;
  /** The last layer. */
  readonly end: CheckedLayer;
}

export interface Case {
  readonly found: Found;
  readonly recipe: Recipe;
  readonly operators: Operators;
  /** ``the model`` or ``head `aux1` ``. */
  readonly who: string;
  readonly removalOf: Removal;
}

interface Text {
  readonly message: string;
  readonly notes: readonly string[];
  readonly help: string;
  readonly fixes: readonly Fix[];
}

export function explainVerdict(verdict: Exclude<Verdict, "fits">, given: Case): Text {
  const { found, recipe, who } = given;
  const { operator, values } = recipe.loss;
  const loss = `\`${operator.name}\``;
  const layer = `\`${found.maker.operator.name}\``;
  const asked = operator.asks(values);
  const names = namesOf(given.operators);
  const removal = found.maker.source === recipe.source ? given.removalOf(found.maker) : [];
  switch (verdict) {
    case "one-output":
      return {
        message: `${loss} compares the scores of classes, and ${who} gives one`,
        notes: ["one score is always the greatest: every image is right, and nothing is learned"],
        help: "give the last layer one output for each class",
        fixes: [],
      };
    case "no-logarithms": {
      const plain = found.means !== "logarithms";
      return {
        message: `${loss} reads logarithms of probabilities, and ${who} gives ${describeGiven(found)}`,
        notes: [
          Number.isFinite(found.range[1])
            ? `the loss is minus the output of the right class: at best ${printNumber(-found.range[1])}, whatever the other classes get`
            : "the loss is minus the output of the right class: it falls without end, whatever the other classes get",
        ],
        help: names
          ? `write \`loss ${names.scores}\`, which takes the logarithm itself, or end in \`${names.logarithms}\``
          : "end in logarithms of probabilities",
        fixes: plain && names ? lossInstead(recipe, names.scores, isPlain(found)) : [],
      };
    }
    case "logarithms-twice":
      return {
        message: `${loss} takes the logarithm of a softmax, and ${layer} has taken it already`,
        notes: ["a second time changes nothing: the loss is the same, and costs more"],
        help: names ? `write \`loss ${names.logSum}\`, or leave ${layer} out` : `leave ${layer} out`,
        fixes: names ? [...lossInstead(recipe, names.logSum, true), ...removal] : removal,
      };
    case "probabilities-twice":
      return {
        message: `${loss} makes probabilities of the probabilities of ${layer}`,
        notes: [
          squeeze(asked, found),
          `${loss} and ${layer} are computed as one where ${layer} is the last layer`,
        ].filter((note) => note !== ""),
        help: `let ${layer} be the last layer, or leave it out`,
        fixes: removal,
      };
    case "compete":
      return {
        message: `${loss} compares each output with its own yes or no, and the outputs of ${layer} add up to one`,
        notes: [squeeze(asked, found)].filter((note) => note !== ""),
        help: names
          ? `write \`loss ${names.scores}\`, or \`${names.logistic}\` in place of ${layer}`
          : `leave ${layer} out`,
        fixes: names ? [...lossInstead(recipe, names.scores, false), ...removal] : removal,
      };
    case "squeezed":
    case "cut":
      return {
        message: `${loss} reads scores, which may be any numbers, and ${who} gives ${describeGiven(found)}`,
        notes: [verdict === "squeezed" ? squeeze(asked, found) : cut(found)].filter((note) => note !== ""),
        help: otherLoss(found, given) ?? `leave ${layer} out: the last layer that learns gives scores`,
        fixes: removal,
      };
    case "out-of-reach":
      return {
        message:
          asked.of === "margin"
            ? `${loss} wants scores that are ${printNumber(asked.margin)} apart, and ${who} gives ${describeGiven(found)}`
            : `${loss} compares with ${listTargets(asked.of === "values" ? asked.targets : [])}, and ${who} gives ${describeGiven(found)}`,
        notes: [],
        help: `leave ${layer} out: the last layer that learns gives any numbers`,
        fixes: removal,
      };
    default:
      return verdict satisfies never;
  }
}

/** Scores, or probabilities: whoever writes them means the loss that takes the logarithm of their softmax. */
const isPlain = ({ means, range: [low, high] }: Given): boolean =>
  means === "probabilities" || (!Number.isFinite(low) && !Number.isFinite(high));

/** A layer that some loss computes by itself is what that loss is for. */
function otherLoss({ maker }: Found, { operators, recipe }: Case): string | undefined {
  const other = [...operators.losses.values()].find(
    ({ fusedWith, name }) => fusedWith && maker.operator.facts[fusedWith] && name !== recipe.loss.operator.name,
  );
  return other && `leave \`${maker.operator.name}\` out, or write \`loss ${other.name}\``;
}

/** What to write for each kind of outputs, found by asking. */
function namesOf({ losses, layerNames, findLayer }: Operators) {
  const lossThat = (of: string): string | undefined =>
    [...losses.values()].find(({ asks }) => asks(noValues).of === of)?.name;
  const layerThat = (fits: (layer: Layer) => boolean): string | undefined =>
    layerNames.find((name) => {
      const layer = findLayer(name);
      return layer !== undefined && fits(layer);
    });
  const scores = lossThat("scores");
  const logSum = lossThat("logarithms");
  const logarithms = layerThat(({ facts }) => facts.logProbabilities === true);
  const logistic = layerThat(({ facts }) => facts.logistic === true);
  return scores && logSum && logarithms && logistic ? { scores, logSum, logarithms, logistic } : undefined;
}

const noValues = {} as never;

/** Only a loss that is written, and without arguments, which belong to it. */
function lossInstead({ settings, source }: Recipe, name: string, safe: boolean): readonly Fix[] {
  const span = settings?.get("loss");
  const written = span && /^loss\s+(\w+)$/.exec(source?.text.slice(span.start, span.end) ?? "");
  if (!span || !written) return [];
  const edits = [{ span: { start: span.end - written[1]!.length, end: span.end }, text: name }];
  const title = `write \`loss ${name}\``;
  return [safe ? { title, edits, safe } : { title, edits }];
}

/** ``any numbers`` or ``numbers from 0 to 1``. */
export function describeGiven({ means, range: [low, high] }: Given): string {
  if (means === "probabilities") return "probabilities";
  if (means === "logarithms") return "logarithms of probabilities";
  const [from, to] = [Number.isFinite(low), Number.isFinite(high)];
  if (from && to) return `numbers from ${printNumber(low)} to ${printNumber(high)}`;
  if (from) return `no numbers below ${printNumber(low)}`;
  return to ? `no numbers above ${printNumber(high)}` : "any numbers";
}

function cut({ range: [low] }: Given): string {
  const [end, side] = Number.isFinite(low) ? ["below", low] : ["above", 0];
  return `a class whose score should be ${end} ${printNumber(side)} learns nothing there`;
}

/** The least loss there can be, where the loss says it. */
function squeeze(asked: LossInput, { range, outputs }: Given): string {
  const [low, high] = range;
  const least =
    asked.of === "scores"
      ? asked.least?.(high - low, outputs)
      : asked.of === "each-score"
        ? asked.least?.(range, outputs)
        : undefined;
  return least === undefined || outputs < 2
    ? ""
    : `with ${outputs} outputs the loss cannot be less than ${printNumber(least)}`;
}

const listTargets = (targets: readonly number[]): string => targets.map(printNumber).join(" and ");

const printNumber = (value: number): string => String(Number((value === 0 ? 0 : value).toPrecision(4)));
