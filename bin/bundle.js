/**
 * Run after tsc: the command in a few files, `dist/command/`, rather than some hundreds, of which each costs a start about a
 * millisecond. What a command needs is loaded with it. Takes `dist/src/cli/main.js` and the entry of the threads that decode, which
 * is found beside the chunk that starts them; packages stay outside, but for the protocol of editors, which is many small files.
 * Before, the server of editors by itself, `dist/editor/server.js`: one file with all it needs, which an extension carries.
 */
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { leaveOutPages } from "./leave-out-pages.js";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(at("../package.json"), "utf8"));

for (const folder of ["../dist/command", "../dist/editor"]) rmSync(at(folder), { recursive: true, force: true });
await build({
  input: at("../dist/src/cli/editor-server.js"),
  platform: "node",
  logLevel: "warn",
  plugins: [leaveOutPages()],
  transform: { define: { CNNC_VERSION: JSON.stringify(version) } },
  output: { file: at("../dist/editor/server.js"), format: "esm", minify: true, codeSplitting: false },
});
await build({
  input: { main: at("../dist/src/cli/main.js"), "fit-worker": at("../dist/src/data/fit-worker.js") },
  platform: "node",
  logLevel: "warn",
  external: (id) => !/^[./]/.test(id) && !/^vscode-/.test(id),
  output: { dir: at("../dist/command"), format: "esm" },
});
