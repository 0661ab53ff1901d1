/** JSON as it is written for people and programs: two blanks deep, a line end, and no character that a terminal obeys. */
import { safeJson } from "./safe-text.ts";

export function jsonText(document: object): string {
  return `${safeJson(JSON.stringify(document, null, 2))}\n`;
}
