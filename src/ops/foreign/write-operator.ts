/**
 * One call of another framework as our text: takes a row of the table and its arguments, by name and in order; returns our operator
 * with its arguments and what follows it, and the arguments that have no counterpart. Not for which row it is.
 */
import { complementText } from "../elsewhere.ts";
import type { Found } from "./find.ts";
import type { Value } from "./read-call.ts";

export interface Written {
  /** `conv 3x3x32 s2 same -> relu`: stages in order. */
  readonly stages: readonly string[];
  /** Arguments that nothing here is like. */
  readonly left: readonly string[];
  /** The shape of an input that was given with it. */
  readonly input?: string;
}

export function writeOperator(
  { name, row }: Found,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
  layerOf: (word: string) => string | undefined,
  ours: { readonly strideIsWindow: boolean; readonly needsWindow: boolean },
): Written | undefined {
  const parameters = row.parameters ?? {};
  const order = Object.keys(parameters);
  const given = new Map<string, Value>();
  for (const [i, value] of positional.entries()) given.set(order[i] ?? `argument ${i + 1}`, value);
  for (const [key, value] of named) given.set(key, value);
  const left: string[] = [];
  const behind: string[] = [];
  const attributes: string[] = [];
  let window: readonly number[] | undefined;
  let size: string | undefined;
  let bare: string | undefined;
  let activation: string | undefined;
  let normalized = false;
  let input: string | undefined;
  const axes = row.axes ?? 2;

  for (const [key, value] of given) {
    const meaning = Object.hasOwn(parameters, key) ? parameters[key]! : undefined;
    const numbers = numbersOf(value);
    if (meaning === undefined) {
      // What is off says nothing.
      if (truthOf(value) === false || (value.kind === "name" && value.path[0] === "None")) continue;
      left.push(key);
      continue;
    }
    if (value.kind === "name" && value.path.join(".") === "None") continue;
    switch (meaning.as) {
      case "window":
        if (!numbers) return undefined;
        window = numbers;
        break;
      case "size":
        if (numbers?.length !== 1) return undefined;
        size = String(numbers[0]);
        break;
      case "number":
        if (!numbers) return undefined;
        bare = value.kind === "list" ? `[${numbers.join(", ")}]` : String(numbers[0]);
        break;
      case "attribute": {
        if (!numbers) return undefined;
        attributes.push(`${meaning.letter}${joined(numbers)}`);
        break;
      }
      case "padding": {
        const word = value.kind === "text" ? value.text.toLowerCase() : undefined;
        if (word === "same") attributes.push("same");
        else if (numbers) attributes.push(`p${joined(numbers)}`);
        else if (word !== "valid") return undefined;
        break;
      }
      case "half":
        if (numbers?.[0] === 1) attributes.push("half");
        break;
      case "normalized":
        normalized = numbers?.[0] === 1;
        break;
      case "named":
        if (numbers?.length !== 1) return undefined;
        behind.push(`${meaning.name}=${meaning.complement ? complementText(numbers[0]!) : textOf(value)}`);
        break;
      case "flag":
        if (truthOf(value) === meaning.when) behind.push(meaning.name);
        else if (truthOf(value) === undefined) return undefined;
        break;
      case "word": {
        const word = value.kind === "text" ? value.text : "";
        if (!Object.hasOwn(meaning.words, word)) return undefined;
        behind.push(meaning.words[word]!);
        break;
      }
      case "activation": {
        const word = value.kind === "text" ? value.text : value.kind === "name" ? value.path.at(-1)! : undefined;
        if (word === undefined) return undefined;
        if (word === "linear") break;
        activation = layerOf(word);
        if (activation === undefined) return undefined;
        break;
      }
      case "input":
        if (numbers && numbers.length > 0) input = joined(numbers);
        break;
      case "known":
      case "nothing":
        break;
      default:
        return meaning satisfies never;
    }
  }
  if (ours.needsWindow && !window && row.otherwise === undefined) return undefined;
  const sizes = sizesText(window, size, axes, bare ?? row.otherwise);
  if (normalized) behind.unshift("nobias");
  const words = [
    name,
    ...(sizes === "" ? [] : [sizes]),
    ...attributes
      .map((text) => (text === "half" ? `p${Math.floor((window?.[0] ?? 1) / 2)}` : text))
      .filter((text) => !isDefault(text, window, ours.strideIsWindow)),
    ...behind,
  ];
  const stages = [
    words.join(" "),
    ...(normalized ? [layerOf("batchnorm") ?? ""] : []),
    ...(activation === undefined ? [] : [activation]),
  ];
  return { stages: stages.filter((stage) => stage !== ""), left, ...(input === undefined ? {} : { input }) };
}

/** A window of one number is that along all axes; in front of a size it is written out. */
function sizesText(
  window: readonly number[] | undefined,
  size: string | undefined,
  axes: number,
  bare: string | undefined,
): string {
  if (!window) return size ?? bare ?? "";
  if (size === undefined) return joined(window);
  const spread = window.length === 1 ? Array<number>(axes).fill(window[0]!) : window;
  return [...spread, size].join("x");
}

function joined(numbers: readonly number[]): string {
  return numbers.every((number) => number === numbers[0]) &&
    numbers.length <= 3 &&
    numbers.length > 0 &&
    !isShape(numbers)
    ? String(numbers[0])
    : numbers.join("x");
}

const isShape = (numbers: readonly number[]): boolean => numbers.length === 3 && numbers[0]! > 11;

/** `s1`, `d1`, `g1`, `p0`, and a stride that is the window's. */
function isDefault(text: string, window: readonly number[] | undefined, strideIsWindow: boolean): boolean {
  if (text === "s1") return !strideIsWindow || joined(window ?? []) === "1";
  if (text === "d1" || text === "g1" || text === "p0") return true;
  return strideIsWindow && window !== undefined && text === `s${joined(window)}`;
}

function numbersOf(value: Value): readonly number[] | undefined {
  if (value.kind === "number") return [value.value];
  if (value.kind !== "list") return undefined;
  const numbers = value.items.flatMap((item) => (item.kind === "number" ? [item.value] : []));
  return numbers.length === value.items.length && numbers.length > 0 ? numbers : undefined;
}

const textOf = (value: Value): string =>
  value.kind === "number" ? value.text.replace(/^\./, "0.").replace(/\.$/, "") : "";

function truthOf(value: Value): boolean | undefined {
  if (value.kind === "number") return value.value !== 0;
  const word = value.kind === "name" ? value.path.join(".") : value.kind === "text" ? value.text : "";
  return /^true$/i.test(word) ? true : /^false$/i.test(word) ? false : undefined;
}
