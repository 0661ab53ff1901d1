/**
 * The class folders of one part. Takes the folder, returns each class with its image files, by name; notes what is passed over.
 * Names are compared and given in the composed form (NFC), so that a folder made on macOS is the one made elsewhere. Throws
 * `data/class-empty`, `data/class-name`, `data/too-many-class-names`, `data/link-outside`.
 */
import { basename, join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { isShowable } from "./class-names.ts";
import { alikeNames, classEmpty, className, fail, tooManyNames } from "./diagnostics.ts";
import { type Listed, listFolder } from "./files.ts";
import { IMAGE_FORMATS, isImageName, isOfSystem, unreadFormatOf } from "./image-names.ts";
import { dataLimits } from "./limits.ts";
import { partOfWord, partText } from "./part-names.ts";
import type { PassedOverFiles } from "./passed-over.ts";

export interface ClassImages {
  readonly name: string;
  readonly folder: string;
  readonly paths: readonly string[];
}

export async function listClasses(
  folder: string,
  root: string,
  passedOver: PassedOverFiles,
): Promise<readonly ClassImages[]> {
  const listed = await listFolder(folder, root);
  const names = foldersIn(listed);
  if (names.length > dataLimits.classes) {
    const notes = [`${names.length} folders found, at most ${dataLimits.classes} are read`];
    fail(tooManyNames({ message: "the folder holds too many folders", file: folder, notes }), 1);
  }
  const wrong = names.find((name) => !isShowable(name));
  if (wrong !== undefined) {
    const message = `the folder ${JSON.stringify(wrong.slice(0, 200))} cannot be the name of a class`;
    fail(className({ message, file: folder }), 1);
  }
  const classes: ClassImages[] = [];
  const rest: { readonly path: string; readonly isFolder: boolean }[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const inside = await listFolder(path, root);
    const paths = imagesAmong(inside, path);
    if (paths.length === 0) refuseEmpty(folder, name, inside, names);
    classes.push({ name: name.normalize("NFC"), folder: path, paths });
    const images = new Set(paths);
    for (const other of inside) {
      const at = join(path, other.name);
      if (!images.has(at)) rest.push({ path: at, isFolder: other.isFolder });
    }
  }
  if (classes.length === 0) {
    const message = "the folder holds no class folders";
    fail(classEmpty({ message, file: folder, notes: ["a folder of images for each class expected"] }), 1);
  }
  refuseTwins(classes, folder);
  for (const { name, isFolder } of listed)
    if (!isFolder) passedOver.file(join(folder, name), "beside the class folders");
  for (const { path, isFolder } of rest) {
    if (!isFolder) passedOver.file(path, "below a class folder");
    else if (!isOfSystem(basename(path))) await passedOver.folder(path, "below a class folder");
  }
  return classes.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A warning where two classes differ in case only. */
export function warnOfAlike(names: readonly string[], folder: string): readonly Diagnostic[] {
  const seen = new Map<string, string>();
  return names.flatMap((name) => {
    const other = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    if (other === undefined) return [];
    const message = `the classes ${other} and ${name} differ in case only`;
    return [alikeNames({ message, file: folder, help: "put their images into one folder if they are one class" })];
  });
}

export function foldersIn(listed: readonly Listed[]): readonly string[] {
  return listed.filter(({ name, isFolder }) => isFolder && !isOfSystem(name)).map(({ name }) => name);
}

/** By name only: a folder or a pipe that is called an image is refused when it is read. */
export function imagesAmong(listed: readonly Listed[], folder: string): readonly string[] {
  return listed.filter(({ name }) => isImageName(name)).map(({ name }) => join(folder, name));
}

/** One name in two encodings is two folders on some systems. */
function refuseTwins(classes: readonly ClassImages[], folder: string): void {
  const seen = new Set<string>();
  for (const { name } of classes) {
    if (seen.has(name)) {
      const message = `two folders are called ${name}, one with composed and one with decomposed characters`;
      fail(className({ message, file: folder, help: "put their images into one folder" }), 1);
    }
    seen.add(name);
  }
}

function refuseEmpty(folder: string, name: string, listed: readonly Listed[], names: readonly string[]): never {
  const folders = foldersIn(listed).length;
  const others = listed.filter((one) => !one.isFolder && !isOfSystem(one.name));
  const examples = others.slice(0, 3).map((one) => one.name);
  const notes = [
    `${others.length} other files${examples.length > 0 ? ` (${examples.join(", ")})` : ""} and ${folders} folders found, ${IMAGE_FORMATS} files expected`,
  ];
  const part = partOfWord(name);
  const unread = [...new Set(others.flatMap((one) => unreadFormatOf(one.name) ?? []))];
  const help =
    folders === 0
      ? unread.length === 0
        ? undefined
        : `convert the ${unread.join(", ")} files to PNG or JPEG`
      : part !== undefined && part !== "train" && !names.some((other) => partOfWord(other) === "train")
        ? `\`${name}\` is the name of a ${partText(part)} part: call the folder that holds the class folders for training \`train\``
        : `give the folder that holds the class folders: \`${join(folder, name)}\`?`;
  const message = `the class folder ${name} holds no images`;
  fail(classEmpty({ message, file: join(folder, name), notes, ...(help === undefined ? {} : { help }) }), 1);
}
