/**
 * A report for one check: keeps one diagnostic of a code at a place (a repetition meets the same mistake many times), tells
 * a warning once for all uses of a block, leaves out warnings that a comment silences, and hands everything on in the order of the text. Takes the report of the caller.
 */
import type { Diagnostic, Report } from "../diagnostics/diagnostic.ts";
import { LIMITS } from "../limits.ts";
import type { Source } from "../source/source.ts";
import { createOtherUses, type OtherUses } from "./other-uses.ts";

export interface Collector extends Report {
  /** Everything so far to the caller's report, by place. */
  flush(): void;
}

/** `first` is the file whose diagnostics come first. */
export function createCollector(
  target: Report,
  first: Source,
  isSilenced: (diagnostic: Diagnostic) => boolean,
): Collector {
  const kept = new Map<string, Diagnostic>();
  const uses = new Map<string, OtherUses>();
  return {
    get diagnostics() {
      return [...kept.values()];
    },
    get hasErrors() {
      return [...kept.values()].some(({ severity }) => severity === "error");
    },
    add(diagnostic) {
      const { code, source, span } = diagnostic;
      const key = `${code}@${source?.path}:${span?.start}-${span?.end}`;
      if (diagnostic.severity === "warning" && isSilenced(diagnostic)) return;
      const first = kept.get(key);
      if (first?.use && diagnostic.use) {
        const others = uses.get(key) ?? createOtherUses(first);
        uses.set(key, others);
        others.add(diagnostic);
      }
      const room = kept.size < LIMITS.diagnosticsKept.value || diagnostic.severity === "error";
      if (room && !first) kept.set(key, diagnostic);
    },
    flush() {
      const rank = ({ source }: Diagnostic): number => (source === undefined || source === first ? 0 : 1);
      const told = [...kept].map(([key, { use: _, ...diagnostic }]): Diagnostic => {
        const others = uses.get(key)?.tell();
        return others === undefined ? diagnostic : { ...diagnostic, notes: [...diagnostic.notes, others] };
      });
      const inOrder = told.sort(
        (a, b) =>
          rank(a) - rank(b) || compare(a.source?.path, b.source?.path) || (a.span?.start ?? 0) - (b.span?.start ?? 0),
      );
      const errors = inOrder.filter(({ severity }) => severity === "error").length;
      // Errors first, should there be no room for all.
      let warnings = Math.max(0, LIMITS.diagnosticsKept.value - errors);
      let left = LIMITS.diagnosticsKept.value;
      for (const diagnostic of inOrder) {
        const room = diagnostic.severity === "error" ? left-- > 0 : warnings-- > 0;
        if (room) target.add(diagnostic);
      }
    },
  };
}

function compare(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
