/**
 * Whether a value is the record of how images were prepared, as `wasm/abi.ts` describes it. Takes what a manifest or `run.json`
 * holds and the channels of the input; believes nothing. A rule of fitting that is not known here makes it no record: images
 * would be prepared otherwise than in the training.
 */
import { isObject as isRecord } from "./arguments.ts";
import { PREPARATIONS, type Preparation } from "../wasm/abi.ts";

export function isPreparation(value: unknown, channels: number): value is Preparation {
  if (!isRecord(value)) return false;
  const { numbers, range, ofByte, color, fit, orientation, inverted, normalization, statistics } = value;
  return (
    isOneOf(PREPARATIONS.numbers, numbers) &&
    isOneOf(PREPARATIONS.fit, fit) &&
    isOneOf(PREPARATIONS.orientation, orientation) &&
    (color === undefined || (isOneOf(PREPARATIONS.color, color) && channels === (color === "gray" ? 1 : 3))) &&
    typeof inverted === "boolean" &&
    isInterval(range) &&
    (ofByte === undefined || isScale(ofByte)) &&
    (normalization === undefined || isNormalization(normalization)) &&
    (statistics === undefined || isStatistics(statistics, channels))
  );
}

function isScale(value: unknown): boolean {
  return isRecord(value) && isNumber(value.scale) && value.scale !== 0 && isNumber(value.offset);
}

function isNormalization(value: unknown): boolean {
  return isRecord(value) && isNumbers(value.mean) && isNumbers(value.std) && value.std.every((each) => each >= 0);
}

function isStatistics(value: unknown, channels: number): boolean {
  if (!isRecord(value) || !Number.isSafeInteger(value.images) || !Array.isArray(value.channels)) return false;
  const { grayShare, sizes } = value;
  if (grayShare !== undefined && !(isNumber(grayShare) && grayShare >= 0 && grayShare <= 1)) return false;
  if (sizes !== undefined && !(isRecord(sizes) && isSize(sizes.smallest) && isSize(sizes.largest))) return false;
  return value.channels.length === channels && value.channels.every(isLevels);
}

function isLevels(value: unknown): boolean {
  if (!isRecord(value) || !isInterval(value.range)) return false;
  return [value.border, value.low, value.median, value.high].every(
    (spread) =>
      isNumbers(spread) && spread.length === 5 && spread.every((each, i) => i === 0 || each >= spread[i - 1]!),
  );
}

function isInterval(value: unknown): boolean {
  return isNumbers(value) && value.length === 2 && value[0]! <= value[1]!;
}

function isSize(value: unknown): boolean {
  return isNumbers(value) && value.length === 2 && value.every((each) => Number.isSafeInteger(each) && each > 0);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isNumber);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isOneOf(list: readonly unknown[], value: unknown): boolean {
  return list.includes(value);
}
