/**
 * The blocks and models of the standard library as words: where each is declared, and its page. Takes nothing but the embedded
 * library; a file is parsed when one of its pages is asked for.
 */
import { vocabulary } from "../../ops/registry.ts";
import { createReport } from "../../diagnostics/diagnostic.ts";
import { findStandardSource, standardNames } from "../../std/library.ts";
import type { Block, Declaration, Model } from "../../syntax/ast.ts";
import { parse } from "../../syntax/parse.ts";
import { sentence } from "../render-operators.ts";
import { fence } from "./render-record.ts";
import type { WordMeaning } from "./word-meaning.ts";

/** Names in the order of the files; one may stand in several. */
export function* libraryWords(): Iterable<readonly [word: string, meaning: WordMeaning]> {
  for (const file of standardNames)
    for (const [, kind, name] of findStandardSource(file)!.text.matchAll(/^(block|model)[ \t]+(\w+)/gm))
      yield [name!, meaningOf(name!, kind as "block" | "model", file)];
}

function meaningOf(name: string, kind: "block" | "model", file: string): WordMeaning {
  let found: Block | Model | undefined;
  const declaration = (): Block | Model => (found ??= declared(name, kind, file));
  return {
    kind: `library ${kind}`,
    name,
    title: `${name} (${kind} of ${file})`,
    get summary() {
      return firstSentence(declaration()) ?? sentence(`a ${kind} of the standard library`);
    },
    body() {
      const { documentation, parameters, span } = declaration();
      const text = findStandardSource(file)!.text;
      const first = text.slice(span.start, span.end).split("\n", 1)[0]!;
      const signature = /^[^{]*/.exec(first)![0].trim();
      const shown = kind === "model" ? `cnnc summary ${file}:${name}` : undefined;
      const parts = [
        fence("text", [`import ${name} from "${file}"`, "", signature].join("\n")),
        (documentation ?? "")
          .replace(/\s+/g, " ")
          .trim()
          .slice(firstSentence(declaration())?.length ?? 0)
          .trim(),
        parameters.length === 0 ? "" : `Parameters: ${parameters.map((each) => `\`${each.name.text}\``).join(", ")}.`,
        shown === undefined ? "" : `\`${shown}\` shows its layers and counts.`,
      ];
      return parts.filter((part) => part !== "").join("\n\n");
    },
  };
}

/** Up to a full stop, on one line. */
function firstSentence({ documentation = "" }: Block | Model): string | undefined {
  return /^.*?\.(?=\s|$)/.exec(documentation.replace(/\s+/g, " ").trim())?.[0];
}

function declared(name: string, kind: "block" | "model", file: string): Block | Model {
  for (const each of declarationsOf(file))
    if (each.kind !== "import" && each.kind !== "train" && each.kind === kind && each.name.text === name) return each;
  throw new Error(`${file} declares no ${kind} ${name}`);
}

const parsed = new Map<string, readonly Declaration[]>();

function declarationsOf(file: string): readonly Declaration[] {
  const known = parsed.get(file);
  if (known) return known;
  const { declarations } = parse(findStandardSource(file)!, createReport(), vocabulary);
  parsed.set(file, declarations);
  return declarations;
}
