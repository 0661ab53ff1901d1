import { defineConfig } from "vitest/config";

/** The slower suites: `vitest run --config test/slow/vitest.config.ts test/slow/<suite>`. */
export default defineConfig({
  test: {
    globalSetup: ["./stdlib/embed.js"],
    include: ["test/slow/**/*.test.ts"],
    testTimeout: 600_000,
    maxWorkers: 1,
  },
});
