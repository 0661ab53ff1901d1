/**
 * Comments that mean to silence a warning and name none that exists: the warning comes all the same, or a slip of the pen
 * waits for the day it matters. What follows the codes is the reason, in any words.
 */
import type { DiagnosticDefinition, Report } from "../../diagnostics/diagnostic.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { problemCodes } from "../../ops/problem-codes.ts";
import type { Comment, File } from "../../syntax/ast.ts";
import * as dataLints from "../diagnostics/data.ts";
import * as modelLints from "../diagnostics/lints.ts";
import * as trainingLints from "../diagnostics/training.ts";
import * as nameLints from "../diagnostics/unused.ts";
import { type IgnoredCode, ignoredCodes } from "../files/ignore-comments.ts";

export function ignoredCodesShouldExist({ comments, source }: File, report: Report): void {
  const warnings = new Set(
    [modelLints, nameLints, dataLints, trainingLints]
      .flatMap((lints) => Object.values<DiagnosticDefinition>(lints))
      .concat(problemCodes)
      .filter(({ severity }) => severity === "warning")
      .map(({ code }) => code),
  );
  for (const comment of comments) {
    const codes = ignoredCodes(comment);
    const named = codes?.length === 0 ? wordInPlaceOfACode(comment) : codes;
    for (const { text, span } of named ?? []) {
      if (warnings.has(text)) continue;
      const whole = text.includes("/") ? text : `lint/${text}`;
      const meant = warnings.has(whole) ? whole : nearest(whole, warnings);
      report.add(
        nameLints.unknownIgnore({
          message: `there is no warning \`${text}\``,
          source,
          span,
          ...(whole.startsWith("lint/") ? {} : { notes: ["warnings begin with `lint/`; errors cannot be silenced"] }),
          ...(meant === undefined ? {} : { help: `did you mean \`${meant}\`?` }),
          fixes: meant === undefined ? [] : [{ title: `replace with \`${meant}\``, edits: [{ span, text: meant }] }],
        }),
      );
    }
  }
}

/** Where the whole comment silences and names no code, the first word. In prose the marker may stand without one. */
function wordInPlaceOfACode({ text, span }: Comment): readonly IgnoredCode[] {
  const found = /^\/[/*]+\s*cnnc-ignore[ \t]+([\w-]+)/.exec(text);
  const word = found?.[1];
  if (!found || word === undefined) return [];
  const end = span.start + found[0].length;
  return [{ text: word, span: { start: end - word.length, end } }];
}
