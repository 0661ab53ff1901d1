/**
 * The syntax tree as text, for `--emit ast`: takes a file, returns one node a line, indented, with where it stands. Expressions
 * stand on their line with every grouping written out. Stable and complete but for comments; not source text, that is the
 * formatter's work.
 */
import { positionAt, type Source } from "../source/source.ts";
import type {
  Body,
  CallArgument,
  Chain,
  Condition,
  Declaration,
  Expression,
  File,
  LayerArgument,
  Node,
  Parameter,
  Setting,
  SettingArgument,
  SettingStep,
  SizeList,
  Stage,
  Statement,
} from "./ast.ts";

/** Ends with a newline. */
export function printAst(file: File): string {
  const printer = createPrinter(file.source);
  for (const declaration of file.declarations) printDeclaration(printer, declaration, 0);
  return printer.lines.map((line) => `${line}\n`).join("");
}

interface Printer {
  readonly lines: readonly string[];
  /** One line for a node, with its place. */
  line(depth: number, text: string, node: Node): void;
}

function createPrinter(source: Source): Printer {
  const lines: string[] = [];
  return {
    lines,
    line(depth, text, { span }) {
      const { line, column } = positionAt(source, span.start);
      lines.push(`${"  ".repeat(depth)}${text}  // ${line}:${column}`);
    },
  };
}

function printDeclaration(to: Printer, declaration: Declaration, depth: number): void {
  if ("documentation" in declaration) {
    to.line(depth, `documentation ${JSON.stringify(declaration.documentation)}`, declaration);
  }
  const damaged = declaration.damaged === true ? " (damaged)" : "";
  switch (declaration.kind) {
    case "import": {
      const names = declaration.names.map(({ text }) => text).join(", ");
      to.line(depth, `import ${names} from ${JSON.stringify(declaration.from.value)}${damaged}`, declaration);
      break;
    }
    case "const":
      to.line(depth, `const ${declaration.name.text} = ${print(declaration.value)}${damaged}`, declaration);
      break;
    case "block":
    case "model": {
      const parameters = declaration.parameters.map(printParameter).join(", ");
      to.line(depth, `${declaration.kind} ${declaration.name.text}(${parameters})${damaged}`, declaration);
      printBody(to, declaration.body, depth + 1);
      break;
    }
    case "train":
      to.line(
        depth,
        `train ${declaration.model.text}(${printArguments(declaration.arguments)})${damaged}`,
        declaration,
      );
      for (const setting of declaration.settings) printSetting(to, setting, depth + 1);
      break;
    default:
      declaration satisfies never;
  }
}

function printParameter({ name, value }: Parameter): string {
  return value === undefined ? name.text : `${name.text} = ${print(value)}`;
}

function printBody(to: Printer, body: Body, depth: number): void {
  for (const statement of body.statements) printStatement(to, statement, depth);
}

function printStatement(to: Printer, statement: Statement, depth: number): void {
  switch (statement.kind) {
    case "let":
      to.line(depth, `let ${statement.name.text} = ${print(statement.value)}`, statement);
      break;
    case "expect": {
      const batch = statement.batch === undefined ? "" : ` @ batch ${print(statement.batch)}`;
      const sign = statement.comparison ?? "==";
      to.line(depth, `expect ${statement.metric.text} ${sign} ${print(statement.value)}${batch}`, statement);
      break;
    }
    case "head":
      to.line(depth, `head ${statement.name.text}`, statement);
      printBody(to, statement.body, depth + 1);
      break;
    case "chain":
      printChain(to, statement, depth);
      break;
    default:
      statement satisfies never;
  }
}

function printChain(to: Printer, chain: Chain, depth: number): void {
  to.line(depth, "chain", chain);
  for (const stage of chain.stages) printStage(to, stage, depth + 1);
}

