import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/slow/**", "node_modules/**"],
    globalSetup: ["./stdlib/embed.js"],
    testTimeout: 60_000,
    maxWorkers: 2,
    // No test leaves anything behind for another; loading everything anew for each file took longer than many of the tests.
    isolate: false,
  },
  // The one-file build of the parser library loads in a fraction of the time, as in what we ship: grammar/chevrotain.ts.
  resolve: {
    alias: {
      chevrotain: fileURLToPath(new URL("./node_modules/chevrotain/lib/chevrotain.mjs", import.meta.url)),
    },
  },
});
