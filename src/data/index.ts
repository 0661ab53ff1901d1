/**
 * What `cnnc/data` gives to the command and to programs: data sets and images for the runtime. Needs Node (files, zlib);
 * a page brings its own arrays, shaped as `Dataset`.
 */
export { checkDataset, datasetProblem, type Expected } from "./check-dataset.ts";
export { type CifarFile, type CifarImages, decodeCifar10 } from "./cifar.ts";
export { type Dataset, type DataSplits, shapeText } from "./dataset.ts";
export { readBytes } from "./files.ts";
export { decodeIdxImages, decodeIdxLabels, type IdxImages } from "./idx.ts";
export { dataLimits } from "./limits.ts";
export { type LoadOptions, loadDataset } from "./load.ts";
export { type NamedSet, namedSets } from "./named-sets.ts";
export type {
  ImageSizes,
  LabelReading,
  PartName,
  PartReading,
  PassedOver,
  Reading,
  ReadingFormat,
  SplitReading,
} from "./reading.ts";
export { splitDataset, subset } from "./split.ts";
export type { LabelColumn } from "./table-columns.ts";
export { type ChannelStatistics, channelStatistics } from "./statistics.ts";
export { imageFiles } from "./image-files.ts";
export { decodeImage, encodePng } from "./decode-image.ts";
export type { Image } from "./image.ts";
export { toBytes, toInput, type ToInputOptions } from "./to-input.ts";
export { prepareImage, type PreparedImage, withoutRecord } from "./prepare-image.ts";
export { prepareLike, type PreparedTraining, prepareTraining, type TrainingOptions } from "./prepare-training.ts";
export type { Unlike } from "./unlike-training.ts";
