/**
 * Mistakes in blocks that can be seen without a use: names, arguments, kinds of values. Takes a block and the names of its
 * file; reports, and returns what the block expects, to be judged by its words alone. Parameters and shapes are not known, and
 * what depends on them is left alone. Blocks inside are not entered.
 */
import type { Block } from "../../syntax/ast.ts";
import { duplicateName } from "../diagnostics/models.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Binding } from "../scope/binding.ts";
import type { Scope } from "../scope/scope.ts";
import { nowhere } from "../scope/cursor.ts";
import { createDraft, type DraftExpectation } from "./draft.ts";
import { expandBody } from "./expand.ts";
import { traceDeclaration } from "../trace/record.ts";
import { newLabels } from "../scope/labels.ts";

export function lookThrough({ parameters, body }: Block, file: Scope): readonly DraftExpectation[] {
  const bindings = new Map<string, Binding>();
  const scope: Scope = { ...file, bindings, outer: file, input: "unknown", labels: newLabels() };
  for (const { name, value } of parameters) {
    traceDeclaration(scope, name, "parameter");
    if (value) {
      scope.program.trace?.place(value.span, scope);
      evaluate(value, scope);
    }
    bindings.set(name.text, { kind: "parameter", span: name.span });
  }
  const draft = createDraft({ dry: true });
  expandBody(body, scope, draft, nowhere);
  return draft.expectations;
}

/** The names of one list of parameters must differ. */
export function parametersMustDiffer({ parameters }: Pick<Block, "parameters">, { report, source }: Scope): void {
  const seen = new Map<string, Binding>();
  for (const { name } of parameters) {
    const first = seen.get(name.text);
    if (!first) {
      seen.set(name.text, { kind: "parameter", span: name.span });
      continue;
    }
    const labels = [{ span: first.span, message: "first declared here" }];
    const message = `parameter \`${name.text}\` is declared twice`;
    report.add(duplicateName({ message, source, span: name.span, labels, help: "choose another name" }));
  }
}
