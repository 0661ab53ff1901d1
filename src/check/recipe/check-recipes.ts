/**
 * The `train` blocks of a file: each belongs to one model of the file or to an imported one, which has one recipe. Takes the
 * declarations, the names of the file and the drafts of its models; returns the recipes by the name of their model.
 */
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import { listWords } from "../../diagnostics/guesses.ts";
import type { Span } from "../../source/source.ts";
import type { Declaration, Train } from "../../syntax/ast.ts";
import type { DraftModel } from "../check-model.ts";
import { checkTraining } from "./check-training.ts";
import { dataMustFit } from "./data-must-fit.ts";
import { duplicateTrain, unknownModel } from "../diagnostics/training.ts";
import { augmentationMustMoveLabels, labelsMustFit } from "./labels-must-fit.ts";
import type { LoadedFile, LoadedModel } from "../files/load-file.ts";
import type { Recipe } from "../model.ts";
import { silence } from "../trace/silence.ts";
import { traceDeclared } from "../trace/record.ts";
import type { Declared } from "../scope/trace.ts";
import { augmentationMustFit } from "./read-augmentation.ts";
import type { Scope } from "../scope/scope.ts";

/** The first recipe of each model. */
export function modelsToTrain(declarations: readonly Declaration[]): ReadonlyMap<string, Train> {
  const trains = new Map<string, Train>();
  for (const train of declarations)
    if (train.kind === "train" && !train.damaged && !trains.has(train.model.text)) trains.set(train.model.text, train);
  return trains;
}

export function checkRecipes(
  declarations: readonly Declaration[],
  { models, scope }: LoadedFile,
  drafts: ReadonlyMap<string, DraftModel>,
): ReadonlyMap<string, Recipe> {
  const recipes = new Map<string, Recipe>();
  const seen = new Map<string, Span>();
  for (const train of declarations) {
    if (train.kind !== "train") continue;
    const name = train.model.text;
    const first = seen.get(name);
    seen.set(name, first ?? train.model.span);
    if (train.damaged) {
      if (scope.program.trace) checkTraining(train, { ...scope, report: silence }, scope.program.operators);
      continue;
    }
    if (first) reportSecond(train, first, scope);
    modelMustExist(train, models, scope);
    const recipe = checkTraining(train, scope, scope.program.operators);
    const draft = drafts.get(name);
    if (recipe && draft) {
      labelsMustFit(draft, recipe, scope);
      dataMustFit(draft, recipe, scope);
    }
    const input = draft?.draft.input;
    if (recipe && input && augmentationMustFit(recipe, input, scope))
      augmentationMustMoveLabels(draft, recipe, input, scope);
    if (recipe && !first) recipes.set(name, recipe);
  }
  return recipes;
}

function declaredModel({ model, scope }: LoadedModel): Declared {
  return { kind: "model", name: model.name.text, source: scope.source, span: model.name.span };
}

function reportSecond({ model }: Train, first: Span, { report, source }: Scope): void {
  const message = `model \`${model.text}\` has two recipes`;
  const labels = [{ span: first, message: "the first recipe" }];
  report.add(duplicateTrain({ message, source, span: model.span, labels, help: "keep one of them" }));
}

function modelMustExist({ model }: Train, models: LoadedFile["models"], scope: Scope): void {
  const { report, source, bindings, program } = scope;
  // An import that could not be read may have brought it.
  const binding = bindings.get(model.text);
  const found = models.get(model.text);
  if (found) traceDeclared(scope, model.span, declaredModel(found));
  if (found || (binding && !binding.value)) return;
  const there = models.size === 0 ? "the file has no model" : `the file has ${listWords(models.keys())}`;
  const what = binding?.value?.kind === "block" ? `\`${model.text}\` is a block, not a model` : undefined;
  report.add(
    unknownModel({
      message: what ?? `no model \`${model.text}\` to train`,
      source,
      span: model.span,
      help: there,
      ...didYouMean(model.text, model.span, program.guesses.among(models.keys())),
    }),
  );
}
