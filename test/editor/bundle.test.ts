/** The server in one file: small, with all it needs inside, and nothing of the compiler's back end. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { problemDiagnostics } from "../../src/check/diagnostics/problems.ts";
import { unusedImport } from "../../src/check/diagnostics/unused.ts";
import { buildOnce, ROOT, temporaryFolder } from "../cli/command.ts";
import { connectProcess, uriOf } from "./client.ts";

let code = "";
beforeAll(async () => {
  await buildOnce();
  code = readFileSync(join(ROOT, "dist/editor/server.js"), "utf8");
}, 300_000);

it("is at most 300 kB gzipped", () => {
  expect(gzipSync(code).length).toBeLessThanOrEqual(300_000);
});

it("runs by itself, with no package beside it", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "server.mjs"), code);
  const client = await connectProcess([process.execPath, join(folder, "server.mjs"), "--stdio"]);
  const uri = uriOf(join(folder, "net.cnn"));
  client.open(uri, 'import lenet5 from "std/lenet"\nmodel Net {\n    input 28x28x1\n  lenet5()\n}\n');
  expect((await client.diagnostics(uri, 1)).diagnostics).toEqual([]);
  const textDocument = { uri };
  const options = { tabSize: 2, insertSpaces: true };
  expect(await client.request("textDocument/formatting", { textDocument, options })).toHaveLength(1);
  await client.stop();
  expect([await client.ended, client.stderr(), client.logged]).toEqual([0, "", []]);
});

it("holds neither binaryen nor the pages of diagnostics", () => {
  expect(/binaryen/i.test(code)).toBe(false);
  for (const { explanation } of [unusedImport, ...problemDiagnostics]) expect(code.includes(explanation)).toBe(false);
});
