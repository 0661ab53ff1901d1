/** The architecture, held by tests: rooms import leftwards only, nothing imports in a circle, layers are named in `ops` alone. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { inits, layers, losses, optimizers, schedules } from "../src/ops/registry.ts";

const root = resolve(import.meta.dirname, "..");
const order = [
  "source",
  "std",
  "diagnostics",
  "grammar",
  "syntax",
  "ir",
  "ops",
  "check",
  "graph",
  "train",
  "kernels",
  "wasm",
] as const;
/** Imported by `index.ts` and `cli` alone, but for what is listed. */
const leaves = ["runtime", "data", "export", "report", "format", "editor", "cli"];
const allowed: Readonly<Record<string, readonly string[]>> = {
  // A page ships the runtime alone.
  runtime: ["wasm"],
  data: ["source", "std", "diagnostics", "runtime"],
  export: ["source", "diagnostics", "syntax", "ir", "ops", "check", "graph"],
  // The catalogue of diagnostics gathers those of every room.
  report: [...order, "data", "export", "runtime"],
  format: ["source", "std", "diagnostics", "grammar", "syntax"],
  // Pure functions and its server: no module is compiled, no data read.
  editor: [...order, "report", "format"],
  cli: [...order, "runtime", "data", "export", "report", "format", "editor"],
};
/** Files of `src` itself. */
const shells = ["index.ts", "pipeline.ts", "limits.ts"];

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === "generated" ? [] : filesOf(path);
    return path.endsWith(".ts") ? [path] : [];
  });
}

const files = [...filesOf(join(root, "src")), ...filesOf(join(root, "grammar"))];
const importsOf = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\s[^;]*?from\s+"(\.[^"]+)"|import\("(\.[^"]+)"\)/gm)].map(
    (m) => resolve(dirname(file), m[1] ?? m[2]!),
  );
const roomOf = (file: string): string => {
  const [top, second] = relative(root, file).split("/");
  return top === "grammar" ? "grammar" : shells.includes(second!) ? second! : second!;
};

describe("rooms", () => {
  it("are all known", () => {
    const known = new Set<string>([...order, ...leaves, ...shells]);
    expect([...new Set(files.map(roomOf))].filter((room) => !known.has(room))).toEqual([]);
  });

  it("import only rooms to their left; leaves only what they are allowed", () => {
    const wrong: string[] = [];
    for (const file of files) {
      const from = roomOf(file);
      for (const to of importsOf(file).map(roomOf)) {
        if (to === from || shells.includes(from) || to === "limits.ts") continue;
        if (to === "pipeline.ts" || to === "index.ts") {
          if (from !== "cli") wrong.push(`${relative(root, file)} → ${to}`);
          continue;
        }
        const may = allowed[from] ?? order.slice(0, order.indexOf(from as (typeof order)[number]));
        if (!may.includes(to)) wrong.push(`${relative(root, file)} → ${to}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("hold no circle of imports between files", () => {
    const known = new Set(files);
    const state = new Map<string, "open" | "done">();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        circles.push([...path.slice(path.indexOf(file)), file].map((f) => relative(root, f)).join(" → "));
        return;
      }
      state.set(file, "open");
      for (const next of importsOf(file)) if (known.has(next)) visit(next, [...path, file]);
      state.set(file, "done");
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it("hold no circle between the folders of the checker", () => {
    const check = join(root, "src/check");
    const folderOf = (file: string): string | undefined => {
      const [folder, name] = relative(check, file).split("/");
      return folder === ".." || name === undefined ? undefined : folder;
    };
    const edges = new Map<string, Set<string>>();
    for (const file of files) {
      const from = folderOf(file);
      if (from === undefined) continue;
      const targets = importsOf(file).flatMap((to) => folderOf(to) ?? []);
      edges.set(from, new Set([...(edges.get(from) ?? []), ...targets.filter((to) => to !== from)]));
    }
    const reach = (from: string, seen = new Set<string>()): ReadonlySet<string> => {
      for (const to of edges.get(from) ?? []) if (!seen.has(to)) reach(to, seen.add(to));
      return seen;
    };
    expect([...edges.keys()].sort()).toContain("evaluate");
    expect([...edges.keys()].filter((folder) => reach(folder).has(folder))).toEqual([]);
  });

  it("name operators in ops alone", () => {
    const names = [layers, losses, optimizers, schedules, inits].flatMap((table) => [...table.keys()]);
    // Words that mean something else as well: a stage, a default in prose, the channels of a PNG, a shuffled epoch, how a program begins.
    const common = new Set(["step", "constant", "channels", "shuffle", "zeros", "normal"]);
    // Scalar instructions share their names with activations (tanh, sigmoid).
    const vocabularies = ["src/ops/", "src/ir/", "src/wasm/math/", "src/wasm/emit-value.ts"];
    const wrong = files
      .filter((file) => !vocabularies.some((v) => relative(root, file).startsWith(v)))
      .flatMap((file) => {
        const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
        return names
          .filter((name) => !common.has(name) && new RegExp(`["']${name}["']`).test(text))
          .map((name) => `${relative(root, file)}: ${name}`);
      });
    expect(wrong).toEqual([]);
  });
});
