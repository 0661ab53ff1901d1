#!/usr/bin/env node
// `npm start`: the whole product in under a minute. It calls the command `cnnc` as a user would, and nothing else.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cnnc = fileURLToPath(new URL("cnnc.js", import.meta.url));

if (!existsSync(fileURLToPath(new URL("../dist/command/main.js", import.meta.url)))) {
  run("npm run build", "npm", ["run", "--silent", "build"]);
}

const program = "examples/lenet5.cnn";
const folder = "runs/start";
step("check", program);
step("summary", program);
step("train", program, "--out", folder, "--overwrite");
step("predict", folder, "examples/digits/seven.png", "examples/digits/three-on-white.png");
process.stdout.write("\nThe three is dark on white, and the network has only seen white on black. So:\n");
step("predict", folder, "examples/digits/three-on-white.png", "--invert");
process.stdout.write("\nThat was it. Change examples/lenet5.cnn, or draw a digit and run:\n");
process.stdout.write(`  npx cnnc predict ${folder} your-digit.png\n`);

/** @param {string[]} words */
function step(...words) {
  process.stdout.write(`\n$ npx cnnc ${words.join(" ")}\n`);
  run(`cnnc ${words[0]}`, process.execPath, [cnnc, ...words]);
}

/** @param {string} name @param {string} program @param {string[]} words */
function run(name, program, words) {
  const { status, signal, error } = spawnSync(program, words, { cwd: root, stdio: "inherit" });
  if (error !== undefined) process.stderr.write(`${name}: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? (signal === "SIGINT" ? 130 : 1));
}
