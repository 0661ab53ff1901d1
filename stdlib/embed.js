// Writes src/std/generated/texts.ts: the files of this folder as texts, for the checker, which reads no files. Part of
// `npm run build` and `npm run generate`; a test holds that the result is fresh.
import { readdirSync, readFileSync, writeFileSync, mkdirSync } from "node:fs";

const folder = new URL(".", import.meta.url);
const target = new URL("../src/std/generated/texts.ts", folder);

const rows = readdirSync(folder)
  .filter((name) => name.endsWith(".cnn"))
  .sort()
  .map((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    return `  [${JSON.stringify(`std/${name.slice(0, -4)}`)}, ${JSON.stringify(text)}],\n`;
  });
const content =
  "// Made by stdlib/embed.js of the files in stdlib/. Do not edit.\n" +
  `export const texts: ReadonlyMap<string, string> = new Map([\n${rows.join("")}]);\n`;
mkdirSync(new URL(".", target), { recursive: true });
let before = "";
try {
  before = readFileSync(target, "utf8");
} catch {
  // The first time.
}
if (content !== before) writeFileSync(target, content);
