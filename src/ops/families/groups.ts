/**
 * Groups: channels cut into equal parts. Takes how many groups are asked for and the numbers they must divide; gives the
 * problem with the groups that do divide them and the nearest of those as the fixed argument.
 */
import type { Problem } from "../operator.ts";
import { divisors, greatestCommonDivisor } from "../size-arithmetic.ts";

export interface Grouping {
  readonly groups: number;
  /** What they must divide, each with its word: `[6, "channels of its input"]`. */
  readonly among: readonly (readonly [size: number, what: string])[];
  /** Schema name of the argument, and how it is written: `g2`. */
  readonly argument: string;
  print(groups: number): string;
}

export function groupsMustDivide({ groups, among, argument, print }: Grouping): Problem[] {
  const failing = among.filter(([size]) => size % groups !== 0);
  if (failing.length === 0) return [];
  const sizes = among.map(([size]) => size);
  const common = divisors(sizes.reduce(greatestCommonDivisor));
  const shown = common.length > 12 ? `${common.slice(0, 12).join(", ")}, …` : common.join(", ");
  const nearest = common.reduce((best, each) => (Math.abs(each - groups) < Math.abs(best - groups) ? each : best));
  return [
    {
      code: "shape/groups-do-not-divide",
      message: `${groups} groups do not divide the ${failing.map(([size, what]) => `${size} ${what}`).join(" and the ")}`,
      notes: failing.map(([size]) => `${size}/${groups} = ${(size / groups).toFixed(2)}`),
      help: `groups that divide ${sizes.length > 1 ? "both " : ""}${sizes.join(" and ")}: ${shown}`,
      argument,
      fix: { title: `use ${print(nearest)}`, argument, text: print(nearest) },
    },
  ];
}
