"""Shapes, from segmentation.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import json
import re
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Shapes(nn.Module):
    """32x32x3 to 32x32x3, 2,014 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.deconv1 = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.coarse = nn.Sequential(OrderedDict([
            ("conv1", nn.Conv2d(16, 3, 1)),
            ("softmax1", nn.Softmax(dim=1)),
        ]))
        self.conv3 = nn.Conv2d(16, 3, 1)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        fine = F.relu(self.conv1(x))  # [N, 8, 32, 32]
        x = F.relu(self.conv2(F.max_pool2d(fine, 2)))  # [N, 16, 16, 16]
        x = self.deconv1(x)  # [N, 8, 32, 32]
        x = torch.cat([fine, x], dim=1)  # [N, 16, 32, 32]
        if self.training:
            coarse = self.coarse(x)  # [N, 3, 32, 32]
        x = self.conv3(x)  # [N, 3, 32, 32]
        if self.training:
            return x, coarse
        return F.softmax(x, dim=1)  # [N, 3, 32, 32]


def read_safetensors(path: str) -> dict[str, Tensor]:
    """The tensors of a file, with the package `safetensors` or without it."""
    try:
        from safetensors.torch import load_file
    except ImportError:
        pass
    else:
        return load_file(path)
    kinds = {
        "F64": torch.float64,
        "F32": torch.float32,
        "F16": torch.float16,
        "BF16": torch.bfloat16,
        "I64": torch.int64,
        "I32": torch.int32,
        "U8": torch.uint8,
    }
    data = bytearray(Path(path).read_bytes())
    start = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name == "__metadata__":
            continue
        begin, end = (start + offset for offset in entry["data_offsets"])
        kind = kinds[entry["dtype"]]
        # A copy: the data of a file need not be aligned.
        flat = torch.frombuffer(bytearray(data[begin:end]), dtype=kind)
        tensors[name] = flat.reshape(entry["shape"])
    return tensors


def load_weights(model: nn.Module, path: str) -> None:
    """Sets every parameter and statistic; what does not fit is an error."""
    tensors = read_safetensors(path)
    # PyTorch counts batches; a file of cnnc need not.
    for key, value in model.state_dict().items():
        if key.endswith("num_batches_tracked"):
            tensors.setdefault(key, value)
    model.load_state_dict(tensors, strict=True)


