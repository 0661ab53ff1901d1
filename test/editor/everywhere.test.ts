/**
 * Every request, asked everywhere: on each boundary of words of the examples, and at random places of broken programs. Nothing may
 * fail (a failure is logged), and every answer is of the protocol's form as far as JSON tells. A tenth every day, all in the soak.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createSource, type Source } from "../../src/source/source.ts";
import { readWords } from "../../src/syntax/parse.ts";
import { ROOT } from "../cli/command.ts";
import { realPrograms } from "../fuzz/corpus.ts";
import { mutate, randomCharacters } from "../fuzz/mutate.ts";
import { createRandom, randomFor } from "../fuzz/random.ts";
import { isSoak, share } from "../soak.ts";
import { type AnyRequest, costlyRequestsAt, requestsAt, requestsOf } from "./all-requests.ts";
import { uriOf } from "./client.ts";
import { connectDirectly, type Direct } from "./direct.ts";

const examples = readdirSync(join(ROOT, "examples")).filter((name) => name.endsWith(".cnn"));
/** Requests that may be refused in words, to whoever asks where there is nothing. */
const mayRefuse = new Set(["textDocument/prepareRename", "textDocument/rename"]);

async function ask(server: Direct, { method, params }: AnyRequest): Promise<void> {
  try {
    const answer = await server.request(method, params);
    if (answer !== null && !hasNumbers(answer)) throw new Error(`${method} answers with what is no number`);
  } catch (error) {
    const refused = mayRefuse.has(method) && (error as { code?: number }).code === -32803;
    if (!refused) throw new Error(`${method} ${JSON.stringify(params)}`, { cause: error });
  }
}

/** No NaN and nothing negative as a place. */
function hasNumbers(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if ("line" in value && "character" in value) {
    const { line, character } = value as { line: unknown; character: unknown };
    return Number.isInteger(line) && Number.isInteger(character) && (line as number) >= 0 && (character as number) >= 0;
  }
  return Object.values(value).every(hasNumbers);
}

async function askAt(server: Direct, uri: string, source: Source, offset: number, costly: boolean): Promise<void> {
  const { positions } = server.session;
  const position = positions.position(source, offset);
  const end = positions.position(source, Math.min(source.text.length, offset + 40));
  const requests = costly ? costlyRequestsAt : requestsAt;
  for (const each of requests(uri, position, { start: position, end })) await ask(server, each);
}

it.each(examples)(
  "on every boundary of words of %s",
  async (name) => {
    const server = await connectDirectly();
    const path = join(ROOT, "examples", name);
    const uri = uriOf(path);
    const source = createSource(path, readFileSync(path, "utf8"));
    server.open(uri, source.text);
    for (const each of requestsOf(uri)) await ask(server, each);
    const words = readWords(source.text).tokens.flatMap(({ startOffset, endOffset }) => [startOffset, endOffset! + 1]);
    const offsets = [...new Set([0, ...words, source.text.length])];
    // Every day one of ten, another one for each example.
    const step = isSoak ? 1 : 10;
    for (let i = name.length % step; i < offsets.length; i += step) {
      await askAt(server, uri, source, offsets[i]!, false);
      if (i % 10 === 0) await askAt(server, uri, source, offsets[i]!, true);
    }
    expect(server.logged).toEqual([]);
  },
  300_000,
);

const files = share(500);
const parts = 10;
it.each(Array.from({ length: parts }, (_, part) => part))(
  "at random places of broken programs, part %i",
  async (part) => {
    const server = await connectDirectly();
    for (let index = part; index < files; index += parts) {
      const random = randomFor(1979, index);
      const { text } = random.pick(realPrograms);
      const broken = random.chance(0.1)
        ? randomCharacters(random, text)
        : mutate(text, random, random.pick(realPrograms).text);
      const path = `/nowhere/${index}.cnn`;
      const uri = uriOf(path);
      server.open(uri, broken);
      const source = createSource(path, broken);
      for (const each of requestsOf(uri)) await ask(server, each);
      const places = createRandom(index);
      for (let at = 0; at < share(200); at++) {
        const offset = places.below(broken.length + 1);
        await askAt(server, uri, source, offset, false);
        if (at % 20 === 0) await askAt(server, uri, source, offset, true);
      }
      server.notify("textDocument/didClose", { textDocument: { uri } });
      expect(server.logged, `seed 1979, program ${index}`).toEqual([]);
    }
  },
  600_000,
);
