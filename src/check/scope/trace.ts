/**
 * What the checker saw while it checked: for every name its uses and what they stand for, for every stage the shapes that
 * reached and left it, and for every place the names that are visible there. An editor hands one in and reads it afterwards;
 * without one nothing is recorded. Relies on the checker resolving every name once at least, in code that is not laid out too.
 */
import type { Operator, Shape } from "../../ops/operator.ts";
import type { Schema } from "../../ops/schema.ts";
import type { Source, Span } from "../../source/source.ts";
import type { File, Model, Stage } from "../../syntax/ast.ts";
import type { CheckedLayer } from "../model.ts";
import type { Binding, DeclarationKind } from "./binding.ts";
import { printValue, type Value } from "./value.ts";

/** Of a scope, what is visible there. */
export interface Visible {
  readonly source: Source;
  readonly quiet: boolean;
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly outer: Visible | undefined;
  readonly input: Shape | "unknown" | undefined;
  readonly labels: VisibleLabels;
}

export interface VisibleLabels {
  readonly own: ReadonlyMap<string, { readonly span: Span }>;
  readonly outer?: VisibleLabels;
}

/** A declaration, by the name that it gives. */
export interface Declared {
  readonly kind: DeclarationKind;
  readonly name: string;
  readonly source: Source;
  /** Of the name. */
  readonly span: Span;
}

/** What a name stands for. */
export type Meaning =
  | { readonly kind: "declaration"; readonly declared: Declared }
  | { readonly kind: "operator"; readonly operator: Operator }
  /** `argument` is its name in the schema of `owner`: `s2` is the `stride` of `conv`. */
  | { readonly kind: "argument"; readonly owner: string; readonly schema: Schema; readonly argument: string }
  | { readonly kind: "word"; readonly of: WordKind; readonly word: string }
  /** The path of an import. */
  | { readonly kind: "file"; readonly source: Source };

/** Words that the language itself knows. `size` is a field of `in`, `choice` a fixed word of a setting. */
export type WordKind = "setting" | "function" | "metric" | "size" | "constant" | "data" | "choice";

export interface Use {
  readonly source: Source;
  readonly span: Span;
  /** This is where it is declared. */
  readonly declares: boolean;
  /** Several where a parameter stands for different blocks. */
  readonly meanings: readonly Meaning[];
}

export interface Visit {
  readonly before: Shape | undefined;
  readonly after: Shape | undefined;
  /** Parameters of the layers that it brought, as far as they were understood. */
  readonly params: number;
}

/** A value that a name was bound to, and how often. */
export interface BoundValue {
  readonly value: Value;
  readonly count: number;
}

/** A model as it was laid out, also one with mistakes: the layers that were understood. */
export interface LaidOut {
  readonly model: Model;
  readonly source: Source;
  /** Absent where it was not understood. */
  readonly input: Shape | undefined;
  readonly layers: readonly CheckedLayer[];
}

export interface Visits {
  readonly source: Source;
  readonly stage: Stage;
  /** Of the first visit that knows a shape, or else of the first. */
  readonly scope: Visible;
  /** One for each that differs from those before it, in the order in which they were met. */
  readonly shapes: readonly Visit[];
  /** How often it was laid out; a look at a block by itself counts only where no use has told more. */
  readonly count: number;
}

/** A statement, a default or a setting, and the names visible in it. */
export interface Place {
  readonly span: Span;
  readonly scope: Visible;
}

export interface Trace {
  use(scope: Pick<Visible, "source" | "quiet">, span: Span, meaning: Meaning, declares?: boolean): void;
  visit(stage: Stage, scope: Visible, visit: Visit): void;
  place(span: Span, scope: Visible): void;
  /** The name of a part of a model: `conv2.bottleneck1`, of which `declared` gives the last word, up to a number. */
  part(body: object | undefined, fullName: string, declared: Declared): void;
  /** What the name at a place, which declares it, was bound to. */
  bind(source: Source, span: Span, value: Value): void;
  file(file: File): void;
  model(laidOut: LaidOut): void;
  /** In no order. */
  usesOf(source: Source): Iterable<Use>;
  visitsOf(source: Source): Iterable<Visits>;
  placesOf(source: Source): readonly Place[];
  partsOf(body: object | undefined): ReadonlyMap<string, Declared>;
  valuesOf(source: Source, span: Span): readonly BoundValue[];
  fileOf(source: Source): File | undefined;
  readonly models: readonly LaidOut[];
  readonly sources: Iterable<Source>;
}

/** More shapes of one stage, or values of one name, tell nobody anything. */
export const mostShapes = 16;

