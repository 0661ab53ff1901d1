/** A report that nobody reads: for what is gone through only so that its names and shapes are recorded. */
import type { Report } from "../../diagnostics/diagnostic.ts";

export const silence: Report = { diagnostics: [], hasErrors: false, add() {} };
