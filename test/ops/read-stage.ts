/**
 * Reads a stage as written (`conv 3x3x4 s2 p1:0 nobias`, `adam lr=0.01`) by an operator's schema, in a few lines that know
 * nothing of the compiler's reader: these tests are of operators, and must not depend on the checker.
 */
import type { Layer } from "../../src/ops/operator.ts";
import { findLayer } from "../../src/ops/registry.ts";
import type { ArgumentValues, Padding, Schema } from "../../src/ops/schema.ts";

export type Values = ArgumentValues<Schema>;

export interface Stage {
  readonly layer: Layer;
  readonly values: Values;
}

export function readStage(text: string): Stage {
  const [name, ...words] = text.trim().split(/\s+/);
  const layer = findLayer(name!);
  if (!layer) throw new Error(`no layer ${name}`);
  return { layer, values: readValues(layer.schema, words) };
}

export const readChain = (text: string): Stage[] => (text === "" ? [] : text.split("->").map(readStage));

export function readValues(schema: Schema, words: readonly string[]): Values {
  const left = [...words];
  const take = (pattern: RegExp): RegExpMatchArray | undefined => {
    const at = left.findIndex((word) => pattern.test(word));
    return at < 0 ? undefined : left.splice(at, 1)[0]!.match(pattern)!;
  };
  const values = Object.entries(schema).map(([name, spec]): [string, Values[string]] => {
    switch (spec.kind) {
      case "sizes": {
        const written = take(/^\d+(x\d+)*$/)?.[0];
        if (written === undefined && !spec.optional) throw new Error(`no ${name}`);
        return [name, written?.split("x").map(Number) ?? []];
      }
      case "number":
        return [name, Number(take(/^[\d.]+$/)?.[0] ?? spec.default)];
      case "numbers":
        return [name, JSON.parse(take(/^\[[\d.,]*\]$/)![0]) as number[]];
      case "attribute":
        return [name, list(take(new RegExp(`^${spec.letter}([\\dx]+)$`)))?.map(Number)];
      case "padding":
        return [name, list(take(/^p([\dx:]+)$/))?.map(readPadding)];
      case "flag":
        return [name, take(new RegExp(`^${name}$`)) !== undefined];
      case "named-number": {
        const written = take(new RegExp(`^${name}=(.*)$`))?.[1];
        return [name, written === undefined ? spec.default : Number(written)];
      }
      case "named-word": {
        const bare = spec.bare && take(new RegExp(`^(${spec.words.join("|")})$`));
        return [name, (bare || take(new RegExp(`^${name}=(.*)$`)))?.[1] ?? spec.default];
      }
      case "named-table": {
        // Rows as JSON: `table=[[0,1],[1,2]]`.
        const written = take(new RegExp(`^${name}=(.*)$`))?.[1];
        return [name, written?.startsWith("[") ? (JSON.parse(written) as number[][]) : written];
      }
      case "named-text":
      case "named-texts":
      case "named-text-or-word":
      case "named-numbers": {
        // Values as JSON, a word as it stands: `label="x"`, `weights=[1,5]`, `label=last`.
        const written = take(new RegExp(`^${name}=(.*)$`))?.[1];
        if (written === undefined) return [name, undefined];
        if (/^["[]/.test(written)) return [name, JSON.parse(written) as string];
        return [name, spec.kind === "named-text-or-word" ? { word: written } : written];
      }
      default:
        return spec satisfies never;
    }
  });
  if (left.length > 0) throw new Error(`what is ${left.join(" ")}?`);
  return Object.fromEntries(values);
}

const list = (match: RegExpMatchArray | undefined): string[] | undefined => match?.[1]?.split("x");

function readPadding(text: string): Padding {
  const [before, after = before] = text.split(":").map(Number);
  return { before: before!, after: after! };
}
