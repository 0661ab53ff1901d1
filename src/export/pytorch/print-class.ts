/** One class as Python source. Takes a definition; gives its text, without the empty lines around it. */
import type { Definition } from "./classes.ts";
import { type Arguments, standText } from "./arguments.ts";
import { type HeadLine, printForward } from "./forward.ts";
import { claimName, prose } from "./names.ts";
import { breakLines, lineLength, printTree, leavesIn, type PrintContext, flatten } from "./print-python.ts";
import { type Body, leavesOf } from "./bodies.ts";

export interface ClassOptions {
  /** Of the edges of the model's graph, as a Python literal. */
  readonly graph: string;
  readonly documentation: string;
  /** Of the class of a model. */
  readonly heads: readonly HeadLine[];
  /** The line whose value is given in training, where the last one is left to the loss. */
  readonly scores?: number | undefined;
}

export function printClass(definition: Definition, options: ClassOptions): string {
  const { name, bodies, arguments: found } = definition;
  const [body] = bodies as readonly [Body, ...Body[]];
  const { parameters, texts } = found;
  let next = 0;
  const leaf: PrintContext["leaf"] = () => standText(texts[next++]!);
  const context: PrintContext = { leaf, input: () => "x", module: "self", graph: options.graph };
  const out = [`class ${name}(nn.Module):`, ...docstring(options.documentation), ""];
  const signature = ["self", ...parameters.map((parameter) => `${parameter.name}: ${parameter.type}`)];
  const head = `    def __init__(${signature.join(", ")}) -> None:`;
  if (head.length <= lineLength) out.push(head);
  else out.push("    def __init__(", ...signature.map((each) => `        ${each},`), "    ) -> None:");
  out.push("        super().__init__()");
  const kept = keptParameters(body, found);
  for (const [parameter, attribute] of kept) out.push(`        self.${attribute} = ${parameter}`);
  for (const { name: attribute, tree, optional } of body.entries) {
    const printed = printTree(tree, context);
    if (!optional) {
      const lead = `self.${attribute} = `;
      out.push(`        ${lead}${breakLines(printed, 8, lead.length)}`);
      continue;
    }
    const flag = standText(texts[next++]!);
    const line = `        self.${attribute} = ${flatten(printed)} if ${flag} else nn.Identity()`;
    if (flag === "True" || flag === "False") throw new Error("a part that is in every use is not optional");
    if (line.length <= lineLength) out.push(line);
    else {
      const lead = `self.${attribute} = `;
      out.push(`        ${lead}nn.Identity()`, `        if ${flag}:`);
      out.push(`            ${lead}${breakLines(printed, 12, lead.length)}`);
    }
  }
  // Where the leaves of each line begin: lines may print in another nesting, never in another order inside.
  const starts: number[] = [];
  for (const { tree } of body.lines) {
    starts.push(next);
    next += leavesIn(tree).length;
  }
  const result = options.heads.length > 0 ? "Tensor | tuple[Tensor, ...]" : "Tensor";
  out.push("", `    def forward(self, x: Tensor) -> ${result}:`);
  const forward = printForward(
    body,
    {
      leafOf(line) {
        let at = starts[line]!;
        return () => standText(texts[at++]!, (parameter) => `self.${kept.get(parameter)!}`);
      },
      graph: options.graph,
      commentOf: (line) => describeShape(definition, line),
      heads: options.heads,
      scores: options.scores,
    },
    8,
  );
  return [...out, ...forward].join("\n");
}

/** Parameters that `forward` reads, and the attributes that keep them. */
function keptParameters({ region, entries, lines }: Body, { texts }: Arguments): ReadonlyMap<string, string> {
  const made = leavesOf({ region, entries, lines: [], exit: -1 }).length;
  const taken = new Set(region.children.map((child) => child.name));
  const kept = new Map<string, string>();
  for (const stand of lines.length === 0 ? [] : texts.slice(made))
    if ("base" in stand && !kept.has(stand.base.name))
      kept.set(stand.base.name, claimName(stand.base.name, taken, "module"));
  return kept;
}

/** Wrapped as prose. */
function docstring(text: string): readonly string[] {
  const lines = [""];
  for (const word of prose(text).split(" ")) {
    const last = lines.at(-1)!;
    if (last !== "" && last.length + word.length + 1 > lineLength - 10) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  const [first, ...rest] = lines;
  if (rest.length === 0) return [`    """${first}"""`];
  return [`    """${first}`, ...rest.map((line) => `    ${line}`), '    """'];
}

/** `[N, 64, 56, 56]`, with parameters or letters where uses differ. */
function describeShape({ bodies, arguments: found }: Definition, line: number): string | undefined {
  const shapes = bodies.map(({ lines }) => lines[line]!.shape);
  if (bodies.some(({ entries, lines }) => isOptional(entries, lines[line]!.unit.access[0]!))) return undefined;
  const [first] = shapes;
  if (!shapes.every((shape) => shape.length === first!.length)) return undefined;
  const letters = ["D", "H", "W"].slice(4 - first!.length);
  const sizes = first!.map(
    (_, axis) => found.describe(shapes.map((shape) => shape[axis]!)) ?? (axis === 0 ? "C" : letters[axis - 1]!),
  );
  return `[${["N", ...sizes].join(", ")}]`;
}

const isOptional = (entries: Body["entries"], name: string): boolean =>
  entries.some((entry) => entry.name === name && entry.optional !== undefined);
