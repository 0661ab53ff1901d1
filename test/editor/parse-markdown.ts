/** Markdown as a client reads it: takes a text, gives the kinds of its nodes. By prettier's own parser, which knows links without brackets. */
import * as markdown from "prettier/plugins/markdown";

interface Node {
  readonly type: string;
  readonly children?: readonly Node[];
}

const parser: { parse(text: string, options: object): unknown } = markdown.parsers.markdown as never;

/** Of every node, the root first. */
export function kindsIn(text: string): readonly string[] {
  const visit = (node: Node): string[] => [node.type, ...(node.children ?? []).flatMap(visit)];
  return visit(parser.parse(text, { originalText: text }) as Node);
}

/** What a text of a user must never become. */
export const dangerous: ReadonlySet<string> = new Set([
  ...[
    "link",
    "linkReference",
    "definition",
    "html",
    "jsx",
    "image",
    "imageReference",
    "footnote",
    "footnoteDefinition",
  ],
  ...["heading", "blockquote", "thematicBreak", "table", "wikiLink", "front-matter", "math", "inlineMath"],
]);

export function dangersIn(text: string): readonly string[] {
  return kindsIn(text).filter((kind) => dangerous.has(kind));
}
