/**
 * Words and signs of the language: their page, and before it what they come to here. Takes a snapshot, the word and the nodes around it,
 * which tell the repetition `*` from the product.
 */
import type { Meaning, WordKind } from "../../check/scope/trace.ts";
import { printShape } from "../../ops/shape.ts";
import { describeWord, type MeaningKind } from "../../report/describe-word.ts";
import { printCount } from "../../report/numbers.ts";
import type { Node } from "../../syntax/ast.ts";
import { type Block, code, ours, page, paragraph } from "../markdown.ts";
import { isKind, kindOf } from "../node-kinds.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Token } from "../tokens-of.ts";
import { shapesAround, visitsAround } from "./shapes-around.ts";

type Word = Meaning & { readonly kind: "word" };

const kindsOf: Readonly<Record<WordKind, readonly MeaningKind[]>> = {
  setting: ["setting"],
  function: ["function"],
  metric: ["metric"],
  size: ["expression"],
  constant: ["expression"],
  data: ["data set", "data"],
  choice: ["argument", "data"],
};

export function describeWordAt(snapshot: Snapshot, { of, word }: Word, path: readonly Node[]): Block | undefined {
  const asked = of === "size" ? `in.${word}` : word;
  const found = describeWord(asked, ...kindsOf[of]) ?? describeWord(asked);
  if (!found) return undefined;
  const here =
    of === "metric"
      ? metricHere(snapshot, word, path)
      : of === "size" || word === "in"
        ? inputHere(snapshot, path)
        : [];
  return page(here, [ours(found.markdown)]);
}

/** Of the model whose own body holds the expectation. */
function metricHere({ checked, source }: Snapshot, word: string, path: readonly Node[]): readonly Block[] {
  const [, declaration, , statement] = path;
  if (!declaration || !isKind(declaration, "model") || !statement || !isKind(statement, "expect")) return [];
  const model = checked.models.find((each) => each.source === source && each.name === declaration.name.text);
  const total = model && Object.entries(model.totals).find(([name]) => name === word)?.[1];
  if (!model || typeof total !== "number") return [];
  return [paragraph(code(word), " of ", code(model.name), ` is ${printCount(total)}`)];
}

function inputHere(snapshot: Snapshot, path: readonly Node[]): readonly Block[] {
  const shapes = new Set(
    (visitsAround(snapshot, path)?.shapes ?? []).flatMap(({ before }) => (before ? [printShape(before)] : [])),
  );
  return shapes.size === 0 ? [] : [paragraph("here ", code("in"), ` is ${[...shapes].join(", ")}`)];
}

/** Brackets and names mean nothing by themselves. */
const silent: ReadonlySet<string> = new Set([
  ...["Name", "Integer", "Decimal", "String", "Unexpected", "Comma", "Dot", "SizeJoin"],
  ...["LeftBrace", "RightBrace", "LeftBracket", "RightBracket", "LeftParen", "RightParen", "SizeOpen", "SizeClose"],
]);

/** Keywords that have the shape of their stage. */
const stages: ReadonlySet<string> = new Set(["Input", "If", "Else", "At"]);

export function describeToken(snapshot: Snapshot, path: readonly Node[], { type, text }: Token): Block | undefined {
  const named = path.findLastIndex((node) => isKind(node, "named"));
  // The arguments of the input are told on its page.
  const owner = path[named - 1];
  if (owner && isKind(owner, "input") && (type === "Name" || type === "String")) return pageOf("input", "stage");
  if (silent.has(type)) return undefined;
  const found = describeWord(text, ...kindsAround(path, text)) ?? (/^\w/.test(text) ? describeWord(text) : undefined);
  if (!found) return undefined;
  return page(stages.has(type) ? shapesAround(snapshot, path) : [], [ours(found.markdown)]);
}

function pageOf(word: string, kind: MeaningKind): Block | undefined {
  const found = describeWord(word, kind);
  return found && ours(found.markdown);
}

/** What a sign can be, by the innermost node that holds it. */
function kindsAround(path: readonly Node[], text: string): readonly MeaningKind[] {
  const node = path.at(-1);
  switch (node && kindOf(node)) {
    case "binary":
      return ["operator"];
    case "unary":
      return text === "-" ? ["expression"] : ["operator"];
    case "index":
    case "list":
    case "field":
    case "name":
      return ["expression"];
    case "named":
      return ["argument form"];
    case "attribute":
      return ["attribute"];
    case "import":
    case "const":
    case "block":
    case "model":
    case "train":
      return ["declaration"];
    case "let":
    case "expect":
    case "head":
    case "chain":
      return ["statement", "operator"];
    default:
      return ["stage"];
  }
}
