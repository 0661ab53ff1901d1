/**
 * Bodies, chains and stages: takes them from the syntax tree, gives documents. A body, group, branch or condition that its author
 * wrote on one line stays there while it fits; a newline between stages stays (slides are read by it). Recursion follows the
 * brackets of the text.
 */
import type { Doc } from "prettier";
import { builders, utils } from "prettier/doc";
import type { Body, Branch, BranchArm, Chain, Condition, Primary, Stage, Statement } from "../syntax/ast.ts";
import { enclose, printLines, type Lines } from "./enclose.ts";
import { gap, gapBeforeNumber } from "./gaps.ts";
import { itemGap } from "./items.ts";
import { printArguments, printExpression, printSizes } from "./print-expression.ts";
import { printWords } from "./print-words.ts";
import { hasNewline, inScope, type Sheet } from "./sheet.ts";
import { braced, printSteps } from "./steps.ts";

const { align, group, hardline, ifBreak, indent, line } = builders;

export function printBody(sheet: Sheet, body: Body): Doc {
  const broken = hasNewline(sheet, body.span.start, body.span.end);
  return enclosed(printBraces(sheet, body, broken));
}

/** Said early whether it is broken, so that nobody has to look inside. */
function enclosed(doc: Doc): builders.Group {
  return group(doc, { shouldBreak: utils.willBreak(doc) });
}

function printBraces(sheet: Sheet, body: Body, broken: boolean): Doc {
  return enclose(sheet, "{}", broken, linesOf(sheet, body.statements));
}

/** The lines of a body: statements, and of a chain the stages between two newlines. */
function linesOf(sheet: Sheet, statements: readonly Statement[]): Lines {
  let next = 0;
  let chain: Lines | undefined;
  return {
    more: () => chain?.more() === true || next < statements.length,
    print() {
      if (chain?.more() === true) return chain.print();
      const statement = statements[next++]!;
      if (statement.kind !== "chain") return printStatement(sheet, statement);
      chain = linesOfChain(sheet, statement);
      return chain.print();
    },
  };
}

function linesOfChain(sheet: Sheet, { stages }: Chain): Lines {
  let next = 0;
  return {
    more: () => next < stages.length,
    print: () => printSteps(sheet, () => printStage(sheet, stages[next++]!)),
  };
}

function printStatement(sheet: Sheet, statement: Exclude<Statement, Chain>): Doc {
  const { words } = sheet;
  const docs: Doc[] = [words.take(statement.kind), gap(sheet, " "), words.take()];
  switch (statement.kind) {
    case "let":
      docs.push(gap(sheet, " "), words.take("="), gap(sheet, " "), printExpression(sheet, statement.value));
      break;
    case "head":
      docs.push(gap(sheet, " "), printBody(sheet, statement.body));
      break;
    case "expect": {
      const { comparison, value, batch } = statement;
      if (comparison !== undefined) docs.push(gap(sheet, " "), words.take(comparison));
      docs.push(gapBeforeNumber(sheet), printExpression(sheet, value));
      if (batch === undefined) break;
      docs.push(gap(sheet, " "), words.take("@"), gap(sheet, " "), words.take("batch"), gap(sheet, " "));
      docs.push(printExpression(sheet, batch));
      break;
    }
    default:
      statement satisfies never;
  }
  return docs;
}

function printStage(sheet: Sheet, { primary, repeat, label, shape }: Stage): Doc {
  const { words } = sheet;
  const docs: Doc[] = [printPrimary(sheet, primary)];
  if (repeat !== undefined) {
    docs.push(gap(sheet, " "), words.take("*"), gap(sheet, " "), printExpression(sheet, repeat));
  }
  if (label !== undefined) docs.push(gap(sheet, " "), words.take("as"), gap(sheet, " "), words.take(label.text));
  if (shape !== undefined) {
    docs.push(gap(sheet, " "));
    sheet.settled = true;
    docs.push(words.take(":"), gap(sheet, " "), printSizes(sheet, shape));
    sheet.settled = false;
  }
  return docs;
}

