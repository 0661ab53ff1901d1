/**
 * One fault put into a right program: names misspelled, brackets and words lost, sizes that do not fit, values of the wrong kind.
 * Takes a program and a random generator; returns the spoiled text with the place of the fault, or nothing where the
 * program has no place for that kind.
 */
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import { createSource, type Span } from "../../src/source/source.ts";
import type { Name } from "../../src/syntax/ast.ts";
import { parse, readWords } from "../../src/syntax/parse.ts";
import type { Random } from "./random.ts";
import { findSites, type Sites } from "./sites.ts";

export interface Fault {
  readonly kind: string;
  readonly text: string;
  /** In the spoiled text; empty where something was taken away. */
  readonly place: Span;
}

interface Program {
  readonly text: string;
  readonly sites: Sites;
  readonly words: readonly { readonly image: string; readonly span: Span }[];
}

/** A replacement in the text; nothing where there is no place for it. */
type Edit = { readonly span: Span; readonly text: string } | undefined;
type Kind = (program: Program, random: Random) => Edit;

export function spoil(text: string, random: Random): Fault | undefined {
  const kind = random.pick(kindNames);
  const sites = findSites(parse(createSource("valid.cnn", text), createReport()));
  const words = readWords(text).tokens.map(({ image, startOffset, endOffset }) => ({
    image,
    span: { start: startOffset, end: endOffset! + 1 },
  }));
  const edit = kinds[kind]!({ text, sites, words }, random);
  if (!edit) return undefined;
  const { start, end } = edit.span;
  const place = { start, end: start + edit.text.length };
  return { kind, text: text.slice(0, start) + edit.text + text.slice(end), place };
}

const insert = (at: number, text: string): Edit => ({ span: { start: at, end: at }, text });
const take = (span: Span): Edit => ({ span, text: "" });

function pickOne<T>(items: readonly T[] | undefined, { pick }: Random): T | undefined {
  return items && items.length > 0 ? pick(items) : undefined;
}

/** Two letters exchanged, one lost, doubled or another. */
function typo(word: string, { below }: Random): string {
  const at = below(word.length);
  const [before, letter, after] = [word.slice(0, at), word[at]!, word.slice(at + 1)];
  switch (below(4)) {
    case 0:
      return after === "" ? `${word}q` : before + after[0]! + letter + after.slice(1);
    case 1:
      return word.length > 2 ? before + after : `${word}z`;
    case 2:
      return before + letter + letter + after;
    default:
      return `${before}${letter === "z" ? "y" : "z"}${after}`;
  }
}

function misspell(...what: readonly string[]): Kind {
  return ({ sites }, random) => {
    const names = what.flatMap((each) => sites.names.get(each) ?? []);
    const name = pickOne<Name>(names, random);
    if (!name) return undefined;
    const text = typo(name.text, random);
    return text === name.text ? undefined : { span: name.span, text };
  };
}

function word(...images: readonly string[]) {
  return ({ words }: Program, random: Random) =>
    pickOne(
      words.filter(({ image }) => images.includes(image)),
      random,
    );
}

function slice({ text }: Program, { start, end }: Span): string {
  return text.slice(start, end);
}

/** The end of a line that another statement follows. */
function lineBreak({ text, words }: Program, random: Random): Span | undefined {
  const inner = words.filter(({ image, span }, i) => {
    const next = words[i + 1];
    const before = words[i - 1];
    if (image !== "\n" || !next || !before) return false;
    return /[\w)\]}"]$/.test(before.image) && /^[\w@[]/.test(next.image) && text[span.start - 1] !== "\n";
  });
  return pickOne(inner, random)?.span;
}

const foreign = [";", "#", "$", "?", "!", "&", "^", "~", "`", "'", "→", "…", "é", "\\"];
const opening = ["(", "[", "{"] as const;
const closing = [")", "]", "}"] as const;

