/**
 * The lexer, made of the token table: text in, tokens and comments out. Every character belongs to some token (`Unexpected`
 * at the worst), so it has no errors of its own; newlines and brackets are settled afterwards. Building one takes
 * milliseconds: callers keep it.
 */
import { Lexer, type IToken } from "./chevrotain.ts";
import { tokenTypes } from "./tokens.ts";

export interface Words {
  readonly tokens: IToken[];
  readonly comments: IToken[];
}

export interface CnnLexer {
  /** Tokens and comments in the order of the text, with `startOffset` and an inclusive `endOffset`. */
  tokenize(text: string): Words;
}

/** `validate` checks the token patterns themselves: for tests, it costs start-up time. */
export function createLexer(options: { readonly validate: boolean }): CnnLexer {
  const lexer = new Lexer(tokenTypes, {
    positionTracking: "onlyOffset",
    ensureOptimizations: options.validate,
    skipValidations: !options.validate,
  });
  return {
    tokenize(text) {
      const { tokens, groups } = lexer.tokenize(text);
      const comments = groups.comments ?? [];
      // Chevrotain gives end offsets only together with lines and columns, which cost more than this.
      for (const token of tokens) token.endOffset = token.startOffset + token.image.length - 1;
      for (const token of comments) token.endOffset = token.startOffset + token.image.length - 1;
      return { tokens, comments };
    },
  };
}
