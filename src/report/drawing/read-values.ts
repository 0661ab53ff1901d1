/**
 * Who reads what in a model. Takes its layers, gives for each value how often it is read and the number of the last layer
 * that does; the end of the model reads its last value.
 */
import type { CheckedModel } from "../../check/model.ts";

export interface Readers {
  /** Of the layer that gives the value; -1 for the model's input. */
  readonly numberOf: (value: string) => number;
  /** How often a value is read, the outside counted. */
  readonly times: (value: string) => number;
  /** Whether anything from layer number `end` on, or the outside, reads the value. */
  readonly isReadFrom: (value: string, end: number) => boolean;
}

export function readersOf({ layers, last, heads }: CheckedModel): Readers {
  const times = new Map<string, number>();
  const latest = new Map<string, number>();
  const read = (value: string, by: number): void => {
    times.set(value, (times.get(value) ?? 0) + 1);
    latest.set(value, Math.max(latest.get(value) ?? -1, by));
  };
  for (const [number, { inputs }] of layers.entries()) for (const value of inputs) read(value, number);
  read(last, layers.length);
  for (const head of heads) read(head.last, -1);
  const numbers = new Map(layers.map(({ name }, number) => [name, number]));
  return {
    numberOf: (value) => numbers.get(value) ?? -1,
    times: (value) => times.get(value) ?? 0,
    isReadFrom: (value, end) => (latest.get(value) ?? -1) >= end,
  };
}
