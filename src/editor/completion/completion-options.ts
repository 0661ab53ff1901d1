/** What completion is told beside the snapshot. Only a type. */
import type { Project } from "../../check/files/project.ts";

export interface CompletionOptions {
  /** The client takes snippets. */
  readonly snippets: boolean;
  /** Where the names of a file that is to be imported from are found. */
  readonly project?: Project;
  /** Programs that the editor knows of, by path. */
  readonly files?: readonly string[];
}
