/** Real programs: the examples and the standard library, as texts by their paths. For tests. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

export interface RealProgram {
  readonly path: string;
  readonly text: string;
}

export const realPrograms: readonly RealProgram[] = ["examples", "stdlib"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".cnn"))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), "utf8") })),
);
