/**
 * `cnnc info`: versions, features and limits, for people and for reports of trouble. Takes nothing; writes text or JSON
 * (`cnnc.info/1`).
 */
import { jsonText } from "../../diagnostics/json-text.ts";
import { dataLimits } from "../../data/limits.ts";
import { LIMITS } from "../../limits.ts";
import { ABI_VERSION } from "../../wasm/abi.ts";
import type { Command } from "../context.ts";
import { thousands } from "../numbers.ts";

/** `(func (result v128) (i32.splat (i32.const 0)))` and little else. */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 17, 11,
];

export const info: Command = async (_, options, context) => {
  const versions = {
    cnnc: context.version,
    abi: ABI_VERSION,
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
  };
  const features = { simd128: WebAssembly.validate(Uint8Array.from(SIMD_PROBE)) };
  const limits = {
    source: Object.fromEntries(Object.entries(LIMITS).map(([name, { value }]) => [name, value])),
    data: dataLimits,
    module: { memoryBytes: 2 ** 32 },
  };
  if (options.json) {
    context.terminal.out(jsonText({ schema: "cnnc.info/1", versions, features, limits }));
    return 0;
  }
  const lines = [
    ...Object.entries(versions).map(([name, value]) => `${name} ${value}`),
    ...Object.entries(features).map(([name, present]) => `${name} ${present ? "yes" : "no"}`),
    "",
    "limits",
    ...Object.values(LIMITS).map(({ value, unit, why }) => `  ${thousands(value)} ${unit}: ${why}`),
    ...Object.entries(limits.data).map(([name, value]) => `  ${thousands(value)} ${spaced(name)} of a data file`),
    `  ${thousands(limits.module.memoryBytes)} bytes of memory for a module and its data set`,
  ];
  context.terminal.out(`${lines.join("\n")}\n`);
  return 0;
};

/** `imageFileBytes` → `image file bytes` */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