def save_weights(model: nn.Module, path: str) -> None:
    """Every parameter and statistic as safetensors, which cnnc reads (--weights)."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    data = bytearray()
    for name, tensor in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        begin = len(data)
        data += tensor.detach().cpu().float().numpy().tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [begin, len(data)],
        }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + data)


def save_state(path: str, keepers: dict[str, Any], progress: dict[str, Any]) -> None:
    """All that `--resume` needs, beside the weights: FILE.state."""
    state = {name: keeper.state_dict() for name, keeper in keepers.items()}
    state |= {"random": torch.get_rng_state(), "progress": progress}
    torch.save(state, f"{path}.state.new")
    Path(f"{path}.state.new").replace(f"{path}.state")


def load_state(path: str, keepers: dict[str, Any]) -> dict[str, Any]:
    """The training goes on where it was, as if it had not stopped."""
    state = torch.load(f"{path}.state", map_location="cpu")
    for name, keeper in keepers.items():
        keeper.load_state_dict(state[name])
    torch.set_rng_state(state["random"])
    return state["progress"]


def flip_at_random(x: Tensor, axis: int) -> Tensor:
    """Each image, or its mirror image."""
    mirrored = (torch.rand(len(x)) < 0.5).view(-1, *[1] * (x.dim() - 1))
    return torch.where(mirrored, x.flip(axis), x)


def cut_at_random(x: Tensor, margins: tuple[int, ...], sizes: tuple[int, ...]) -> Tensor:
    """From each image with zeros around it a window, at a place of its own."""
    x = F.pad(x, [margin for margin in reversed(margins) for _ in range(2)])
    for axis, size in enumerate(sizes, 2):
        start = torch.randint(x.shape[axis] - size + 1, (len(x), 1))
        shape = [size if a == axis else len(x) if a == 0 else 1 for a in range(x.dim())]
        index = (start + torch.arange(size)).view(shape)
        x = x.gather(axis, index.expand(*x.shape[:axis], size, *x.shape[axis + 1 :]))
    return x


def rotate_at_random(x: Tensor, degrees: float, mode: str = "bilinear") -> Tensor:
    """Each image turned about its middle in the plane of its last two axes, zeros around it."""
    height, width = x.shape[-2:]
    angle = torch.deg2rad(degrees * (2 * torch.rand(len(x)) - 1))
    cosine, sine, zero = angle.cos(), angle.sin(), torch.zeros(len(x))
    rows = [cosine, -sine * height / width, zero, sine * width / height, cosine, zero]
    flat = x.flatten(1, -3)
    grid = F.affine_grid(torch.stack(rows, 1).view(-1, 2, 3), list(flat.shape), align_corners=False)
    return F.grid_sample(flat, grid, mode, align_corners=False).view(x.shape)


Part = tuple[Tensor, Tensor]


PARTS = {
    "train": ("train", "training"),
    "validation": ("val", "valid", "validation", "dev"),
    "test": ("test", "testing", "eval", "evaluation"),
}


def mix(x: int) -> int:
    """The finalizer of MurmurHash3: 32 well mixed bits."""
    x = ((x ^ x >> 16) * 0x85EBCA6B) & 0xFFFFFFFF
    x = ((x ^ x >> 13) * 0xC2B2AE35) & 0xFFFFFFFF
    return x ^ x >> 16


def split(labels: Tensor, share: float) -> tuple[list[int], list[int]]:
    """Images for training and for test: the ones that cnnc takes. Each class alike."""
    count = len(labels)
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        draw = mix(mix(1) ^ (i * 0x9E3779B9 & 0xFFFFFFFF))
        j = int(draw / 2**32 * (i + 1))
        order[i], order[j] = order[j], order[i]
    # An image with many labels is of no class.
    classes = labels.tolist() if labels.dim() == 1 else [0] * count
    sizes: dict[int, int] = {}
    for i in order:
        sizes[classes[i]] = sizes.get(classes[i], 0) + 1
    if max(sizes.values()) < 2:
        raise SystemExit("no class has an image to spare for a test part")

    def within(quota: int, size: int) -> int:
        return 1 if size == 1 else min(size - 1, max(1, quota))

    quotas = {label: within(int(n * share), n) for label, n in sizes.items()}
    rest = {label: n * share - int(n * share) for label, n in sizes.items()}
    lacking = int(count * share + 0.5) - sum(quotas.values())
    for label in sorted(rest, key=lambda label: -rest[label]):
        most = within(int(sizes[label] * share) + 1, sizes[label])
        if lacking > 0 and rest[label] >= 1e-9 and quotas[label] < most:
            quotas[label] = most
            lacking -= 1
    chosen = set()
    for i in order:
        if quotas[classes[i]] > 0:
            quotas[classes[i]] -= 1
            chosen.add(i)
    return [i for i in range(count) if i in chosen], [i for i in range(count) if i not in chosen]


def complete(parts: dict[str, Part], share: float) -> dict[str, Part]:
    """With a test part: the one for validation where that is all, else some of training."""
    if "train" not in parts:
        raise SystemExit("no images for training are found")
    if "test" not in parts and "validation" in parts:
        parts["test"] = parts.pop("validation")
    if "test" not in parts:
        images, labels = parts["train"]
        train, test = split(labels, share)
        parts = {"train": (images[train], labels[train]), "test": (images[test], labels[test])}
    return parts


def npz_part(arrays: np.lib.npyio.NpzFile, words: tuple[str, ...]) -> Part | None:
    """Images [N, C, ...], and labels: of arrays such as `x_train` and `y_train`."""

    every = {word for part in PARTS.values() for word in part}

    def find(*roles: str) -> list[str]:
        names = {name: {*re.split("[^a-z0-9]+", name.lower())} for name in arrays}
        fits = {name: w & {*words} if words else not w & every for name, w in names.items()}
        return [name for name, w in names.items() if fits[name] and w & {*roles}]

    images = find("x", "image", "images", "data", "samples", "features")
    labels = find("y", "label", "labels", "target", "targets", "mask", "masks")
    if not words and not images and "arr_1" in arrays:
        images, labels = ["arr_0"], ["arr_1"]
    if len(images) != 1 or len(labels) != 1:
        return None
    values = arrays[images[0]]
    # Whole numbers are bytes; channels may stand first.
    scale = 255 if values.dtype.kind in "iu" else 1
    x = torch.from_numpy(values.astype("float32") / np.float32(scale))
    if x.shape[1:] != (3, 32, 32) or x.shape[1:] == (32, 32, 3):
        x = x.reshape(-1, 32, 32, 3).movedim(-1, 1)
    return x.contiguous(), torch.from_numpy(arrays[labels[0]].astype("int64")).reshape(-1, 32, 32)


def load_data(path: Path) -> dict[str, Part]:
    """The parts of an .npz file."""
    files = sorted(path.glob("*.npz")) if path.is_dir() else [path]
    if len(files) != 1:
        raise SystemExit(f"{path} holds {len(files)} .npz files: name one")
    with np.load(files[0]) as arrays:
        found = {part: npz_part(arrays, words) for part, words in PARTS.items()}
        found["train"] = found["train"] or npz_part(arrays, ())
    return complete({name: part for name, part in found.items() if part}, 0.9)


@torch.no_grad()
def evaluate(
    model: nn.Module, images: Tensor, labels: Tensor, device: str, batch: int = 256
) -> tuple[float, float]:
    """The mean loss, and the share of places that are called right."""
    model.eval()
    total, right = torch.zeros((), device=device), torch.zeros((), device=device)
    for x, y in zip(images.split(batch), labels.split(batch)):
        x, y = x.to(device), y.to(device)
        outputs = model(x)
        loss = F.cross_entropy(outputs.clamp_min(1e-38).log(), y)
        total += loss * len(y)
        right += (outputs.argmax(1) == y).sum()
    return float(total) / len(labels), float(right) / labels.numel()


def train(
    model: nn.Module,
    parts: dict[str, Part],
    options: argparse.Namespace,
    mean: Tensor | float,
    std: Tensor | float,
) -> None:
    """By the recipe. What is watched is the validation part, where there is one."""
    images, labels = parts["train"]
    watched = "validation" if "validation" in parts else "test"
    device, batch, epochs = options.device, options.batch, options.epochs
    optimizer = torch.optim.Adam(model.parameters(), lr=0.004, betas=(0.9, 0.999))

    def prepare(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        y = y.unsqueeze(1).float()
        state = torch.get_rng_state()
        x = flip_at_random(x, 3)
        torch.set_rng_state(state)
        y = flip_at_random(y, 3)
        state = torch.get_rng_state()
        x = cut_at_random(x, (2, 2), (32, 32))
        torch.set_rng_state(state)
        y = cut_at_random(y, (2, 2), (32, 32))
        state = torch.get_rng_state()
        x = rotate_at_random(x, 15)
        torch.set_rng_state(state)
        y = rotate_at_random(y, 15, "nearest")
        x = x + 0.05 * torch.randn_like(x)
        return (x - mean) / std, y.squeeze(1).long()

    keepers = {"model": model, "optimizer": optimizer}
    progress: dict[str, Any] = {"epoch": 0, "best": None, "waited": 0}
    if options.resume:
        progress = load_state(options.resume, keepers)
    for epoch in range(progress["epoch"], epochs):
        if progress["waited"] >= 3:
            break
        model.train()
        total = torch.zeros((), device=device)
        right = torch.zeros((), device=device)
        for chosen in torch.randperm(len(labels)).split(batch):
            x, y = prepare(images[chosen], labels[chosen])
            x, y = x.to(device), y.to(device)
            scores, *heads = model(x)
            loss = F.cross_entropy(scores, y)
            loss = loss + 0.4 * F.cross_entropy(heads[0].clamp_min(1e-38).log(), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(chosen)
            right += (scores.argmax(1) == y).sum()
        mean_loss = float(total) / len(labels)
        watched_loss, accuracy = evaluate(model, *parts[watched], device)
        print(
            f"epoch {epoch + 1}: loss {mean_loss:.4f}, "
            f"{watched} loss {watched_loss:.4f}, {watched} accuracy {accuracy:.4f}",
            flush=True,
        )
        value = float(right) / labels.numel()
        if progress["best"] is None or value > progress["best"]:
            kept = {key: part.clone() for key, part in model.state_dict().items()}
            progress |= {"best": value, "waited": 0, "kept": kept}
        else:
            progress["waited"] += 1
        progress["epoch"] = epoch + 1
        if options.save:
            save_weights(model, options.save)
            save_state(options.save, keepers, progress)
    if progress["best"] is not None:
        model.load_state_dict(progress["kept"])
        if options.save:
            save_weights(model, options.save)
    if watched == "validation":
        test_loss, accuracy = evaluate(model, *parts["test"], device)
        print(f"test loss {test_loss:.4f}, test accuracy {accuracy:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("shapes.npz"), help="where the data set is"
    )
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps")
    parser.add_argument("--weights", help="safetensors to begin from")
    parser.add_argument("--save", help="write weights here after each epoch, and FILE.state")
    parser.add_argument("--resume", help="go on with what --save has written here")
    options = parser.parse_args()
    options.save = options.save or options.resume
    torch.manual_seed(options.seed)
    model = Shapes()
    if options.weights:
        load_weights(model, options.weights)
    model.to(options.device)
    parts = load_data(options.data)
    flat = parts["train"][0].transpose(0, 1).flatten(1)
    mean = flat.mean(1).reshape(1, -1, 1, 1)
    std = flat.std(1, unbiased=False).reshape(1, -1, 1, 1)
    parts = {
        name: (images if name == "train" else (images - mean) / std, labels)
        for name, (images, labels) in parts.items()
    }
    train(model, parts, options, mean, std)


if __name__ == "__main__":
    main()
