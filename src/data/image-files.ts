/**
 * Image files as a user names them. Takes paths of files and folders; returns files: the images of a folder in its place, and
 * every other path as it is (what it is shows when it is read). A folder's own images come first, by name, then those of the
 * folders in it, by name, as deep as they go. Throws `data/no-images`. Not for data sets, whose folders are classes.
 */
import { basename } from "node:path";
import { fail, noImages } from "./diagnostics.ts";
import { filesBelow, lookAt } from "./files.ts";
import { imagesInFolder } from "./image-folder.ts";
import { IMAGE_FORMATS, isImageName, isOfSystem } from "./image-names.ts";

export async function imageFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if ((await lookAt(path)).kind !== "folder") {
      found.push(path);
      continue;
    }
    const images = new Set(await imagesInFolder(path));
    for await (const file of filesBelow(path, (name) => !isOfSystem(name))) {
      if (isImageName(basename(file))) images.add(file);
    }
    if (images.size === 0) fail(noImages({ message: `the folder holds no ${IMAGE_FORMATS} files`, file: path }), 1);
    for (const image of images) found.push(image);
  }
  return found;
}
