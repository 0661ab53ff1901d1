/**
 * Python that reads image files with Pillow and prepares them as `src/data/to-input.ts` does: turned as the camera noted, alpha on
 * white, gray by BT.601, fitted inside by the average of areas or between pixels, the rest the mean of the border, bytes. Folders
 * of classes, and folders of images and masks.
 */

/** Without the dot. The list of `src/data/`, which a test compares. */
export const imageExtensions = ["png", "jpg", "jpeg", "jpe", "jfif", "bmp", "dib", "gif", "webp", "tif", "tiff"];

/** `input`: height, width, 1 or 3 channels. */
export function printReadImage([height = 1, width = 1, channels = 1]: readonly number[], inverted: boolean): string {
  const value = inverted ? "1 - bytes_of(image) / 255" : "bytes_of(image) / 255";
  const color =
    channels === 1
      ? `    if pixels.shape[2] == 3:
        gray = pixels @ np.array([0.299, 0.587, 0.114])
        same = (pixels == pixels[:, :, :1]).all(2)
        pixels = np.where(same, pixels[:, :, 0], gray)[:, :, None]
    return pixels`
      : "    return pixels if pixels.shape[2] == 3 else pixels.repeat(3, 2)";
  return `HEIGHT, WIDTH, CHANNELS = ${height}, ${width}, ${channels}
SUFFIXES = set(
    "${imageExtensions.map((each) => `.${each}`).join(" ")}".split()
)


def pixels_of(image: Image.Image) -> np.ndarray:
    """[H, W, ${channels}] in 0..1, turned as the camera noted, alpha on white."""
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        return as_channels((np.asarray(image, dtype="float64") * 255 / 65535 + 0.5) // 1 / 255)
    if "transparency" in image.info or image.mode in ("LA", "PA", "La", "RGBa"):
        image = image.convert("RGBA")
    if image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    pixels = np.asarray(image, dtype="float64") / 255
    if image.mode == "RGBA":
        alpha = pixels[:, :, 3:]
        pixels = 1 + (pixels[:, :, :3] - 1) * alpha
    return as_channels(pixels)


def as_channels(pixels: np.ndarray) -> np.ndarray:
    pixels = pixels if pixels.ndim == 3 else pixels[:, :, None]
${color}


def inside(height: int, width: int) -> tuple[int, int, int, int]:
    """Size and place of an image that is fitted whole, by one factor, in the middle."""
    scale = min(HEIGHT / height, WIDTH / width)
    h = min(HEIGHT, max(1, int(height * scale + 0.5)))
    w = min(WIDTH, max(1, int(width * scale + 0.5)))
    return h, w, (HEIGHT - h) // 2, (WIDTH - w) // 2


def weights_between(source: int, target: int) -> np.ndarray:
    """[target, source]: the average of what a pixel covers, or between two pixels."""
    weights = np.zeros((target, source))
    for i in range(target):
        if target < source:
            low, high = i * source / target, (i + 1) * source / target
            for k in range(int(low), min(source, math.ceil(high))):
                weights[i, k] = (min(high, k + 1) - max(low, k)) * target / source
        else:
            center = min(source - 1, max(0, (i + 0.5) * source / target - 0.5))
            start = int(center)
            weights[i, start] = 1 - (center - start)
            if center > start:
                weights[i, start + 1] = center - start
    return weights


def bytes_of(image: Image.Image) -> np.ndarray:
    """[HEIGHT, WIDTH, CHANNELS], 0 to 255; beside the image the mean of its border."""
    pixels = pixels_of(image)
    border = np.ones(pixels.shape[:2], dtype=bool)
    border[1:-1, 1:-1] = False
    h, w, top, left = inside(*pixels.shape[:2])
    fitted = np.empty((HEIGHT, WIDTH, CHANNELS))
    fitted[:] = pixels[border].mean(0)
    rows = np.tensordot(weights_between(pixels.shape[0], h), pixels, (1, 0))
    columns = weights_between(pixels.shape[1], w)
    fitted[top : top + h, left : left + w] = np.einsum("yxc,zx->yzc", rows, columns)
    return np.floor(fitted.astype("float32").astype("float64") * 255 + 0.5)


def read_image(path: Path) -> Tensor:
    """[C, H, W], as the network reads it."""
    # From memory: Pillow's TIFF reader closes a file twice, which may be another thread's.
    with Image.open(BytesIO(path.read_bytes())) as image:
        pixels = ${value}
    return torch.from_numpy(pixels.astype("float32")).permute(2, 0, 1)


def read_images(paths: list[Path], workers: int) -> Tensor:
    with ThreadPoolExecutor(workers) as pool:
        return torch.stack(list(pool.map(read_image, paths)))


def listed(folder: Path) -> list[Path]:
    hidden = ("__MACOSX", "__pycache__")
    return sorted(p for p in folder.iterdir() if p.name[0] != "." and p.name not in hidden)


def images_in(folder: Path) -> list[Path]:
    return [path for path in listed(folder) if path.suffix.lower() in SUFFIXES]


def part_folders(path: Path) -> dict[str, Path]:
    """The folders of the parts; the path itself where it has no folder for training."""
    folders = {p.name.lower(): p for p in listed(path) if p.is_dir()}
    found = {part: folders[w] for part, words in PARTS.items() for w in words if w in folders}
    nested = "train" in found and any(p.is_dir() for p in listed(found["train"]))
    return found if nested else {"train": path}`;
}

