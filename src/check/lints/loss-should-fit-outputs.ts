/**
 * A loss that reads other outputs than the model gives: a logarithm that nobody took, a softmax of probabilities, scores that an
 * activation squeezes or cuts. Training then runs, and learns little or nothing, without a word. Looks at the output of the model
 * and of each head that is trained, back through layers that leave numbers as they are or average them. `judge-loss.ts` decides.
 */
import type { Report } from "../../diagnostics/diagnostic.ts";
import { labelPlaces } from "../../ops/label-places.ts";
import type { Range } from "../../ops/operator.ts";
import { channelsOf } from "../../ops/shape.ts";
import { lossDoesNotFit } from "../diagnostics/lints.ts";
import type { CheckedLayer, CheckedModel, Recipe } from "../model.ts";
import type { Operators } from "../operators.ts";
import { describeGiven, explainVerdict, type Found } from "./explain-loss-verdict.ts";
import { dataSetNames } from "../recipe/read-setting.ts";
import type { Flow } from "./flow.ts";
import { type Given, judgeLoss, type Verdict } from "./judge-loss.ts";
import type { LintedModel } from "./linted-model.ts";

export function lossShouldFitOutputs(
  { model, flow, removalOf }: LintedModel,
  report: Report,
  operators: Operators,
): void {
  const { recipe } = model;
  const source = recipe?.source ?? model.source;
  const span = recipe?.settings?.get("loss") ?? (recipe?.span && startOf(recipe.span));
  if (!recipe || !span) return;
  for (const { who, found, verdict } of judgeOutputs(model, flow)) {
    if (verdict === "fits") continue;
    const { maker } = found;
    const text = explainVerdict(verdict, { found, recipe, operators, who, removalOf });
    const label = {
      span: maker.span,
      message: verdict === "one-output" ? "this gives one output" : `this gives ${describeGiven(found)}`,
      ...(maker.source === source ? {} : { source: maker.source }),
    };
    report.add(lossDoesNotFit({ ...text, source, span, labels: [label] }));
    // One mistake, though heads end as their model does.
    return;
  }
}

interface Judged {
  readonly who: string;
  readonly found: Found;
  readonly verdict: Verdict;
}

/** The outputs that the loss of the recipe reads, of the model and of the heads it trains. */
export function judgeOutputs({ recipe, last, heads }: CheckedModel, flow: Flow): readonly Judged[] {
  const trained = heads.filter(({ weight }) => weight !== undefined);
  const ends = [
    { who: "the model", end: last },
    ...trained.map((head) => ({ who: `head \`${head.name}\``, end: head.last })),
  ];
  return ends.flatMap(({ who, end }) => {
    const found = recipe && whatReaches(recipe, end, flow);
    // A map of one channel, and a map where an image has one label, are errors of their own.
    const isMap = found !== undefined && labelPlaces(found.end.output) !== undefined;
    const oneLabel = recipe?.data !== undefined && dataSetNames.includes(recipe.data.spec);
    if (!found || (isMap && (found.outputs === 1 || oneLabel))) return [];
    return [{ who, found, verdict: judgeLoss(recipe.loss, found) }];
  });
}

/** The word `train`. */
const startOf = ({ start }: { readonly start: number }) => ({ start, end: start + 5 });

function whatReaches({ loss }: Recipe, last: string, { layers }: Flow): Found | undefined {
  const end = layers.get(last);
  if (!end) return undefined;
  const outputs = channelsOf(end.output);
  const { fusedWith } = loss.operator;
  if (fusedWith && end.operator.facts[fusedWith])
    return { means: "numbers", range: everything, direct: true, fused: true, outputs, maker: end, end };
  let direct = true;
  let at: CheckedLayer | undefined = end;
  for (; at; at = at.inputs.length === 1 ? layers.get(at.inputs[0]!) : undefined) {
    const { facts } = at.operator;
    if (facts.reshapes || facts.trainingOnly || facts.passes) continue;
    if (!facts.averages && !facts.selects) break;
    direct = false;
  }
  const maker = at?.operator.kind === "layer" ? at : undefined;
  return { ...givenBy(maker), direct, fused: false, outputs, maker: maker ?? end, end };
}

const everything: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

function givenBy(maker: Pick<CheckedLayer, "operator" | "values"> | undefined): Pick<Given, "means" | "range"> {
  if (maker?.operator.kind !== "layer") return { means: "numbers", range: everything };
  const { facts, range } = maker.operator;
  const means = facts.probabilities ? "probabilities" : facts.logProbabilities ? "logarithms" : "numbers";
  return { means, range: range?.(maker.values) ?? everything };
}
