/**
 * Names of the library, the examples and the tutorial, drawn at random and changed: the project then says of itself what it said
 * before, and its models compile to the same bytes but for names. Twenty every day, two hundred in the soak, which compiles more.
 */
import { describe, expect, it } from "vitest";
import type { CheckedModel } from "../../src/check/model.ts";
import { applyEdits } from "../../src/diagnostics/apply-fixes.ts";
import { prepareRename, renameAt } from "../../src/editor/rename.ts";
import { type Snapshot, takeSnapshot } from "../../src/editor/snapshot.ts";
import { compileModel } from "../../src/pipeline.ts";
import { createDraw } from "../format/random-draw.ts";
import { isSoak, share } from "../soak.ts";
import { projectOver, readLibraryProject, snapshotsOf } from "./library-project.ts";

const texts = readLibraryProject();
const project = projectOver(texts);
const snapshots = snapshotsOf(project);
const draw = createDraw(29_11, 0);
const mostLayers = 70;

interface Drawn {
  readonly snapshot: Snapshot;
  readonly offset: number;
  readonly old: string;
  readonly name: string;
}

/** A name that is declared in one of the files, at one of its uses. */
function drawName(number: number): Drawn {
  for (;;) {
    const snapshot = draw.pick(snapshots);
    const uses = [...snapshot.trace.usesOf(snapshot.source)];
    if (uses.length === 0) continue;
    const offset = draw.pick(uses).span.start;
    const prepared = prepareRename(snapshot, offset);
    if (!("refusal" in prepared)) return { snapshot, offset, old: prepared.placeholder, name: `renamed_${number}_` };
  }
}

describe("a project with another name", () => {
  it.each(Array.from({ length: share(200) }, (_, i) => i))("%i", (number) => {
    const { snapshot, offset, old, name } = drawName(number);
    const renamed = renameAt(snapshots, snapshot, offset, name, project);
    if ("refusal" in renamed) throw new Error(`${old} in ${snapshot.source.path}: ${renamed.refusal}`);
    expect(renamed.edits.size).toBeGreaterThan(0);
    const changed = new Map(texts);
    for (const [source, edits] of renamed.edits) {
      for (const { span } of edits) expect(source.text.slice(span.start, span.end)).toBe(old);
      changed.set(source.path, applyEdits(source.text, edits));
    }
    const after = projectOver(changed);
    // The others have the same text, and import the same texts.
    const edited = new Set([...renamed.edits.keys()].map(({ path }) => path));
    for (const was of snapshots)
      if ([was.source, ...was.trace.sources].some(({ path }) => edited.has(path)))
        expectSame(was, takeSnapshot(after.sources.get(was.source.path)!, after), { old, name });
  });
});

interface Change {
  readonly old: string;
  readonly name: string;
}

/** Of models that compile, three every day for each file, drawn. */
const mostModels = isSoak ? Infinity : 3;

function expectSame(was: Snapshot, is: Snapshot, change: Change): void {
  const said = ({ diagnostics }: Snapshot): readonly string[] =>
    diagnostics.map(({ code, message }) => `${code} ${message}`);
  expect(said(is).map((each) => each.replaceAll(change.name, change.old))).toEqual(said(was));
  expect(is.checked.models.length).toBe(was.checked.models.length);
  for (const [k, model] of was.checked.models.entries())
    expectSameNames(namesOf(model), namesOf(is.checked.models[k]!), change);
  const small = [...was.checked.models.entries()].filter(([, { layers }]) => layers.length <= mostLayers);
  while (small.length > mostModels) small.splice(draw.number(small.length), 1);
  for (const [k, model] of small) {
    const [one, other] = [compiled(model), compile(is.checked.models[k]!)];
    expect(isEqual(other.code, one.code)).toBe(true);
    expectSameNames(one.names, other.names, change);
  }
}

const namesOf = ({ name, layers, heads }: CheckedModel) => [
  name,
  layers.map((layer) => [layer.name, layer.inputs, layer.output, layer.params, layer.operator.name]),
  heads.map((head) => [head.name, head.output]),
];

/** Values that are equal but for the name in texts, where it may have a number (`unit2.conv1`) and stand among others. */
function expectSameNames(was: unknown, is: unknown, { old, name }: Change): void {
  const renamed = new RegExp(`(^|[^A-Za-z0-9_])${name}`, "g");
  const plain = JSON.stringify(is, (_, value: unknown) =>
    typeof value === "string" ? value.replace(renamed, `$1${old}`) : value,
  );
  expect(plain).toBe(JSON.stringify(was));
}

function isEqual(a: Code["code"], b: Code["code"]): boolean {
  return typeof a === "string" || typeof b === "string" ? a === b : Buffer.compare(a, b) === 0;
}

interface Code {
  /** Or why there is none. */
  readonly code: Uint8Array | string;
  /** In the manifest, and of functions. */
  readonly names: unknown;
}

const before = new Map<CheckedModel, Code>();

function compiled(model: CheckedModel): Code {
  const known = before.get(model) ?? compile(model);
  before.set(model, known);
  return known;
}

function compile(model: CheckedModel): Code {
  try {
    const { wasm, manifest } = compileModel(model, { training: model.recipe !== undefined });
    const { code, names } = takeApart(wasm);
    expect(names.length).toBeGreaterThan(0);
    return { code, names: [manifest, names] };
  } catch (error) {
    // A model on a graph whose edges are not read here, or one too large: it is refused in both.
    return { code: error instanceof Error ? error.message.replace(/\w+ reads/, "it reads") : "", names: undefined };
  }
}

/**
 * A module is a header of 8 bytes and sections: a number, a length, and as many bytes. Those numbered 0 have names: the manifest,
 * and `name`, in which functions and the like have theirs.
 */
function takeApart(wasm: Uint8Array): { readonly code: Uint8Array; readonly names: readonly string[] } {
  const kept: Uint8Array[] = [];
  const names: string[] = [];
  for (const at = { offset: 8 }; at.offset < wasm.length;) {
    const begin = at.offset;
    const id = wasm[at.offset++]!;
    const length = readNumber(wasm, at);
    const end = at.offset + length;
    if (id !== 0) kept.push(wasm.subarray(begin, end));
    else if (readText(wasm, at) === "name") names.push(...readNames(wasm, at, end));
    at.offset = end;
  }
  return { code: Buffer.concat(kept), names };
}

interface Place {
  offset: number;
}

/** LEB128. */
function readNumber(wasm: Uint8Array, at: Place): number {
  for (let value = 0, shift = 0; ; shift += 7) {
    const byte = wasm[at.offset++]!;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

function readText(wasm: Uint8Array, at: Place): string {
  const length = readNumber(wasm, at);
  at.offset += length;
  return new TextDecoder().decode(wasm.subarray(at.offset - length, at.offset));
}

/** Tables of numbers and names; that of locals is a table of tables, and is left out. */
function readNames(wasm: Uint8Array, at: Place, end: number): readonly string[] {
  const names: string[] = [];
  while (at.offset < end) {
    const table = wasm[at.offset++]!;
    const length = readNumber(wasm, at);
    const next = at.offset + length;
    if (table !== 0 && table !== 2)
      for (let left = readNumber(wasm, at); left > 0; left--)
        names.push(`${table} ${readNumber(wasm, at)} ${readText(wasm, at)}`);
    at.offset = next;
  }
  return names;
}
