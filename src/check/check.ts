/**
 * The checker: what a file means. Takes the syntax tree, the operators of the language, a report and the project that imported
 * files come from; returns every model that could be understood, with the recipe that trains it. All mistakes of the file are
 * reported in one run, one message each, and none is thrown. With data facts, models are held against the data that their recipes name. Declarations that a syntax error damaged are left alone.
 */
import type { Report } from "../diagnostics/diagnostic.ts";
import type { DataFactsReader } from "../std/data-sets.ts";
import type { File } from "../syntax/ast.ts";
import { blocksMustNotRecurse } from "./expand/blocks-must-not-recurse.ts";
import { buildLayers, buildModel } from "./build-model.ts";
import { checkExpectation } from "./check-expectations.ts";
import { checkModel, type DraftModel } from "./check-model.ts";
import { checkRecipes, modelsToTrain } from "./recipe/check-recipes.ts";
import { createCollector } from "./collect.ts";
import { lookThrough, parametersMustDiffer } from "./expand/look-through.ts";
import { channelsShouldComeLast } from "./lints/channels-should-come-last.ts";
import { lintFile } from "./lints/lint-file.ts";
import { lintModel } from "./lints/lint-model.ts";
import { createLoader, type LoadedFile, loadFile } from "./files/load-file.ts";
import type { CheckedFile, CheckedModel, Recipe } from "./model.ts";
import { blocksMustNotBeLayers, namesMustDiffer } from "./files/names.ts";
import type { Operators } from "./operators.ts";
import type { Project } from "./files/project.ts";
import { silence } from "./trace/silence.ts";
import { traceParts } from "./recipe/trace-parts.ts";
import type { LaidOut, Trace } from "./scope/trace.ts";
import { weighHeads } from "./recipe/read-aux.ts";
import { freezeLayers } from "./recipe/read-freeze.ts";
import type { Scope } from "./scope/scope.ts";
import { createTextProject } from "./files/text-project.ts";

/** What a shell hands in beside the text; nothing of it is needed. */
export interface CheckInputs {
  /** Where imported files come from; absent: there are none but the library's. */
  readonly project?: Project | undefined;
  /** What is known of the data that recipes name; absent: it is not asked for. */
  readonly dataFacts?: DataFactsReader | undefined;
  /** Records names and shapes. */
  readonly trace?: Trace | undefined;
}

/** A model is in the result when all its layers are understood; whether there were errors is the report's to say. */
export function check(
  file: File,
  operators: Operators,
  report: Report,
  { project, dataFacts, trace }: CheckInputs = {},
): CheckedFile {
  const { source, declarations } = file;
  const loader = createLoader(operators, project ?? createTextProject(source.path, new Map()), dataFacts, trace);
  const collector = createCollector(report, source, loader.program.isSilenced);
  namesMustDiffer(declarations, { report: collector, source });
  const loaded = loadFile(file, collector, loader);
  const { scope } = loaded;

  const blocks = declarations.filter((each) => each.kind === "block").filter(({ damaged }) => !damaged);
  blocksMustNotBeLayers(
    declarations.filter(({ damaged }) => !damaged),
    scope,
  );
  for (const block of blocksMustNotRecurse(blocks, scope)) loader.recursive.add(block);
  for (const block of blocks) {
    parametersMustDiffer(block, scope);
    for (const expectation of lookThrough(block, scope)) checkExpectation(expectation, undefined);
  }
  if (trace) traceDamaged(loaded);
  const drafts = checkModels(loaded);
  const recipes = checkRecipes(declarations, loaded, drafts);

  const models: CheckedModel[] = [];
  for (const [name, draftModel] of drafts) {
    const model = finish(name, draftModel, recipes.get(name), scope);
    trace?.model(layersOf(draftModel, model));
    const recipe = model?.recipe;
    if (trace && recipe) traceParts([...(recipe.freeze ?? []), ...(recipe.aux ?? [])], draftModel.draft, scope);
    channelsShouldComeLast(draftModel.draft, draftModel.scope.source, collector);
    if (!model) continue;
    models.push(model);
    lintModel(model, collector, loader.program);
  }
  lintFile(file, collector, models);
  const unbound = [...drafts].flatMap(([name, draft]) =>
    draft.unbound.length > 0 ? [{ name, parameters: draft.unbound }] : [],
  );
  collector.flush();
  const stages = [...drafts.values()].reduce((sum, { draft }) => sum + draft.stages, 0);
  return { source, models, unbound, stages };
}

/** What a syntax error damaged is not judged; its names and shapes are recorded as far as they can be read. */
function traceDamaged({ file, scope, models }: LoadedFile): void {
  const quiet: Scope = { ...scope, report: silence };
  for (const declaration of file.declarations) {
    if (!declaration.damaged) continue;
    if (declaration.kind === "block") lookThrough(declaration, quiet);
    if (declaration.kind === "model" && models.get(declaration.name.text)?.model === declaration)
      scope.program.trace?.model(layersOf(checkModel(declaration, quiet), undefined));
  }
}

/** Of a model with mistakes, the layers that were understood. */
function layersOf({ syntax, scope, draft }: DraftModel, model: CheckedModel | undefined): LaidOut {
  return {
    model: syntax,
    source: scope.source,
    input: draft.input,
    layers: model?.layers ?? buildLayers(draft.layers),
  };
}

/** Those of the file, and imported ones that it trains, by name. */
function checkModels({ file, models, scope }: LoadedFile): ReadonlyMap<string, DraftModel> {
  const trains = modelsToTrain(file.declarations);
  const drafts = new Map<string, DraftModel>();
  for (const [name, { model, scope: home }] of models) {
    const own = home === scope;
    if (model.damaged || (!own && !trains.has(name))) continue;
    if (own) parametersMustDiffer(model, home);
    drafts.set(name, checkModel(model, home, trains.get(name), scope));
  }
  // Another model of the same name is no model of the file, but has mistakes of its own.
  for (const model of file.declarations)
    if (model.kind === "model" && !model.damaged && models.get(model.name.text)?.model !== model)
      checkModel(model, scope);
  return drafts;
}

/** `file`: the names of the file that holds the recipe. */
function finish(
  name: string,
  { draft, scope, end }: DraftModel,
  recipe: Recipe | undefined,
  file: Scope,
): CheckedModel | undefined {
  const built = draft.complete && draft.input ? buildModel(name, scope.source, draft, end, recipe) : undefined;
  const model = built && weighHeads(freezeLayers(built, file), file);
  for (const expectation of draft.expectations) checkExpectation(expectation, model);
  return model;
}
