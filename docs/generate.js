/**
 * Writes the reference pages (`npm run generate`): everything in docs/reference is taken away and written anew from what
 * the compiler says of itself. Needs `npm run build` before it. `test/report/reference.test.ts` holds that the pages are
 * fresh.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import * as commandCodes from "../dist/src/cli/diagnostics.js";
import { gatherDefinitions } from "../dist/src/report/catalogue.js";
import { referencePages } from "../dist/src/report/reference.js";

const folder = new URL("reference/", import.meta.url);
rmSync(folder, { recursive: true, force: true });
for (const [path, page] of referencePages(gatherDefinitions(commandCodes))) {
  const file = fileURLToPath(new URL(path, folder));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await format(page, { parser: "markdown", printWidth: 120 }));
}