function printPrimary(sheet: Sheet, primary: Primary): Doc {
  const { words } = sheet;
  switch (primary.kind) {
    case "input":
      return [
        words.take("input"),
        gap(sheet, " "),
        printSizes(sheet, primary.sizes),
        printWords(sheet, primary.arguments),
      ];
    case "layer":
      return [words.take(primary.name.text), printWords(sheet, primary.arguments)];
    case "call":
      return [words.take(primary.name.text), gap(sheet, ""), printArguments(sheet, primary.arguments)];
    case "reference":
      return [words.take("@"), gap(sheet, ""), words.take(primary.name.text)];
    case "group": {
      const broken = hasNewline(sheet, primary.span.start, primary.span.end);
      return enclosed(enclose(sheet, "[]", broken, linesOfChain(sheet, primary.chain)));
    }
    case "branch":
      return printBranch(sheet, primary);
    case "condition": {
      const broken = hasNewline(sheet, primary.span.start, primary.span.end);
      return braced(enclosed(printCondition(sheet, primary, broken)));
    }
    default:
      return primary satisfies never;
  }
}

/** On one line as a whole, or with every body on lines of its own. */
function printCondition(sheet: Sheet, { test, then, else: otherwise }: Condition, broken: boolean): Doc {
  const { words } = sheet;
  const docs: Doc[] = [words.take("if"), gap(sheet, " "), printExpression(sheet, test), gap(sheet, " ")];
  docs.push(printBraces(sheet, then, broken));
  if (otherwise === undefined) return docs;
  docs.push(gap(sheet, " "), words.take("else"), gap(sheet, " "));
  const rest = "kind" in otherwise ? printCondition(sheet, otherwise, broken) : printBraces(sheet, otherwise, broken);
  return [docs, rest];
}

function printBranch(sheet: Sheet, { combine, arms, span }: Branch): Doc {
  const { words } = sheet;
  const broken = hasNewline(sheet, span.start, span.end);
  const open = [words.take(combine), gap(sheet, " "), words.take("{")];
  return inScope(sheet, broken, () => {
    const only = arms.length === 1 && arms[0]!.chain === undefined;
    if (only && words.at("|") && !words.commentAhead()) words.skip("|");
    if (only && words.at("}") && !words.commentAhead()) return [open, words.take("}")];
    const inside = broken ? printArms(sheet, arms) : printArmsOnOneLine(sheet, arms);
    const end = broken ? [indent(itemGap(sheet, "last").before), hardline] : gap(sheet, line, "close");
    return braced(enclosed([open, indent(inside), end, words.take("}")]));
  });
}

/** Each arm on lines of its own, behind a `|`. */
function printArms(sheet: Sheet, arms: readonly BranchArm[]): Doc {
  const { words } = sheet;
  return arms.map(({ chain }, i): Doc => {
    const place = i === 0 ? "first" : "next";
    if (chain === undefined) {
      const { before, inline } = itemGap(sheet, place);
      return [before, inline, words.at("|") ? words.take("|") : "|"];
    }
    if (words.at("|")) words.skip("|");
    const { before, inline } = itemGap(sheet, place);
    return [before, "| ", align(2, [inline, printLines(sheet, linesOfChain(sheet, chain), false)])];
  });
}

/** `a | b`; a first arm that is empty needs a `|` before it. Broken where that does not fit. */
function printArmsOnOneLine(sheet: Sheet, arms: readonly BranchArm[]): Doc {
  const { words } = sheet;
  return arms.map(({ chain }, i): Doc => {
    if (chain === undefined) {
      const before = gap(sheet, line, i === 0 ? "open" : "close");
      return [before, words.at("|") ? words.take("|") : "|"];
    }
    const stop = i > 0 ? sheet.stops.mark("word", words.start, sheet.scope) : "";
    if (words.at("|")) words.skip("|");
    const start = gap(sheet, [line, stop, i === 0 ? ifBreak("| ", "") : "| "], "open");
    return [start, align(2, linesOfChain(sheet, chain).print())];
  });
}
