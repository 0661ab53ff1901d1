/**
 * The use of a block: `bottleneck(512, s=2)`. Finds the block, which may have come as a value, binds its parameters and lays
 * out its body in place of the use. Takes the use and the cursor before it, returns the cursor after the block.
 */
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { didYouMean } from "../../diagnostics/did-you-mean.ts";
import { listWords } from "../../diagnostics/guesses.ts";
import type { Call } from "../../syntax/ast.ts";
import { printCircle } from "./blocks-must-not-recurse.ts";
import { distrust } from "../evaluate/distrust.ts";
import { recursion, unknownBlock } from "../diagnostics/models.ts";
import { wrongKind } from "../diagnostics/expressions.ts";
import type { Step } from "../model.ts";
import { declaredBlock, traceBinding } from "../trace/trace-binding.ts";
import { blocksIn, createScope, lookUp, type Scope } from "../scope/scope.ts";
import { type BlockValue, kindName, printValue } from "../scope/value.ts";
import type { Binding } from "../scope/binding.ts";
import { bindArguments, lookThroughArguments } from "./bind-arguments.ts";
import type { Cursor } from "../scope/cursor.ts";
import { type Draft, giveUp } from "./draft.ts";
import type { Expander } from "./expander.ts";
import { newLabels } from "../scope/labels.ts";
import { countMustFitLimits } from "./limits.ts";
import { onlyUse } from "./only-use.ts";
import { reportThrough } from "./report-through.ts";

export function expandCall(
  call: Call,
  label: string | undefined,
  scope: Scope,
  draft: Draft,
  cursor: Cursor,
  expander: Expander,
): Cursor {
  const found = findBlock(call, scope);
  // Of a block that a syntax error damaged the parameters may be missing.
  if (!found || found.block.damaged) {
    if (!scope.program.operators.findLayer(call.name.text)) lookThroughArguments(call, scope);
    return giveUp(draft, cursor);
  }
  const { block, home } = found;
  const { report, program, head, trail } = scope;
  const labels = newLabels();
  const file = createScope({
    source: home,
    // For defaults that are wrong; hardly ever asked, so nothing is made in advance.
    report: {
      get diagnostics() {
        return report.diagnostics;
      },
      get hasErrors() {
        return report.hasErrors;
      },
      add: (diagnostic) => reportThrough(scope, stepOf(call, found, new Map(), "", scope)).add(diagnostic),
    },
    program,
    bindings: program.files.get(home)!,
    labels,
    hypothetical: scope.hypothetical,
  });
  const bindings = bindArguments(call, block, scope, file);
  if (!bindings || draft.dry || program.recursive.has(block)) return giveUp(draft, cursor);
  if (!blockMustNotUseItself(call, found, scope)) return giveUp(draft, cursor);
  // What it holds counts with it.
  if (trail.length === 0 && !countMustFitLimits(call, 1, call.span, scope, draft)) return giveUp(draft, cursor);

  const prefix = namePrefix(call, block.name.text, label, scope, draft);
  if (label === undefined && prefix !== scope.prefix)
    program.trace?.part(draft.body, prefix.slice(0, -1), declaredBlock(found));
  const step = stepOf(call, found, bindings, prefix, scope);
  const inside = createScope({
    source: home,
    report: reportThrough(scope, step),
    program,
    bindings,
    outer: file,
    trail: [...trail, step],
    prefix,
    labels,
    head,
  });
  return expander.body(block.body, inside, draft, cursor);
}

/** The use, told with its values as far as they are known. */
function stepOf(
  call: Call,
  { block, home }: BlockValue,
  bindings: ReadonlyMap<string, Binding>,
  prefix: string,
  { source, trail }: Scope,
): Step {
  const shown = call.arguments.map(({ name, value: written }, i) => {
    const value = bindings.get(name?.text ?? block.parameters[i]?.name.text ?? "")?.value;
    const text = value ? printValue(value) : source.text.slice(written.span.start, written.span.end);
    return name ? `${name.text}=${text}` : text;
  });
  const turn = trail[trail.length - 1];
  const { iteration, of } = turn && !turn.use ? turn : { iteration: 1, of: 1 };
  const text = `${block.name.text}(${shown.join(", ")})`;
  return {
    source,
    span: call.span,
    iteration,
    of,
    use: { call, block, home, text, prefix: prefix.slice(0, -1), values: numbersOf(bindings) },
  };
}

