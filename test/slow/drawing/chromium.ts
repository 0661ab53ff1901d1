/**
 * Pages in a real browser: Debian's Chromium without a window, fed by a server on this machine. Takes files and the page to
 * open, whose script sends what it found to `/answer`; gives that. The browser is ended with the answer.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome"];

/** Absent where there is none; the suite then says what it skips. */
export const chromium: string | undefined = names.find((name) => spawnSync(name, ["--version"]).status === 0);

export interface PageOptions {
  readonly dark?: boolean;
  readonly timeout?: number;
}

/** By path, with its type. */
export type Files = ReadonlyMap<string, { readonly type: string; readonly body: string | Uint8Array }>;

export async function ask(
  files: Files,
  page: string,
  { dark = false, timeout = 180_000 }: PageOptions = {},
): Promise<unknown> {
  const profile = mkdtempSync(join(tmpdir(), "cnnc-chromium-"));
  let answer: (text: string) => void = () => {};
  const answered = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const server = createServer((request, response) => {
    if (request.url === "/answer") {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        response.end();
        answer(Buffer.concat(parts).toString("utf8"));
      });
      return;
    }
    const file = files.get(request.url ?? "");
    response.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" });
    response.end(file?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", `--user-data-dir=${profile}`]; // prettier-ignore
  if (dark) flags.push("--force-dark-mode", "--blink-settings=preferredColorScheme=0");
  const browser = spawn(chromium!, [...flags, `http://127.0.0.1:${port}${page}`], { stdio: "ignore", detached: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer from the page within ${timeout} ms`)), timeout);
      browser.on("exit", (code) => reject(new Error(`the browser ended with ${code} before it answered`)));
    });
    return JSON.parse(await Promise.race([answered, late]));
  } finally {
    clearTimeout(timer);
    const ended = new Promise((resolve) => browser.on("exit", resolve));
    if (browser.exitCode === null && browser.kill("SIGTERM")) await ended;
    server.closeAllConnections();
    server.close();
    endGroup(browser.pid);
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    } catch {
      // A process of the browser still wrote into it: left to the system's own tidying.
    }
  }
}

/** The browser's own processes, which may outlive it by a moment. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // None is left.
  }
}
