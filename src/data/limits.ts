/**
 * The limits of what this room reads, in one table. Takes and imports nothing. A file beyond a limit is refused with a
 * coded diagnostic before it is read or decoded; the numbers are facts for `cnnc info`, not settings.
 */
export const dataLimits = {
  /** Bytes of one data file on disk, and of what one gzip file may unpack to. */
  fileBytes: 2 ** 30,
  /** Bytes of one PNG or JPEG file. */
  imageFileBytes: 128 * 2 ** 20,
  /** Pixels of one image. */
  imagePixels: 64_000_000,
  /** Pixels along one side of an image. */
  imageSide: 65_535,
  /** Unpacked bytes of one PNG (64 megapixels of RGBA at 8 bits). */
  imageBytes: 256 * 2 ** 20,
  /** Scans of one JPEG: each costs a pass over the whole image, however few bytes it has. */
  jpegScans: 256,
  /** MiB that the JPEG decoder may use. */
  jpegMemory: 512,
} as const;
