/**
 * A page of Markdown for a terminal: its prose and lists broken at blanks, its tables aligned, programs left as they are. Takes the
 * page and the columns there are; absent: the page as it is.
 */
import { wrapText } from "../diagnostics/wrap-text.ts";
import { terminalTable } from "./terminal-table.ts";

export function wrapPage(page: string, columns: number | undefined): string {
  if (columns === undefined) return page;
  const wrapped: string[] = [];
  let table: string[] = [];
  let isFenced = false;
  // The empty line at the end closes a table that ends the page.
  for (const line of [...page.split("\n"), ""]) {
    const isFence = line.startsWith("```");
    if (isFence) isFenced = !isFenced;
    if (!isFenced && line.startsWith("|")) {
      table.push(line);
      continue;
    }
    wrapped.push(...terminalTable(table, columns));
    table = [];
    if (isFence || isFenced) wrapped.push(line);
    else wrapped.push(...wrapText(line, columns, { indent: /^ *(?:[-*] )?/.exec(line)![0].length }));
  }
  return wrapped.slice(0, -1).join("\n");
}
