/** How an exported file reads its data set. Takes a recipe; gives functions of Python, of which the last is `load_data`. */
import type { Recipe } from "../../check/model.ts";
import { dataSetNames } from "../../check/read-setting.ts";
import { bodyText } from "./file-parts.ts";

export function printData({ data }: Recipe): readonly string[] {
  // Named sets are of one kind; a path may hold either.
  const cifar = data?.spec === "cifar10" || !isNamed(data?.spec);
  const idx = data?.spec !== "cifar10";
  const tries = [...(idx ? ["idx_set(folder, part)"] : []), ...(cifar ? ["cifar_set(folder, part)"] : [])];
  const share = data?.split ?? 0.9;
  const load = `def load_data(folder: Path, seed: int) -> list[tuple[Tensor, Tensor]]:
    """Training and test set: images [N, C, H, W] as bytes, and labels."""
    sets = []
    for part in ("train", "t10k"):
        found = ${tries.join(" or ")}
        if found:
            sets.append(found)
    if not sets:
        raise SystemExit(f"no data set is in {folder}")
    if len(sets) == 1:
        images, labels = sets[0]
        generator = torch.Generator().manual_seed(seed)
        order = torch.randperm(len(labels), generator=generator)
        cut = round(${share} * len(labels))
        sets = [(images[part], labels[part]) for part in (order[:cut], order[cut:])]
    return sets`;
  return [...(idx ? [bodyText.readIdx] : []), ...(cifar ? [bodyText.readCifar] : []), load];
}

const isNamed = (spec: string | undefined): boolean => spec !== undefined && dataSetNames.includes(spec);
