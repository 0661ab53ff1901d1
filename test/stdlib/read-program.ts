/** The .cnn files of the repository as tests read them: checked once each, models by the address that the command takes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckedLayer, CheckedModel } from "../../src/check/model.ts";
import { type Checked, checkText } from "../check/check-text.ts";

export const root = join(import.meta.dirname, "../..");

/** Paths of the .cnn files in a folder of the repository, sorted: `examples/lenet5.cnn`. */
export function programsIn(folder: string): readonly string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".cnn"));
  return names.sort().map((name) => `${folder}/${name}`);
}

export function readProgram(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

const checked = new Map<string, Checked>();

/** What the checker says of a file of the repository. */
export function checkProgram(path: string): Checked {
  const known = checked.get(path) ?? checkText(readProgram(path), path);
  checked.set(path, known);
  return known;
}

/** `stdlib/resnet.cnn:ResNet50`; the name may be left out where a file has one model. Throws when there is none. */
export function modelAt(address: string): CheckedModel {
  const [path, name] = address.split(":") as [string, string?];
  const { models, diagnostics } = checkProgram(path);
  const found = name === undefined && models.length === 1 ? models[0] : models.find((model) => model.name === name);
  if (!found) throw new Error(`no ${address}: ${diagnostics.map(({ message }) => message).join("; ")}`);
  return found;
}

/** The layers of a model's own chain that learn, in order; heads left out. */
export function learning(model: CheckedModel): readonly CheckedLayer[] {
  return model.layers.filter(({ params, head }) => params > 0 && head === undefined);
}

/** The last layer of a model that still has a map of several places. */
export function lastFeature(model: CheckedModel): CheckedLayer {
  const maps = model.layers.filter(({ output }) => output.slice(0, -1).some((size) => size > 1));
  return maps[maps.length - 1]!;
}
