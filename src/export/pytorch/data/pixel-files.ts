/** Python that reads files of pixels: IDX (MNIST, Fashion-MNIST) and CIFAR-10's binary files. Bytes stand for 0..1. */

/** `shape`: channels first. */
export const printIdx = (shape: string, share: number): readonly string[] => [
  `def read_idx(path: Path) -> Tensor:
    packed = path.suffix == ".gz"
    data = bytearray(gzip.open(path).read() if packed else path.read_bytes())
    sizes = struct.unpack_from(f">{data[3]}I", data, 4)
    start = 4 + 4 * len(sizes)
    return torch.frombuffer(data, dtype=torch.uint8, offset=start).reshape(sizes)


def idx_set(folder: Path, part: str) -> Part | None:
    """Images [N, C, H, W] in 0..1, and labels, of \`train\`, \`t10k\` or \`test\`."""
    found = [
        sorted(path for path in folder.glob(f"*{part}[-_.]{role}*") if path.is_file())
        for role in ("images", "labels")
    ]
    if not all(found):
        return None
    images, labels = (read_idx(paths[0]) for paths in found)
    images = images.unsqueeze(1) if images.dim() == 3 else images.permute(0, 3, 1, 2)
    return images.float().div(255).reshape(-1, ${shape}), labels.long()`,
  `def load_data(path: Path) -> dict[str, Part]:
    """The parts of the data set: images and labels."""
    folder = path if path.is_dir() else path.parent
    found = {"train": idx_set(folder, "train")}
    found["test"] = idx_set(folder, "t10k") or idx_set(folder, "test")
    return complete({name: part for name, part in found.items() if part}, ${share})`,
];

export const printCifar = (shape: string, share: number): readonly string[] => [
  `def cifar_set(folder: Path, names: list[str]) -> Part | None:
    """Images [N, 3, 32, 32] in 0..1, and labels, of CIFAR-10's binary files."""
    paths = [folder / name for name in names if (folder / name).exists()]
    if not paths:
        return None
    data = bytearray().join(path.read_bytes() for path in paths)
    records = torch.frombuffer(data, dtype=torch.uint8).reshape(-1, 3073)
    return records[:, 1:].float().div(255).reshape(-1, ${shape}), records[:, 0].long()`,
  `def load_data(path: Path) -> dict[str, Part]:
    """The parts of the data set: images and labels."""
    folder = path if path.is_dir() else path.parent
    batches = [f"data_batch_{i}.bin" for i in range(1, 6)]
    found = {"train": cifar_set(folder, batches) or cifar_set(folder, ["train.bin"])}
    found["test"] = cifar_set(folder, ["test_batch.bin"]) or cifar_set(folder, ["test.bin"])
    return complete({name: part for name, part in found.items() if part}, ${share})`,
];
