/** Tells the user which layers of a model have no code yet. Takes the model; false (exit 1) when there are any. */
import type { CheckedModel } from "../check/model.ts";
import { createReport } from "../diagnostics/diagnostic.ts";
import { kernelsMustExist } from "../graph/kernels-must-exist.ts";
import type { Context } from "./context.ts";

export async function kernelsExist(model: CheckedModel, context: Context): Promise<boolean> {
  const report = createReport();
  if (kernelsMustExist(model, report)) return true;
  await context.report(report.diagnostics);
  return false;
}
