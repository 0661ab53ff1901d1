/** Checked models for the tests of exporters: of a file, of a text, and every one that the project has. */
import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { check } from "../../src/check/check.ts";
import type { CheckedModel } from "../../src/check/model.ts";
import { createProjectFiles } from "../../src/cli/project-files.ts";
import { readSource } from "../../src/cli/read-file.ts";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import * as operators from "../../src/ops/registry.ts";
import { createSource } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";

export const ROOT = resolve(import.meta.dirname, "../..");

/** Sources are named after the file alone, so that goldens do not depend on where they lie. */
export async function modelsOf(path: string): Promise<readonly CheckedModel[]> {
  const { text } = await readSource(path);
  const report = createReport();
  const file = parse(createSource(basename(path), text), report);
  const { models } = check(file, operators, report, { project: createProjectFiles(path) });
  if (report.hasErrors) throw new Error(`${path}: ${report.diagnostics.map(({ message }) => message).join("; ")}`);
  return models;
}

export function modelOf(text: string): CheckedModel {
  const report = createReport();
  const { models } = check(parse(createSource("model.cnn", text), report), operators, report);
  if (report.hasErrors) throw new Error(report.diagnostics.map(({ message }) => message).join("; "));
  return models[0]!;
}

export interface NamedModel {
  readonly name: string;
  readonly model: CheckedModel;
}

/** Of `examples/` and `stdlib/`. */
export async function everyModel(): Promise<readonly NamedModel[]> {
  const all: NamedModel[] = [];
  for (const folder of ["examples", "stdlib"]) {
    for (const file of readdirSync(resolve(ROOT, folder)).filter((name) => name.endsWith(".cnn"))) {
      for (const model of await modelsOf(resolve(ROOT, folder, file)))
        all.push({ name: `${folder}/${file}:${model.name}`, model });
    }
  }
  return all;
}
