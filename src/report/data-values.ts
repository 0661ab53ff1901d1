/**
 * What numbers the images of a set are. Takes a part of a set; gives its range, and mean and deviation of each channel as the network
 * gets them (bytes divided by 255); and these as lines. Pure; walks every value.
 */
import type { Dataset } from "../data/dataset.ts";
import { channelStatistics } from "../data/statistics.ts";
import { extentOf } from "./picture.ts";

export interface DataValues {
  readonly kind: "bytes" | "floats";
  readonly least: number;
  readonly most: number;
  /** One for each channel. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Channels that are shown one by one. */
const SHOWN = 4;

export function describeValues(set: Dataset): DataValues {
  const { low, high } = extentOf(set.images);
  const kind = set.images instanceof Uint8Array ? "bytes" : "floats";
  return { kind, least: low, most: high, ...channelStatistics(set) };
}

export function renderValues({ kind, least, most, mean, std }: DataValues): readonly string[] {
  const range = `${kind} ${number(least)} to ${number(most)}${kind === "bytes" ? " (255 is 1 for the network)" : ""}`;
  const list = (values: readonly number[]): string =>
    `${values.slice(0, SHOWN).map(number).join(", ")}${values.length > SHOWN ? `, … (${values.length} channels)` : ""}`;
  return [`  values  ${range}`, `  mean    ${list(mean)}`, `  std     ${list(std)}`];
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
