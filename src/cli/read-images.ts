/**
 * Image files for a trained network. Takes their paths and the network's manifest; gives each as the training would have seen it,
 * one after the other, and keeps what is unlike the training for one report at the end: the first few by name, the others counted.
 */
import { decodeImage } from "../data/decode-image.ts";
import { unlikeTraining } from "../data/diagnostics.ts";
import { readBytes } from "../data/files.ts";
import type { Image } from "../data/image.ts";
import { dataLimits } from "../data/limits.ts";
import { prepareImage, type PreparedImage, withoutRecord } from "../data/prepare-image.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Manifest } from "../runtime/index.ts";

export interface ReadImage extends PreparedImage {
  readonly image: Image;
}

export interface ImageReader {
  read(file: string): Promise<ReadImage>;
  /** On the images that are unlike those of the training. */
  notes(): readonly Diagnostic[];
}

const NAMED = 5;

export function createImageReader(
  { input, preparation = withoutRecord }: Pick<Manifest, "input" | "preparation">,
  invert = false,
): ImageReader {
  const unlike: { readonly file: string; readonly prepared: PreparedImage }[] = [];
  let count = 0;
  return {
    async read(file) {
      const image = decodeImage(await readBytes(file, dataLimits.imageFileBytes), file);
      const prepared = prepareImage(image, input, preparation, { invert });
      count++;
      if (prepared.unlike.length > 0) unlike.push({ file, prepared });
      return { ...prepared, image };
    },
    notes() {
      const shown = unlike.slice(0, NAMED).map(({ file, prepared }) => noteOn(file, prepared));
      const others = unlike.length - shown.length;
      if (others === 0) return shown;
      const message = `${others} more of the ${count} images look unlike the training images`;
      return [...shown, unlikeTraining({ message, help: "`--format json` has the quantities of each" })];
    },
  };
}

function noteOn(file: string, { unlike, inverseIsAlike }: PreparedImage): Diagnostic {
  const [first, ...others] = unlike.map(({ text }) => text);
  const message = `the image looks unlike the training images: ${first}`;
  const help = inverseIsAlike ? "inverted it looks like them: try `--invert`" : undefined;
  return unlikeTraining({ message, file, notes: others, ...(help === undefined ? {} : { help }) });
}
