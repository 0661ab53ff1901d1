/**
 * The further uses of a block in which a warning holds too. Takes the warning as told for the first use, and those of the
 * others as they come; gives one line for its notes, or nothing where all say the same numbers, which then need no line.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export interface OtherUses {
  add(diagnostic: Diagnostic): void;
  /** `and in 2 more uses: `unit(16)` (31x31), `unit(32)` (15x15)` */
  tell(): string | undefined;
}

/** As many are named as fit on a line. */
const named = 3;

export function createOtherUses(first: Diagnostic): OtherUses {
  const keyOf = (diagnostic: Diagnostic): string => `${diagnostic.use?.way}\n${numbersOf(diagnostic)}`;
  const numbers = numbersOf(first);
  // Turns that say the same are one use.
  const known = new Set([keyOf(first)]);
  const texts: string[] = [];
  let differ = false;
  return {
    add(diagnostic) {
      const { use } = diagnostic;
      const key = keyOf(diagnostic);
      if (!use || known.has(key)) return;
      known.add(key);
      differ ||= numbersOf(diagnostic) !== numbers;
      if (texts.length > named) return;
      const other = otherWords(first.message, diagnostic.message);
      const text = use.text === "" || use.way === first.use?.way ? use.turn : use.text;
      const shown = other === "" ? text : `${text} (${other})`;
      if (!texts.includes(shown)) texts.push(shown);
    },
    tell() {
      if (!differ) return undefined;
      const count = known.size - 1;
      const shown = [...texts.slice(0, named), ...(texts.length > named ? ["…"] : [])].join(", ");
      return `and in ${count} more ${count === 1 ? "use" : "uses"}: ${shown}`;
    },
  };
}

/** Names of layers differ in every use and say nothing. */
const withoutNames = (text: string): string => text.replace(/`[^`]*`/g, "``");

/** What a warning says of its own use; the ways are told by themselves. */
function numbersOf({ message, notes }: Diagnostic): string {
  return [message, ...notes.filter((note) => !/^in (turn|`)/.test(note))].map(withoutNames).join("\n");
}

/** `31x31` of `… its 31x31 input …`, where the first has another number. */
function otherWords(first: string, other: string): string {
  const [a, b] = [first, other].map((text) => withoutNames(text).split(" "));
  if (a!.length !== b!.length) return "";
  return b!
    .filter((word, i) => word !== a![i])
    .map((word) => word.replace(/[:,;]$/, ""))
    .join(", ");
}
