/** The syntax of what a name stands for: takes a snapshot and a declaration, of an imported file too; gives the node that declares it. */
import type { Declared } from "../check/scope/trace.ts";
import type { Declaration, Node, Parameter } from "../syntax/ast.ts";
import { nodesAt } from "./nodes-at.ts";
import type { Snapshot } from "./snapshot.ts";

export type Named = Exclude<Declaration, { readonly kind: "import" | "train" }>;

/** Of the declaration that bears the name. */
export function namedAt({ trace }: Snapshot, { source, span }: Pick<Declared, "source" | "span">): Named | undefined {
  return trace
    .fileOf(source)
    ?.declarations.find((each): each is Named => "name" in each && each.name.span.start === span.start);
}

export interface OwnedParameter {
  readonly parameter: Parameter;
  /** The block or the model. */
  readonly owner: Extract<Named, { readonly kind: "block" | "model" }>;
}

export function parameterAt(
  { trace }: Snapshot,
  { source, span }: Pick<Declared, "source" | "span">,
): OwnedParameter | undefined {
  for (const owner of trace.fileOf(source)?.declarations ?? []) {
    if (owner.kind !== "block" && owner.kind !== "model") continue;
    const parameter = owner.parameters.find(({ name }) => name.span.start === span.start);
    if (parameter) return { parameter, owner };
  }
  return undefined;
}

/** Whatever it is: from the file inwards. */
export function nodesOf({ trace }: Snapshot, { source, span }: Pick<Declared, "source" | "span">): readonly Node[] {
  const file = trace.fileOf(source);
  return file ? nodesAt(file, span.end) : [];
}

/** `unit(c, s = 1)`, defaults as they are written; a declaration without parameters has no parentheses of its own. */
export function signatureOf(
  { name, parameters }: OwnedParameter["owner"],
  { text }: { readonly text: string },
): { readonly label: string; readonly parameters: readonly string[] } {
  const shown = parameters.map(({ name: { text: word }, value }) =>
    value ? `${word} = ${text.slice(value.span.start, value.span.end)}` : word,
  );
  return { label: `${name.text}(${shown.join(", ")})`, parameters: shown };
}
