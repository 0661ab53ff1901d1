/**
 * Of which kind the data of a recipe is, so that an exported file carries the reader of that kind alone. Takes what the recipe
 * names; the answer of one who has looked at the path (the command) goes before it. Types and names only.
 */
import { dataSetNames } from "../../../check/recipe/read-setting.ts";

/** As `data/reading.ts` calls the formats. */
export type DataKind = "idx" | "cifar" | "images" | "masks" | "npz" | "csv";

/** `isMap`: a label for each place. */
export function kindOf(spec: string | undefined, isMap: boolean): DataKind {
  if (spec !== undefined && dataSetNames.includes(spec)) return spec === "cifar10" ? "cifar" : "idx";
  if (spec?.endsWith(".csv")) return "csv";
  if (spec?.endsWith(".npz")) return "npz";
  return isMap ? "masks" : "images";
}
