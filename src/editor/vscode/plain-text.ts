/**
 * Text for places where the editor reads signs in it: takes any text, gives one that is shown as it is, in one line. `$(name)` is
 * an icon in the status bar, in menus and in titles of terminals.
 */
import { safeText } from "../../diagnostics/safe-text.ts";

export function plainLabel(text: string): string {
  return safeText(text).replaceAll("$(", "$\u2009(");
}
