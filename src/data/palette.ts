/**
 * Colors by number turned into pixels, and a picture put in its place on a larger canvas. Takes numbers and a table of red, green
 * and blue bytes; a table of grays gives gray pixels. Pure. Throws `data/image-damaged` for a number outside the table. PNG looks its
 * colors up itself: its tables carry an alpha for each color.
 */
import { type Image, refuseDamaged } from "./image.ts";

interface Use {
  readonly width: number;
  readonly height: number;
  readonly path: string;
  /** The number that is no color but clear; the pixels then have alpha. */
  readonly transparent?: number | undefined;
}

export function lookUpColors(indices: ArrayLike<number>, table: Uint8Array, use: Use): Image {
  const { width, height, path, transparent } = use;
  const colors = table.length / 3;
  const samples = isGray(table) ? 1 : 3;
  const channels = (samples + (transparent === undefined ? 0 : 1)) as Image["channels"];
  const data = new Uint8Array(width * height * channels);
  for (let p = 0, to = 0; p < width * height; p++) {
    const index = indices[p]!;
    if (index === transparent) {
      to += channels;
      continue;
    }
    if (index >= colors)
      refuseDamaged(path, "a pixel names a color outside the table of colors", `color ${index} of ${colors}`);
    for (let c = 0; c < samples; c++) data[to++] = table[3 * index + c]!;
    if (transparent !== undefined) data[to++] = 255;
  }
  return { width, height, channels, data };
}

function isGray(table: Uint8Array): boolean {
  for (let i = 0; i < table.length; i += 3) if (table[i] !== table[i + 1] || table[i] !== table[i + 2]) return false;
  return true;
}

export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
}

/** What the picture does not cover is clear, so it gets alpha; one that fills the canvas is returned as it is. */
export function onCanvas(picture: Image, { width, height, left, top }: Canvas): Image {
  if (picture.width === width && picture.height === height) return picture;
  const hasAlpha = picture.channels % 2 === 0;
  const channels = (picture.channels + (hasAlpha ? 0 : 1)) as Image["channels"];
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, from = 0; y < picture.height; y++) {
    let to = ((top + y) * width + left) * channels;
    for (let x = 0; x < picture.width; x++) {
      for (let c = 0; c < picture.channels; c++) data[to++] = picture.data[from++]!;
      if (!hasAlpha) data[to++] = 255;
    }
  }
  return { width, height, channels, data };
}
