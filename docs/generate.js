/**
 * Writes the reference pages, those of editors and the pictures (`npm run generate`): everything in docs/reference, docs/editors and
 * docs/pictures is removed and written anew from what the compiler says of itself, `editors.js` and `pictures.js`. Needs `npm run build`.
 * `test/report/reference.test.ts` and `test/editor/editor-pages.test.ts` hold that the pages are fresh.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import * as commandCodes from "../dist/src/cli/diagnostics.js";
import { check } from "../dist/src/index.js";
import { gatherDefinitions } from "../dist/src/report/catalogue.js";
import { drawModel } from "../dist/src/report/drawing/draw.js";
import { referencePages } from "../dist/src/report/reference.js";
import { editorPages } from "./editors.js";
import { drawPictures } from "./pictures.js";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const folders = [
  ["reference/", referencePages(gatherDefinitions(commandCodes))],
  ["editors/", editorPages()],
  ["pictures/", drawPictures({ check, drawModel, read })],
];
for (const [name, pages] of folders) {
  const folder = new URL(name, import.meta.url);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, page] of pages) {
    const file = fileURLToPath(new URL(path, folder));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, path.endsWith(".md") ? await format(page, { parser: "markdown", printWidth: 120 }) : page);
  }
}
