/**
 * A long session: random edits and requests over the examples, by the protocol. Each answer is that of a server which has just begun
 * and knows only the newest text; a request that an edit overtakes is refused or answered with the newest; memory stays as it is.
 */
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { createSource } from "../../src/source/source.ts";
import { buildOnce, ROOT } from "../cli/command.ts";
import { realPrograms } from "../fuzz/corpus.ts";
import { piecesOf } from "../fuzz/mutate.ts";
import { createRandom, type Random } from "../fuzz/random.ts";
import { share } from "../soak.ts";
import { type AnyRequest, costlyRequestsAt, requestsAt, requestsOf } from "./all-requests.ts";
import { connectInProcess, connectProcess, type InProcess, pulling, uriOf } from "./client.ts";
import { connectDirectly } from "./direct.ts";

const programs = realPrograms.filter(({ path, text }) => path.startsWith("examples/") && text.length < 4000);
const donors = programs.flatMap(({ text }) => piecesOf(text));

interface Edited {
  readonly uri: string;
  readonly path: string;
  readonly original: string;
  text: string;
  version: number;
}

/** Mostly of a few characters, as somebody types; now and then all is as it was. */
function edit(file: Edited, random: Random): { readonly start: number; readonly end: number; readonly text: string } {
  const { below, chance, pick } = random;
  const { length } = file.text;
  if (chance(0.15) || length > 2 * file.original.length + 200) return { start: 0, end: length, text: file.original };
  const start = below(length + 1);
  const end = chance(0.5) ? start : Math.min(length, start + below(chance(0.1) ? 200 : 6));
  return {
    start,
    end,
    text: chance(0.3) ? "" : chance(0.6) ? pick(donors) : pick([..."0123456789xsp{}()[]|@ \n-> ,="]),
  };
}

type Answer = { readonly value: unknown } | { readonly code: number };

async function answerOf(promise: Promise<unknown>): Promise<Answer> {
  try {
    return { value: await promise };
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (typeof code !== "number") throw error;
    return { code };
  }
}

function apply(client: InProcess, file: Edited, change: ReturnType<typeof edit>): void {
  const { positions } = client.session;
  const range = positions.range(createSource(file.path, file.text), change);
  file.text = file.text.slice(0, change.start) + change.text + file.text.slice(change.end);
  client.change(file.uri, ++file.version, [{ range, text: change.text }]);
}

function draw(client: InProcess, file: Edited, random: Random): AnyRequest {
  const { positions } = client.session;
  const source = createSource(file.path, file.text);
  const offset = random.below(file.text.length + 1);
  const range = { start: positions.position(source, offset), end: positions.position(source, offset + 100) };
  const kinds = random.chance(0.05) ? costlyRequestsAt : random.chance(0.4) ? requestsOf : requestsAt;
  return random.pick(kinds(file.uri, range.start, range));
}

/** Of these requests the answer depends on all texts that are open. */
const asksAll = new Set(["textDocument/references", "textDocument/rename", "workspace/symbol"]);

/** What a server answers that has just begun. Hints remember the last text without a syntax error, so it is given that first. */
async function fresh(
  client: InProcess,
  { uri, text }: Edited,
  files: readonly Edited[],
  request: AnyRequest,
): Promise<Answer> {
  const document = client.session.documents.find(uri)!;
  const before = client.session.documents.lastWhole(document)?.source.text ?? text;
  const server = await connectDirectly(pulling);
  for (const other of asksAll.has(request.method) ? files : [])
    if (other.uri !== uri) server.open(other.uri, other.text);
    else server.open(uri, before);
  if (!asksAll.has(request.method)) server.open(uri, before);
  if (before !== text) {
    await server.request("textDocument/diagnostic", { textDocument: { uri } });
    server.change(uri, 2, [{ text }]);
  }
  const answer = await answerOf(server.request(request.method, request.params));
  expect(server.logged).toEqual([]);
  return answer;
}

/** Versions differ between servers. */
const plain = (answer: Answer): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === "version" ? undefined : value)));

function collectGarbage(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

const steps = share(20_000);

it(`${steps} edits and requests`, async () => {
  const random = createRandom(20_261_129);
  const client = await connectInProcess({ capabilities: pulling });
  const files = programs.slice(0, 6).map(({ path, text }): Edited => {
    const full = join(ROOT, path);
    return { uri: uriOf(full), path: full, original: text, text, version: 1 };
  });
  for (const { uri, text } of files) client.open(uri, text);
  let overtaken = 0;
  let answered = 0;
  const memory: number[] = [];
  for (let step = 0; step < steps; step++) {
    const file = random.pick(files);
    if (random.chance(0.6)) apply(client, file, edit(file, random));
    // Sent, and an edit behind it before anybody could answer.
    const early = random.chance(0.2) ? draw(client, file, random) : undefined;
    const answer = early && answerOf(client.request(early.method, early.params));
    if (early) apply(client, file, edit(file, random));
    const request = draw(client, file, random);
    const last = await answerOf(client.request(request.method, request.params));
    const context = `step ${step}: ${request.method} ${JSON.stringify(request.params)}`;
    expect(plain(last), context).toEqual(plain(await fresh(client, file, files, request)));
    answered++;
    if (early) {
      const first = await answer!;
      if ("code" in first && first.code === -32801) overtaken++;
      else expect(plain(first), context).toEqual(plain(await fresh(client, file, files, early)));
    }
    if ((step + 1) % 1000 === 0) memory.push(collectGarbage());
  }
  expect(client.logged).toEqual([]);
  expect(overtaken).toBeGreaterThan(steps / 20);
  expect(answered).toBe(steps);
  const [first, ...later] = memory.map((bytes) => bytes / 2 ** 20);
  console.log(`heap after each thousand, MiB: ${memory.map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(" ")}`);
  for (const each of later) expect(Math.abs(each - first!)).toBeLessThan(5);
}, 3_600_000);

it("a process that has just begun gives the same answers", async () => {
  await buildOnce();
  const random = createRandom(7);
  const client = await connectInProcess({ capabilities: pulling });
  for (let round = 0; round < share(20); round++) {
    const { path, text } = random.pick(programs);
    const full = join(ROOT, path);
    const file: Edited = { uri: uriOf(full), path: full, original: text, text, version: 1 };
    client.open(file.uri, text);
    for (let i = random.below(4); i > 0; i--) apply(client, file, edit(file, random));
    const other = await connectProcess([process.execPath, join(ROOT, "dist/editor/server.js")], {
      capabilities: pulling,
    });
    other.open(file.uri, file.text);
    for (let i = 0; i < 10; i++) {
      const request = draw(client, file, random);
      if (request.method === "textDocument/inlayHint") continue;
      const [mine, theirs] = await Promise.all(
        [client, other].map((each) => answerOf(each.request(request.method, request.params))),
      );
      expect(plain(mine!), request.method).toEqual(plain(theirs!));
    }
    await other.stop();
    client.close(file.uri);
  }
}, 600_000);
