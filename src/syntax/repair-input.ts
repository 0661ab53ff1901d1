/**
 * The input of a model by another word: `Input 28x28x1`, `inputs 28x28x1`, `image 28x28x1`. Takes tokens, notes such a word as a slip where it
 * begins a stage and sizes follow, and makes the language's own of it, so that the model has its input. No layer has these names.
 */
import type { IToken } from "../../grammar/chevrotain.ts";
import { retag } from "../../grammar/braces.ts";
import * as t from "../../grammar/tokens.ts";
import { positionAt, type Source } from "../source/source.ts";
import type { Slip } from "./report-lines.ts";
import { spanOfToken } from "./token-span.ts";

const words = /^(?:inputs?|input_?(?:shape|size|layer)|imageinput(?:layer)?|images?)$/i;

export function repairInput(source: Source, tokens: readonly IToken[], slips: Slip[]): void {
  let opened = false;
  let heading = false;
  for (const [i, token] of tokens.entries()) {
    const type = token.tokenType;
    if (type === t.NewLine) continue;
    if (opened) {
      opened = false;
      const next = tokens[i + 1]?.tokenType;
      const sizes =
        next === t.Integer || next === t.SizeOpen || next === t.LeftBrace || next === t.Colon || next === t.Equals;
      if (type === t.Name && sizes && words.test(token.image)) {
        const span = spanOfToken(token);
        const message = `the input of a model is written \`input\`, not \`${token.image}\``;
        slips.push({ line: positionAt(source, span.start).line, span, message, text: "input", safe: true });
        retag(token, t.Input);
      }
    }
    if (type === t.Model) heading = true;
    if (heading && type === t.LeftBrace) {
      opened = true;
      heading = false;
    }
  }
}