function findBlock(call: Call, scope: Scope): BlockValue | undefined {
  const { report, source, program } = scope;
  const name = call.name.text;
  const place = { source, span: call.name.span };
  const binding = lookUp(scope, name);
  if (binding) {
    const { value } = binding;
    traceBinding(call.name, binding, scope);
    if (!value || value.kind === "block") return value;
    report.add(wrongKind({ message: `\`${name}\` is ${kindName(value)}, not a block`, ...place }));
    distrust({ kind: "name", name: call.name, span: call.name.span }, scope);
  } else if (program.models.get(source)?.has(name)) {
    const help = "put its layers into a block, and use that in both";
    report.add(wrongKind({ message: `\`${name}\` is a model, not a block`, ...place, help }));
  } else if (program.operators.findLayer(name)) {
    const message = `\`${name}\` is a layer, not a block`;
    const help = `write its arguments without parentheses, as in \`${name} …\``;
    report.add(wrongKind({ message, source, span: call.span, help }));
  } else {
    const blocks = blocksIn(scope);
    const there =
      blocks.length === 0
        ? `declare it: \`block ${name}( ) { … }\`, or import it`
        : `the blocks here are ${listWords(blocks)}`;
    report.add(
      unknownBlock({
        message: `unknown block \`${name}\``,
        ...place,
        help: there,
        ...(didYouMean(name, call.name.span, blocks) ?? writtenHere(call, scope)),
      }),
    );
  }
  return undefined;
}

/** `Dense(10)`, which parses as the use of a block. */
function writtenHere({ span }: Call, { source, program }: Scope): Partial<Pick<Diagnostic, "help" | "fixes">> {
  const line = program.operators.vocabulary.translate(source.text.slice(span.start, span.end));
  if (line?.text === undefined) return line?.help === undefined ? {} : { help: line.help };
  if (line.place !== "model") return { help: `it is a setting of the recipe: \`${line.text}\`` };
  const text = line.rest ?? line.text;
  const title = `write \`${text}\``;
  const fix = { title, edits: [{ span, text }] };
  return { help: line.help ?? title, fixes: [line.help === undefined && text !== "" ? { ...fix, safe: true } : fix] };
}

/** Through blocks that come as values; the others are found before anything is laid out, in `blocks-must-not-recurse.ts`. */
function blockMustNotUseItself(call: Call, { block }: BlockValue, { trail, report, source }: Scope): boolean {
  const first = trail.findIndex(({ use }) => use?.block === block);
  if (first < 0) return true;
  const circle = trail.slice(first).flatMap(({ use }) => (use ? [use.block] : []));
  report.add(
    recursion({
      message: `block \`${block.name.text}\` uses itself`,
      source,
      span: call.span,
      notes: [printCircle([...circle, block])],
      help: "repeat a group instead: `[ … ] * n`",
    }),
  );
  return false;
}

/** `conv2.` for a label, `bottleneck3.` for the third use beside it, nothing for a body that is only this use. */
function namePrefix(call: Call, block: string, label: string | undefined, scope: Scope, draft: Draft): string {
  if (label !== undefined) return `${scope.prefix}${label}.`;
  const around = scope.trail.at(-1)?.use?.block.body ?? draft.body;
  if (around && onlyUse(around) === call) return scope.prefix;
  const name = `${scope.prefix}${block}`;
  const number = (draft.uses.get(name) ?? 0) + 1;
  draft.uses.set(name, number);
  return `${name}${number}.`;
}

function numbersOf(bindings: ReadonlyMap<string, Binding>): ReadonlyMap<string, number> {
  return new Map(
    [...bindings].flatMap(([name, { value }]) =>
      value?.kind === "integer" || value?.kind === "decimal" ? [[name, value.value] as const] : [],
    ),
  );
}
