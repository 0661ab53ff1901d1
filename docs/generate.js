/**
 * Writes the reference pages and those of editors (`npm run generate`): everything in docs/reference and docs/editors is taken away and
 * written anew from what the compiler says of itself and from `editors.js`. Needs `npm run build` before it.
 * `test/report/reference.test.ts` and `test/editor/editor-pages.test.ts` hold that the pages are fresh.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import * as commandCodes from "../dist/src/cli/diagnostics.js";
import { gatherDefinitions } from "../dist/src/report/catalogue.js";
import { referencePages } from "../dist/src/report/reference.js";
import { editorPages } from "./editors.js";

const folders = [
  ["reference/", referencePages(gatherDefinitions(commandCodes))],
  ["editors/", editorPages()],
];
for (const [name, pages] of folders) {
  const folder = new URL(name, import.meta.url);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, page] of pages) {
    const file = fileURLToPath(new URL(path, folder));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await format(page, { parser: "markdown", printWidth: 120 }));
  }
}
