/**
 * A page of Markdown for a terminal: its prose and lists broken at blanks, programs and tables left as they are. Takes the page and
 * the columns there are; absent: the page as it is.
 */
import { wrapText } from "../diagnostics/wrap-text.ts";

export function wrapPage(page: string, columns: number | undefined): string {
  if (columns === undefined) return page;
  let isFenced = false;
  const lines = page.split("\n").flatMap((line) => {
    const isFence = line.startsWith("```");
    if (isFence) isFenced = !isFenced;
    if (isFence || isFenced || line.startsWith("|")) return [line];
    return wrapText(line, columns, { indent: /^ *(?:[-*] )?/.exec(line)![0].length });
  });
  return lines.join("\n");
}