const kinds: Readonly<Record<string, Kind>> = {
  "layer misspelled": misspell("layer"),
  "block misspelled": misspell("block"),
  "label misspelled": misspell("label"),
  "name misspelled": misspell("value"),
  "argument misspelled": misspell("argument"),
  "parameter misspelled": misspell("parameter"),
  "field misspelled": misspell("field"),
  "setting misspelled": misspell("setting"),
  "choice misspelled": misspell("choice"),
  "metric misspelled": misspell("metric"),
  "import misspelled": misspell("import"),
  "model misspelled": misspell("model"),
  "keyword misspelled": (program, random) => {
    const found = word(
      "model",
      "block",
      "train",
      "const",
      "import",
      "let",
      "input",
      "if",
      "else",
      "add",
      "concat",
      "mul",
      "as",
    )(program, random);
    return found && { span: found.span, text: typo(found.image, random) };
  },

  "closing bracket missing": (program, random) => {
    const found = word(...closing)(program, random);
    return found && take(found.span);
  },
  "opening bracket missing": (program, random) => {
    const found = word(...opening)(program, random);
    return found && take(found.span);
  },
  "bracket too many": ({ words }, random) => {
    const at = random.pick(words);
    return insert(at.span.end, random.pick([...opening, ...closing]));
  },
  "bracket of another kind": (program, random) => {
    const found = word(...opening, ...closing)(program, random);
    return found && { span: found.span, text: random.pick([...opening, ...closing].filter((b) => b !== found.image)) };
  },
  "word deleted": ({ words }, random) => {
    const found = pickOne(
      words.filter(({ image }) => image !== "\n"),
      random,
    );
    return found && take(found.span);
  },
  "word doubled": ({ words }, random) => {
    const found = pickOne(
      words.filter(({ image }) => image !== "\n"),
      random,
    );
    return found && insert(found.span.end, ` ${found.image}`);
  },
  "words exchanged": ({ text, words }, random) => {
    const i = random.below(words.length - 1);
    const [a, b] = [words[i]!, words[i + 1]!];
    if (a.image === "\n" || b.image === "\n" || a.image === b.image) return undefined;
    const between = text.slice(a.span.end, b.span.start);
    return { span: { start: a.span.start, end: b.span.end }, text: b.image + between + a.image };
  },
  "arrow missing": (program, random) => {
    const found = word("->")(program, random);
    return found && take(found.span);
  },
  "newline deleted": (program, random) => {
    const span = lineBreak(program, random);
    return span && { span, text: " " };
  },
  "string not closed": ({ sites }, random) => {
    const span = pickOne([...sites.strings, ...sites.paths], random);
    return span && take({ start: span.end - 1, end: span.end });
  },
  "stray character": ({ words }, random) => insert(random.pick(words).span.start, random.pick(foreign)),
  "stray word": ({ words }, random) => {
    const found = pickOne(
      words.filter(({ image }) => image !== "\n"),
      random,
    );
    return found && insert(found.span.end, ` ${random.pick(["the", "hidden", "and", "else", "|", ",", ":", "="])} `);
  },

  "kernel too large": (program, random) => {
    const found = pickOne(
      program.sites.layers.filter(
        ({ arguments: [first] }) => first?.kind === "sizes" && /^\d+x\d/.test(slice(program, first.span)),
      ),
      random,
    );
    const first = found?.arguments[0];
    if (first?.kind !== "sizes") return undefined;
    const { span } = first.sizes.sizes[0]!;
    return { span, text: String(199 + 2 * random.below(50)) };
  },
  "groups do not divide": (program, random) => {
    const found = pickOne(
      program.sites.layers.filter(({ arguments: given }) => {
        const [first] = given;
        return (
          first?.kind === "sizes" &&
          /^(\d+x)+\d+$/.test(slice(program, first.span)) &&
          !given.some((argument) => argument.kind === "attribute" && argument.letter.text === "g")
        );
      }),
      random,
    );
    return found && insert(found.arguments[0]!.span.end, ` g${random.pick([7, 11, 13])}`);
  },
  /** Of what has to be one or more: a padding or a repetition may be zero. */
  "size of zero": (program, random) => {
    const size = pickOne(program.sites.sizes, random);
    return size && /^\d+$/.test(slice(program, size)) ? { span: size, text: "0" } : undefined;
  },
  "size as a fraction": (program, random) => {
    const found = pickOne(
      program.sites.numbers.filter((span) => /^\d+$/.test(slice(program, span))),
      random,
    );
    return found && { span: found, text: "2.5" };
  },
  "arms differ": (program, random) => {
    const arm = pickOne(program.sites.arms, random);
    return arm && insert(arm.last.end, random.pick([" -> maxpool 2", " -> conv 1x1x77 s2", " -> flatten"]));
  },
  "wrong ascription": (program, random) => {
    const shape = pickOne(program.sites.ascriptions, random);
    const size = pickOne(shape?.sizes, random);
    return size && { span: size.span, text: String(Number(slice(program, size.span)) + 1 + random.below(9)) };
  },
  "wrong expectation": (program, random) => {
    const value = pickOne(program.sites.expectations, random);
    return value && { span: value.span, text: String(Number(slice(program, value.span)) + 1) };
  },
  "value of another kind": (program, random) => {
    const found = pickOne(program.sites.numbers, random);
    return found && { span: found, text: random.pick(['"three"', "true", "[1, 2]"]) };
  },
  "argument missing": (program, random) => {
    const owner = random.chance(0.5)
      ? pickOne(
          program.sites.calls.filter((call) => call.arguments.length === 1),
          random,
        )
      : pickOne(
          program.sites.layers.filter((layer) => layer.arguments[0]?.kind === "sizes"),
          random,
        );
    return owner && take(owner.arguments[0]!.span);
  },
  "argument too many": (program, random) => {
    const found = pickOne(
      program.sites.calls.filter((call) => call.arguments.length > 0),
      random,
    );
    return found && insert(found.arguments.at(-1)!.span.end, ", 1, 2, 3, 4, 5, 6, 7, 8");
  },
  "argument twice": (program, random) => {
    const found = pickOne(
      program.sites.layers.flatMap((layer) => layer.arguments.filter(({ kind }) => kind !== "sizes")),
      random,
    );
    return found && insert(found.span.end, ` ${slice(program, found.span)}`);
  },
  "name declared twice": (program, random) => {
    const { declared } = program.sites;
    const taken = [
      ...(declared.get("const") ?? []),
      ...(declared.get("block") ?? []),
      ...(declared.get("model") ?? []),
    ];
    const name = pickOne(taken, random);
    if (!name) return undefined;
    const end = program.text.length;
    return insert(end, random.pick([`\nconst ${name.text} = 3\n`, `\nblock ${name.text}(c) {\n  fc {c}\n}\n`]));
  },
  "label twice": (program, random) => {
    const label = pickOne(program.sites.declared.get("label"), random);
    if (!label) return undefined;
    const later = program.sites.stages.filter(
      ({ span, label: own, shape }) =>
        span.start > label.span.end && !own && !shape && !slice(program, span).includes("{"),
    );
    const stage = pickOne(later, random);
    return stage && insert(stage.span.end, ` as ${label.text}`);
  },
  "setting twice": (program, random) => {
    const span = pickOne(program.sites.settings, random);
    return span && insert(span.end, `\n  ${slice(program, span)}`);
  },
  "unknown import": (program, random) => {
    const span = pickOne(program.sites.paths, random);
    return (
      span && {
        span,
        text: random.pick(['"std/resnets"', '"std/"', '"./missing.cnn"', '"../outside.cnn"', '"resnet"']),
      }
    );
  },
};

export const kindNames: readonly string[] = Object.keys(kinds);
