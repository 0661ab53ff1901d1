/**
 * JPEG to 8-bit pixels. Takes the bytes of a file; walks its markers for size, kind and orientation, refuses what cannot hold the
 * pixels it declares or would take too much memory, and has the rest decoded by libjpeg-turbo (`jpeg-codec.ts`). Baseline and
 * progressive, gray, YCbCr, RGB, and CMYK as Adobe writes it; not lossless, arithmetic-coded or 12-bit files. The orientation that
 * cameras note in Exif is applied; color profiles are not.
 */
import { fail, imageTooLarge, imageUnsupported } from "./diagnostics.ts";
import { type Image, refuseDamaged, refuseTooLarge } from "./image.ts";
import { decodeSamples, type JpegColors, SAMPLES } from "./jpeg-codec.ts";
import { dataLimits } from "./limits.ts";
import { applyOrientation, readExifSegment } from "./orientation.ts";

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  /** Sampling factors of each component, across and down. */
  readonly sampling: readonly (readonly [number, number])[];
}

interface Facts extends Frame {
  /** 1 to 8, as in Exif. */
  readonly orientation: number;
}

const START_OF_SCAN = 0xda;
const END = 0xd9;
const APP0 = 0xe0;
const APP1 = 0xe1;
const PROGRESSIVE = 0xc2;

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
  const { width, height, sampling } = facts;
  refuseTooLarge(width, height, path);
  refuseManyScans(bytes, path);
  refuseTooFewBytes(facts, bytes.length, path);
  const colors = colorsOf(sampling.length, path);
  refuseMemory(facts, bytes.length, SAMPLES[colors], path);
  const { data, problem } = decodeSamples(withKnownRevision(bytes), width, height, colors);
  if (data === undefined) return refuseDamaged(path, "the JPEG cannot be decoded", problem);
  const image: Image =
    colors === "cmyk"
      ? { width, height, channels: 3, data: fromInvertedCmyk(data) }
      : { width, height, channels: colors === "gray" ? 1 : 3, data };
  return applyOrientation(image, facts.orientation);
}

/** Size and kind from the markers before the first scan. */
function readFacts(bytes: Uint8Array, path: string): Facts {
  let frame: Frame | undefined;
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
    if (isFrame(marker)) {
      if (frame !== undefined) refuseDamaged(path, "the JPEG has two frames");
      frame = readFrame(marker, content, path);
    }
    if (marker === APP1) orientation = readExifSegment(content) ?? orientation;
    at += 2 + length;
  }
  if (frame === undefined) refuseDamaged(path, "the JPEG has no frame before its first scan");
  return { ...frame, orientation };
}

function readFrame(marker: number, content: Uint8Array, path: string): Frame {
  if (content.length < 6)
    refuseDamaged(path, "the JPEG frame is too short", `6 bytes expected, ${content.length} found`);
  const [precision, h1, h0, w1, w0, components] = content as unknown as readonly number[];
  const [width, height] = [w1! * 256 + w0!, h1! * 256 + h0!];
  if (marker > PROGRESSIVE || precision !== 8) {
    const notes = [`frame ${marker.toString(16)}, ${precision} bits`, "baseline and progressive of 8 bits are read"];
    fail(imageUnsupported({ message: "the JPEG is of a kind that is not read", file: path, notes }), 1);
  }
  if (width === 0 || height === 0) refuseDamaged(path, "the JPEG has no pixels", `${width}x${height}`);
  if (content.length < 6 + 3 * components!) {
    const note = `${6 + 3 * components!} bytes for ${components} components expected, ${content.length} found`;
    refuseDamaged(path, "the JPEG frame is too short", note);
  }
  const sampling = Array.from({ length: components! }, (_, c): readonly [number, number] => {
    const factors = content[7 + 3 * c]!;
    const [across, down] = [factors >> 4, factors & 15];
    if (across < 1 || across > 4 || down < 1 || down > 4)
      refuseDamaged(path, "the JPEG has impossible sampling factors", `${across}x${down} of component ${c + 1}`);
    return [across, down];
  });
  return { width, height, progressive: marker === PROGRESSIVE, sampling };
}

function colorsOf(components: number, path: string): JpegColors {
  if (components === 1) return "gray";
  if (components === 3) return "rgb";
  if (components === 4) return "cmyk";
  const notes = [`${components} components found; 1 (gray), 3 (color) or 4 (CMYK) are read`];
  return fail(imageUnsupported({ message: "the JPEG has a kind of color that is not read", file: path, notes }), 1);
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

/** Blocks of 8x8 samples of all components, each a whole number of times the units of a scan that holds them all. */
function blocksOf({ width, height, sampling }: Frame): number {
  const across = Math.max(...sampling.map(([h]) => h));
  const down = Math.max(...sampling.map(([, v]) => v));
  const count = (size: number, factor: number, most: number): number => Math.ceil((size * factor) / most / 8);
  return sampling.reduce((sum, [h, v]) => sum + count(width, h, across) * count(height, v, down), 0);
}

/**
 * Each block takes at least two bits (the codes of its first value and of its end), in a progressive file one (its first value), so a
 * few bytes that declare many pixels are refused before anything is allocated for them.
 */
function refuseTooFewBytes(frame: Frame, length: number, path: string): void {
  const needed = Math.ceil((blocksOf(frame) * (frame.progressive ? 1 : 2)) / 8);
  if (length >= needed) return;
  const { width, height } = frame;
  refuseDamaged(
    path,
    "the JPEG is cut short",
    `${width}x${height} pixels take at least ${needed} bytes, ${length} found`,
  );
}

/** What is held at once: the file, the pixels twice, and all coefficients of a progressive file. */
function refuseMemory(frame: Frame, length: number, samples: number, path: string): void {
  const { width, height } = frame;
  const memory = length + 2 * width * height * samples + (frame.progressive ? blocksOf(frame) * 128 : 0);
  const most = dataLimits.codecMemory * 2 ** 20;
  if (memory <= most) return;
  const notes = [`${memory} bytes of memory would be used, at most ${most} are`];
  fail(imageTooLarge({ message: `the image of ${width}x${height} pixels is too large`, file: path, notes }), 1);
}

/**
 * Some programs write revision 0.0 of JFIF, of which libjpeg warns; only its first warning is heard, and it must not hide one that
 * costs pixels. The revision says nothing about the pixels.
 */
function withKnownRevision(bytes: Uint8Array): Uint8Array {
  const isJfif = bytes[3] === APP0 && String.fromCharCode(...bytes.subarray(6, 10)) === "JFIF";
  if (!isJfif || bytes[11] === 1) return bytes;
  const copy = Uint8Array.from(bytes);
  copy.set([1, 1], 11);
  return copy;
}

/** Adobe's files hold 255 less each ink; the light that black lets through is what the others take their part of. */
function fromInvertedCmyk(samples: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((samples.length / 4) * 3);
  for (let i = 0, to = 0; i < samples.length; i += 4) {
    const light = samples[i + 3]!;
    for (let c = 0; c < 3; c++) rgb[to++] = light - Math.round(((255 - samples[i + c]!) * light) / 255);
  }
  return rgb;
}

function cutShort(bytes: Uint8Array, expected: number, path: string): never {
  return refuseDamaged(path, "the JPEG is cut short", `at least ${expected} bytes expected, ${bytes.length} found`);
}
