/**
 * Run after tsc: the command in a few files, `dist/command/`, rather than some hundreds, of which each costs a start about a
 * millisecond. What a command needs is loaded with it. Takes `dist/src/cli/main.js` and the entry of the threads that decode, which
 * is found beside the chunk that starts them; packages stay outside.
 */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(at("../dist/command"), { recursive: true, force: true });
await build({
  input: { main: at("../dist/src/cli/main.js"), "fit-worker": at("../dist/src/data/fit-worker.js") },
  platform: "node",
  logLevel: "warn",
  external: (id) => !/^[./]/.test(id),
  output: { dir: at("../dist/command"), format: "esm" },
});
