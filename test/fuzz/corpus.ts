/**
 * Real programs: the examples and the standard library, as texts by their paths; and the same cut down to one model each, which
 * are as various and checked in a fraction of the time. For tests.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { createSource } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";

/** Where a thread that is bundled elsewhere finds them. */
const root = process.env.CNNC_ROOT ?? join(import.meta.dirname, "../..");

export interface RealProgram {
  readonly path: string;
  readonly text: string;
}

export const realPrograms: readonly RealProgram[] = ["examples", "stdlib"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".cnn"))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), "utf8") })),
);

export const smallPrograms: readonly string[] = realPrograms.flatMap(({ path, text }) => {
  const { declarations } = parse(createSource(path, text), createReport());
  const models = declarations.filter((declaration) => declaration.kind === "model");
  return models.map((model) => {
    const others = declarations.filter(
      (each) =>
        (each.kind === "model" && each !== model) || (each.kind === "train" && each.model.text !== model.name.text),
    );
    return others.reduceRight((left, { span }) => left.slice(0, span.start) + left.slice(span.end), text);
  });
});
