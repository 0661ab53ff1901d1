/**
 * Syntax at an offset. Takes a file and an offset; gives the nodes that hold it, outermost first, by walking spans: every object
 * of the syntax tree with a `span` is a node, whatever its kind.
 */
import type { Span } from "../source/source.ts";
import type { Declaration, File, Node } from "../syntax/ast.ts";

/** An end counts as inside: a cursor behind a word belongs to it. */
export function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** From the file inwards; the file itself always holds. Of two neighbors that touch at the offset, the later one. */
export function nodesAt(file: File, offset: number): readonly Node[] {
  const path: Node[] = [file];
  for (let at: Node = file; ;) {
    const inner: Node[] = childrenOf(at).filter(({ span }) => holds(span, offset));
    const next = inner.findLast(({ span }) => span.start < offset || inner.length === 1) ?? inner.at(-1);
    if (!next) return path;
    path.push(next);
    at = next;
  }
}

/** From the file inwards, those that hold a whole span. */
export function nodesAround(file: File, { start, end }: Span): readonly Node[] {
  const path: Node[] = [file];
  for (let at: Node | undefined = file; at;) {
    at = childrenOf(at).findLast(({ span }) => span.start <= start && end <= span.end);
    if (at) path.push(at);
  }
  return path;
}

export function declarationAt({ declarations }: File, offset: number): Declaration | undefined {
  return declarations.find(({ span }) => holds(span, offset));
}

/** In the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === "span" || key === "source" || key === "comments") continue;
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "span" in value;
}

/** Every node below, and the node itself, outer ones first. */
export function* walk(node: Node): Iterable<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}
