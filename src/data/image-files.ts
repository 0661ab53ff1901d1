/**
 * Image files as a user names them. Takes paths of files and folders; returns files: the PNG and JPEG files of a folder, by
 * name, in its place, and every other path as it is (what it is shows when it is read). Throws `data/no-images`. Not for data
 * sets, whose folders are classes.
 */
import { fail, noImages } from "./diagnostics.ts";
import { lookAt } from "./files.ts";
import { imagesInFolder } from "./image-folder.ts";

export async function imageFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if ((await lookAt(path)).kind !== "folder") {
      found.push(path);
      continue;
    }
    const images = await imagesInFolder(path);
    if (images.length === 0) fail(noImages({ message: "the folder holds no PNG or JPEG files", file: path }), 1);
    for (const image of images) found.push(image);
  }
  return found;
}
