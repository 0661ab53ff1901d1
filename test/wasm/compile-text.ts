/** A .cnn text through the whole compiler: reader, checker, module. Throws what the checker reports. */
import { check } from "../../src/check/check.ts";
import type { CheckedModel } from "../../src/check/model.ts";
import { createReport } from "../../src/diagnostics/diagnostic.ts";
import * as operators from "../../src/ops/registry.ts";
import type { CompileOptions } from "../../src/pipeline.ts";
import { createSource } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/parse.ts";
import { type Compiled, compile } from "./compile-chain.ts";

export function modelOfText(text: string): CheckedModel {
  const report = createReport();
  const { models } = check(parse(createSource("test.cnn", text), report), operators, report);
  if (report.hasErrors) throw new Error(report.diagnostics.map((d) => `${d.code}: ${d.message}`).join("\n"));
  return models[0]!;
}

export function compileText(text: string, options: Partial<CompileOptions> = {}): Compiled {
  return compile(modelOfText(text), { training: true, ...options });
}

/** The LeNet-5 that lectures draw, as PyTorch trained it for the fixtures. */
export function lenetText(optimizer = "sgd lr=0.05 momentum=0.9", batch = 64): string {
  return `model LeNet5 {
  input 28x28x1
  conv 5x5x6 p2 -> relu -> maxpool 2
  conv 5x5x16 -> relu -> maxpool 2
  fc 120 -> relu
  fc 84 -> relu
  fc 10
}

train LeNet5 {
  loss crossentropy
  optimizer ${optimizer}
  batch ${batch}
  epochs 2
  seed 1
}
`;
}
