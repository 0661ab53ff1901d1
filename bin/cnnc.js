#!/usr/bin/env node
// The command. All of it is in src/cli; `npm install` builds it (the script `prepare`).
import { main } from "../dist/command/main.js";

process.exitCode = await main(process.argv.slice(2));
