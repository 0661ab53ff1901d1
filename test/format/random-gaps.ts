/** Words on paper, and what stands between them: blanks, newlines and comments at random. For `random-program.ts`. */
import type { Draw } from "./random-draw.ts";

/** Whether a newline may stand here: nowhere it counts for something. */
export type GapKind = "line" | "any";

export interface Pen {
  word(text: string): void;
  /** What may stand between two words; `least` stands there in any case. */
  gap(kind: GapKind, least?: "" | " "): void;
  /** Words, and gaps for each `""` and `" "` among them. */
  words(kind: GapKind, ...pieces: readonly string[]): void;
  /** A newline that counts, and what may stand around it. */
  newLine(): void;
  text(): string;
}

export function createPen(draw: Draw, comments: number): Pen {
  const parts: string[] = [];
  const blank = (): string => draw.pick([" ", " ", " ", "  ", "\t", "      "]);
  const note = (): string => draw.pick(["c", "note", "a -> b", "x | y", 'q"', "{", "7x7", "größer", "", " z ", "]"]);
  const lineComment = (): string => `${draw.pick(["//", "// ", "/// ", "//// "])}${note()}\n`;
  const blockComment = (): string =>
    draw.pick([`/* ${note()} */`, "/**/", `/*${note()}*/`, `/* ${note()}\n   ${note()} */`]);
  const lines = (): string => draw.pick(["\n", "\n", "\n  ", "\n\n", " \n\n\n  ", "\n\t"]);
  const comment = (kind: GapKind): string =>
    blank() + (kind === "any" && draw.chance(50) ? lineComment() : blockComment());
  const gap = (kind: GapKind, least = ""): void => {
    parts.push(least, draw.chance(30) ? blank() : "");
    if (kind === "any" && draw.chance(8)) parts.push(lines());
    if (!draw.chance(comments)) return;
    do {
      parts.push(comment(kind), draw.chance(60) ? blank() : "", kind === "any" && draw.chance(30) ? lines() : "");
    } while (draw.chance(25));
  };
  const word = (text: string): void => void parts.push(text);
  return {
    word,
    gap,
    words(kind, ...pieces) {
      for (const piece of pieces) {
        if (piece === "" || piece === " ") gap(kind, piece);
        else word(piece);
      }
    },
    newLine() {
      gap("line");
      parts.push(draw.chance(2 * comments) ? blank() + lineComment() : "\n");
      gap("any");
    },
    text: () => parts.join(""),
  };
}
