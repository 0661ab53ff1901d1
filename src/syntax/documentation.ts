/**
 * Hands each declaration the `///` comments right before it. Takes comments and declarations in the order of the text, returns
 * the declarations with their documentation; blank lines between are allowed, other comments end it. Linear.
 */
import type { Comment, Declaration } from "./ast.ts";

export function documentationBefore(comments: readonly Comment[], declarations: readonly Declaration[]): Declaration[] {
  let next = 0;
  let behind = 0;
  return declarations.map((declaration) => {
    const lines: string[] = [];
    for (; next < comments.length && comments[next]!.span.start < declaration.span.start; next++) {
      const comment = comments[next]!;
      if (comment.span.start < behind || !comment.documentation) lines.length = 0;
      else lines.push(comment.text.replace(/^\/\/\/ ?/, "").trimEnd());
    }
    behind = declaration.span.end;
    if (lines.length === 0 || declaration.kind === "import") return declaration;
    return { ...declaration, documentation: lines.join("\n") };
  });
}
