/**
 * Run after tsc: the command in a few files, `dist/command/`, rather than some hundreds, of which each costs a start about a
 * millisecond. What a command needs is loaded with it. Takes `dist/src/cli/main.js`; packages stay outside.
 */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(at("../dist/command"), { recursive: true, force: true });
await build({
  input: at("../dist/src/cli/main.js"),
  platform: "node",
  logLevel: "warn",
  external: (id) => !/^[./]/.test(id),
  output: { dir: at("../dist/command"), format: "esm" },
});
