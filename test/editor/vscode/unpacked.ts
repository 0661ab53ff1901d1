/**
 * The extension as it is installed: builds the `.vsix`, unpacks it into a folder of its own, gives the folder. Also loads the
 * extension there as the editor does, with the module `vscode` that is handed in.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import vm from "node:vm";
import { unzipSync } from "fflate";
import { buildOnce, ROOT } from "../../cli/command.ts";

/** Each test file has its own: they run at the same time. */
export const vsixPath = join(mkdtempSync(join(tmpdir(), "cnnc-vsix-")), "cnnc.vsix");

export async function buildVsix(path: string = vsixPath): Promise<void> {
  await buildOnce();
  execFileSync(process.execPath, [join(ROOT, "src/editor/vscode/build-vsix.js"), path], { cwd: ROOT, stdio: "pipe" });
}

export function filesOfVsix(): ReadonlyMap<string, Uint8Array> {
  return new Map(Object.entries(unzipSync(readFileSync(vsixPath))));
}

/** A folder that holds nothing else: no `node_modules` above it. */
export function unpack(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "cnnc-extension-"));
  for (const [path, bytes] of filesOfVsix()) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return {
    folder: join(folder, "extension"),
    remove: () => [folder, dirname(vsixPath)].forEach((each) => void rmSync(each, { recursive: true, force: true })),
  };
}

export interface Extension {
  activate(context: unknown): Promise<void>;
  deactivate(): Promise<void>;
}

export function loadExtension(folder: string, code: unknown): Extension {
  const file = join(folder, "dist/extension.js");
  const own = createRequire(file);
  const module = { exports: {} };
  const run = vm.runInThisContext(`(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`, { filename: file }); // prettier-ignore
  run(module.exports, (name: string) => (name === "vscode" ? code : own(name)), module, file, dirname(file));
  return module.exports as Extension;
}
