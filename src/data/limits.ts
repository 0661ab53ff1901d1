/**
 * The limits of what this room reads, in one table. Takes and imports nothing. A file beyond a limit is refused with a
 * coded diagnostic before it is read or decoded; the numbers are facts for `cnnc info`, not settings.
 */
export const dataLimits = {
  /** Bytes of one data file on disk, and of what one gzip file may unpack to. */
  fileBytes: 2 ** 30,
  /** Bytes of one image file. */
  imageFileBytes: 128 * 2 ** 20,
  /** Pixels of one image. */
  imagePixels: 64_000_000,
  /** Pixels along one side of an image. */
  imageSide: 65_535,
  /** Unpacked bytes of one PNG or TIFF (64 megapixels of RGBA at 8 bits). */
  imageBytes: 256 * 2 ** 20,
  /** Scans of one JPEG: each costs a pass over the whole image, however few bytes it has. */
  jpegScans: 256,
  /** MiB that the decoding of one JPEG or WebP may take. */
  codecMemory: 512,
  /** Bytes of memory that a decoder keeps from one image to the next. */
  codecKeptBytes: 96 * 2 ** 20,
  /** Files of a set that cannot be read and are named in one refusal; reading ends with the last of them. */
  namedFiles: 20,
  /** Memory in MiB that has to be free for each thread that decodes. */
  threadMemory: 512,
  /** Bytes that the images of one part of a set may take in memory, and of what one archive may unpack to. */
  datasetBytes: 2 ** 31,
  /** Classes of a set that names them (folders, words in a table). */
  classes: 10_000,
  /** Classes that a module can be trained on: it keeps labels in bytes. */
  labelClasses: 256,
  /** Bytes of one CSV file, which is read piece by piece. */
  csvFileBytes: 2 ** 33,
  /** Bytes of one row of a CSV file. */
  csvRowBytes: 2 ** 24,
  /** Bytes of the header of a numpy array. */
  npyHeaderBytes: 65_536,
  /** Members of a zip archive. */
  zipMembers: 1000,
  /** Unpacked bytes for each packed one, of members larger than `zipFreeBytes`. */
  zipRatio: 200,
  /** Members up to this size may be packed as well as they can: sorted labels pack 1000 to 1 without any harm. */
  zipFreeBytes: 16 * 2 ** 20,
} as const;
