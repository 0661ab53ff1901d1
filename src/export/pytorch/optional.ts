/**
 * Uses of one block of which some lack a part that is an identity there: the projection of a residual unit, where nothing
 * changes. Takes the bodies of all uses; gives bodies of one form, in which such parts are optional, or as they were where
 * that cannot be.
 */
import type { Body, Entry, Line } from "./bodies.ts";
import { keyOf } from "./bodies.ts";

export function unifyOptional(bodies: readonly Body[]): readonly Body[] {
  const fullest = bodies.reduce((a, b) => (b.lines.length > a.lines.length ? b : a));
  const nameOf = ({ unit }: Line): string => unit.access.join(".");
  const missing = new Set<string>();
  const fitting = new Set<Body>();
  for (const body of bodies) {
    const lacks = fullest.lines.map(nameOf).filter((name) => !body.lines.some((line) => nameOf(line) === name));
    if (!mayLack(body, fullest, new Set(lacks), nameOf)) continue;
    fitting.add(body);
    for (const name of lacks) missing.add(name);
  }
  if (missing.size === 0) return bodies;
  const complete = (body: Body): Body => {
    if (!fitting.has(body)) return body;
    const own = new Map(body.lines.map((line) => [nameOf(line), line]));
    const made = new Map(body.entries.map((entry) => [entry.name, entry]));
    const entries = fullest.entries.map((entry): Entry => {
      const here = made.get(entry.name);
      return missing.has(entry.name) ? { ...(here ?? entry), optional: { here: here !== undefined } } : (here ?? entry);
    });
    const lines = fullest.lines.map((line): Line => {
      const here = own.get(nameOf(line));
      // What is missing gives what it is given.
      return here ? { ...here, reads: line.reads } : line;
    });
    return { ...body, entries, lines, exit: fullest.exit };
  };
  const unified = bodies.map(complete);
  const [first, ...rest] = unified.filter((_, i) => fitting.has(bodies[i]!)).map(keyOf);
  return rest.every((key) => key === first) ? unified : bodies;
}

/** Without those lines, each a module with one input, the fullest is wired as this body is. */
function mayLack(body: Body, fullest: Body, lacks: ReadonlySet<string>, nameOf: (line: Line) => string): boolean {
  const skip = (number: number): number => {
    const line = fullest.lines[number];
    return line && lacks.has(nameOf(line)) ? skip(line.reads[0]!) : number;
  };
  const names = (lines: readonly Line[], number: number): string => (number < 0 ? "" : nameOf(lines[number]!));
  const left = fullest.lines.filter((line) => !lacks.has(nameOf(line)));
  return (
    fullest.lines.every((line) => !lacks.has(nameOf(line)) || isModule(line, fullest)) &&
    left.length === body.lines.length &&
    body.lines.every((line, i) => {
      const other = left[i]!;
      return (
        nameOf(line) === nameOf(other) &&
        line.reads.length === other.reads.length &&
        line.reads.every((number, k) => names(body.lines, number) === names(fullest.lines, skip(other.reads[k]!)))
      );
    }) &&
    names(body.lines, body.exit) === names(fullest.lines, skip(fullest.exit))
  );
}

function isModule({ unit, tree, reads }: Line, { entries }: Body): boolean {
  // With nothing done to the input before: an identity in its place would leave that.
  const bare = tree.kind === "call" && tree.arguments.length === 1 && tree.arguments[0]!.value.kind === "input";
  return bare && unit.access.length === 1 && reads.length === 1 && entries.some(({ name }) => name === unit.access[0]);
}
