/** `npm run generate`: writes what comes from the grammar into `grammar/generated/` of the working tree it runs in. */
import { mkdirSync, writeFileSync } from "node:fs";
import { generateAll } from "./all.ts";

// This file runs as dist/grammar/generate/main.js.
const folder = new URL("../../../grammar/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of generateAll()) {
  writeFileSync(new URL(name, folder), text);
  process.stdout.write(`grammar/generated/${name}\n`);
}
