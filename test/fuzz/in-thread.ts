/**
 * Runs a file of this folder in a thread of its own, bundled, as plain JavaScript: the code is as fast as what we ship, which it is
 * not behind the test runner's imports, and the memory of the thread is limited. Takes the file's name and data for it; gives
 * the value that the file posts.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "rolldown";

/** What one text may need at most, and the compiler with it. */
const megabytes = 256;

/** Rejects when the thread runs out of memory, or throws. */
export async function runInThread<Result>(name: string, data: object): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "cnnc-fuzz-"));
  try {
    const file = join(folder, "thread.mjs");
    await build({
      input: join(import.meta.dirname, name),
      platform: "node",
      logLevel: "silent",
      output: { file, format: "esm", codeSplitting: false },
    });
    return await new Promise<Result>((resolve, reject) => {
      const env = { ...process.env, CNNC_ROOT: join(import.meta.dirname, "../..") };
      const thread = new Worker(file, { workerData: data, env, resourceLimits: { maxOldGenerationSizeMb: megabytes } });
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.once("exit", (code) => reject(new Error(`the thread ends with ${code}`)));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
