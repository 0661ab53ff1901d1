/**
 * Which column of a table without a header is the label. Takes the columns that may be it with what stands in them, returns one
 * of them, or throws `data/csv-label` with what is known of each and what to write. Never a guess: a column of words can be
 * nothing else than the label; of numbers the first is taken where it looks like classes and the last does not. Pure.
 */
import { csvLabel, fail } from "./diagnostics.ts";
import { NUMBER } from "./csv-number.ts";

export interface Candidate {
  readonly field: number;
  /** What stands in the column, each text once, in the order of appearance. */
  readonly names: readonly string[];
  /** The line on which each appears first. */
  readonly lines: readonly number[];
  /** More different texts than are kept. */
  readonly full: boolean;
}

export function chooseLabel(candidates: readonly Candidate[], rows: number, path: string): Candidate {
  const withWords = candidates.filter(({ names }) => names.some((name) => !NUMBER.test(name)));
  const [first, last] = [candidates[0]!, candidates.at(-1)!];
  const ends = [last, first].filter((end) => !withWords.includes(end) && looksLikeClasses(end, rows));
  const [words] = withWords;
  if (withWords.length > 1) {
    return refuse("more than one column holds words", candidates, rows, path, {
      shown: withWords,
      help: 'give the table a line of names, then name the label with `label="…"` and leave columns out with `skip=["…"]`',
    });
  }
  if (words !== undefined) {
    const isName = words.names.length === rows && rows > 2 && ends.length > 0;
    const isMixed = words.names.some((name) => NUMBER.test(name));
    if (!isName && !isMixed) return words;
    return refuse(
      isMixed ? "a column holds words and numbers" : "a column of words has another one in each row",
      candidates,
      rows,
      path,
      { shown: [words, ...ends] },
    );
  }
  if (ends.length === 1 && ends[0] === first) return first;
  const message =
    ends.length === 2
      ? "both the first and the last column could be the label"
      : ends.length === 1
        ? "the first column does not look like labels, the last one does"
        : "neither the first nor the last column looks like labels";
  return refuse(`the table has no header: ${message}`, candidates, rows, path, {});
}

/**
 * Whole numbers from 0 or 1 up with none left out, at least two, and fewer than there are rows (else they number the rows).
 * Pixels and measurements are not like that.
 */
function looksLikeClasses({ names, full }: Candidate, rows: number): boolean {
  if (full) return false;
  const numbers = new Set(names.map(Number));
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const areWhole = [...numbers].every((number) => Number.isInteger(number));
  const areAll = (least === 0 || least === 1) && most - least + 1 === numbers.size;
  return areWhole && areAll && numbers.size > 1 && numbers.size < rows;
}

interface RefusalDetails {
  readonly shown?: readonly Candidate[];
  readonly help?: string;
}

function refuse(
  message: string,
  candidates: readonly Candidate[],
  rows: number,
  path: string,
  { shown, help }: RefusalDetails,
): never {
  const [first, last] = [candidates[0]!, candidates.at(-1)!];
  const about = shown ?? [first, last];
  const both = `\`label=first\` (column ${first.field + 1}) or \`label=last\` (column ${last.field + 1})`;
  return fail(
    csvLabel({
      message,
      file: path,
      notes: about.map((candidate) => `column ${candidate.field + 1}: ${describe(candidate, rows)}`),
      help: help ?? `say which column is the label, behind the path of the data: ${both}`,
    }),
    1,
  );
}

function describe(candidate: Candidate, rows: number): string {
  const { names, lines, full } = candidate;
  if (full) return `more than ${names.length} different values`;
  const word = names.findIndex((name) => !NUMBER.test(name));
  const number = names.findIndex((name) => NUMBER.test(name));
  const show = (name: number) => JSON.stringify(names[name]!.slice(0, 40));
  if (word >= 0 && number >= 0) return `${show(word)} in line ${lines[word]}, ${show(number)} in line ${lines[number]}`;
  if (word >= 0)
    return `${names.length} different words in ${rows} rows: ${[0, 1, 2]
      .filter((i) => i < names.length)
      .map(show)
      .join(", ")}${names.length > 3 ? ", …" : ""}`;
  const numbers = names.map(Number);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (names.length === 1) return `${names[0]!} in every row`;
  if (numbers.length === rows && numbers.every((value, i) => value === numbers[0]! + i))
    return `counts the rows from ${names[0]!}`;
  const kind = looksLikeClasses(candidate, rows)
    ? "classes"
    : numbers.every(Number.isInteger)
      ? "different whole numbers"
      : "different numbers";
  const short = (value: number): string => String(Number(value.toPrecision(6)));
  return `${names.length} ${kind}, ${short(least)} to ${short(most)}`;
}
