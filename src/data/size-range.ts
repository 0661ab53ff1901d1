/** The smallest and the largest of image files, by their pixels. Takes images as they are met; pure. */
import type { Image } from "./image.ts";
import type { ImageSizes } from "./reading.ts";

export interface SizeRange {
  add(image: Pick<Image, "height" | "width">): void;
  /** Nothing while none was met. */
  readonly range: ImageSizes | undefined;
}

export function sizeRange(): SizeRange {
  let range: ImageSizes | undefined;
  const area = ([height = 0, width = 0]: readonly number[]): number => height * width;
  return {
    add({ height, width }) {
      const size = [height, width];
      range = {
        smallest: range === undefined || area(size) < area(range.smallest) ? size : range.smallest,
        largest: range === undefined || area(size) > area(range.largest) ? size : range.largest,
      };
    },
    get range() {
      return range;
    },
  };
}
