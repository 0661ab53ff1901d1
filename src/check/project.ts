/**
 * Where imported files come from. The checker reads no files: a shell hands in a project, which finds them and keeps them
 * inside its folder. Only types, and the project that has no files.
 */
import type { Source } from "../source/source.ts";

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

/** For a program that is one text: only the standard library can be imported. */
export const noProject: Project = {
  read: (_, path) => ({
    why: "not-found",
    message: `there is no file ${JSON.stringify(path)}`,
    notes: ["the program was given as a text, without files beside it"],
  }),
};
