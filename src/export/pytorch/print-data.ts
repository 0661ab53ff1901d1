/** How an exported file reads its data set. Takes a model, its recipe and the kind of its data; gives functions of Python, of which the last is `load_data`. */
import type { CheckedModel, Recipe } from "../../check/model.ts";
import { labelPlaces } from "../../ops/label-places.ts";
import { type DataKind, kindOf } from "./data/data-kind.ts";
import { printClassFolders, printMaskFolders, printReadImage } from "./data/image-files.ts";
import { partWords, split } from "./data/parts.ts";
import { printCifar, printIdx } from "./data/pixel-files.ts";
import { printCsv, printNpz } from "./data/tables.ts";
import type { ExportedPreparation } from "./main-options.ts";

/** Functions and constants, and whether `load_data` takes a number of workers. */
export interface PrintedData {
  readonly parts: readonly string[];
  readonly workers: boolean;
}

export function printData(
  model: CheckedModel,
  { data }: Recipe,
  given: DataKind | undefined,
  preparation: ExportedPreparation | undefined,
): PrintedData {
  const places = labelPlaces(model.output);
  const kind = given ?? kindOf(data?.spec, places !== undefined);
  const share = data?.split ?? 0.9;
  const { input } = model;
  const channelsFirst = [input.at(-1)!, ...input.slice(0, -1)].join(", ");
  const common = ["Part = tuple[Tensor, Tensor]", split];
  const withWords = ["Part = tuple[Tensor, Tensor]", partWords, split];
  const inverted = preparation?.inverted ?? false;
  switch (kind) {
    case "idx":
      return { parts: [...common, ...printIdx(channelsFirst, share)], workers: false };
    case "cifar":
      return { parts: [...common, ...printCifar(channelsFirst, share)], workers: false };
    case "csv":
      return { parts: [...withWords, ...printCsv(input, data, share)], workers: false };
    case "npz":
      return { parts: [...withWords, ...printNpz(input, places, share)], workers: false };
    case "images":
      return { parts: [...withWords, printReadImage(input, inverted), ...printClassFolders(share)], workers: true };
    case "masks":
      return { parts: [...withWords, printReadImage(input, inverted), ...printMaskFolders(share)], workers: true };
    default:
      return kind satisfies never;
  }
}
