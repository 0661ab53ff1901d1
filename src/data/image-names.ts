/**
 * What names in a folder say: images that are read, images of other formats, and what systems and archives leave behind. The one list
 * of extensions: readers of folders, `predict` and every message take it from here. Takes names, looks at no file; what a file is, its
 * first bytes tell (`decode-image.ts`).
 */

/** What is read, as messages and pages list it. */
export const IMAGE_FORMATS = "PNG, JPEG, BMP, GIF, WebP or TIFF";

/** Without the dot, in lower case. */
export const IMAGE_EXTENSIONS = [
  "png",
  "jpg",
  "jpeg",
  "jpe",
  "jfif",
  "bmp",
  "dib",
  "gif",
  "webp",
  "tif",
  "tiff",
] as const;

/** Images that are known by name and not read, so that a reader of folders can name them rather than pass them over. */
const UNREAD_EXTENSIONS = [
  ["heic", "HEIC"],
  ["heif", "HEIC"],
  ["avif", "AVIF"],
  ["jp2", "JPEG 2000"],
  ["j2k", "JPEG 2000"],
  ["jxl", "JPEG XL"],
  ["jxr", "JPEG XR"],
  ["svg", "SVG"],
  ["psd", "PSD"],
  ["ico", "ICO"],
  ["tga", "TGA"],
  ["dds", "DDS"],
  ["exr", "OpenEXR"],
  ["hdr", "Radiance HDR"],
  ["pbm", "Netpbm"],
  ["pgm", "Netpbm"],
  ["ppm", "Netpbm"],
  ["pnm", "Netpbm"],
  ["dng", "raw camera"],
  ["cr2", "raw camera"],
  ["cr3", "raw camera"],
  ["crw", "raw camera"],
  ["nef", "raw camera"],
  ["arw", "raw camera"],
  ["dcm", "DICOM"],
] as const;

const readable: ReadonlySet<string> = new Set(IMAGE_EXTENSIONS);
const unread: ReadonlyMap<string, string> = new Map(UNREAD_EXTENSIONS);

/** Whether a file is called as an image of a format that is read: `cat.PNG`. */
export function isImageName(name: string): boolean {
  return readable.has(extensionOf(name)) && !isOfSystem(name);
}

/** An image by its name, of a format that is not read. */
export function isOtherImageName(name: string): boolean {
  return unreadFormatOf(name) !== undefined && !isOfSystem(name);
}

/** The format of an image that is known and not read: `HEIC` for `cat.heic`; nothing for any other name. */
export function unreadFormatOf(name: string): string | undefined {
  return unread.get(extensionOf(name));
}

/** In lower case, without the dot; empty where there is none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1).toLowerCase();
}

const SYSTEM_NAMES: ReadonlySet<string> = new Set([
  "__macosx",
  "__pycache__",
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "@eadir",
  "$recycle.bin",
  "system volume information",
]);

/** Of the system, of archives, of tools: passed over without a word. */
export function isOfSystem(name: string): boolean {
  return name.startsWith(".") || SYSTEM_NAMES.has(name.toLowerCase());
}
