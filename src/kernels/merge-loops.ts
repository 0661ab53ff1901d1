/**
 * Joins a loop and the only loop inside it where every address moves as if they were one: the lanes of a pixel and the
 * pixels of a row become one run over the row. Works on finished statements, so it sees clipped loops as well (unlike
 * `mergeAxes`, which works before tiles are chosen).
 */
import { type Affine, coefficient } from "../ir/affine.ts";
import { visitAddresses } from "./visit-addresses.ts";
import type { Statement } from "./kernel.ts";

export function mergeLoops(body: readonly Statement[]): readonly Statement[] {
  return body.map((statement): Statement => {
    switch (statement.kind) {
      case "loop": {
        const inside = mergeLoops(statement.body);
        return merged({ ...statement, body: inside }) ?? { ...statement, body: inside };
      }
      case "guard":
      case "when":
        return { ...statement, body: mergeLoops(statement.body) };
      case "set":
      case "store":
        return statement;
      default:
        return statement satisfies never;
    }
  });
}

function merged(outer: Extract<Statement, { kind: "loop" }>): Statement | undefined {
  const [inner, ...more] = outer.body;
  if (inner?.kind !== "loop" || more.length > 0 || inner.loop.trip.kind !== "fixed" || inner.loop.trip.start !== 0) {
    return undefined;
  }
  if (outer.loop.trip.kind === "blocks") return undefined;
  const steps = inner.loop.trip.count * inner.loop.times;
  const { name } = outer.loop;
  let alike = true;
  visitAddresses(inner.body, ({ bytes }) => {
    alike &&= coefficient(bytes, name) === steps * coefficient(bytes, inner.loop.name);
  });
  if (!alike || usesElsewhere(inner.body, name) || usesElsewhere(inner.body, inner.loop.name)) return undefined;
  const drop = (e: Affine): Affine => ({ ...e, terms: e.terms.filter(([axis]) => axis !== name) });
  return {
    kind: "loop",
    loop: { name: inner.loop.name, trip: outer.loop.trip, times: outer.loop.times * steps },
    body: mapAddresses(inner.body, drop),
  };
}

/** Whether a loop variable is used as a number, in a guard or in a table, not only in addresses. */
function usesElsewhere(body: readonly Statement[], name: string): boolean {
  const withoutAddresses = JSON.stringify(body, (key, value: unknown) => (key === "bytes" ? undefined : value));
  return withoutAddresses.includes(`[${JSON.stringify(name)},`);
}

function mapAddresses(body: readonly Statement[], map: (e: Affine) => Affine): readonly Statement[] {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    key === "bytes" ? map(value as Affine) : value,
  ) as readonly Statement[];
}
