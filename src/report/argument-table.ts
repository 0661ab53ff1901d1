/**
 * The arguments of a schema as a table of a page: takes a schema, returns Markdown: how each is written, what it may be, what it
 * means. Everything in it is what the checker reads.
 */
import { type ArgumentSpec, type Schema, isNamed } from "../ops/schema.ts";

export function argumentTable(schema: Schema): string {
  const rows = Object.entries(schema).map(
    ([name, spec]) => `| ${[name, ...describeArgument(name, spec)].map(cell).join(" | ")} |`,
  );
  return ["| argument | written | values | |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** How it is written, what it may be, what it means. */
export function describeArgument(name: string, spec: ArgumentSpec): readonly string[] {
  return [spelling(name, spec), range(spec), spec.doc];
}

/** Text in a cell of a table. */
export const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function spelling(name: string, spec: ArgumentSpec): string {
  if (isNamed(spec))
    return spec.kind === "named-word" && spec.bare === true ? `a word, or \`${name}=\`` : `\`${name}=\``;
  switch (spec.kind) {
    case "sizes":
      return spec.optional === true ? `sizes (${spec.places}), may be left out` : `sizes (${spec.places})`;
    case "number":
      return "a number";
    case "numbers":
      return "a list of numbers, `[A, B]`";
    case "attribute":
      // Groups are no matter of axes.
      return spec.letter === "g" ? "`gN`" : `\`${spec.letter}N\`, per axis \`${spec.letter}NxN\``;
    case "padding":
      return `\`${spec.letter}N\`, before and after \`${spec.letter}N:N\``;
    case "flag":
      return `\`${name}\``;
    default:
      return spec satisfies never;
  }
}

/** What it may be, and what it is when it is left out. */
function range(spec: ArgumentSpec): string {
  switch (spec.kind) {
    case "number":
    case "numbers":
    case "named-number":
    case "named-numbers": {
      const low =
        spec.minimum === undefined
          ? ""
          : `${"exclusiveMinimum" in spec && spec.exclusiveMinimum === true ? "above" : "from"} ${spec.minimum}`;
      const high =
        spec.maximum === undefined
          ? ""
          : `${"exclusiveMaximum" in spec && spec.exclusiveMaximum === true ? "below" : "to"} ${spec.maximum}`;
      const kind = spec.integer === true ? "whole" : "";
      const numbers = [kind, low, high].filter((word) => word !== "").join(" ");
      if (spec.kind !== "named-numbers") return withDefault(numbers, "default" in spec ? spec.default : undefined);
      const list = `a number${numbers === "" ? "" : ` (${numbers})`}, or a list of them`;
      return [list, ...(spec.words ?? []).map((word) => `\`${word}\``)].join(", ");
    }
    case "named-text":
      return "a text in quotes";
    case "named-texts":
      return "a text in quotes, or a list of them";
    case "named-text-or-word":
      return ["a text in quotes", ...spec.words.map((word) => `\`${word}\``)].join(", ");
    case "named-table":
      return [...spec.words.map((word) => `\`"${word}"\``), "a list of lists"].join(", ");
    case "named-word":
      return withDefault(spec.words.map((word) => `\`${word}\``).join(", "), spec.default);
    case "attribute":
      return `from ${spec.minimum}`;
    case "sizes":
    case "padding":
    case "flag":
      return "";
    default:
      return spec satisfies never;
  }
}

function withDefault(text: string, value: number | string | undefined): string {
  return [text, value === undefined ? "" : `default ${value}`].filter((part) => part !== "").join("; ");
}
