/**
 * `cnnc build FILE`: a program to a WebAssembly module, with its types beside it; or, with `--emit`, one stage of the way as
 * text on standard output. Takes a program; the compiler's back end is loaded only when a stage needs it.
 */
import { basename } from "node:path";
import { createReport } from "../../diagnostics/diagnostic.ts";
import { writeAtomically } from "../atomic-write.ts";
import type { Command } from "../context.ts";
import { renderModuleTypes } from "../module-types.ts";
import { bytes } from "../numbers.ts";
import { kernelsExist } from "../kernels-exist.ts";
import { looksAtData } from "../data-facts.ts";
import { openModel, openProgram } from "../open-model.ts";
import { isLibrary } from "../project-files.ts";
import { printModel } from "../print-model.ts";
import { readEdges } from "../read-edges.ts";
import { STDIN } from "../program-input.ts";
import { sha256 } from "../sha256.ts";

export const build: Command = async ([address = ""], options, context) => {
  const settings = options.set ?? [];
  if (options.emit === "ast") {
    const report = createReport();
    const { file } = await openProgram(address, settings, report, context);
    if (report.diagnostics.length > 0) await context.report(report.diagnostics);
    const { printAst } = await import("../../syntax/print-ast.ts");
    context.terminal.out(withNewline(printAst(file)));
    return report.hasErrors ? 1 : 0;
  }
  // Asked for now, since most of its loading is waiting (binaryen is compiled beside): the check takes place meanwhile.
  const pipeline = options.emit === "model" ? undefined : import("../../pipeline.ts");
  pipeline?.catch(() => undefined);
  const opened = await openModel(address, settings, context, { looksAtData: looksAtData(options) });
  if (opened === undefined) return 1;
  const { model, path } = opened;
  if (options.emit === "model" || pipeline === undefined) {
    context.terminal.out(withNewline(printModel(model)));
    return 0;
  }
  if (!(await kernelsExist(model, context))) return 1;
  const graph = await readEdges(opened, context);
  if (graph === undefined) return 1;
  context.enter("compiling the model");
  const { compileModel, emit } = await pipeline;
  const compileOptions = {
    training: options.inference !== true && model.recipe !== undefined,
    keepActivations: options.keepActivations === true,
    sourceHash: sha256(opened.source.text),
    compiler: context.version,
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    ...graph,
  };
  if (options.emit !== undefined) {
    context.terminal.out(withNewline(emit(model, options.emit, compileOptions)));
    return 0;
  }
  const { wasm, manifest, plan } = compileModel(model, compileOptions);
  const target = options.output ?? defaultTarget(path, model.name);
  if (target === STDIN) {
    context.terminal.out(wasm);
    return 0;
  }
  context.enter("writing the module");
  await writeAtomically(target, wasm);
  const types = target.replace(/(\.wasm)?$/, ".d.ts");
  if (!target.startsWith("/dev/")) await writeAtomically(types, renderModuleTypes(manifest));
  const kind = manifest.training ? "training and prediction" : "prediction only";
  context.terminal.talk(`${target}: ${model.name}, ${kind}, ${bytes(wasm.length)}; types in ${types}\n`);
  const { describeParts } = await import("../describe-parts.ts");
  for (const line of describeParts(model, plan, compileOptions)) context.terminal.talk(`${line}\n`);
  return 0;
};

/** In the folder where the command was called: `lenet5.wasm` for `some/where/lenet5.cnn`, and for `LeNet5` of the library. */
function defaultTarget(path: string, model: string): string {
  return `${path === STDIN || isLibrary(path) ? model.toLowerCase() : basename(path).replace(/\.cnn$/, "")}.wasm`;
}

function withNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}
