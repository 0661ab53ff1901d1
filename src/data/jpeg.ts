/**
 * JPEG to 8-bit pixels. Takes the bytes of a file; walks its markers for size, kind and orientation before jpeg-js decodes
 * within limits of pixels and memory. Pure. Baseline and progressive, gray, YCbCr, CMYK with Adobe's marker; not lossless,
 * arithmetic-coded or 12-bit files. The orientation that cameras note in Exif is applied.
 */
import { decode } from "jpeg-js";
import { fail, imageTooLarge, imageUnsupported } from "./diagnostics.ts";
import { type Image, refuseDamaged, refuseTooLarge } from "./image.ts";
import { dataLimits } from "./limits.ts";
import { applyOrientation, readOrientation } from "./orientation.ts";

interface Facts {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** 1 to 8, as in Exif. */
  readonly orientation: number;
}

const START_OF_SCAN = 0xda;
const END = 0xd9;
const APP1 = 0xe1;

/** The start-of-frame markers C0 to CF without DHT (C4), JPG (C8) and DAC (CC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** Throws `data/image-damaged`, `data/image-unsupported` or `data/image-too-large`. */
export function decodeJpeg(bytes: Uint8Array, path: string): Image {
  const facts = readFacts(bytes, path);
  refuseTooLarge(facts.width, facts.height, path);
  refuseManyScans(bytes, path);
  let decoded: { width: number; height: number; data: Uint8Array };
  try {
    decoded = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      maxResolutionInMP: dataLimits.imagePixels / 1e6,
      maxMemoryUsageInMB: dataLimits.jpegMemory,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason.includes("limit exceeded")) {
      const message = `the image of ${facts.width}x${facts.height} pixels is too large`;
      return fail(imageTooLarge({ message, file: path, notes: [reason] }), 1);
    }
    if (reason.startsWith("Unsupported color mode")) {
      return fail(
        imageUnsupported({ message: "the JPEG has a kind of color that is not read", file: path, notes: [reason] }),
        1,
      );
    }
    return refuseDamaged(path, "the JPEG cannot be decoded", reason);
  }
  const { width, height } = decoded;
  const rgb: Image = { width, height, channels: 3, data: decoded.data };
  return applyOrientation(facts.components === 1 ? firstChannel(rgb) : rgb, facts.orientation);
}

/** Size and kind from the markers before the first scan. */
function readFacts(bytes: Uint8Array, path: string): Facts {
  let frame: Omit<Facts, "orientation"> | undefined;
  let orientation = 1;
  for (let at = 2; ;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    if (at + 2 > bytes.length) cutShort(bytes, at + 2, path);
    if (bytes[at] !== 0xff)
      refuseDamaged(path, "a JPEG marker is missing", `ff expected at byte ${at}, ${bytes[at]!.toString(16)} found`);
    const marker = bytes[at + 1]!;
    if (marker === END) break;
    if (at + 4 > bytes.length) cutShort(bytes, at + 4, path);
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (length < 2) refuseDamaged(path, "a JPEG segment has an impossible length", `at byte ${at}: ${length}`);
    if (at + 2 + length > bytes.length) cutShort(bytes, at + 2 + length, path);
    const content = bytes.subarray(at + 4, at + 2 + length);
    if (marker === START_OF_SCAN) break;
    if (isFrame(marker)) frame = readFrame(marker, content, path);
    if (marker === APP1) orientation = readOrientation(content) ?? orientation;
    at += 2 + length;
  }
  if (frame === undefined) refuseDamaged(path, "the JPEG has no frame before its first scan");
  return { ...frame, orientation };
}

function readFrame(marker: number, content: Uint8Array, path: string): Omit<Facts, "orientation"> {
  if (content.length < 6)
    refuseDamaged(path, "the JPEG frame is too short", `6 bytes expected, ${content.length} found`);
  const [precision, h1, h0, w1, w0, components] = content as unknown as readonly number[];
  const [width, height] = [w1! * 256 + w0!, h1! * 256 + h0!];
  if (marker > 0xc2 || precision !== 8) {
    const notes = [`frame ${marker.toString(16)}, ${precision} bits`, "baseline and progressive of 8 bits are read"];
    fail(imageUnsupported({ message: "the JPEG is of a kind that is not read", file: path, notes }), 1);
  }
  if (width === 0 || height === 0) refuseDamaged(path, "the JPEG has no pixels", `${width}x${height}`);
  return { width, height, components: components! };
}

/** A scan of ten bytes costs a pass over all pixels, so their number is bounded. */
function refuseManyScans(bytes: Uint8Array, path: string): void {
  let scans = 0;
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === START_OF_SCAN) scans++;
  if (scans <= dataLimits.jpegScans) return;
  const notes = [`${scans} scans found, at most ${dataLimits.jpegScans} are decoded`];
  fail(imageUnsupported({ message: "the JPEG has too many scans", file: path, notes }), 1);
}

function firstChannel({ width, height, data, channels }: Image): Image {
  const gray = new Uint8Array(width * height);
  for (let p = 0; p < gray.length; p++) gray[p] = data[p * channels]!;
  return { width, height, channels: 1, data: gray };
}

function cutShort(bytes: Uint8Array, expected: number, path: string): never {
  return refuseDamaged(path, "the JPEG is cut short", `at least ${expected} bytes expected, ${bytes.length} found`);
}
