/**
 * The abstract syntax tree of a .cnn file: what the text says, with the span of every piece, and nothing about what it
 * means. Produced by `parse.ts`; consumed by the checker, the formatter and the editor. Closed unions with a `kind`.
 */
import type { Source, Span } from "../source/source.ts";

export interface Node {
  readonly span: Span;
}

export interface Name extends Node {
  readonly text: string;
}

/** `//`, `/* *\/` or `///`; kept in order of appearance, with their delimiters. */
export interface Comment extends Node {
  readonly text: string;
  readonly documentation: boolean;
}

export interface File extends Node {
  readonly source: Source;
  /** In the order of the text. */
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
}

/** Set where a syntax error lies inside: parts are missing, so what the declaration seems to mean is not to be judged. */
export interface MaybeDamaged {
  readonly damaged?: true;
}

export type Declaration = Import | Const | Block | Model | Train;

export interface Import extends Node, MaybeDamaged {
  readonly kind: "import";
  readonly names: readonly Name[];
  readonly from: StringLiteral;
}

export interface Const extends Node, MaybeDamaged {
  readonly kind: "const";
  readonly name: Name;
  readonly value: Expression;
  readonly documentation?: string;
}

export interface Parameter extends Node {
  readonly name: Name;
  readonly value?: Expression;
}

export interface Block extends Node, MaybeDamaged {
  readonly kind: "block";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
  readonly documentation?: string;
}

export interface Model extends Node, MaybeDamaged {
  readonly kind: "model";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
  readonly documentation?: string;
}

export interface Body extends Node {
  readonly statements: readonly Statement[];
}

export type Statement = Let | Expect | Head | Chain;

export interface Let extends Node {
  readonly kind: "let";
  readonly name: Name;
  readonly value: Expression;
}

export type Comparison = "<" | "<=" | "==" | ">" | ">=";

export interface Expect extends Node {
  readonly kind: "expect";
  /** As written; the checker says when it is no metric. */
  readonly metric: Name;
  /** Absent: `==`. */
  readonly comparison?: Comparison;
  readonly value: Expression;
  readonly batch?: Expression;
}

export interface Head extends Node {
  readonly kind: "head";
  readonly name: Name;
  readonly body: Body;
}

export interface Chain extends Node {
  readonly kind: "chain";
  readonly stages: readonly Stage[];
}

export interface Stage extends Node {
  readonly primary: Primary;
  /** `* factor` */
  readonly repeat?: Expression;
  /** `as name` */
  readonly label?: Name;
  /** `: 14x14x6` */
  readonly shape?: SizeList;
}

export type Primary = Input | Layer | Call | Group | Branch | Condition | Reference;

/** `input 34x16 graph="karate.csv"` */
export interface Input extends Node {
  readonly kind: "input";
  readonly sizes: SizeList;
  readonly arguments: readonly NamedArgument[];
}

/** A size list without the axes' meaning: `5x5x6`, `{2*c}`, `3x3x{c}`. */
export interface SizeList extends Node {
  readonly sizes: readonly Expression[];
}

/** `conv 5x5x6 s1 p2 nobias init=he` */
export interface Layer extends Node {
  readonly kind: "layer";
  readonly name: Name;
  readonly arguments: readonly LayerArgument[];
}

export type LayerArgument = SizeArgument | AttributeArgument | NamedArgument | FlagArgument | StringArgument;

/** A bare size list or number: `5x5x6`, `0.5`, `2`. A decimal stands alone, as a list of one. */
export interface SizeArgument extends Node {
  readonly kind: "sizes";
  readonly sizes: SizeList;
}

/** `s2`, `p1`, `p1:0`, `s2x1`, `p3:3x1:0`, `s{s}`. */
export interface AttributeArgument extends Node {
  readonly kind: "attribute";
  /** `s`, `p`, `d` or `g`. */
  readonly letter: Name;
  /** One entry for all axes, or one per axis. `after` is there when written as `before:after`. */
  readonly values: readonly AttributeValue[];
}

export interface AttributeValue extends Node {
  readonly before: Expression;
  readonly after?: Expression;
}

export interface NamedArgument extends Node {
  readonly kind: "named";
  readonly name: Name;
  readonly value: Expression;
}

/** A bare word: `nobias`, `same`, `bilinear`. */
export interface FlagArgument extends Node {
  readonly kind: "flag";
  readonly name: Name;
}

export interface StringArgument extends Node {
  readonly kind: "string";
  readonly value: StringLiteral;
}

/** The use of a block: `bottleneck(512, s=2)`. */
export interface Call extends Node {
  readonly kind: "call";
  readonly name: Name;
  readonly arguments: readonly CallArgument[];
}

export interface CallArgument extends Node {
  readonly name?: Name;
  readonly value: Expression;
}

export interface Group extends Node {
  readonly kind: "group";
  readonly chain: Chain;
}

export interface Branch extends Node {
  readonly kind: "branch";
  readonly combine: "add" | "mul" | "concat";
  /** The word itself, for diagnostics. */
  readonly keyword: Name;
  /** An arm without a chain is the identity. */
  readonly arms: readonly BranchArm[];
}

export interface BranchArm extends Node {
  readonly chain?: Chain;
}

export interface Condition extends Node {
  readonly kind: "condition";
  readonly test: Expression;
  readonly then: Body;
  readonly else?: Condition | Body;
}

/** `@name` */
export interface Reference extends Node {
  readonly kind: "reference";
  readonly name: Name;
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | ListLiteral
  | NameExpression
  | FieldExpression
  | IndexExpression
  | UnaryExpression
  | BinaryExpression
  | CallExpression;

export interface NumberLiteral extends Node {
  readonly kind: "number";
  /** As written, `_` included. */
  readonly text: string;
  readonly value: number;
  /** Written without point or exponent. */
  readonly integer: boolean;
}

export interface StringLiteral extends Node {
  readonly kind: "string";
  readonly value: string;
}

export interface ListLiteral extends Node {
  readonly kind: "list";
  readonly items: readonly Expression[];
}

/** `c`, `in`, `true`, `false` */
export interface NameExpression extends Node {
  readonly kind: "name";
  readonly name: Name;
}

/** `in.c` */
export interface FieldExpression extends Node {
  readonly kind: "field";
  readonly object: Expression;
  readonly field: Name;
}

/** `n[0]` */
export interface IndexExpression extends Node {
  readonly kind: "index";
  readonly object: Expression;
  readonly index: Expression;
}

export type UnaryOperator = "-" | "not";

export interface UnaryExpression extends Node {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Expression;
}

export type BinaryOperator = "or" | "and" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%";

export interface BinaryExpression extends Node {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `floor(c/3)` */
export interface CallExpression extends Node {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly CallArgument[];
}

export interface Train extends Node, MaybeDamaged {
  readonly kind: "train";
  readonly model: Name;
  readonly arguments: readonly CallArgument[];
  readonly settings: readonly Setting[];
  readonly documentation?: string;
}

/** `augment shift 2 -> flip horizontal`: a name and one or more steps, the first without a name of its own. */
export interface Setting extends Node {
  readonly name: Name;
  readonly arguments: readonly SettingArgument[];
  /** What follows each `->`. */
  readonly more: readonly SettingStep[];
}

export interface SettingStep extends Node {
  readonly name: Name;
  readonly arguments: readonly SettingArgument[];
}

/** A word (`cosine`), a value (`64`, `0.5`, `[30, 60]`), `lr=0.05` or a string. */
export type SettingArgument = FlagArgument | NamedArgument | StringArgument | ValueArgument;

export interface ValueArgument extends Node {
  readonly kind: "value";
  readonly value: Expression;
}
