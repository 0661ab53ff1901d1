/**
 * What names in a folder say: images that are read, images of other formats, and what systems and archives leave behind. Takes
 * names, looks at no file; what a file is, its first bytes tell (`decode-image.ts`).
 */

const READ = /\.(?:png|jpe?g)$/i;

/** Images of formats that people have and that may not be read; those that are read are taken out by `isImageName`. */
const KNOWN =
  /\.(?:png|jpe?g|jpe|jfif|bmp|dib|gif|webp|tiff?|heic|heif|avif|jp2|j2k|jxl|p[bgpn]m|ico|tga|psd|svg|dcm|dng|cr[23w]|nef|arw|exr|hdr)$/i;

export function isImageName(name: string): boolean {
  return READ.test(name) && !isOfSystem(name);
}

/** An image by its name, of a format that is not read. */
export function isOtherImageName(name: string): boolean {
  return KNOWN.test(name) && !READ.test(name) && !isOfSystem(name);
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
