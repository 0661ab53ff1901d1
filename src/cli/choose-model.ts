/**
 * Which model of a file is meant. Takes the name of an address, or none, and what the file declares; gives the model, or throws
 * `CnncError` (exit 2, or 1 where a file has no model) with what there is instead.
 */
import type { CheckedFile, CheckedModel } from "../check/model.ts";
import { nearest } from "../diagnostics/nearest.ts";
import type { Declaration, File } from "../syntax/ast.ts";
import { fail, noModel, notAModel, parameterNeeded, severalModels, unknownModel } from "./diagnostics.ts";

/** The name asked for, or the only model, or the only one with a recipe; absent: the file does not decide. */
export function wantedModel(file: File, asked: string | undefined): string | undefined {
  if (asked !== undefined) return asked;
  const trained = trainedModels(file);
  const all = new Set([...ownModels(file), ...trained]);
  if (all.size === 1) return [...all][0];
  return trained.size === 1 ? [...trained][0] : undefined;
}

/** The file is without errors. `path` as the user wrote it. */
export function chooseModel(checked: CheckedFile, file: File, asked: string | undefined, path: string): CheckedModel {
  const { models, unbound } = checked;
  const names = [...new Set([...ownModels(file), ...models.map((model) => model.name)])];
  const notes = names.length === 0 ? [] : [`models of the file: ${names.join(", ")}`];
  const name = wantedModel(file, asked);
  if (name === undefined) {
    if (names.length === 0) return fail(noModel({ message: "the file has no model", file: path }), 1);
    const help = `write one of them behind the file: \`${path}:${names[0]}\``;
    return fail(severalModels({ message: `the file has ${names.length} models`, file: path, notes, help }), 2);
  }
  const found = models.find((model) => model.name === name);
  if (found !== undefined) return found;
  const open = unbound.find((each) => each.name === name);
  if (open !== undefined) {
    const what = open.parameters.map((each) => `\`${each}\``).join(" and ");
    const help = `give one: \`${open.parameters.map((each) => `--set ${each}=…`).join(" ")}\``;
    return fail(parameterNeeded({ message: `${name} has no value for ${what}`, file: path, help }), 2);
  }
  const declared = file.declarations.find((each) => namesOf(each).includes(name));
  if (declared !== undefined) return refuseKind(declared, name, path, notes);
  const near = nearest(name, names);
  const help = near === undefined ? {} : { help: `did you mean \`${path}:${near}\`?` };
  return fail(unknownModel({ message: `the file has no model \`${name}\``, file: path, notes, ...help }), 2);
}

function refuseKind(declared: Declaration, name: string, path: string, notes: readonly string[]): never {
  if (declared.kind === "import") {
    const from = declared.from.value;
    const message = `\`${name}\` is imported from ${JSON.stringify(from)}, and is no model of this file`;
    return fail(
      notAModel({ message, file: path, notes, help: `a model is addressed where it stands: \`${from}:${name}\`` }),
      2,
    );
  }
  const kind = declared.kind === "const" ? "a const" : `a ${declared.kind}`;
  const use =
    declared.kind === "block" ? { help: `put it into a model: \`model Name { input … -> ${name}(…) }\`` } : {};
  return fail(notAModel({ message: `\`${name}\` is ${kind}, not a model`, file: path, notes, ...use }), 2);
}

function ownModels({ declarations }: File): readonly string[] {
  return declarations.flatMap((each) => (each.kind === "model" ? [each.name.text] : []));
}

function trainedModels({ declarations }: File): ReadonlySet<string> {
  return new Set(declarations.flatMap((each) => (each.kind === "train" ? [each.model.text] : [])));
}

function namesOf(declaration: Declaration): readonly string[] {
  switch (declaration.kind) {
    case "import":
      return declaration.names.map(({ text }) => text);
    case "const":
    case "block":
    case "model":
      return [declaration.name.text];
    case "train":
      return [];
    default:
      return declaration satisfies never;
  }
}
