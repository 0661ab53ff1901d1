// The script `prepare`, which npm runs after an installation and before each `npx cnnc` in a clone: builds where there is something to
// build. So the second of them starts at once, and changes no file.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isBuilt } from "./is-built.js";

const root = fileURLToPath(new URL("..", import.meta.url));
if (!isBuilt(root)) {
  const { status } = spawnSync("npm", ["run", "build"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  process.exitCode = status ?? 1;
}
