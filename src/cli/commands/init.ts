/**
 * `cnnc init [DIR]`: a project to begin with, from a template. Takes the folder (default: this one) and the template; writes
 * a program, a README and what it trains on, and says which commands come next. Nothing that is there is written over: the names
 * in the way are told, and nothing is written (exit 3). Needs no network.
 */
import { lstat, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder, throwWriteError } from "../atomic-write.ts";
import type { Command } from "../context.ts";
import { fail, initExists } from "../diagnostics.ts";
import { makeTemplate, type Template, type TemplateName } from "../init/templates.ts";
import { posixWord } from "../shell-words.ts";

export const init: Command = async ([folder = "."], options, context) => {
  const name = (options.template ?? "folder") as TemplateName;
  context.enter("drawing pictures");
  const template = makeTemplate(name);
  const entries = [...new Set([...template.files.keys()].map((path) => path.split("/")[0]!))];
  await refuseOthers(folder, entries);
  context.enter("writing the project");
  await writeFiles(folder, template);
  const pictures = template.files.size - entries.filter((entry) => template.files.has(entry)).length;
  const made = entries.map((entry) => (template.files.has(entry) ? entry : `${entry}/ with ${pictures} pictures`));
  // A name that begins with a dash would be an option.
  const way = folder.startsWith("-") ? `./${folder}` : folder;
  const commands = [...(folder === "." ? [] : [`cd ${posixWord(way)}`]), ...template.commands];
  context.terminal.out(`${folder}: ${made.join(", ")}\n\n${commands.map((line) => `  ${line}\n`).join("")}`);
  return 0;
};

async function refuseOthers(folder: string, entries: readonly string[]): Promise<void> {
  const there: string[] = [];
  for (const entry of entries) {
    const found = await lstat(join(folder, entry)).catch(() => undefined);
    if (found !== undefined) there.push(entry);
  }
  if (there.length === 0) return;
  const message = `${there.length === 1 ? "a file" : `${there.length} files`} of the project would be written over`;
  const notes = [`there already: ${there.join(", ")}`];
  fail(initExists({ message, file: folder, notes, help: "name a new folder: `cnnc init FOLDER`" }), 3);
}

/** All of them or, where one cannot be written, none. */
async function writeFiles(folder: string, { files }: Template): Promise<void> {
  const written: string[] = [];
  const made = new Set<string>();
  try {
    for (const [path, content] of files) {
      const target = join(folder, path);
      if (!made.has(dirname(target))) await makeFolder(dirname(target));
      made.add(dirname(target));
      try {
        await writeFile(target, content, { flag: "wx" });
        written.push(target);
      } catch (error) {
        throwWriteError(error, target);
      }
    }
  } catch (error) {
    for (const target of written) await rm(target, { force: true }).catch(() => undefined);
    throw error;
  }
}
