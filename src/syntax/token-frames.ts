/**
 * Where a token stands, for steps that look at tokens before the rules do: in which bracket, in which statement. Takes tokens in
 * order, one at a time. Brackets need not balance: one that closes nothing is passed over. Relies on size braces being marked.
 */
import type { IToken, TokenType } from "../../grammar/chevrotain.ts";
import * as t from "../../grammar/tokens.ts";

/** `model`: any body of stages; `group`: `[ … ]` of stages, as against the list of an expression. */
type Frame = "model" | "train" | "group" | "list" | "paren" | "size";

export interface TokenPlace {
  /** Where stages or settings stand, and no expression does. */
  readonly body: "model" | "train" | "group" | undefined;
  /** The first word of the statement. */
  readonly first: IToken;
  /** The first word of the stage, or the colon before the shape it gives. */
  readonly head: IToken;
}

const beforeStage: ReadonlySet<TokenType> = new Set([t.NewLine, t.Arrow, t.LeftBrace, t.Pipe, t.LeftBracket]);

/** Words that an expression follows, up to the end of the line or a brace. */
const beforeExpression: ReadonlySet<TokenType> = new Set([t.Let, t.Expect, t.If]);

/** Behind which a new statement begins. */
const endsStatement: ReadonlySet<TokenType> = new Set([t.NewLine, t.LeftBrace, t.RightBrace]);

const closes: ReadonlyMap<TokenType, ReadonlySet<Frame>> = new Map([
  [t.RightParen, new Set<Frame>(["paren"])],
  [t.RightBracket, new Set<Frame>(["group", "list"])],
  [t.RightBrace, new Set<Frame>(["model", "train", "size"])],
  [t.SizeClose, new Set<Frame>(["size"])],
]);

/** Gives for each token, asked in order, where it stands. */
export function createTokenWalk(): (token: IToken) => TokenPlace {
  const frames: Frame[] = [];
  let declaration: TokenType | undefined;
  let before: TokenType | undefined;
  let first: IToken | undefined;
  let head: IToken | undefined;
  let expression = false;
  return (token) => {
    const type = token.tokenType;
    if (t.declarationStarts.includes(type)) {
      declaration = type;
      frames.length = 0;
    }
    if (before === undefined || endsStatement.has(before)) first = undefined;
    if (type === t.NewLine || type === t.LeftBrace) expression = false;
    else if (beforeExpression.has(type)) expression = true;
    first ??= token;
    if (before === undefined || beforeStage.has(before) || before === t.RightBrace || type === t.Colon)
      head = undefined;
    head ??= token;
    const top = frames[frames.length - 1];
    const body = top === "model" || top === "train" || top === "group" ? top : undefined;
    const opened = frameOpened(type, before, top, declaration);
    if (opened) frames.push(opened);
    else if (top !== undefined && closes.get(type)?.has(top) === true) frames.pop();
    before = type === t.RightBrace && top === "size" ? t.SizeClose : type;
    return { body: expression ? undefined : body, first, head };
  };
}

function frameOpened(
  type: TokenType,
  before: TokenType | undefined,
  around: Frame | undefined,
  declaration: TokenType | undefined,
): Frame | undefined {
  switch (type) {
    case t.LeftParen:
      return "paren";
    case t.SizeOpen:
      return "size";
    case t.LeftBrace:
      return declaration === t.Train ? "train" : "model";
    case t.LeftBracket:
      return (around === "model" || around === "group") && before !== undefined && beforeStage.has(before)
        ? "group"
        : "list";
    default:
      return undefined;
  }
}
