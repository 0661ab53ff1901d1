/**
 * Branches: `add { … | … }`. Every arm reads the value before the branch; the join makes one value of theirs. Takes the branch
 * and the cursor before it; adds the arms' layers and the join to the draft and returns the cursor after it.
 */
import type { Fix, Label } from "../../diagnostics/diagnostic.ts";
import type { Join, JoinResult } from "../../ops/operator.ts";
import { printShape } from "../../ops/shape.ts";
import type { Branch, BranchArm } from "../../syntax/ast.ts";
import { tooFewArms } from "../diagnostics/models.ts";
import { diagnosticOf } from "../diagnostics/problems.ts";
import { joinFields } from "../receptive-field.ts";
import type { Scope } from "../scope/scope.ts";
import { traceOperator } from "../trace/record.ts";
import { placeAtFault } from "./arm-at-fault.ts";
import { type Cursor, loseShape } from "../scope/cursor.ts";
import { type Draft, giveUp, producerLabel } from "./draft.ts";
import type { Expander } from "./expander.ts";
import { layersMustFitLimit } from "./limits.ts";

export function expandBranch(
  branch: Branch,
  label: string | undefined,
  scope: Scope,
  draft: Draft,
  cursor: Cursor,
  expander: Expander,
): Cursor {
  const operator = scope.program.operators.joins.get(branch.combine);
  if (operator) traceOperator(scope, branch.keyword, operator);
  const ends = branch.arms.map(({ chain }) => (chain ? expander.chain(chain, scope, draft, cursor) : cursor));
  // Its word is missing where the syntax is damaged.
  if (!operator) return giveUp(draft, cursor);
  if (!armsMustBeSeveral(branch, scope) || !layersMustFitLimit(1, branch.keyword.span, scope, draft))
    return giveUp(draft, cursor);
  const shapes = ends.flatMap(({ shape }) => (shape ? [shape] : []));
  if (shapes.length < ends.length) return giveUp(draft, cursor);
  const result = operator.shape(shapes);
  if (!result.output) {
    reportProblems(branch, operator, result, { start: cursor, ends }, scope, draft);
    return giveUp(draft, cursor);
  }
  const field = joinFields(
    ends.map((end) => end.field),
    result.output,
  );
  draft.layers.push({
    operator,
    values: {},
    answer: undefined,
    init: undefined,
    label,
    prefix: scope.prefix,
    from: ends.map(({ layer }) => layer),
    inputs: shapes,
    output: result.output,
    field,
    head: scope.head,
    source: scope.source,
    span: branch.span,
    trail: scope.trail,
  });
  return { ...loseShape(cursor), shape: result.output, layer: draft.layers.length - 1, field };
}

function armsMustBeSeveral({ arms, keyword }: Branch, { report, source }: Scope): boolean {
  if (arms.length > 1) return true;
  report.add(
    tooFewArms({
      message: `\`${keyword.text}\` has one arm`,
      source,
      span: keyword.span,
      help: "separate arms by `|` (one before the first arm counts for nothing); an empty arm passes the input on: `{ … | }`",
    }),
  );
  return false;
}

function reportProblems(
  branch: Branch,
  operator: Join,
  { problems, arms, remedies = [] }: JoinResult,
  { start, ends }: { readonly start: Cursor; readonly ends: readonly Cursor[] },
  scope: Scope,
  draft: Draft,
): void {
  const { source } = scope;
  const blamed = placeAtFault(branch, operator, start, ends, scope, draft);
  const labels: Label[] = (arms ?? []).flatMap((number) => {
    const arm = branch.arms[number]!;
    const shape = printShape(ends[number]!.shape!);
    const made = producerLabel(draft, ends[number]!, source, `this gives ${shape}`);
    if (arm.chain) return made.length > 0 ? made : [{ span: arm.span, message: `this arm gives ${shape}` }];
    return [...made, { span: arm.span, message: `the empty arm passes ${shape} on` }];
  });
  const joint = { span: branch.keyword.span, message: `\`${operator.name}\` joins the arms` };
  // An empty arm can be filled by an edit; any other is the author's to change.
  const remedy = remedies.find(({ arm }) => !branch.arms[arm]!.chain) ?? remedies[0];
  const repair = remedy && describeRepair(branch.arms[remedy.arm]!, remedy);
  for (const { code, message, notes, help } of problems)
    scope.report.add(
      diagnosticOf(code)({
        message,
        source,
        span: blamed ?? branch.keyword.span,
        labels: blamed ? [joint, ...labels.filter(({ span }) => span !== blamed)] : labels,
        notes: notes ?? [],
        help: repair?.help ?? help ?? `make the arms of \`${operator.name}\` agree`,
        fixes: repair?.fixes ?? [],
      }),
    );
}

function describeRepair(
  arm: BranchArm,
  remedy: NonNullable<JoinResult["remedies"]>[number],
): { help: string; fixes: readonly Fix[] } {
  const gives = `(gives ${printShape(remedy.gives)})`;
  if (arm.chain) return { help: `end one arm with \`${remedy.text}\` ${gives}`, fixes: [] };
  const title = `put \`${remedy.text}\` into the empty arm ${gives}`;
  // An empty arm has the span of the sign before it.
  const span = { start: arm.span.end, end: arm.span.end };
  return { help: title, fixes: [{ title, edits: [{ span, text: ` ${remedy.text}` }] }] };
}
