/**
 * `--stdin-filename PATH`: what the program on standard input is called. Takes the option and the paths a command was given;
 * returns a reader of programs that reads standard input under that name, so that messages, imports, data and the project
 * count from where an editor will save the text. The file itself is not read and need not exist. Throws wrong usage (exit 2)
 * where nothing is read from standard input, or the name cannot be a program's.
 */
import type { Source } from "../source/source.ts";
import { badValue, fail, wrongUsage } from "./diagnostics.ts";
import type { Options } from "./options.ts";
import { isLibrary } from "./project-files.ts";
import { STDIN } from "./program-input.ts";
import { isFolder, readSource } from "./read-file.ts";

export type ReadProgram = (path: string) => Promise<Source>;

export async function readerOfPrograms(paths: readonly string[], options: Options): Promise<ReadProgram> {
  const name = options.stdinFilename;
  if (name === undefined) return readSource;
  if (!paths.includes(STDIN)) {
    const help = "give `-` in place of the file, as in `cnnc check - --stdin-filename nets/lenet5.cnn`";
    return fail(wrongUsage({ message: "`--stdin-filename` names standard input, which is not read", help }), 2);
  }
  const folder = /[\\/]$/.test(name) || (await isFolder(name));
  if (name === "" || folder) {
    const message = `\`${name}\` is no value of \`--stdin-filename\``;
    return fail(badValue({ message, help: "the path of a program is expected, as in `nets/lenet5.cnn`" }), 2);
  }
  // Written so that it can mean nothing but a file.
  const path = name === STDIN || name.startsWith("<") || isLibrary(name) ? `./${name}` : name;
  return (program) => readSource(program, path);
}
