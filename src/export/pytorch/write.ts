/**
 * A model as a file of Python: classes, a reader of weights, and a `main()` that trains by the recipe. Takes a checked model;
 * gives the source, or the operators that have no form in PyTorch yet. Needs no kernels: what is exported is what was checked.
 */
import type { CheckedLayer, CheckedModel } from "../../check/model.ts";
import type { PythonHelper, TorchForm } from "../../ops/pytorch.ts";
import { defineClasses, type Definition } from "./classes.ts";
import type { Line } from "./bodies.ts";
import { bodyText } from "./file-parts.ts";
import { prose, quote } from "./names.ts";
import { lineLength } from "./print-python.ts";
import type { DataKind } from "./data/data-kind.ts";
import type { HeadLine } from "./forward.ts";
import type { ExportedPreparation } from "./main-options.ts";
import { printClass } from "./print-class.ts";
import { missingForms, printMain } from "./recipe.ts";
import { buildRegions, type Region } from "./regions.ts";
import { fusedFact } from "./train-loop.ts";

export interface PytorchOptions {
  readonly version: string;
  /** Of which kind the data of the recipe is, where one has looked. */
  readonly data?: DataKind;
  /** Of the run whose weights go along. */
  readonly preparation?: ExportedPreparation;
}

/** `missing`: what has no form in PyTorch yet, as a user knows it. */
export type PytorchResult =
  { readonly source: string; readonly className: string } | { readonly missing: readonly string[] };

export function exportPytorch(model: CheckedModel, options: PytorchOptions): PytorchResult {
  const layers = model.layers.filter(({ operator }) => !operator.pytorch).map(({ operator }) => operator.name);
  const missing = [...new Set(layers), ...(model.recipe ? missingForms(model.recipe) : [])];
  if (missing.length > 0) return { missing };
  const helpers = new Map<string, PythonHelper>();
  const region = buildRegions(model, (layer) => {
    const form = formOf(layer);
    for (const helper of form.helpers ?? []) helpers.set(helper.name, helper);
    return form;
  });
  const taken = new Set([...helpers.keys(), ...bodyText.names]);
  const definitions = defineClasses(region, model.name, taken);
  const classes = definitions.map((definition) => printDefinition(definition, model));
  const { name } = definitions.at(-1)!;
  const renamed = renamedKeys(region);
  const parts = [
    ...[...helpers.values()].map(({ source }) => source.trimEnd()),
    ...classes,
    bodyText.loader(renamed),
    bodyText.writer(renamed),
    ...(model.recipe ? [bodyText.keeper] : []),
    ...printMain(model, {
      className: name,
      keyOf: (key) => renameKey(key, renamed),
      heads: model.heads,
      data: options.data,
      preparation: options.preparation,
      scoresInTraining: scoresLine(model, definitions.at(-1)!.bodies[0]!.lines) !== undefined,
    }),
  ];
  const code = parts.join("\n\n\n");
  const source = `${header(model, options)}\n\n${bodyText.imports(code)}\n\n\n${code}\n`;
  return { source, className: name };
}

function formOf({ operator, input, output, values, inputs }: CheckedLayer): TorchForm {
  return operator.kind === "layer" ? operator.pytorch!(input, output, values) : operator.pytorch!(inputs.length);
}

function header(model: CheckedModel, { version }: PytorchOptions): string {
  const path = prose(model.source.path);
  const from = `${model.name}, from ${path}:`;
  const by = `written by \`cnnc export --to pytorch\` (cnnc ${prose(version)}).`;
  const line = `"""${from} ${by}"""`;
  if (line.length <= lineLength) return line;
  // A path has no words to break at: of a long one the name of the file is told.
  const short = path.slice(path.lastIndexOf("/") + 1);
  const first = from.length <= lineLength - 3 ? from : `${model.name}, from ${short}:`;
  return `"""${first}\n${by}\n"""`;
}

function printDefinition({ ...definition }: Definition, model: CheckedModel): string {
  const { region, lines } = definition.bodies[0]!;
  const isModel = region.path === "";
  const heads = isModel ? headLines(model, lines) : [];
  const scores = isModel ? scoresLine(model, lines) : undefined;
  const graph = quote(model.graph?.path ?? "edges.csv");
  return printClass(definition, {
    graph,
    heads,
    scores,
    documentation: isModel ? describeModel(model) : describeRegion(region),
  });
}

/**
 * The lines of the model's own class that give the outputs of its heads, in the order of its outputs; several heads may give one
 * value, and one may give the input. The class of the model calls all that heads hang on, see `regions.ts`.
 */
function headLines({ heads }: CheckedModel, lines: readonly Line[]): readonly HeadLine[] {
  const lastOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
  const shorts = heads.map(({ name }) => lastOf(name));
  return heads.map(({ name, last }, i) => ({
    line: lines.findIndex(({ unit }) => unit.gives === last),
    name: shorts.indexOf(shorts[i]!) === shorts.lastIndexOf(shorts[i]!) ? shorts[i]! : name.replaceAll(".", "_"),
  }));
}

/** The scores behind which a last layer is fused with the loss; absent where a block hides them. */
function scoresLine(model: CheckedModel, lines: readonly Line[]): number | undefined {
  if (fusedFact(model) === undefined) return undefined;
  const line = lines.find(({ unit }) => unit.gives === model.last && unit.child.kind === "layer");
  const from = line?.reads[0] ?? -1;
  return from >= 0 ? from : undefined;
}

const sizes = (shape: readonly number[]): string => shape.join("x");

function describeModel({ input, output, totals }: CheckedModel): string {
  return `${sizes(input)} to ${sizes(output)}, ${totals.params.toLocaleString("en-US")} parameters.`;
}

function describeRegion({ use, path }: Region): string {
  if (use === undefined) return `The part ${path} of the model.`;
  const { documentation } = use.block;
  return documentation === undefined || prose(documentation) === ""
    ? `The block ${use.block.name.text} of ${use.home.path}.`
    : documentation;
}

const renameKey = (key: string, renamed: ReadonlyMap<string, string>): string => {
  const at = key.lastIndexOf(".");
  return `${renamed.get(key.slice(0, at)) ?? key.slice(0, at)}${key.slice(at)}`;
};

/** Keys of the weight file that are spelled otherwise in Python: `train.weight` → `train_.weight`. */
export function renamedKeys(model: Region): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  const visit = (region: Region, path: string): void => {
    for (const child of region.children) {
      const here = path === "" ? child.name : `${path}.${child.name}`;
      if (child.kind === "region") visit(child.region, here);
      else {
        const { layer } = child;
        if (layer.name !== here && layer.parameters.length + layer.state.length > 0) renamed.set(layer.name, here);
      }
    }
  };
  visit(model, "");
  return renamed;
}
