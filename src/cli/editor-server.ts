/**
 * The language server as a program of its own, `dist/editor/server.js`: one file, which an extension can carry and which starts sooner
 * than the command does. Takes no words; speaks on standard input and output.
 */
import { serveStreams } from "../editor/server/stdio.ts";
import { createEditorHost } from "./editor-host.ts";
import { readVersion } from "./version.ts";

serveStreams(process.stdin, process.stdout, createEditorHost(readVersion()));
