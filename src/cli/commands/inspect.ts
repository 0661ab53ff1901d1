/**
 * `cnnc inspect out.wasm`: what a module holds. Takes a module; writes its model, tensors with offsets, memory map and
 * features, as tables or as JSON (`cnnc.module/1`, the manifest and the size). The module is read, not run.
 */
import { jsonText } from "../../diagnostics/json-text.ts";
import Table from "cli-table3";
import { type Manifest, readManifest, RuntimeError } from "../../runtime/index.ts";
import { blaming, type Command } from "../context.ts";
import { bytes, thousands } from "../numbers.ts";
import { readFileBytes } from "../read-file.ts";
import { PLAIN_TABLE } from "../table-style.ts";

/** Modules are tens of kilobytes; this is far above any. */
const MODULE_BYTES = 2 ** 28;

export const inspect: Command = async ([path = ""], options, context) => {
  const wasm = await readFileBytes(path, MODULE_BYTES);
  context.enter("inspecting the module");
  const manifest = await blaming(path, async () => readManifest(await compile(wasm)));
  if (options.format === "json") {
    context.terminal.out(jsonText({ schema: "cnnc.module/1", bytes: wasm.length, ...manifest }));
  } else context.terminal.out(render(manifest, wasm.length));
  return 0;
};

async function compile(wasm: Uint8Array): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  } catch (cause) {
    throw new RuntimeError("runtime/not-a-module", "the file is not a WebAssembly module", {}, { cause });
  }
}

function render(m: Manifest, size: number): string {
  const facts = [
    `model      ${m.model} (${m.training ? "training and prediction" : "prediction only"})`,
    `input      ${m.input.join("x")}`,
    `output     ${m.output.join("x")}${m.classes === undefined ? "" : ` (${m.classes.join(", ")})`}${m.labels === undefined ? "" : ", with a label for each place"}`,
    `outputs    ${m.outputs ?? "scores"}`,
    `batch      ${m.batch} (${m.lanes} images side by side)`,
    `module     ${thousands(size)} bytes, interface ${m.abi}, language ${m.language}, made by ${m.compiler}`,
    `source     sha256 ${m.source}`,
    `features   ${m.features.join(", ") || "none"}`,
    `memory     ${bytes(m.memory.bytes)}`,
  ];
  if (m.recipe !== undefined) {
    const { loss, optimizer, schedule, rate, epochs, batch, seed } = m.recipe;
    facts.push(
      `recipe     ${loss}, ${optimizer} lr=${rate}, ${schedule}, ${epochs} epochs of batches of ${batch}, seed ${seed}`,
    );
  }
  const tensors = new Table({ ...PLAIN_TABLE, head: ["tensor", "shape", "offset", "bytes"], colAligns: COLUMNS });
  for (const t of m.parameters) tensors.push([t.name, t.shape.join("x"), thousands(t.offset), thousands(t.bytes)]);
  const map = new Table({ ...PLAIN_TABLE, head: ["memory", "offset", "bytes"], colAligns: ["left", "right", "right"] });
  for (const region of m.memory.map) map.push([region.name, thousands(region.offset), thousands(region.bytes)]);
  return `${facts.join("\n")}\n\n${tensors.toString()}\n\n${map.toString()}\n`;
}

const COLUMNS: ("left" | "right")[] = ["left", "right", "right", "right"];
