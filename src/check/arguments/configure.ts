/**
 * An operator chosen by its word, with its arguments: `sgd lr=0.05`, `cosine`, `he`. Takes the word, the operators of that
 * kind and the arguments behind it; returns the operator with its values, or nothing when something is wrong (reported).
 */
import { foreignSettings } from "../../ops/foreign-names.ts";
import type { Operator } from "../../ops/operator.ts";
import type { Name } from "../../syntax/ast.ts";
import { type Argument, checkArguments } from "./check-arguments.ts";
import { unknownChoice } from "../diagnostics/arguments.ts";
import type { Configured } from "../model.ts";
import type { Scope } from "../scope/scope.ts";
import { traceOperator } from "../trace/record.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";

export function configureByWord<O extends Operator>(
  word: Name,
  operators: ReadonlyMap<string, O>,
  what: string,
  given: readonly Argument[],
  scope: Scope,
): Configured<O> | undefined {
  const operator = operators.get(word.text);
  if (!operator) {
    reportUnknownChoice(word, [...operators.keys()], what, scope);
    return undefined;
  }
  traceOperator(scope, word, operator);
  const checked = checkArguments(
    {
      name: word.text,
      span: word.span,
      schema: operator.schema,
      operator,
      elsewhere: foreignSettings[what]?.[operator.name],
      scope,
    },
    given,
  );
  return checked && { operator, values: checked.values, spans: checked.spans };
}

/** An operator with its defaults; every kind that has a default has no argument without one. */
export function configureDefault<O extends Operator>(operator: O, scope: Scope): Configured<O> {
  const span = { start: 0, end: 0 };
  const checked = checkArguments({ name: operator.name, span, schema: operator.schema, scope }, []);
  return { operator, values: checked?.values ?? {} };
}

export function reportUnknownChoice(word: Name, choices: readonly string[], what: string, scope: Scope): void {
  const ours = scope.program.operators.vocabulary.choiceCalled(what, word.text);
  const title = `write \`${ours}\``;
  const edits = ours === undefined ? [] : [{ span: word.span, text: ours }];
  scope.report.add(
    unknownChoice({
      message: word.text === "" ? `this names no ${what}` : `unknown ${what} \`${word.text}\``,
      source: scope.source,
      span: word.span,
      notes: [`there ${choices.length === 1 ? "is" : "are"} ${choices.join(", ")}`],
      ...(ours === undefined
        ? didYouMean(word.text, word.span, choices)
        : { help: title, fixes: [{ title, edits, safe: true }] }),
    }),
  );
}
