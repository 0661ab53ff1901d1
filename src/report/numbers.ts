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

/** The exact count, and from a million on its size in short: `4,089,184,256 (4.09 G)`. */
export function printLarge(count: number): string {
  return count < 1e6 ? printCount(count) : `${printCount(count)} (${printShort(count)})`;
}

/** The exact count below a million, from there on its size in three digits: `61,706`, `4.09 G`. */
export function printShort(count: number): string {
  if (count < 1e6) return printCount(count);
  const units = ["M", "G", "T", "P"];
  const power = Math.min(units.length, Math.floor(Math.log10(count) / 3) - 1);
  // 999,999,999 is 1,000 M when rounded: the next unit then.
  const short = (power: number): number => Number((count / 10 ** (3 * power + 3)).toPrecision(3));
  const unit = short(power) >= 1000 && power < units.length ? power + 1 : power;
  const text = short(unit);
  return `${text >= 100 ? text.toFixed(0) : text >= 10 ? text.toFixed(1) : text.toFixed(2)} ${units[unit - 1]}`;
}

/** The share of a whole: `38.9%`; what is there and rounds to nothing is `<0.1%`, what is not there `-`, all of it `100%`. */
export function printShare(part: number, whole: number): string {
  if (part === 0 || whole === 0) return "-";
  if (part === whole) return "100%";
  const percent = (100 * part) / whole;
  return percent < 0.05 ? "<0.1%" : `${percent.toFixed(1)}%`;
}

/** `+39,200`, `-1,516`, `0`. */
export function printDifference(difference: number): string {
  return difference > 0 ? `+${printCount(difference)}` : printCount(difference);
}

/** Places of the input between neighbors: whole, or a part of one behind an upsampling: `1/2`. */
export function printJump(jump: number): string {
  if (Number.isInteger(jump)) return String(jump);
  for (let denominator = 2; denominator <= 4096; denominator++) {
    const numerator = jump * denominator;
    if (Math.abs(numerator - Math.round(numerator)) < 1e-9) return `${Math.round(numerator)}/${denominator}`;
  }
  return jump.toPrecision(4);
}

const ordinals = [
  "zeroth",
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth",
];

/** `second`; from eleven on in digits: `21st`. */
export function printOrdinal(number: number): string {
  const word = ordinals[number];
  if (word !== undefined) return word;
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const ending = teen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}
