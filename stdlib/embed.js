// Writes src/std/generated/texts.ts: the files of this folder as texts, for the checker, which reads no files. The result is
// not committed: `npm run build` and every run of the tests make it anew.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL(".", import.meta.url);
const target = new URL("../src/std/generated/texts.ts", folder);

export default function embed() {
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
  // Only when it changed: what was built from it stays fresh.
  if (content !== before) writeFileSync(target, content);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) embed();
