/**
 * The tool that publishes extensions takes ours: `vsce ls` and `vsce package` over the unpacked package, whose manifest is then the one
 * that we write ourselves. vsce is installed outside of this project, without scripts; skipped where the registry cannot be reached.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, expect, it } from "vitest";
import { buildVsix, filesOfVsix, unpack } from "../../editor/vscode/unpacked.ts";

const folder = mkdtempSync(join(tmpdir(), "cnnc-vsce-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("vsce lists and packages the extension as we do", async (context) => {
  writeFileSync(join(folder, "package.json"), "{}");
  const install = ["install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "@vscode/vsce@3.9.2"];
  const { status, stderr } = spawnSync("npm", install, { cwd: folder, encoding: "utf8", timeout: 300_000 });
  if (status !== 0) return context.skip(`vsce cannot be installed: ${stderr.split("\n")[0]}`);
  await buildVsix();
  const { folder: extension, remove } = unpack();
  const ours = filesOfVsix();
  const vsce = (...words: string[]): string =>
    execFileSync(process.execPath, [join(folder, "node_modules/@vscode/vsce/vsce"), ...words], { cwd: extension, encoding: "utf8" }); // prettier-ignore
  const listed = vsce("ls", "--no-dependencies").trim().split("\n").sort();
  const held = [...ours.keys()]
    .filter((path) => path.startsWith("extension/"))
    .map((path) => path.slice("extension/".length));
  expect(listed).toEqual(held.sort());
  const target = join(folder, "theirs.vsix");
  vsce("package", "--no-dependencies", "--allow-missing-repository", "--out", target);
  const theirs = new Map(Object.entries(unzipSync(readFileSync(target))));
  expect([...theirs.keys()].sort()).toEqual([...ours.keys()].sort());
  const plain = (files: ReadonlyMap<string, Uint8Array>, path: string): string =>
    Buffer.from(files.get(path)!).toString("utf8").replace(/\s+/g, " ").replace(/> </g, "><").replace(/ \/>/g, "/>").trim(); // prettier-ignore
  for (const path of ["extension.vsixmanifest", "[Content_Types].xml"])
    expect(plain(ours, path)).toBe(plain(theirs, path));
  remove();
});
