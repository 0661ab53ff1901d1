/**
 * Blocks that use themselves, directly or through others, found by their names before anything is laid out. Takes the blocks of
 * a file; reports each circle once and gives the blocks in it. Circles through blocks that come as values show up when they
 * are laid out.
 */
import type { Block, Body, Call, Chain, Condition, Primary } from "../../syntax/ast.ts";
import { recursion } from "../diagnostics/models.ts";
import { lookUp, type Scope } from "../scope/scope.ts";

export function blocksMustNotRecurse(blocks: readonly Block[], scope: Scope): ReadonlySet<Block> {
  const recursive = new Set<Block>();
  const seen = new Set<Block>();
  for (const first of blocks) {
    // A walk with its own stack: a chain of uses may be as long as the file.
    const way: { readonly block: Block; readonly uses: Iterator<Use> }[] = [];
    const open = new Set<Block>();
    const enter = (block: Block): void => {
      seen.add(block);
      open.add(block);
      way.push({ block, uses: usesIn(block, scope)[Symbol.iterator]() });
    };
    if (!seen.has(first)) enter(first);
    for (let at = way.at(-1); at; at = way.at(-1)) {
      const next = at.uses.next();
      if (next.done) open.delete(way.pop()!.block);
      else if (open.has(next.value.used))
        reportCircle(
          next.value,
          way.map(({ block }) => block),
          recursive,
          scope,
        );
      else if (!seen.has(next.value.used)) enter(next.value.used);
    }
  }
  return recursive;
}

interface Use {
  readonly call: Call;
  readonly used: Block;
}

function reportCircle({ call, used }: Use, way: readonly Block[], recursive: Set<Block>, scope: Scope): void {
  const circle = way.slice(way.indexOf(used));
  for (const member of circle) recursive.add(member);
  scope.report.add(
    recursion({
      message: `block \`${used.name.text}\` uses itself`,
      source: scope.source,
      span: call.span,
      notes: [printCircle([...circle, used])],
      help: "repeat a group instead: `[ … ] * n`",
    }),
  );
}

const longestCircle = 12;

/** `a → b → a`; of a long one both ends. */
export function printCircle(blocks: readonly Block[]): string {
  const names = blocks.map(({ name }) => name.text);
  const left = names.length - longestCircle;
  const shown =
    left > 1 ? [...names.slice(0, longestCircle / 2), `… ${left} more …`, ...names.slice(-longestCircle / 2)] : names;
  return shown.join(" → ");
}

/** Uses of blocks of the same file, by name; a parameter of that name is something else. */
function usesIn({ parameters, body }: Block, scope: Scope): readonly Use[] {
  return callsInBody(body).flatMap((call) => {
    if (parameters.some(({ name }) => name.text === call.name.text)) return [];
    const value = lookUp(scope, call.name.text)?.value;
    return value?.kind === "block" && value.home === scope.source ? [{ call, used: value.block }] : [];
  });
}

function callsInBody({ statements }: Body): readonly Call[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "chain") return callsInChain(statement);
    return statement.kind === "head" ? callsInBody(statement.body) : [];
  });
}

function callsInChain({ stages }: Chain): readonly Call[] {
  return stages.flatMap(({ primary }) => callsIn(primary));
}

function callsIn(primary: Primary): readonly Call[] {
  switch (primary.kind) {
    case "call":
      return [primary];
    case "group":
      return callsInChain(primary.chain);
    case "branch":
      return primary.arms.flatMap(({ chain }) => (chain ? callsInChain(chain) : []));
    case "condition":
      return callsInCondition(primary);
    case "layer":
    case "input":
    case "reference":
      return [];
    default:
      return primary satisfies never;
  }
}

function callsInCondition({ then, else: otherwise }: Condition): readonly Call[] {
  if (!otherwise) return callsInBody(then);
  const second = "statements" in otherwise ? callsInBody(otherwise) : callsInCondition(otherwise);
  return [...callsInBody(then), ...second];
}
