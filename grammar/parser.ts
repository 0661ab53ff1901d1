/**
 * The rules: what a .cnn file may look like, in the order and under the names of the language's EBNF. Takes the tokens of
 * `newlines.ts`, returns a concrete syntax tree (types in `generated/cst.ts`) and recovers from errors. The EBNF, the railroad
 * diagrams and the tree's types are generated from these rules. Not for meaning, nor for the wording of errors.
 */
import {
  CstParser,
  type CstNode,
  type IParserErrorMessageProvider,
  type ParserMethod,
  type TokenType,
} from "./chevrotain.ts";
import * as t from "./tokens.ts";

type Rule = ParserMethod<[], CstNode>;

const brackets: ReadonlySet<TokenType> = new Set([
  t.LeftParen,
  t.RightParen,
  t.LeftBracket,
  t.RightBracket,
  t.LeftBrace,
  t.RightBrace,
  t.SizeOpen,
  t.SizeClose,
]);

export interface ParserOptions {
  /** Checks the rules themselves (ambiguity, left recursion): for tests, it costs start-up time. */
  readonly validate: boolean;
  readonly errorMessages?: IParserErrorMessageProvider;
}

export class CnnParser extends CstParser {
  constructor(options: ParserOptions) {
    super(t.tokenTypes, {
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: "onlyOffset",
      skipValidations: !options.validate,
      ...(options.errorMessages === undefined ? {} : { errorMessageProvider: options.errorMessages }),
    });
    this.performSelfAnalysis();
  }

