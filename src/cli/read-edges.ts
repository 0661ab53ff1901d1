/**
 * The edges of the graph that a model's input names. Takes an opened program; reads the file, which must lie inside the project
 * of the program, and reports what is wrong with it; gives what the compiler is told, or nothing after an error (exit 1). The file is
 * put among `files`, by its absolute path.
 */
import { isRefusal } from "../check/files/project.ts";
import { createReport } from "../diagnostics/diagnostic.ts";
import { edgesUnreadable } from "../graph/diagnostics.ts";
import { edgesOf, needsEdges } from "../graph/graph-must-fit.ts";
import type { CompileOptions } from "../pipeline.ts";
import type { Context } from "./context.ts";
import type { OpenedModel } from "./open-model.ts";
import { createDataFiles, isLibrary } from "./project-files.ts";
import { STDIN } from "./program-input.ts";

const EDGES_BYTES = 33_554_432;

export async function readEdges(
  { model, path, kept }: Pick<OpenedModel, "model" | "path" | "kept">,
  context: Context,
  files = new Map<string, string>(),
): Promise<Pick<CompileOptions, "edges"> | undefined> {
  const { graph, source } = model;
  if (!graph || !needsEdges(model)) return {};
  context.enter("reading the graph");
  const report = createReport();
  const project = createDataFiles(isLibrary(path) ? STDIN : path, EDGES_BYTES, kept, context.round?.inputs);
  const file = project.read(source, graph.path);
  for (const [at, { text }] of project.files) files.set(at, text);
  if (isRefusal(file)) {
    const { why: _, ...details } = file;
    report.add(edgesUnreadable({ ...details, source, span: graph.span }));
  }
  const edges = isRefusal(file) ? undefined : edgesOf(model, file, report);
  if (report.diagnostics.length > 0) await context.report(report.diagnostics);
  return edges && { edges };
}
