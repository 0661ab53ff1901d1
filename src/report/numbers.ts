/**
 * Numbers as the reports write them. Takes exact counts, returns text in one notation whatever the machine's language.
 */
import { printCount } from "../ops/size-arithmetic.ts";

export { printCount };

/** `18816` → `18.4 KiB` */
export function printBytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log2(Math.max(count, 1)) / 10)));
  return power === 0 ? `${count} B` : `${(count / 1024 ** power).toFixed(1)} ${units[power]}`;
}
