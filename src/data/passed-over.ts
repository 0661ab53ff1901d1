/**
 * The files of image folders that are not used, counted by reason, and the warning for those that are images. Takes names as they
 * are met; gives the lines of a reading. What the system and archives leave behind is not noted at all.
 */
import { basename, relative, sep } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { unusedImages } from "./diagnostics.ts";
import { filesBelow } from "./files.ts";
import { isImageName, isOfSystem, isOtherImageName } from "./image-names.ts";
import type { PassedOver } from "./reading.ts";

const EXAMPLES = 5;

export interface PassedOverFiles {
  /** A file that no class takes. `place`: why, for an image of a format that is read. */
  file(path: string, place: string): void;
  /** Every file below a folder that is not entered. */
  folder(path: string, place: string): Promise<void>;
  readonly list: readonly PassedOver[];
  readonly warnings: readonly Diagnostic[];
}

interface Group {
  readonly reason: string;
  readonly isImage: boolean;
  readonly paths: string[];
  count: number;
}

const OTHER_FORMAT = "an image format that is not read";
const NO_IMAGE = "no image";

export function notePassedOver(root: string): PassedOverFiles {
  const groups = new Map<string, Group>();
  const note = (reason: string, path: string, isImage: boolean): void => {
    const group = groups.get(reason) ?? { reason, isImage, paths: [], count: 0 };
    groups.set(reason, group);
    group.count++;
    if (group.paths.length < EXAMPLES) group.paths.push(relative(root, path).split(sep).join("/"));
  };
  const file = (path: string, place: string): void => {
    const name = basename(path);
    if (isOfSystem(name)) return;
    if (isImageName(name)) note(place, path, true);
    else if (isOtherImageName(name)) note(OTHER_FORMAT, path, true);
    else note(NO_IMAGE, path, false);
  };
  return {
    file,
    async folder(path, place) {
      for await (const inside of filesBelow(path, (name) => !isOfSystem(name))) file(inside, place);
    },
    get list() {
      return [...groups.values()].map(({ reason, count, paths }) => ({
        what: "files" as const,
        reason,
        count,
        examples: paths,
      }));
    },
    get warnings() {
      const images = [...groups.values()].filter(({ isImage }) => isImage);
      return images.length === 0 ? [] : [warningOf(images, root)];
    },
  };
}

function warningOf(groups: readonly Group[], root: string): Diagnostic {
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const notes = groups.map(
    ({ count: n, reason, paths }) => `${n} ${reason}: ${paths.join(", ")}${n > paths.length ? ", …" : ""}`,
  );
  const advice = groups.map(({ reason }) =>
    reason === OTHER_FORMAT ? "convert them to PNG or JPEG" : "put them into a class folder itself",
  );
  const message = `${count} image ${count === 1 ? "file is" : "files are"} not used`;
  return unusedImages({ message, file: root, notes, help: [...new Set(advice)].join(", ") });
}
