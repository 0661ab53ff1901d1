/**
 * Arguments of a use to the parameters of its block or model: by position, then by name, then defaults, each of which sees the
 * parameters before it. Takes the use and both scopes; returns the bindings, or nothing when an argument is missing, double or
 * not known (reported at the use). A value that is wrong in itself is bound without a value.
 */
import { editWithHole, type Fix } from "../../diagnostics/diagnostic.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import type { Block, Call, CallArgument, Model, Train } from "../../syntax/ast.ts";
import { duplicateArgument, missingArgument, tooManyArguments, unknownArgument } from "../diagnostics/arguments.ts";
import type { Source } from "../../source/source.ts";
import { traceDeclared, traceValue } from "../trace/record.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Binding } from "../scope/binding.ts";
import { copyScope, type Scope } from "../scope/scope.ts";

/** What has parameters, and what gives arguments. */
type Declared = Block | Model;
type Use = Pick<Call | Train, "arguments" | "span">;

export function bindArguments(
  use: Use,
  declared: Declared,
  scope: Scope,
  home: Scope,
): Map<string, Binding> | undefined {
  const given = matchArguments(use, declared, scope);
  traceArguments(use, declared, scope, home.source);
  if (!given) return undefined;
  const bindings = new Map<string, Binding>();
  let inside: Scope | undefined;
  for (const { name, value } of declared.parameters) {
    const argument = given.get(name.text);
    inside ??= argument || !value ? undefined : forDefaults(scope, home, bindings);
    const known = argument ? evaluate(argument.value, scope) : value && inside && evaluate(value, inside);
    // Declared twice, which was reported: nobody knows which one is meant.
    const double = bindings.has(name.text);
    const place = { kind: "parameter" as const, span: name.span, source: home.source };
    bindings.set(name.text, known && !double ? { ...place, value: known } : place);
    if (known && !double) traceValue(scope, name.span, known, home.source);
  }
  return bindings;
}

function traceArguments(use: Use, { parameters }: Declared, scope: Scope, home: Source): void {
  if (!scope.program.trace) return;
  for (const { name } of use.arguments) {
    const parameter = name && parameters.find((each) => each.name.text === name.text);
    if (!parameter) continue;
    const { text, span } = parameter.name;
    traceDeclared(scope, name.span, { kind: "parameter", name: text, source: home, span });
  }
}

/** Defaults belong to the file of the block, and see the parameters before them and the shape at the use. */
function forDefaults({ input, from = -2, misfits }: Scope, home: Scope, bindings: Map<string, Binding>): Scope {
  const inside = copyScope(home);
  inside.input = input;
  inside.from = from;
  inside.misfits = misfits;
  inside.bindings = bindings;
  inside.outer = home;
  return inside;
}

function matchArguments(use: Use, declared: Declared, scope: Scope): ReadonlyMap<string, CallArgument> | undefined {
  const { report, source } = scope;
  const { parameters } = declared;
  const name = declared.name.text;
  const tell = (): readonly string[] => [`it is \`${signature(declared)}\``];
  const positionOf = findPositions(declared);
  const given = new Map<string, CallArgument>();
  let right = true;
  let tooMany = false;
  use.arguments.forEach((argument, i) => {
    const parameter = argument.name ? argument.name.text : parameters[i]?.name.text;
    if (parameter === undefined) {
      const takes = parameters.length === 0 ? "no arguments" : `at most ${parameters.length}`;
      const message = `\`${name}\` takes ${takes}`;
      // One mistake, however many follow.
      const span = { start: argument.span.start, end: use.arguments.at(-1)!.span.end };
      if (!tooMany) report.add(tooManyArguments({ message, source, span, notes: tell() }));
      tooMany = true;
      right = false;
    } else if (positionOf(parameter) < 0) {
      reportUnknown(argument, parameter, declared, scope, tell());
      right = false;
    } else if (given.has(parameter)) {
      // The second of two parameters of one name, which was reported where they are declared.
      if (!argument.name && positionOf(parameter) !== i) return;
      const labels = [{ span: given.get(parameter)!.span, message: "first given here" }];
      const message = `\`${parameter}\` of \`${name}\` is given twice`;
      const help = "keep one of them";
      report.add(duplicateArgument({ message, source, span: argument.span, labels, notes: tell(), help }));
      right = false;
    } else given.set(parameter, argument);
  });
  const missing = parameters.filter((parameter) => !parameter.value && !given.has(parameter.name.text));
  if (right && missing.length === 0) return given;
  lookThroughArguments(use, scope);
  // What was meant for it may be what was wrong.
  if (!right) return undefined;
  const names = missing.map((parameter) => parameter.name.text);
  const fixes = giveMissing(names, use, scope);
  const message = `\`${name}\` lacks ${listNames(names)}`;
  report.add(missingArgument({ message, source, span: use.span, notes: tell(), fixes }));
  return undefined;
}

/** By name, at the end of the parentheses; what they are is the author's to say. */
function giveMissing(names: readonly string[], { span, arguments: given }: Use, { source }: Scope): readonly Fix[] {
  const at = span.end - 1;
  if (source.text[at] !== ")") return [];
  const before = given.length > 0 ? ", " : "";
  const [only, ...more] = names;
  const edit =
    more.length === 0
      ? editWithHole({ start: at, end: at }, `${before}${only}=`, "1")
      : editWithHole({ start: at, end: at }, before, names.map((name) => `${name}=1`).join(", "));
  return [{ title: `give ${names.map((name) => `\`${name}=\``).join(", ")}`, edits: [edit] }];
}

/** The first parameter of a name, or -1; in a table where there are many. */
function findPositions({ parameters }: Declared): (name: string) => number {
  if (parameters.length < 20) return (text) => parameters.findIndex(({ name }) => name.text === text);
  const positions = new Map([...parameters.entries()].reverse().map(([i, { name }]) => [name.text, i]));
  return (text) => positions.get(text) ?? -1;
}

/** For the mistakes in the arguments of a use that cannot be bound. */
export function lookThroughArguments(use: Pick<Use, "arguments">, scope: Scope): void {
  for (const { value } of use.arguments) evaluate(value, scope);
}

function reportUnknown(
  argument: CallArgument,
  parameter: string,
  declared: Declared,
  { report, source, program }: Scope,
  notes: readonly string[],
): void {
  const names = program.guesses.among(declared.parameters.map(({ name }) => name.text));
  const { span } = argument.name!;
  report.add(
    unknownArgument({
      message: `\`${declared.name.text}\` takes no \`${parameter}=\``,
      source,
      span,
      notes,
      ...didYouMean(parameter, span, names),
    }),
  );
}

/** "`a`, `b` and `c`" */
function listNames(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(", ")} and ${quoted[quoted.length - 1]!}`;
}

/** `bottleneck(c, s = …)` */
export function signature({ name, parameters }: Declared): string {
  return `${name.text}(${parameters.map((each) => (each.value ? `${each.name.text} = …` : each.name.text)).join(", ")})`;
}
