/**
 * Where imported files come from. The checker reads no files: a shell hands in a project, which finds them and keeps them
 * inside its folder. Only types; `text-project.ts` is one of texts in memory.
 */
import type { Source } from "../../source/source.ts";

export interface Project {
  /** The file that an import names; `from` is the file that holds the import. One file is one `Source`, however it is named. */
  read(from: Source, path: string): Source | Refusal;
}

export interface Refusal {
  readonly why: "not-found" | "outside" | "unreadable";
  /** What is wrong, as a message. */
  readonly message: string;
  readonly notes?: readonly string[];
  readonly help?: string;
}

export function isRefusal(answer: Source | Refusal): answer is Refusal {
  return "why" in answer;
}
