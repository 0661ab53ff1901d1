/**
 * `npm run build:vsix`, after `npm run build`: bundles the extension and the script of its page, and writes `dist/cnnc.vsix`, or the
 * file that is named, with the server in it. The same sources give the same bytes: files have one date and one order. Nothing is fetched, no `node_modules` goes
 * in; what a bundle holds of other packages is named with its license in `ThirdPartyNotices.txt`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { build } from "rolldown";
import { thirdPartyNotices } from "./third-party-notices.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const target = process.argv[2] ?? join(root, "dist/cnnc.vsix");

const modules = [];
/** One file of what an entry needs, as text. */
async function bundle(input, format, options = {}) {
  const output = { format, minify: true, codeSplitting: false };
  const made = await build({ logLevel: "warn", platform: "node", input, write: false, output, ...options });
  modules.push(...made.output[0].moduleIds);
  return Buffer.from(made.output[0].code, "utf8");
}

const server = join(root, "dist/editor/server.js");
if (!existsSync(server)) throw new Error("dist/editor/server.js is not there: run `npm run build` first");
const extension = await bundle(join(here, "extension.ts"), "cjs", { external: ["vscode"] });
const page = await bundle(join(here, "picture-page.ts"), "iife", { platform: "browser" });
// The server is bundled already; this tells of what it is made.
await bundle(join(root, "dist/src/cli/editor-server.js"), "esm");

const { printContentTypes, printManifest } = await import(
  new URL("../../../dist/src/editor/vscode/vsix-manifest.js", import.meta.url).href
);
const read = (path) => readFileSync(join(root, path));
const own = "src/editor/vscode/package";
const text = (content) => Buffer.from(content, "utf8");
const files = new Map([
  ["package.json", read(`${own}/package.json`)],
  ["readme.md", read(`${own}/README.md`)],
  ["changelog.md", read(`${own}/CHANGELOG.md`)],
  ["LICENSE.txt", read("LICENSE")],
  ["ThirdPartyNotices.txt", text(thirdPartyNotices(modules, join(root, "node_modules")))],
  ["icon.png", read(`${own}/icon.png`)],
  ["icon-light.svg", read(`${own}/icon-light.svg`)],
  ["icon-dark.svg", read(`${own}/icon-dark.svg`)],
  ["language-configuration.json", read(`${own}/language-configuration.json`)],
  ["snippets.json", read(`${own}/snippets.json`)],
  ["cnn.tmLanguage.json", read("grammar/generated/cnn.tmLanguage.json")],
  ["dist/extension.js", extension],
  ["dist/picture-page.js", page],
  ["dist/server.mjs", readFileSync(server)],
]);
const manifest = JSON.parse(String(files.get("package.json")));
const paths = [...files.keys()].sort();
/** Zips know no time zones: noon is that day everywhere. */
const options = { level: 9, mtime: "2026-01-01T12:00:00" };
const zipped = zipSync(
  Object.fromEntries([
    ["extension.vsixmanifest", [text(printManifest(manifest, paths)), options]],
    ["[Content_Types].xml", [text(printContentTypes(paths)), options]],
    ...paths.map((path) => [`extension/${path}`, [files.get(path), options]]),
  ]),
);
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, zipped);
process.stdout.write(`${target}: ${paths.length} files, ${(zipped.length / 1000).toFixed(0)} kB\n`);