interface FileTrace {
  readonly uses: Map<string, Use & { readonly meanings: Meaning[] }>;
  readonly visits: Map<Stage, { -readonly [Field in keyof Visits]: Visits[Field] } & { readonly shapes: Visit[] }>;
  readonly places: Map<Span, Place>;
  /** By the start of the name, then as printed. */
  readonly values: Map<number, Map<string, { readonly value: Value; count: number }>>;
  syntax: File | undefined;
}

export function createTrace(): Trace {
  const files = new Map<Source, FileTrace>();
  const parts = new Map<object | undefined, Map<string, Declared>>();
  const models: LaidOut[] = [];
  const fileOf = (source: Source): FileTrace => {
    const known = files.get(source);
    if (known) return known;
    const file: FileTrace = {
      uses: new Map(),
      visits: new Map(),
      places: new Map(),
      values: new Map(),
      syntax: undefined,
    };
    files.set(source, file);
    return file;
  };
  return {
    use({ source, quiet }, span, meaning, declares = false) {
      if (quiet || span.end <= span.start) return;
      const { uses } = fileOf(source);
      const key = `${span.start} ${span.end}`;
      const known = uses.get(key);
      if (!known) uses.set(key, { source, span, declares, meanings: [meaning] });
      else if (!known.meanings.some((other) => isSameMeaning(other, meaning))) known.meanings.push(meaning);
    },
    visit(stage, scope, visit) {
      const { visits } = fileOf(scope.source);
      const known = visits.get(stage);
      if (!known) {
        visits.set(stage, { source: scope.source, stage, scope, shapes: [visit], count: 1 });
        return;
      }
      if (visit.before && known.scope.input === "unknown") known.scope = scope;
      // What is not known of a block by itself is no news once a use has told it.
      if (isUnknown(visit)) return;
      const { shapes } = known;
      known.count = shapes.length === 1 && isUnknown(shapes[0]!) ? 1 : known.count + 1;
      if (isUnknown(shapes[0]!)) shapes.pop();
      if (shapes.length < mostShapes && !shapes.some((each) => isSameVisit(each, visit))) shapes.push(visit);
    },
    place(span, scope) {
      if (scope.quiet) return;
      const { places } = fileOf(scope.source);
      const known = places.get(span);
      if (!known || known.scope.input === "unknown") places.set(span, { span, scope });
    },
    part(body, fullName, declared) {
      const names = parts.get(body) ?? new Map<string, Declared>();
      parts.set(body, names);
      if (!names.has(fullName)) names.set(fullName, declared);
    },
    bind(source, { start }, value) {
      const { values } = fileOf(source);
      const known = values.get(start) ?? new Map<string, { readonly value: Value; count: number }>();
      values.set(start, known);
      const text = printValue(value);
      const same = known.get(text);
      if (same) same.count++;
      else if (known.size < mostShapes) known.set(text, { value, count: 1 });
    },
    file(file) {
      fileOf(file.source).syntax = file;
    },
    model(laidOut) {
      models.push(laidOut);
    },
    usesOf: (source) => files.get(source)?.uses.values() ?? [],
    visitsOf: (source) => files.get(source)?.visits.values() ?? [],
    placesOf: (source) => [...(files.get(source)?.places.values() ?? [])],
    partsOf: (body) => parts.get(body) ?? new Map<string, Declared>(),
    valuesOf: (source, { start }) => [...(files.get(source)?.values.get(start)?.values() ?? [])],
    fileOf: (source) => files.get(source)?.syntax,
    models,
    get sources() {
      return files.keys();
    },
  };
}

export function isSameMeaning(a: Meaning, b: Meaning): boolean {
  switch (a.kind) {
    case "declaration":
      return b.kind === "declaration" && isSameDeclaration(a.declared, b.declared);
    case "operator":
      return b.kind === "operator" && a.operator === b.operator;
    case "argument":
      return b.kind === "argument" && a.schema === b.schema && a.argument === b.argument;
    case "word":
      return b.kind === "word" && a.of === b.of && a.word === b.word;
    case "file":
      return b.kind === "file" && a.source === b.source;
    default:
      return a satisfies never;
  }
}

export function isSameDeclaration(a: Declared, b: Declared): boolean {
  return a.source === b.source && a.span.start === b.span.start;
}

function isUnknown({ before, after }: Visit): boolean {
  return !before && !after;
}

function isSameVisit(a: Visit, b: Visit): boolean {
  return isEqual(a.before, b.before) && isEqual(a.after, b.after) && a.params === b.params;
}

function isEqual(a: Shape | undefined, b: Shape | undefined): boolean {
  return a === b || (a?.length === b?.length && a!.every((size, axis) => size === b![axis]));
}
