/**
 * Run after tsc: replaces `dist/grammar/chevrotain.js` by the one-file build that the chevrotain package ships, so that a
 * command starts in a fraction of the time (see `chevrotain.ts`). Takes nothing, writes that one file. Chevrotain is under
 * the Apache licence 2.0, whose notice stands at the top of what is written.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = new URL(import.meta.resolve("chevrotain"));
const bundle = readFileSync(new URL("../chevrotain.min.mjs", main), "utf8");
const { version } = JSON.parse(readFileSync(new URL("../../package.json", main), "utf8"));
const notice = `/*! chevrotain ${version}, https://chevrotain.io, Apache License 2.0 */\n`;
writeFileSync(fileURLToPath(new URL("../dist/grammar/chevrotain.js", import.meta.url)), notice + bundle);