  readonly file: Rule = this.RULE("file", () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.import) },
        { ALT: () => this.SUBRULE(this.const) },
        { ALT: () => this.SUBRULE(this.block) },
        { ALT: () => this.SUBRULE(this.model) },
        { ALT: () => this.SUBRULE(this.train) },
      ]);
    });
  });

  readonly import: Rule = this.RULE("import", () => {
    this.CONSUME(t.Import);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Name) });
    this.CONSUME(t.From);
    this.CONSUME(t.StringText);
  });

  readonly const: Rule = this.RULE("const", () => {
    this.CONSUME(t.Const);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expr);
  });

  readonly block: Rule = this.RULE("block", () => {
    this.CONSUME(t.Block);
    this.CONSUME(t.Name);
    this.SUBRULE(this.params);
    this.SUBRULE(this.body);
  });

  readonly model: Rule = this.RULE("model", () => {
    this.CONSUME(t.Model);
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.params));
    this.SUBRULE(this.body);
  });

  readonly params: Rule = this.RULE("params", () => {
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.param) });
    this.CONSUME(t.RightParen);
  });

  readonly param: Rule = this.RULE("param", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.expr);
    });
  });

  readonly body: Rule = this.RULE("body", () => {
    this.CONSUME(t.LeftBrace);
    this.OPTION(() => {
      this.SUBRULE(this.statement);
      this.MANY(() => {
        this.CONSUME(t.NewLine);
        this.SUBRULE1(this.statement);
      });
    });
    this.CONSUME(t.RightBrace);
  });

  readonly statement: Rule = this.RULE("statement", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.let) },
      { ALT: () => this.SUBRULE(this.expect) },
      { ALT: () => this.SUBRULE(this.head) },
      { ALT: () => this.SUBRULE(this.chain) },
    ]);
  });

  readonly let: Rule = this.RULE("let", () => {
    this.CONSUME(t.Let);
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expr);
  });

  readonly expect: Rule = this.RULE("expect", () => {
    this.CONSUME(t.Expect);
    this.CONSUME(t.Name, { LABEL: "metric" });
    this.OPTION(() => this.CONSUME(t.Comparison));
    this.SUBRULE(this.expr);
    this.OPTION1(() => {
      this.CONSUME(t.At);
      this.CONSUME(t.Batch);
      this.SUBRULE1(this.expr, { LABEL: "batch" });
    });
  });

  readonly head: Rule = this.RULE("head", () => {
    this.CONSUME(t.Head);
    this.CONSUME(t.Name);
    this.SUBRULE(this.body);
  });

  readonly chain: Rule = this.RULE("chain", () => {
    this.SUBRULE(this.stage);
    this.MANY({
      GATE: () => this.stageFollows(),
      DEF: () => {
        this.OR([{ ALT: () => this.CONSUME(t.Arrow) }, { ALT: () => this.CONSUME(t.NewLine) }]);
        this.SUBRULE1(this.stage);
      },
    });
  });

  readonly stage: Rule = this.RULE("stage", () => {
    this.SUBRULE(this.primary);
    this.OPTION(() => {
      this.CONSUME(t.Star);
      this.SUBRULE(this.factor);
    });
    this.OPTION1(() => {
      this.CONSUME(t.As);
      this.CONSUME(t.Name);
    });
    this.OPTION2(() => {
      this.CONSUME(t.Colon);
      this.SUBRULE(this.sizes);
    });
  });

  readonly factor: Rule = this.RULE("factor", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Integer) },
      { ALT: () => this.CONSUME(t.Name) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.SUBRULE(this.expr);
          this.CONSUME(t.RightParen);
        },
      },
    ]);
  });

  readonly primary: Rule = this.RULE("primary", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.inputStage) },
      { ALT: () => this.SUBRULE(this.call) },
      { ALT: () => this.SUBRULE(this.layer) },
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.branch) },
      { ALT: () => this.SUBRULE(this.cond) },
      { ALT: () => this.SUBRULE(this.reference) },
    ]);
  });

  readonly inputStage: Rule = this.RULE("inputStage", () => {
    this.CONSUME(t.Input);
    this.SUBRULE(this.sizes);
    this.MANY(() => this.SUBRULE(this.named));
  });

  readonly layer: Rule = this.RULE("layer", () => {
    this.CONSUME(t.Name);
    this.MANY(() => this.SUBRULE(this.layerArgument));
  });

  readonly layerArgument: Rule = this.RULE("layerArgument", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.sizes) },
      { ALT: () => this.CONSUME(t.Decimal) },
      { ALT: () => this.SUBRULE(this.attr) },
      { ALT: () => this.SUBRULE(this.named) },
      { ALT: () => this.CONSUME(t.Name, { LABEL: "flag" }) },
      { ALT: () => this.CONSUME(t.StringText) },
    ]);
  });

  readonly sizes: Rule = this.RULE("sizes", () => {
    this.SUBRULE(this.size);
    this.MANY(() => {
      this.CONSUME(t.SizeJoin);
      this.SUBRULE1(this.size);
    });
  });

  readonly size: Rule = this.RULE("size", () => {
    this.OR([{ ALT: () => this.CONSUME(t.Integer) }, { ALT: () => this.SUBRULE(this.computed) }]);
  });

  readonly computed: Rule = this.RULE("computed", () => {
    this.CONSUME(t.SizeOpen);
    this.SUBRULE(this.expr);
    this.CONSUME(t.SizeClose);
  });

  readonly attr: Rule = this.RULE("attr", () => {
    this.CONSUME(t.AttributeLetter);
    this.SUBRULE(this.attrValue);
    this.MANY(() => {
      this.CONSUME(t.SizeJoin);
      this.SUBRULE1(this.attrValue);
    });
  });

  readonly attrValue: Rule = this.RULE("attrValue", () => {
    this.SUBRULE(this.size);
    this.OPTION(() => {
      this.CONSUME(t.PaddingColon);
      this.SUBRULE1(this.size);
    });
  });

  readonly named: Rule = this.RULE("named", () => {
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.OR([{ ALT: () => this.SUBRULE(this.operand) }, { ALT: () => this.SUBRULE(this.computed) }]);
  });

  readonly call: Rule = this.RULE("call", () => {
    this.CONSUME(t.Name);
    this.SUBRULE(this.args);
  });

  readonly args: Rule = this.RULE("args", () => {
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.arg) });
    this.CONSUME(t.RightParen);
  });

  readonly arg: Rule = this.RULE("arg", () => {
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.CONSUME(t.Equals);
    });
    this.SUBRULE(this.expr);
  });

  readonly group: Rule = this.RULE("group", () => {
    this.CONSUME(t.LeftBracket);
    this.SUBRULE(this.chain);
    this.CONSUME(t.RightBracket);
  });

  readonly branch: Rule = this.RULE("branch", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Add, { LABEL: "combine" }) },
      { ALT: () => this.CONSUME(t.Mul, { LABEL: "combine" }) },
      { ALT: () => this.CONSUME(t.Concat, { LABEL: "combine" }) },
    ]);
    this.CONSUME(t.LeftBrace);
    this.OPTION(() => this.CONSUME(t.Pipe, { LABEL: "leading" }));
    this.OPTION1(() => this.SUBRULE(this.chain, { LABEL: "first" }));
    this.MANY(() => this.SUBRULE(this.arm));
    this.CONSUME(t.RightBrace);
  });

  readonly arm: Rule = this.RULE("arm", () => {
    this.CONSUME(t.Pipe);
    this.OPTION(() => this.SUBRULE(this.chain));
  });

  readonly cond: Rule = this.RULE("cond", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expr);
    this.SUBRULE(this.body);
    this.MANY(() => {
      this.CONSUME(t.Else);
      this.CONSUME1(t.If);
      this.SUBRULE1(this.expr);
      this.SUBRULE1(this.body);
    });
    this.OPTION(() => {
      this.CONSUME1(t.Else);
      this.SUBRULE2(this.body, { LABEL: "otherwise" });
    });
  });

  readonly reference: Rule = this.RULE("reference", () => {
    this.CONSUME(t.At);
    this.CONSUME(t.Name);
  });

  readonly expr: Rule = this.RULE("expr", () => {
    this.SUBRULE(this.operand);
    this.MANY(() => {
      this.CONSUME(t.BinaryOperator);
      this.SUBRULE1(this.operand);
    });
  });

  readonly operand: Rule = this.RULE("operand", () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(t.Minus, { LABEL: "prefix" }) },
        { ALT: () => this.CONSUME(t.Not, { LABEL: "prefix" }) },
      ]);
    });
    this.OR1([
      { ALT: () => this.CONSUME(t.Integer) },
      { ALT: () => this.CONSUME(t.Decimal) },
      { ALT: () => this.CONSUME(t.StringText) },
      { ALT: () => this.CONSUME(t.True, { LABEL: "word" }) },
      { ALT: () => this.CONSUME(t.False, { LABEL: "word" }) },
      { ALT: () => this.CONSUME(t.In, { LABEL: "word" }) },
      { ALT: () => this.CONSUME(t.Name, { LABEL: "word" }) },
      { ALT: () => this.SUBRULE(this.list) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.SUBRULE(this.expr);
          this.CONSUME(t.RightParen);
        },
      },
    ]);
    this.MANY1(() => this.SUBRULE(this.postfix));
  });

  readonly postfix: Rule = this.RULE("postfix", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Dot);
          this.CONSUME(t.Name);
        },
      },
      {
        ALT: () => {
          // `args`, written out: a rule less keeps nested calls further from the end of the stack.
          this.CONSUME(t.LeftParen);
          this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.arg) });
          this.CONSUME(t.RightParen);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.LeftBracket);
          this.SUBRULE(this.expr);
          this.CONSUME(t.RightBracket);
        },
      },
    ]);
  });

  readonly list: Rule = this.RULE("list", () => {
    this.CONSUME(t.LeftBracket);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expr) });
    this.CONSUME(t.RightBracket);
  });

  readonly train: Rule = this.RULE("train", () => {
    this.CONSUME(t.Train);
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.args));
    this.CONSUME(t.LeftBrace);
    this.OPTION1(() => {
      this.SUBRULE(this.setting);
      this.MANY(() => {
        this.CONSUME(t.NewLine);
        this.SUBRULE1(this.setting);
      });
    });
    this.CONSUME(t.RightBrace);
  });

  readonly setting: Rule = this.RULE("setting", () => {
    this.SUBRULE(this.settingStep);
    this.MANY(() => {
      this.CONSUME(t.Arrow);
      this.SUBRULE1(this.settingStep);
    });
  });

  readonly settingStep: Rule = this.RULE("settingStep", () => {
    this.CONSUME(t.Name);
    this.MANY(() => this.SUBRULE(this.settingArgument));
  });

  readonly settingArgument: Rule = this.RULE("settingArgument", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.named) },
      { ALT: () => this.CONSUME(t.Name, { LABEL: "word" }) },
      { ALT: () => this.CONSUME(t.StringText) },
      { ALT: () => this.SUBRULE(this.value) },
    ]);
  });

  readonly value: Rule = this.RULE("value", () => {
    this.OPTION(() => this.CONSUME(t.Minus));
    this.OR([
      { ALT: () => this.CONSUME(t.Integer) },
      { ALT: () => this.CONSUME(t.Decimal) },
      { ALT: () => this.CONSUME(t.True, { LABEL: "word" }) },
      { ALT: () => this.CONSUME(t.False, { LABEL: "word" }) },
      { ALT: () => this.SUBRULE(this.list) },
      { ALT: () => this.SUBRULE(this.computed) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.SUBRULE(this.expr);
          this.CONSUME(t.RightParen);
        },
      },
    ]);
  });

  /** Brackets are balanced before parsing: one put in here would take the partner of another. */
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return !brackets.has(type);
  }

  /** Nor may one be passed over, nor the end of a line. */
  protected override canTokenTypeBeDeletedInRecovery(_expected: TokenType): boolean {
    const found = this.LA(1).tokenType;
    return found !== t.NewLine && !brackets.has(found);
  }

  /** Whether the chain goes on: a newline before `let`, `expect` or `head` ends it. */
  private stageFollows(): boolean {
    if (this.LA(1).tokenType !== t.NewLine) return true;
    const next = this.LA(2).tokenType;
    return next !== t.Let && next !== t.Expect && next !== t.Head;
  }
}
