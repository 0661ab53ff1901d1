/**
 * What the checker saw while it checked: for every name its uses and what they stand for, for every stage the shapes that
 * reached and left it, and for every place the names that are visible there. An editor hands one in and reads it afterwards;
 * without one nothing is recorded. Relies on the checker resolving every name once at least, in code that is not laid out too.
 */
import type { Operator, Shape } from "../../ops/operator.ts";
import type { Schema } from "../../ops/schema.ts";
import type { Source, Span } from "../../source/source.ts";
import type { Stage } from "../../syntax/ast.ts";
import type { Binding, DeclarationKind } from "./binding.ts";

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

/** The shapes of a stage, one entry for each pair that was met, in the order in which they were. */
export interface Visit {
  readonly before: Shape | undefined;
  readonly after: Shape | undefined;
}

export interface Visits {
  readonly source: Source;
  readonly stage: Stage;
  /** Of the first visit that knows a shape, or else of the first. */
  readonly scope: Visible;
  readonly shapes: readonly Visit[];
  /** How often it was laid out. */
  readonly count: number;
}

/** A statement, a default or a setting, and the names visible in it. */
export interface Place {
  readonly span: Span;
  readonly scope: Visible;
}

export interface Trace {
  use(scope: Pick<Visible, "source" | "quiet">, span: Span, meaning: Meaning, declares?: boolean): void;
  visit(stage: Stage, scope: Visible, before: Shape | undefined, after: Shape | undefined): void;
  place(span: Span, scope: Visible): void;
  /** The name of a part of a model: `conv2.bottleneck1`, of which `declared` gives the last word, up to a number. */
  part(body: object | undefined, fullName: string, declared: Declared): void;
  /** In no order. */
  usesOf(source: Source): Iterable<Use>;
  visitsOf(source: Source): Iterable<Visits>;
  placesOf(source: Source): readonly Place[];
  partsOf(body: object | undefined): ReadonlyMap<string, Declared>;
  readonly sources: Iterable<Source>;
}

/** More pairs of shapes of one stage tell nobody anything. */
const mostShapes = 16;

interface FileTrace {
  readonly uses: Map<string, Use & { readonly meanings: Meaning[] }>;
  readonly visits: Map<Stage, { -readonly [Field in keyof Visits]: Visits[Field] } & { readonly shapes: Visit[] }>;
  readonly places: Map<Span, Place>;
}

export function createTrace(): Trace {
  const files = new Map<Source, FileTrace>();
  const parts = new Map<object | undefined, Map<string, Declared>>();
  const fileOf = (source: Source): FileTrace => {
    const known = files.get(source);
    if (known) return known;
    const file: FileTrace = { uses: new Map(), visits: new Map(), places: new Map() };
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
      else if (!known.meanings.some((other) => isSame(other, meaning))) known.meanings.push(meaning);
    },
    visit(stage, scope, before, after) {
      const { visits } = fileOf(scope.source);
      const known = visits.get(stage);
      if (!known) {
        visits.set(stage, { source: scope.source, stage, scope, shapes: [{ before, after }], count: 1 });
        return;
      }
      known.count++;
      if (before && known.scope.input === "unknown") known.scope = scope;
      // What is not known of a block by itself is no news once a use has told it.
      if (!before && !after) return;
      if (known.shapes.length === 1 && !known.shapes[0]!.before && !known.shapes[0]!.after) known.shapes.pop();
      const { shapes } = known;
      if (
        shapes.length < mostShapes &&
        !shapes.some((each) => isEqual(each.before, before) && isEqual(each.after, after))
      )
        shapes.push({ before, after });
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
    usesOf: (source) => files.get(source)?.uses.values() ?? [],
    visitsOf: (source) => files.get(source)?.visits.values() ?? [],
    placesOf: (source) => [...(files.get(source)?.places.values() ?? [])],
    partsOf: (body) => parts.get(body) ?? new Map<string, Declared>(),
    get sources() {
      return files.keys();
    },
  };
}

function isSame(a: Meaning, b: Meaning): boolean {
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

function isEqual(a: Shape | undefined, b: Shape | undefined): boolean {
  return a === b || (a?.length === b?.length && a!.every((size, axis) => size === b![axis]));
}
