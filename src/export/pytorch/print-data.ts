/** How an exported file reads its data set. Takes a model and its recipe; gives functions of Python, of which the last is `load_data`. */
import type { CheckedModel, Recipe } from "../../check/model.ts";
import { dataSetNames } from "../../check/read-setting.ts";
import { labelPlaces } from "../../ops/label-places.ts";
import { bodyText } from "./file-parts.ts";

export function printData(model: CheckedModel, { data }: Recipe): readonly string[] {
  const places = labelPlaces(model.output);
  if (places) return printMaps(model.input, places, data?.split ?? 0.9);
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

/** Of a set with a label for each place: an .npz as ours are read. */
function printMaps(input: readonly number[], places: readonly number[], share: number): readonly string[] {
  const images = [input.at(-1)!, ...input.slice(0, -1)].join(", ");
  const read = `def npz_set(arrays: np.lib.npyio.NpzFile, part: str) -> tuple[Tensor, Tensor] | None:
    """Images [N, C, ...] in 0..1, and a class for each place, of \`train\`, \`test\` or the whole."""
    names = {
        "train": (["x_train", "train_images"], ["y_train", "train_labels"]),
        "test": (["x_test", "test_images", "x_val"], ["y_test", "test_labels", "y_val"]),
        "whole": (["images", "x", "arr_0"], ["labels", "masks", "y", "arr_1"]),
    }
    found = [[name for name in each if name in arrays] for each in names[part]]
    if not all(found):
        return None
    images, labels = (arrays[each[0]] for each in found)
    # Whole numbers are bytes; channels may stand first.
    scale = 255 if images.dtype.kind in "iu" else 1
    x = torch.from_numpy(images.astype("float32") / scale)
    if x.shape[1:] != (${images}) or x.shape[1:] == (${input.join(", ")}):
        x = x.reshape(-1, ${input.join(", ")}).movedim(-1, 1)
    y = torch.from_numpy(labels.astype("int64")).reshape(-1, ${places.join(", ")})
    return x.contiguous(), y`;
  const load = `def load_data(path: Path, seed: int) -> list[tuple[Tensor, Tensor]]:
    """Training and test set: images, and a class for each of ${places.join("x")} places."""
    files = sorted(path.glob("*.npz")) if path.is_dir() else [path]
    if len(files) != 1 or files[0].suffix != ".npz":
        raise SystemExit(f"{path} is not one .npz file; masks in folders are not read here")
    with np.load(files[0]) as arrays:
        found = [npz_set(arrays, part) for part in ("train", "test", "whole")]
    sets = [each for each in found if each is not None]
    if not sets:
        raise SystemExit(f"{files[0]} has no arrays x_train and y_train")
    if len(sets) == 1:
        images, labels = sets[0]
        generator = torch.Generator().manual_seed(seed)
        order = torch.randperm(len(labels), generator=generator)
        cut = round(${share} * len(labels))
        sets = [(images[part], labels[part]) for part in (order[:cut], order[cut:])]
    return sets[:2]`;
  return [read, load];
}

const isNamed = (spec: string | undefined): boolean => spec !== undefined && dataSetNames.includes(spec);
