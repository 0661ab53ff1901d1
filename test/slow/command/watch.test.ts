/** `check --watch` under many edits in the ways of many editors, at random moments: the last state is always what is shown in the end. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { buildOnce, temporaryFolder } from "../../cli/command.ts";
import { startWatching } from "../../cli/watch/start.ts";
import { createRandom } from "../../wasm/compile-chain.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const EDITS = 40;

beforeAll(() => buildOnce(), 120_000);

const program = (n: number): string => `import unit from "./parts/unit.cnn"

model A {
  input 8x8x1
  unit(4) -> fc 10
  expect params ${n}
}
`;
const unit = (c: string): string => `block unit(c) {\n  conv 3x3x{${c}} p1 -> relu\n}\n`;

it.each(SEEDS)(
  "seed %i",
  async (seed) => {
    const folder = temporaryFolder();
    const at = (name: string): string => join(folder, name);
    const random = createRandom(seed);
    const below = (n: number): number => Math.floor(((random() + 1) / 2) * n);
    mkdirSync(at("parts"));
    writeFileSync(at("a.cnn"), program(0));
    writeFileSync(at("parts/unit.cnn"), unit("c"));
    const watch = startWatching(["check", "a.cnn", "--watch"], folder);
    try {
      await watch.until((_, talk) => talk.includes("Ctrl-C ends"), "the first round");
      for (let n = 1; n <= EDITS; n++) {
        const [name, text] =
          below(3) === 0 ? ["parts/unit.cnn", unit(below(2) === 0 ? "c" : "2*c")] : ["a.cnn", program(n)];
        save(below(6), at(name), text);
        // From moments within a round to pauses between rounds.
        await setTimeout(below(3) === 0 ? 0 : below(250));
      }
      // 2,610 parameters with `c`: what is promised is 7, what is there is said beside it.
      save(below(6), at("parts/unit.cnn"), unit("c"));
      save(below(6), at("a.cnn"), program(7_000_000 + seed));
      const last = (out: string): string => out.slice(out.lastIndexOf("────"));
      await watch.until(
        (out) => /2[,_]?610/.test(last(out)) && new RegExp(`7[,_]?000[,_]?00${seed}`).test(last(out)),
        "the last state",
      );
      // And nothing comes behind it.
      const settled = watch.out();
      await setTimeout(2_500);
      expect(watch.out()).toBe(settled);
      watch.kill("SIGINT");
      expect(await watch.ended).toBe(130);
    } finally {
      watch.kill("SIGKILL");
    }
  },
  120_000,
);

function save(style: number, path: string, text: string): void {
  // Vim, VS Code with atomic saves: a new file over the old one.
  if (style === 1) {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    return;
  }
  // Emacs, Vim with a backup: the old file aside, a new one in its place.
  if (style === 2) renameSync(path, `${path}~`);
  // Away, and there again.
  if (style === 3) rmSync(path);
  // In two pieces.
  if (style === 4) writeFileSync(path, text.slice(0, 20));
  // Twice the same.
  if (style === 5) writeFileSync(path, text);
  writeFileSync(path, text);
}
