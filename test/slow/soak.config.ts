import { defineConfig } from "vitest/config";
import everyday from "../../vitest.config.ts";

/** The tests that the everyday run takes a tenth of (`test/soak.ts`), whole: `npm run test:soak`. */
export default defineConfig({
  ...everyday,
  test: {
    ...everyday.test,
    include: [
      "test/fuzz/*.test.ts",
      "test/editor/completion.test.ts",
      "test/editor/formatting.test.ts",
      "test/editor/rename-random.test.ts",
      "test/syntax/soup.test.ts",
      "test/editor/bundle.test.ts",
      "test/editor/everywhere.test.ts",
      "test/editor/random-edits.test.ts",
      "test/format/random.test.ts",
      "test/train/gradients.test.ts",
      "test/networks/*.test.ts",
      "test/wasm/module-equals-interpreter.test.ts",
    ],
    env: { CNNC_SOAK: "1" },
    testTimeout: 300_000,
  },
});
