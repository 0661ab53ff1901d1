import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { expect, it } from "vitest";

it("the runtime is at most 15 KB gzipped, imports nothing, and names nothing of Node", async () => {
  const input = fileURLToPath(new URL("../../src/runtime/index.ts", import.meta.url));
  const bundle = await rolldown({ input, platform: "browser", logLevel: "silent" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  expect(output.length).toBe(1);
  const { code, imports, dynamicImports } = output[0];
  expect([...imports, ...dynamicImports]).toEqual([]);
  expect(code).not.toMatch(/\bprocess\b|\bBuffer\b|\brequire\b|node:/);
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(15_000);
});
