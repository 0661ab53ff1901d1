/** How large modules are: LeNet-5 with everything it needs to train is small enough for any page. Prints where the bytes are. */
import { expect, test } from "vitest";
import { compileText, lenetText } from "../wasm/compile-text.ts";
import { sizesOf } from "./sections.ts";

const KILOBYTE = 1000;

test("LeNet-5 with training fits in 40 kB, and no function is long", () => {
  const { wasm } = compileText(lenetText());
  const { sections, functions } = sizesOf(wasm);
  const rows = (sizes: ReadonlyMap<string, number>): string =>
    [...sizes].map(([name, bytes]) => `  ${String(bytes).padStart(6)}  ${name}`).join("\n");
  console.info(`LeNet-5 with training: ${wasm.length} bytes\n${rows(sections)}\nfunctions\n${rows(functions)}`);
  expect([...sections.values()].reduce((a, b) => a + b, 8)).toBe(wasm.length);
  expect(wasm.length).toBeLessThan(40 * KILOBYTE);
  // V8's optimizing compiler takes a function at a time.
  for (const [name, bytes] of functions) expect(bytes, name).toBeLessThan(50 * KILOBYTE);
  // Functions are named after layers, for whoever looks into a profile.
  expect([...functions.keys()].filter((name) => name.startsWith("conv1.")).length).toBeGreaterThan(1);
});

test("without training it is a fraction of that", () => {
  const whole = compileText(lenetText()).wasm.length;
  const { wasm } = compileText(lenetText(), { training: false });
  console.info(`LeNet-5 for prediction: ${wasm.length} bytes`);
  expect(wasm.length).toBeLessThan(whole / 2);
});