export const printClassFolders = (share: number): readonly string[] => [
  `def load_data(path: Path, workers: int) -> dict[str, Part]:
    """The parts of a folder of class folders: images in 0..1, and labels."""
    if not path.is_dir():
        raise SystemExit(f"{path} is no folder of images")
    folders = part_folders(path)
    names = [p.name for p in listed(folders["train"]) if p.is_dir()]
    parts = {}
    for part, folder in folders.items():
        classes = [p for p in listed(folder) if p.is_dir()]
        unknown = [p.name for p in classes if p.name not in names]
        if unknown:
            raise SystemExit(f"the class {unknown[0]} in {folder} has no folder for training")
        found = [(p, names.index(c.name)) for c in classes for p in images_in(c)]
        if not found:
            raise SystemExit(f"{folder} holds no images")
        labels = torch.tensor([label for _, label in found])
        parts[part] = read_images([p for p, _ in found], workers), labels
    return complete(parts, ${share})`,
];

export const printMaskFolders = (share: number): readonly string[] => [
  `def read_mask(path: Path) -> Tensor:
    """[H, W]: the class of each pixel, by the nearest; beside the image class 0."""
    with Image.open(BytesIO(path.read_bytes())) as mask:
        numbers = np.asarray(mask).astype("int64")
    if numbers.ndim != 2:
        raise SystemExit(f"{path}: a mask is gray or has a palette")
    h, w, top, left = inside(*numbers.shape)
    rows = ((np.arange(h) + 0.5) * numbers.shape[0] / h).astype("int64")
    columns = ((np.arange(w) + 0.5) * numbers.shape[1] / w).astype("int64")
    fitted = np.zeros((HEIGHT, WIDTH), dtype="int64")
    fitted[top : top + h, left : left + w] = numbers[rows][:, columns]
    return torch.from_numpy(fitted)`,
  `def load_data(path: Path, workers: int) -> dict[str, Part]:
    """The parts of \`images\` and \`masks\`: images in 0..1, and a class for each pixel."""
    if not path.is_dir():
        raise SystemExit(f"{path} is no folder of images and masks")
    folders = {"train": path} if (path / "masks").is_dir() else part_folders(path)
    parts = {}
    for part, folder in folders.items():
        images = images_in(folder / "images")
        masks = [folder / "masks" / f"{p.stem}.png" for p in images]
        with ThreadPoolExecutor(workers) as pool:
            labels = torch.stack(list(pool.map(read_mask, masks)))
        parts[part] = read_images(images, workers), labels
    return complete(parts, ${share})`,
];
