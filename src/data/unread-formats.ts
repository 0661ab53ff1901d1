/**
 * Files that people take for images of a format that is read: recognized by their first bytes, to be named in the refusal, with the way
 * to convert them. Takes the bytes; returns the format's name and help, or nothing. Pure.
 */
export interface UnreadFormat {
  readonly article: "a" | "an";
  readonly name: string;
  readonly help: string;
}

const CONVERT = "convert it to PNG or JPEG first";
const CONVERT_HEIC = `${CONVERT}: \`heif-convert photo.heic photo.jpg\`, or export it as JPEG from the phone`;

/** Brands of the container that HEIC and AVIF share (ISO 14496-12), behind `ftyp` at byte 4. */
const BRANDS: readonly (readonly [RegExp, UnreadFormat])[] = [
  [/^....ftyp(avif|avis)/s, { article: "an", name: "AVIF", help: `${CONVERT}: \`avifdec photo.avif photo.png\`` }],
  [/^....ftyp(hei[cxms]|hevc|hevx|mif1|msf1)/s, { article: "a", name: "HEIC", help: CONVERT_HEIC }],
];

/** First bytes, each as a character. */
const MARKS: readonly (readonly [string, UnreadFormat])[] = [
  ["\0\0\0\x0cjP  ", { article: "a", name: "JPEG 2000", help: CONVERT }],
  ["\xff\x4f\xff\x51", { article: "a", name: "JPEG 2000", help: CONVERT }],
  ["\xff\x0a", { article: "a", name: "JPEG XL", help: `${CONVERT}: \`djxl photo.jxl photo.png\`` }],
  ["\0\0\0\x0cJXL ", { article: "a", name: "JPEG XL", help: `${CONVERT}: \`djxl photo.jxl photo.png\`` }],
  ["II\xbc\x01", { article: "a", name: "JPEG XR", help: CONVERT }],
  ["8BPS", { article: "a", name: "PSD", help: CONVERT }],
  ["\0\0\x01\0", { article: "an", name: "ICO", help: CONVERT }],
  ["v/1\x01", { article: "an", name: "OpenEXR", help: CONVERT }],
  ["#?R", { article: "a", name: "Radiance HDR", help: CONVERT }],
  ["DDS ", { article: "a", name: "DDS", help: CONVERT }],
  ["%PDF", { article: "a", name: "PDF", help: CONVERT }],
  ["PK\x03\x04", { article: "a", name: "zip", help: "unpack it, and give the files that are in it" }],
  ["version https://git-lfs", { article: "a", name: "Git LFS pointer", help: "fetch the file itself: `git lfs pull`" }],
];

/** Formats of text, which may begin in several ways. */
const TEXTS: readonly (readonly [RegExp, UnreadFormat])[] = [
  [/^P[1-7]\s/, { article: "a", name: "Netpbm", help: CONVERT }],
  [
    /^\s*<(!doctype html|html|head)/i,
    { article: "an", name: "HTML", help: "fetch the image again: a page was saved in its place" },
  ],
  [/^\s*(<\?xml.*)?<svg/is, { article: "an", name: "SVG", help: `${CONVERT}: an SVG has no pixels of its own` }],
];

export function unreadFormat(bytes: Uint8Array): UnreadFormat | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 512));
  return (
    MARKS.find(([mark]) => text.startsWith(mark))?.[1] ??
    [...BRANDS, ...TEXTS].find(([pattern]) => pattern.test(text))?.[1]
  );
}
