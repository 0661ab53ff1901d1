/** The server in one file: small, with all it needs inside, and nothing of the compiler's back end. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { problemDiagnostics } from "../../src/check/diagnostics/problems.ts";
import { unusedImport } from "../../src/check/diagnostics/unused.ts";
import { buildOnce, ROOT, temporaryFolder } from "../cli/command.ts";
import { createSource } from "../../src/source/source.ts";
import { readWords } from "../../src/syntax/parse.ts";
import { realPrograms } from "../fuzz/corpus.ts";
import { isSoak } from "../soak.ts";
import { requestsAt, requestsOf } from "./all-requests.ts";
import { connectProcess, pulling, uriOf } from "./client.ts";
import { connectDirectly } from "./direct.ts";

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

const programs = realPrograms.filter(({ text }) => text.length < 6000);

it("answers as the sources do, over the library and the examples", async () => {
  const [client, direct] = await Promise.all([
    connectProcess([process.execPath, join(ROOT, "dist/editor/server.js")], { capabilities: pulling }),
    connectDirectly(pulling),
  ]);
  const answer = (promise: Promise<unknown>): Promise<unknown> =>
    promise.catch(({ code, message }: { code?: number; message: string }) => ({ code, message }));
  for (const { path, text } of programs) {
    const full = join(ROOT, path);
    const uri = uriOf(full);
    const source = createSource(full, text);
    client.open(uri, text);
    direct.open(uri, text);
    const words = readWords(text).tokens.map(({ startOffset }) => startOffset);
    const step = isSoak ? 7 : 61;
    const places = words
      .filter((_, i) => i % step === step - 1)
      .map((at) => direct.session.positions.position(source, at));
    const requests = [
      ...requestsOf(uri),
      ...places.flatMap((start) => requestsAt(uri, start, { start, end: { line: start.line + 3, character: 0 } })),
    ];
    for (const { method, params } of requests) {
      const [theirs, ours] = [answer(client.request(method, params)), answer(direct.request(method, params))];
      const same = JSON.stringify(await theirs) === JSON.stringify(await ours);
      expect(same, `${path}: ${method} ${JSON.stringify(params)}`).toBe(true);
    }
    client.close(uri);
    direct.notify("textDocument/didClose", { textDocument: { uri } });
  }
  expect([client.logged, direct.logged]).toEqual([[], []]);
  await client.stop();
}, 600_000);

it("holds neither binaryen nor the pages of diagnostics", () => {
  expect(/binaryen/i.test(code)).toBe(false);
  for (const { explanation } of [unusedImport, ...problemDiagnostics]) expect(code.includes(explanation)).toBe(false);
});
