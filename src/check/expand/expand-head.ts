/**
 * `head name { … }`: a side output that starts from the value at its place; the model's own chain goes on from there as if the
 * head were not. Takes the statement; adds the head and its layers to the draft.
 */
import type { Head } from "../../syntax/ast.ts";
import { duplicateName, misplacedHead } from "../diagnostics/models.ts";
import type { Scope } from "../scope/scope.ts";
import type { Cursor } from "../scope/cursor.ts";
import type { Draft } from "./draft.ts";
import type { Expander } from "./expander.ts";
import { traceDeclaration } from "../trace/record.ts";
import { labelText } from "../scope/labels.ts";

export function expandHead(head: Head, scope: Scope, draft: Draft, start: Cursor, expander: Expander): void {
  const { source, report } = scope;
  const name = `${scope.prefix}${labelText(head.name.text, scope)}`;
  const { span } = head.name;
  if (draft.inputStage && !draft.begun && !draft.dry) {
    const message = `head \`${head.name.text}\` stands before the input`;
    report.add(misplacedHead({ message, source, span, help: "put it behind the stage whose value it reads" }));
    return;
  }
  if (scope.head !== undefined) {
    const message = `head \`${head.name.text}\` stands inside head \`${scope.head}\``;
    report.add(misplacedHead({ message, source, span, help: "put it beside the other one" }));
    return;
  }
  const first = draft.heads.find((other) => other.name === name);
  if (first) {
    const labels = [
      { span: first.span, message: "first here", ...(first.source === source ? {} : { source: first.source }) },
    ];
    report.add(
      duplicateName({ message: `head \`${name}\` is there twice`, source, span, labels, help: "choose another name" }),
    );
    return;
  }
  traceDeclaration(scope, head.name, "head");
  scope.program.trace?.part(draft.body, name, { kind: "head", name: head.name.text, source, span });
  const inside = { ...scope, head: name, prefix: `${name}.`, named: scope.trail.length };
  const end = expander.body(head.body, inside, draft, start);
  draft.heads.push({ name, start, end, source, span });
}
