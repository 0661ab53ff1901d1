/** The loop of `--watch` in this process, with commands of our own: nothing that happens during a round is missed. */
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Command, Context } from "../../../src/cli/context.ts";
import { createInputs } from "../../../src/cli/watch/inputs.ts";
import { createObserver, type Observer } from "../../../src/cli/watch/observe.ts";
import { createOwnRuns } from "../../../src/cli/watch/round.ts";
import { watchCommand } from "../../../src/cli/watch/watch-loop.ts";
import { temporaryFolder } from "../command.ts";

let folder = "";
let stop = new AbortController();
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = temporaryFolder();
  stop = new AbortController();
  writeFileSync(at("a.cnn"), "0");
});

const style = { color: false, form: "narrated" } as const;
const terminal = {
  out: () => undefined,
  talk: () => undefined,
  outStyled: () => undefined,
  talkStyled: () => undefined,
  outStyle: style,
  talkStyle: style,
  interactive: false,
  screen: false,
};
const context: Context = { terminal, environment: {}, version: "0", enter: () => undefined, report: async () => {} };

/** Reads the file and then works for a while; every text it has seen. */
function reader(work: (count: number, round: NonNullable<Context["round"]>) => Promise<void>): {
  readonly command: Command;
  readonly seen: string[];
} {
  const seen: string[] = [];
  const command: Command = async (_, __, { round }) => {
    round!.inputs.file(at("a.cnn"));
    const text = readFileSync(at("a.cnn"), "utf8");
    round!.inputs.file(at("a.cnn"), text);
    seen.push(text);
    await work(seen.length, round!);
    return 0;
  };
  return { command, seen };
}

const watch = (command: Command, signal = stop.signal): Promise<number> =>
  watchCommand(command, ["a.cnn"], {}, context, { results: "out", live: true, json: false }, signal);

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 500) throw new Error(`never: ${holds}`);
    await setTimeout(20);
  }
}

describe("the loop", () => {
  it("an edit during a round starts another, also when the round is over before anything is watched", async () => {
    const { command, seen } = reader(async (count) => {
      if (count === 1) writeFileSync(at("a.cnn"), "1");
      if (count === 2) {
        // Long enough for the watching to begin within the round.
        await setTimeout(600);
        writeFileSync(at("a.cnn"), "2");
      }
    });
    const ended = watch(command);
    await until(() => seen.length === 3);
    await setTimeout(500);
    stop.abort();
    expect(await ended).toBe(0);
    expect(seen).toEqual(["0", "1", "2"]);
  });

  it("an edit that is undone before it is read starts nothing; many at once are one round", async () => {
    const { command, seen } = reader(async () => undefined);
    const ended = watch(command);
    await until(() => seen.length === 1);
    await setTimeout(400);
    writeFileSync(at("a.cnn"), "x");
    writeFileSync(at("a.cnn"), "0");
    await setTimeout(500);
    expect(seen).toEqual(["0"]);
    for (let i = 1; i <= 20; i++) writeFileSync(at("a.cnn"), String(i));
    await until(() => seen.length === 2);
    await setTimeout(500);
    stop.abort();
    await ended;
    expect(seen).toEqual(["0", "20"]);
  });

  it("a round that asks hears at once that it is out of date, and what it throws then is no error", async () => {
    let outdated = 0;
    const { command, seen } = reader(async (count, { changed }) => {
      if (count > 1) return;
      await setTimeout(300);
      writeFileSync(at("a.cnn"), "1");
      await until(() => changed.aborted);
      outdated++;
      changed.throwIfAborted();
    });
    const ended = watch(command);
    await until(() => seen.length === 2);
    stop.abort();
    await ended;
    expect([seen, outdated]).toEqual([["0", "1"], 1]);
  });

  it("a mistake of ours ends it", async () => {
    const { command } = reader(async () => {
      throw new TypeError("a bug");
    });
    await expect(watch(command)).rejects.toThrow("a bug");
  });
});

describe("what a round has read", () => {
  it("is compared as text, whatever the mark and the date of the file", () => {
    const inputs = createInputs();
    inputs.file(at("a.cnn"), "0");
    inputs.file(at("none.cnn"));
    writeFileSync(at("a.cnn"), "\u{feff}0");
    expect(inputs.changed()).toEqual([]);
    writeFileSync(at("none.cnn"), "");
    expect(inputs.changed()).toEqual([at("none.cnn")]);
    writeFileSync(at("a.cnn"), "1");
    expect(inputs.changed(true)).toEqual([at("a.cnn"), at("none.cnn")]);
  });

  it("twice with an edit between is a change, although the disk is as it was read last", () => {
    const inputs = createInputs();
    inputs.file(at("a.cnn"), "old");
    inputs.file(at("a.cnn"));
    inputs.file(at("a.cnn"), "0");
    expect(inputs.changed()).toEqual([at("a.cnn")]);
  });
});

describe("word from the system", () => {
  let observer: Observer | undefined;
  afterEach(() => observer?.close());

  async function hears(paths: readonly string[], folders: readonly string[], acts: readonly (() => void)[]) {
    let events = 0;
    observer = createObserver(() => events++);
    await observer.update(paths.map(at), folders.map(at));
    for (const act of acts) {
      const before = events;
      act();
      await until(() => events > before);
      // What belongs to it may come a little later.
      await setTimeout(250);
    }
  }

  it("of every way in which a file is saved", async () => {
    mkdirSync(at("deep/er"), { recursive: true });
    const file = at("deep/er/b.cnn");
    await hears(["deep/er/b.cnn"], [], [
      () => writeFileSync(file, "1"),
      () => writeFileSync(file, "2"),
      () => {
        writeFileSync(`${file}~`, "3");
        renameSync(`${file}~`, file);
      },
      () => {
        renameSync(file, `${file}~`);
        writeFileSync(file, "4");
      },
      () => rmSync(file),
      () => writeFileSync(file, "5"),
      () => rmSync(at("deep/er"), { recursive: true }),
      () => {
        mkdirSync(at("deep/er"));
        writeFileSync(file, "6");
      },
      () => writeFileSync(file, "7"),
    ]); // prettier-ignore
  }, 20_000);

  it("of a file in folders that are made later, of one behind a link, of programs below a folder", async () => {
    mkdirSync(at("real"));
    writeFileSync(at("real/c.cnn"), "0");
    symlinkSync(at("real/c.cnn"), at("link.cnn"));
    mkdirSync(at("nets"));
    await hears(["one/two/b.cnn", "link.cnn"], ["nets"], [
      () => mkdirSync(at("one")),
      () => mkdirSync(at("one/two")),
      () => writeFileSync(at("one/two/b.cnn"), "1"),
      () => {
        writeFileSync(at("real/new"), "1");
        renameSync(at("real/new"), at("real/c.cnn"));
      },
      () => mkdirSync(at("nets/sub")),
      () => writeFileSync(at("nets/sub/d.cnn"), "1"),
    ]); // prettier-ignore
  }, 20_000);
});

it("a run is one's own as long as nobody else has written its record", async () => {
  const runs = createOwnRuns();
  mkdirSync(at("run"));
  expect(await runs.owns(at("run"))).toBe(false);
  writeFileSync(at("run/run.json"), "mine");
  expect(await runs.owns(at("run"))).toBe(false);
  await runs.keep(at("run"));
  expect(await runs.owns(at("run"))).toBe(true);
  writeFileSync(at("run/run.json"), "another's");
  expect(await runs.owns(at("run"))).toBe(false);
});
