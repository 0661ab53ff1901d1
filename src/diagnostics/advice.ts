/**
 * How a diagnostic can be fixed, as lines for people: takes a diagnostic, returns its help and those of its fixes that say more than
 * the help does. `fix` stands before what `--fix` does, `help` before what the reader decides.
 */
import type { Diagnostic, Fix } from "./diagnostic.ts";

export interface Advice {
  readonly kind: "help" | "fix";
  readonly text: string;
}

export function adviceOf({ help, fixes }: Pick<Diagnostic, "help" | "fixes">): readonly Advice[] {
  const [first] = fixes;
  // `--fix` makes the first one, when it is safe; the others are offered by editors, and for people they are advice.
  const made = first?.safe === true ? first : undefined;
  const titled = fixes.map((fix): Advice => ({ kind: fix === made ? "fix" : "help", text: fix.title }));
  if (help === undefined) return titled;
  // `pad with p1 (gives 1x1x16), or use …` tells of the fix `pad with p1`, and of more.
  const kind = made && help.startsWith(made.title) ? "fix" : "help";
  return [{ kind, text: help }, ...titled.filter((_, i) => !isTold(fixes[i]!, help))];
}

/** `help: pad with p1`, as it stands in every form. */
export function adviceLines(diagnostic: Diagnostic): readonly string[] {
  return adviceOf(diagnostic).map(({ kind, text }) => `${kind}: ${text}`);
}

/** The help names all that the fix writes: who reads "did you mean `conv`?" needs no "replace with `conv`". */
function isTold({ title, edits }: Fix, help: string): boolean {
  if (help.includes(title)) return true;
  return edits.every(({ text }) => {
    const written = text.trim();
    return help.includes(written.length < 2 && written !== "" ? `\`${written}\`` : written);
  });
}
