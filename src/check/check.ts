/**
 * The checker: what a file means. Takes the syntax tree, the operators of the language and a report; returns every model
 * that could be understood, with the recipe that trains it. All mistakes of the file are reported in one run, one message
 * each, and none is thrown. Declarations that a syntax error damaged are left alone.
 */
import type { Report } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/source.ts";
import type { Declaration, File, Name, Train } from "../syntax/ast.ts";
import { buildModel } from "./build-model.ts";
import { checkExpectation } from "./check-expectations.ts";
import { checkModel, type DraftModel } from "./check-model.ts";
import { checkTraining } from "./check-training.ts";
import { createCollector } from "./collect.ts";
import { duplicateName } from "./diagnostics/models.ts";
import { duplicateTrain, outputNotAList, unknownModel } from "./diagnostics/training.ts";
import { evaluate } from "./evaluate.ts";
import { reportNotYet } from "./expand.ts";
import { silencedBy } from "./ignore-comments.ts";
import { fullConnectionShouldBeSmall } from "./lints/full-connection-should-be-small.ts";
import type { CheckedFile, CheckedModel, Recipe } from "./model.ts";
import type { Operators } from "./operators.ts";
import type { Binding, Scope } from "./scope.ts";
import { nearest } from "../diagnostics/nearest.ts";

/** A model is in the result when all its layers are understood; whether there were errors is the report's to say. */
export function check(file: File, operators: Operators, report: Report): CheckedFile {
  const { source, declarations, comments } = file;
  const collector = createCollector(report, silencedBy(comments, source));
  const bindings = new Map<string, Binding>();
  const scope: Scope = { source, report: collector, bindings, trail: [] };

  namesMustDiffer(declarations, scope);
  const elsewhere = new Set<string>();
  for (const declaration of declarations) declare(declaration, scope, bindings, elsewhere);

  const drafts = new Map<string, DraftModel>();
  for (const declaration of declarations)
    if (declaration.kind === "model" && !declaration.damaged) {
      const draft = checkModel(declaration, scope, operators, elsewhere);
      if (!drafts.has(declaration.name.text)) drafts.set(declaration.name.text, draft);
    }
  const recipes = checkRecipes(declarations, drafts, scope, operators);

  const models: CheckedModel[] = [];
  for (const [name, { draft, expectations, scope: inner }] of drafts) {
    const { input, layers, labels, complete } = draft;
    const model =
      complete && input ? buildModel(name, source, input, layers, labels.keys(), recipes.get(name)) : undefined;
    for (const expectation of expectations) checkExpectation(expectation, inner, model);
    if (!model) continue;
    models.push(model);
    fullConnectionShouldBeSmall(model, collector);
  }
  collector.flush();
  return { source, models };
}

/** Consts have their values in the order of the text: each sees those above it. */
function declare(declaration: Declaration, scope: Scope, bindings: Map<string, Binding>, elsewhere: Set<string>): void {
  switch (declaration.kind) {
    case "const": {
      const { name, value, damaged } = declaration;
      if (bindings.has(name.text)) return;
      const known = damaged ? undefined : evaluate(value, scope);
      bindings.set(name.text, { span: name.span, ...(known ? { value: known } : {}) });
      return;
    }
    case "block":
      elsewhere.add(declaration.name.text);
      if (!declaration.damaged) reportNotYet("blocks", declaration.name.span, scope);
      return;
    case "import":
      for (const name of declaration.names) elsewhere.add(name.text);
      if (!declaration.damaged) reportNotYet("imports", declaration.span, scope);
      return;
    case "model":
    case "train":
      return;
    default:
      declaration satisfies never;
  }
}

function namesMustDiffer(declarations: readonly Declaration[], { report, source }: Scope): void {
  const seen = new Map<string, Span>();
  for (const name of declarations.flatMap(declaredNames)) {
    const first = seen.get(name.text);
    if (!first) {
      seen.set(name.text, name.span);
      continue;
    }
    const message = `\`${name.text}\` is declared twice`;
    const labels = [{ span: first, message: "first declared here" }];
    report.add(duplicateName({ message, source, span: name.span, labels, help: "choose another name" }));
  }
}

function declaredNames(declaration: Declaration): readonly Name[] {
  if (declaration.kind === "train") return [];
  return declaration.kind === "import" ? declaration.names : [declaration.name];
}

function checkRecipes(
  declarations: readonly Declaration[],
  drafts: ReadonlyMap<string, DraftModel>,
  scope: Scope,
  operators: Operators,
): ReadonlyMap<string, Recipe> {
  const recipes = new Map<string, Recipe>();
  const seen = new Map<string, Span>();
  for (const train of declarations) {
    if (train.kind !== "train") continue;
    const name = train.model.text;
    const first = seen.get(name);
    seen.set(name, first ?? train.model.span);
    if (train.damaged) continue;
    if (first) reportSecond(train, first, scope);
    modelMustExist(train, declarations, scope);
    const recipe = checkTraining(train, scope, operators);
    const draft = drafts.get(name);
    if (recipe && draft) outputMustBeAList(draft, recipe, scope);
    if (recipe && !first) recipes.set(name, recipe);
  }
  return recipes;
}

function reportSecond({ model }: Train, first: Span, { report, source }: Scope): void {
  const message = `model \`${model.text}\` has two recipes`;
  const labels = [{ span: first, message: "the first recipe" }];
  report.add(duplicateTrain({ message, source, span: model.span, labels, help: "keep one of them" }));
}

function modelMustExist({ model }: Train, declarations: readonly Declaration[], { report, source }: Scope): void {
  const known = declarations.flatMap((item) =>
    item.kind === "model" || item.kind === "import" ? declaredNames(item) : [],
  );
  if (known.some((name) => name.text === model.text)) return;
  const names = known.map((name) => name.text);
  const near = nearest(model.text, names);
  const there = names.length === 0 ? "the file has no model" : `the file has ${names.join(", ")}`;
  report.add(
    unknownModel({
      message: `no model \`${model.text}\` to train`,
      source,
      span: model.span,
      help: near === undefined ? there : `did you mean \`${near}\`?`,
      fixes:
        near === undefined ? [] : [{ title: `replace with \`${near}\``, edits: [{ span: model.span, text: near }] }],
    }),
  );
}

function outputMustBeAList({ draft, end }: DraftModel, recipe: Recipe, { report, source }: Scope): void {
  const last = draft.layers[end.layer];
  if (!draft.complete || !last || last.output.length === 1) return;
  report.add(
    outputNotAList({
      message: `the model ends in a map of ${last.output.join("x")}, and \`${recipe.loss.operator.name}\` wants one score per class`,
      source,
      span: last.span,
      ...(recipe.span
        ? { labels: [{ span: { start: recipe.span.start, end: recipe.span.start + 5 }, message: "trained here" }] }
        : {}),
      help: "end the model with `fc` and the number of classes, or with `flatten`",
    }),
  );
}
