import { defineConfig } from "vitest/config";
import everyday from "../../vitest.config.ts";

/** The slower suites: `vitest run --config test/slow/vitest.config.ts test/slow/<suite>`. */
export default defineConfig({
  ...everyday,
  test: {
    globalSetup: everyday.test!.globalSetup!,
    include: ["test/slow/**/*.test.ts"],
    testTimeout: 600_000,
    maxWorkers: 1,
  },
});