function printStage(to: Printer, stage: Stage, depth: number): void {
  const repeat = stage.repeat === undefined ? "" : ` * ${print(stage.repeat)}`;
  const label = stage.label === undefined ? "" : ` as ${stage.label.text}`;
  const shape = stage.shape === undefined ? "" : ` : ${printSizes(stage.shape)}`;
  const rest = repeat + label + shape;
  const { primary } = stage;
  switch (primary.kind) {
    case "input":
      to.line(depth, `input ${printSizes(primary.sizes)}${printLayerArguments(primary.arguments)}${rest}`, stage);
      break;
    case "layer": {
      const args = printLayerArguments(primary.arguments);
      to.line(depth, `layer ${primary.name.text}${args}${rest}`, stage);
      break;
    }
    case "call":
      to.line(depth, `call ${primary.name.text}(${printArguments(primary.arguments)})${rest}`, stage);
      break;
    case "reference":
      to.line(depth, `reference @${primary.name.text}${rest}`, stage);
      break;
    case "group":
      to.line(depth, `group${rest}`, stage);
      printChain(to, primary.chain, depth + 1);
      break;
    case "branch":
      to.line(depth, `branch ${primary.combine}${rest}`, stage);
      for (const arm of primary.arms) {
        to.line(depth + 1, arm.chain === undefined ? "arm identity" : "arm", arm);
        if (arm.chain !== undefined) printChain(to, arm.chain, depth + 2);
      }
      break;
    case "condition":
      printCondition(to, primary, depth, rest);
      break;
    default:
      primary satisfies never;
  }
}

function printCondition(to: Printer, condition: Condition, depth: number, rest: string): void {
  let next: Condition | Body | undefined = condition;
  let word = "if";
  while (next !== undefined && "kind" in next) {
    to.line(depth, `${word} ${print(next.test)}${word === "if" ? rest : ""}`, next);
    printBody(to, next.then, depth + 1);
    next = next.else;
    word = "else if";
  }
  if (next === undefined) return;
  to.line(depth, "else", next);
  printBody(to, next, depth + 1);
}

function printLayerArguments(args: readonly LayerArgument[]): string {
  return args.map((argument) => ` ${printLayerArgument(argument)}`).join("");
}

function printLayerArgument(argument: LayerArgument): string {
  switch (argument.kind) {
    case "sizes":
      return printSizes(argument.sizes);
    case "attribute": {
      const values = argument.values.map(
        ({ before, after }) => printSize(before) + (after === undefined ? "" : `:${printSize(after)}`),
      );
      return argument.letter.text + values.join("x");
    }
    case "named":
    case "flag":
    case "string":
      return printSettingArgument(argument);
    default:
      return argument satisfies never;
  }
}

function printSettingArgument(argument: SettingArgument): string {
  switch (argument.kind) {
    case "named":
      return `${argument.name.text}=${print(argument.value)}`;
    case "flag":
      return argument.name.text;
    case "string":
    case "value":
      return argument.kind === "string" ? JSON.stringify(argument.value.value) : print(argument.value);
    default:
      return argument satisfies never;
  }
}

function printSetting(to: Printer, setting: Setting, depth: number): void {
  const steps: readonly SettingStep[] = [setting, ...setting.more];
  const words = steps.map(({ name, arguments: args }) => [name.text, ...args.map(printSettingArgument)].join(" "));
  to.line(depth, `setting ${words.join(" -> ")}`, setting);
}

function printSizes({ sizes }: SizeList): string {
  return sizes.map(printSize).join("x");
}

function printSize(size: Expression): string {
  return size.kind === "number" ? size.text : `{${print(size)}}`;
}

function printArguments(args: readonly CallArgument[]): string {
  return args
    .map(({ name, value }) => (name === undefined ? print(value) : `${name.text} = ${print(value)}`))
    .join(", ");
}

function print(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return expression.text;
    case "string":
      return JSON.stringify(expression.value);
    case "list":
      return `[${expression.items.map(print).join(", ")}]`;
    case "name":
      return expression.name.text;
    case "field":
      return `${print(expression.object)}.${expression.field.text}`;
    case "index":
      return `${print(expression.object)}[${print(expression.index)}]`;
    case "call":
      return `${print(expression.callee)}(${printArguments(expression.arguments)})`;
    case "unary":
      return `(${expression.operator}${expression.operator === "not" ? " " : ""}${print(expression.operand)})`;
    case "binary":
      return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`;
    default:
      return expression satisfies never;
  }
}
