/**
 * Whether `dist` is of the sources as they are. Takes the root of the project; compares times: the last file that a build writes is
 * to be newer than every source, and than every folder of them, whose time changes when a file is removed.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Written last, by `bundle.js`. */
const LAST = "dist/command/main.js";
const SOURCES = ["src", "grammar", "stdlib", "bin", "package.json", "tsconfig.json", "tsconfig.build.json"];

/**
 * @param {string} root
 * @returns {boolean}
 */
export function isBuilt(root) {
  const built = timeOf(join(root, LAST));
  return built !== undefined && SOURCES.every((source) => isOlder(join(root, source), built));
}

/**
 * @param {string} path
 * @param {number} than
 * @returns {boolean}
 */
function isOlder(path, than) {
  const time = timeOf(path);
  if (time === undefined) return true;
  if (time > than) return false;
  if (!statSync(path).isDirectory()) return true;
  return readdirSync(path).every((name) => isOlder(join(path, name), than));
}

/**
 * @param {string} path
 * @returns {number | undefined}
 */
function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
