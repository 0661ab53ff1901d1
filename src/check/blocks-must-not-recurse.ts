/**
 * Blocks that use themselves, directly or through others, found by their names before anything is laid out. Takes the blocks of
 * a file; reports each circle once and gives the blocks in it. Circles through blocks that come as values show up when they
 * are laid out.
 */
import type { Block, Body, Call, Chain, Condition, Primary } from "../syntax/ast.ts";
import { recursion } from "./diagnostics/models.ts";
import { lookUp, type Scope } from "./scope.ts";

export function blocksMustNotRecurse(blocks: readonly Block[], scope: Scope): ReadonlySet<Block> {
  const recursive = new Set<Block>();
  const state = new Map<Block, "open" | "done">();
  const visit = (block: Block, way: readonly Block[]): void => {
    state.set(block, "open");
    for (const { call, used } of usesIn(block, scope)) {
      const path = [...way, block];
      if (state.get(used) === "open") {
        const circle = path.slice(path.indexOf(used));
        for (const member of circle) recursive.add(member);
        scope.report.add(
          recursion({
            message: `block \`${used.name.text}\` uses itself`,
            source: scope.source,
            span: call.span,
            notes: [[...circle, used].map(({ name }) => name.text).join(" → ")],
            help: "repeat a group instead: `[ … ] * n`",
          }),
        );
      } else if (!state.has(used)) visit(used, path);
    }
    state.set(block, "done");
  };
  for (const block of blocks) if (!state.has(block)) visit(block, []);
  return recursive;
}

/** Uses of blocks of the same file, by name; a parameter of that name is something else. */
function usesIn({ parameters, body }: Block, scope: Scope): readonly { readonly call: Call; readonly used: Block }[] {
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
