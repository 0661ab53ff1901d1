/** Diagnostics on standard error, as people read them. Takes them and the terminal; rendering is loaded when there is something to render. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Terminal } from "./terminal.ts";

export async function talkDiagnostics(diagnostics: readonly Diagnostic[], terminal: Terminal): Promise<void> {
  const { renderHuman } = await import("../diagnostics/render-human.ts");
  terminal.talkStyled(renderHuman(diagnostics, terminal.talkStyle));
}
