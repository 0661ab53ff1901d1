/**
 * `freeze conv1 "layer2.basic1"`: layers that are not trained. Takes the setting, and then the checked model that its names are
 * looked for in: a layer, all layers of a block that is used under this name, or all uses of a block. Returns the model with
 * those layers frozen; names that are nothing in it are reported, and so is a recipe that leaves nothing to learn.
 */
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import { listWords } from "../../diagnostics/guesses.ts";
import type { Setting } from "../../syntax/ast.ts";
import { duplicateArgument, missingArgument } from "../diagnostics/arguments.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import { freezeWithoutEffect, nothingToTrain, unknownPart } from "../diagnostics/training.ts";
import type { CheckedLayer, CheckedModel, NamedPart } from "../model.ts";
import { mustNotChain, type SettingContext } from "./read-setting.ts";
import type { Scope } from "../scope/scope.ts";

export function readFreeze(setting: Setting, { scope }: SettingContext): readonly NamedPart[] | undefined {
  const { report, source } = scope;
  if (!mustNotChain(setting, scope)) return undefined;
  const parts: NamedPart[] = [];
  let right = true;
  for (const argument of setting.arguments) {
    const part = readPart(argument);
    if (part && !parts.some(({ name }) => name === part.name)) parts.push(part);
    else {
      right = false;
      const message = part ? `\`${part.name}\` is frozen twice` : "`freeze` wants names of layers or blocks";
      const define = part ? duplicateArgument : wrongKind;
      report.add(define({ message, source, span: argument.span, help: part ? "keep one" : partHelp }));
    }
  }
  if (right && parts.length === 0) {
    const message = "`freeze` lacks the names of layers or blocks";
    report.add(missingArgument({ message, source, span: setting.name.span, help: partHelp }));
    return undefined;
  }
  return right ? parts : undefined;
}

const partHelp = 'write names as `cnnc summary` shows them, with dots in quotes: `freeze conv1 "layer2.basic1"`';

/** A word, or a name with dots in quotes. */
export function readPart(argument: Setting["arguments"][number]): NamedPart | undefined {
  const { span } = argument;
  if (argument.kind === "flag") return { name: argument.name.text, span };
  return argument.kind === "string" ? { name: argument.value.value, span } : undefined;
}

/** The model as its recipe trains it; `scope` is that of the recipe. */
export function freezeLayers(model: CheckedModel, scope: Scope): CheckedModel {
  const { recipe, layers } = model;
  if (!recipe?.freeze) return model;
  const frozen = new Set<CheckedLayer>();
  const layersOf = indexParts(layers);
  for (const part of recipe.freeze) {
    const meant = layersOf.get(part.name) ?? [];
    if (meant.length === 0) reportUnknown(part, layersOf.keys(), layers, scope);
    else if (meant.every(({ params, state }) => params === 0 && state.length === 0)) reportIdle(part, scope);
    for (const layer of meant) frozen.add(layer);
  }
  const learns = layers.some((layer) => layer.params > 0 && !frozen.has(layer));
  if (frozen.size > 0 && !learns) reportNothingToTrain(recipe.freeze, scope);
  return { ...model, layers: layers.map((layer) => (frozen.has(layer) ? { ...layer, frozen: true } : layer)) };
}

/** Every name that `freeze` knows, of layers, of what stands around them, of blocks; one of the model is meant before one of the file. */
function indexParts(layers: readonly CheckedLayer[]): ReadonlyMap<string, readonly CheckedLayer[]> {
  const parts = new Map<string, CheckedLayer[]>();
  const blocks = new Map<string, CheckedLayer[]>();
  for (const layer of layers) {
    for (const name of beginnings(layer.name)) put(parts, name, layer);
    for (const name of blocksAround(layer)) put(blocks, name, layer);
  }
  return new Map([...blocks, ...parts]);
}

function put(table: Map<string, CheckedLayer[]>, name: string, layer: CheckedLayer): void {
  const known = table.get(name);
  if (known) known.push(layer);
  else table.set(name, [layer]);
}

/** `a.b.c`: `a`, `a.b`, `a.b.c` */
function* beginnings(name: string): Iterable<string> {
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) yield name.slice(0, dot);
  yield name;
}

function blocksAround({ trail }: CheckedLayer): ReadonlySet<string> {
  return new Set(trail.flatMap(({ use }) => (use ? [use.block.name.text] : [])));
}

function reportUnknown(
  { name, span }: NamedPart,
  parts: Iterable<string>,
  layers: readonly CheckedLayer[],
  scope: Scope,
): void {
  const { report, source, program } = scope;
  report.add(
    unknownPart({
      message: `the model has no layer or block \`${name}\` to freeze`,
      source,
      span,
      notes: [`it has ${listWords(outermost(layers))}`],
      help: "`cnnc summary` lists the names of all layers",
      ...meantPart(name, span, program.guesses.among(parts)),
    }),
  );
}

/** Each once, in the order of the model. */
function* outermost(layers: readonly CheckedLayer[]): Iterable<string> {
  const seen = new Set<string>();
  for (const { name } of layers) {
    const [first] = name.split(".", 1) as [string];
    if (!seen.has(first)) yield first;
    seen.add(first);
  }
}

/** As "did you mean", with quotes around what has dots. */
export function meantPart(name: string, span: NamedPart["span"], names: Iterable<string>) {
  const meant = didYouMean(name, span, names);
  if (!meant) return undefined;
  const quoted = (text: string): string => (text.includes(".") ? JSON.stringify(text) : text);
  const fixes = meant.fixes.map((fix) => ({
    ...fix,
    edits: fix.edits.map((edit) => ({ ...edit, text: quoted(edit.text) })),
  }));
  return { ...meant, fixes };
}

function reportIdle({ name, span }: NamedPart, { report, source }: Scope): void {
  const message = `\`${name}\` learns nothing, so freezing it changes nothing`;
  report.add(freezeWithoutEffect({ message, source, span, help: "leave it out" }));
}

function reportNothingToTrain(parts: readonly NamedPart[], { report, source }: Scope): void {
  const [first] = parts;
  const span = { start: first!.span.start, end: parts.at(-1)!.span.end };
  const message = "everything that the model could learn is frozen";
  report.add(nothingToTrain({ message, source, span, help: "leave the last layers free" }));
}
