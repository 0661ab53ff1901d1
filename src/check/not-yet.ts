/** Parts of the language that this version reads and does not compile yet. Takes what it is and where; reports. */
import type { Span } from "../source/source.ts";
import { notYet } from "./diagnostics/models.ts";
import type { Scope } from "./scope.ts";

/** `feature` as the object of a sentence. */
export function reportNotYet(feature: string, span: Span, { report, source }: Scope, help: string): void {
  report.add(notYet({ message: `this version of cnnc does not compile ${feature} yet`, source, span, help }));
}
