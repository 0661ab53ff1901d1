/**
 * A layer as a program writes it, with every computed size put in: `conv 3x3x64 s2 p1 nobias`. Takes a checked layer, returns
 * one line; arguments that are at their default are left out, as a reader would. Not the source text: a layer of a block
 * has its own numbers at each use.
 */
import type { CheckedLayer, Configured, Values } from "../check/model.ts";
import { printPadding } from "../ops/families/window-geometry.ts";
import type { ArgumentSpec, Padding, Schema, Table, TextOrWord } from "../ops/schema.ts";
import { printShape } from "../ops/shape.ts";

export function writeLayer({ operator, values, parameters }: CheckedLayer): string {
  const init = parameters.find((parameter) => parameter.init !== undefined)?.init;
  return [writeConfigured({ operator, values }), ...(init === undefined ? [] : [`init=${writeConfigured(init)}`])].join(
    " ",
  );
}

/** Any operator with its arguments, as a program writes it. */
export function writeConfigured({
  operator,
  values,
}: Configured<{ readonly name: string; readonly schema: Schema }>): string {
  const words = Object.entries(operator.schema).map(([name, spec]) => writeArgument(name, spec, values[name]));
  return [operator.name, ...words.filter((word) => word !== "")].join(" ");
}

/** Empty where nothing need be written. */
function writeArgument(name: string, spec: ArgumentSpec, value: Values[string]): string {
  if (value === undefined) return "";
  switch (spec.kind) {
    case "sizes":
      return printShape(value as readonly number[]);
    case "number":
      return String(value);
    case "numbers":
      return `[${(value as readonly number[]).join(", ")}]`;
    case "attribute": {
      const sizes = value as readonly number[];
      return `${spec.letter}${sizes.every((size) => size === sizes[0]) ? sizes[0] : printShape(sizes)}`;
    }
    case "padding":
      return printPadding(value as readonly Padding[]);
    case "flag":
      return value === true ? name : "";
    case "named-number":
      return value === spec.default ? "" : `${name}=${value as number}`;
    case "named-word":
      if (value === spec.default) return "";
      return spec.bare === true ? String(value) : `${name}=${value as string}`;
    case "named-table": {
      const table = value as Table;
      return `${name}=${typeof table === "string" ? JSON.stringify(table) : `[${table.length} rows]`}`;
    }
    case "named-text":
      return `${name}=${quote(value as string)}`;
    case "named-texts":
      return `${name}=[${(value as readonly string[]).map(quote).join(", ")}]`;
    case "named-text-or-word": {
      const either = value as TextOrWord;
      return `${name}=${typeof either === "string" ? quote(either) : either.word}`;
    }
    case "named-numbers":
      return `${name}=${typeof value === "string" ? value : `[${(value as readonly number[]).join(", ")}]`}`;
    default:
      return spec satisfies never;
  }
}

/** Texts of the language have no escapes, so that one which holds a quote cannot be written. */
const quote = (text: string): string => `"${text}"`;
