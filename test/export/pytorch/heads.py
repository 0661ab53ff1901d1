"""Heads, from heads.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import json
import math
from collections import OrderedDict
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Stage(nn.Module):
    """The block stage of heads.cnn."""

    def __init__(self, in_channels: int, c: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, c, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(c)

    def forward(self, x: Tensor) -> Tensor:
        return F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 2)  # [N, c, H, W]


class Heads(nn.Module):
    """32x32x3 to 10, 12,274 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Stage(in_channels=3, c=8)
        self.early = nn.Sequential(OrderedDict([
            ("gavgpool1", nn.AdaptiveAvgPool2d(1)),
            ("flatten", nn.Flatten()),
            ("fc1", nn.Linear(8, 10)),
        ]))
        self.stage1 = Stage(in_channels=8, c=16)
        self.late = nn.Sequential(OrderedDict([
            ("adaptiveavgpool1", nn.AdaptiveAvgPool2d(2)),
            ("flatten", nn.Flatten()),
            ("fc1", nn.Linear(64, 12)),
            ("relu1", nn.ReLU()),
            ("fc2", nn.Linear(12, 10)),
        ]))
        self.stage2 = Stage(in_channels=16, c=32)
        self.fc1 = nn.Linear(512, 10)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        stem = self.stem(x)  # [N, 8, 16, 16]
        if self.training:
            early = self.early(stem)  # [N, 10]
        x = self.stage1(stem)  # [N, 16, 8, 8]
        if self.training:
            late = self.late(x)  # [N, 10]
        x = self.stage2(x)  # [N, 32, 4, 4]
        x = self.fc1(torch.flatten(x, 1))  # [N, 10]
        if self.training:
            return x, early, late
        return x


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


def cut_at_random(x: Tensor, margins: tuple[int, ...], sizes: tuple[int, ...]) -> Tensor:
    """From each image with zeros around it a window, at a place of its own."""
    x = F.pad(x, [margin for margin in reversed(margins) for _ in range(2)])
    for axis, size in enumerate(sizes, 2):
        start = torch.randint(x.shape[axis] - size + 1, (len(x), 1))
        shape = [size if a == axis else len(x) if a == 0 else 1 for a in range(x.dim())]
        index = (start + torch.arange(size)).view(shape)
        x = x.gather(axis, index.expand(*x.shape[:axis], size, *x.shape[axis + 1 :]))
    return x


def flip_at_random(x: Tensor, axis: int) -> Tensor:
    """Each image, or its mirror image."""
    mirrored = (torch.rand(len(x)) < 0.5).view(-1, *[1] * (x.dim() - 1))
    return torch.where(mirrored, x.flip(axis), x)


Part = tuple[Tensor, Tensor]


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


def cifar_set(folder: Path, names: list[str]) -> Part | None:
    """Images [N, 3, 32, 32] in 0..1, and labels, of CIFAR-10's binary files."""
    paths = [folder / name for name in names if (folder / name).exists()]
    if not paths:
        return None
    data = bytearray().join(path.read_bytes() for path in paths)
    records = torch.frombuffer(data, dtype=torch.uint8).reshape(-1, 3073)
    return records[:, 1:].float().div(255).reshape(-1, 3, 32, 32), records[:, 0].long()


def load_data(path: Path) -> dict[str, Part]:
    """The parts of the data set: images and labels."""
    folder = path if path.is_dir() else path.parent
    batches = [f"data_batch_{i}.bin" for i in range(1, 6)]
    found = {"train": cifar_set(folder, batches) or cifar_set(folder, ["train.bin"])}
    found["test"] = cifar_set(folder, ["test_batch.bin"]) or cifar_set(folder, ["test.bin"])
    return complete({name: part for name, part in found.items() if part}, 0.9)


@torch.no_grad()
def evaluate(
    model: nn.Module, images: Tensor, labels: Tensor, device: str, batch: int = 256
) -> tuple[float, float]:
    """The mean loss, and the share of images that are called right."""
    model.eval()
    total, right = torch.zeros((), device=device), torch.zeros((), device=device)
    for x, y in zip(images.split(batch), labels.split(batch)):
        x, y = x.to(device), y.to(device)
        outputs = model(x).flatten(1)
        loss = F.cross_entropy(outputs, y)
        total += loss * len(y)
        right += (outputs.argmax(1) == y).sum()
    return float(total) / len(labels), float(right) / len(labels)


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
    frozen = [
        model.get_submodule("stem.conv1"),
        model.get_submodule("stem.bn1"),
    ]
    for part in frozen:
        part.requires_grad_(False)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True)
    steps_per_epoch = math.ceil(len(labels) / batch)

    def factor(step: int) -> float:
        return min(1.0, (step + 1) / (1 * steps_per_epoch))

    rate = torch.optim.SGD([torch.zeros(1)], lr=optimizer.defaults["lr"])
    by_loss = torch.optim.lr_scheduler.ReduceLROnPlateau(
        rate,
        factor=0.1,
        patience=2,
        threshold=0.0001,
    )

    def prepare(x: Tensor) -> Tensor:
        x = cut_at_random(x, (4, 4), (32, 32))
        x = flip_at_random(x, 3)
        x = x + 0.05 * torch.randn_like(x)
        return (x - mean) / std

    keepers = {"model": model, "optimizer": optimizer, "by_loss": by_loss, "rate": rate}
    progress: dict[str, Any] = {"epoch": 0, "best": None, "waited": 0}
    if options.resume:
        progress = load_state(options.resume, keepers)
    step = progress["epoch"] * math.ceil(len(labels) / batch)
    for epoch in range(progress["epoch"], epochs):
        if progress["waited"] >= 3:
            break
        model.train()
        for part in frozen:
            if isinstance(part, nn.modules.batchnorm._BatchNorm):
                part.eval()
        total = torch.zeros((), device=device)
        for chosen in torch.randperm(len(labels)).split(batch):
            x, y = prepare(images[chosen]).to(device), labels[chosen].to(device)
            scores, *heads = model(x)
            loss = F.cross_entropy(scores.flatten(1), y)
            loss = loss + 0.3 * F.cross_entropy(heads[1].flatten(1), y)
            optimizer.zero_grad()
            loss.backward()
            for group in optimizer.param_groups:
                group["lr"] = rate.param_groups[0]["lr"] * factor(step)
            step += 1
            optimizer.step()
            total += loss.detach() * len(chosen)
        mean_loss = float(total) / len(labels)
        watched_loss, accuracy = evaluate(model, *parts[watched], device)
        by_loss.step(watched_loss)
        print(
            f"epoch {epoch + 1}: loss {mean_loss:.4f}, "
            f"{watched} loss {watched_loss:.4f}, {watched} accuracy {accuracy:.4f}",
            flush=True,
        )
        value = accuracy
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
        "--data", type=Path, default=Path("cifar10"), help="where the data set is"
    )
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps")
    parser.add_argument("--weights", help="safetensors to begin from")
    parser.add_argument("--save", help="write weights here after each epoch, and FILE.state")
    parser.add_argument("--resume", help="go on with what --save has written here")
    options = parser.parse_args()
    options.save = options.save or options.resume
    torch.manual_seed(options.seed)
    model = Heads()
    if options.weights:
        load_weights(model, options.weights)
    model.to(options.device)
    parts = load_data(options.data)
    mean = torch.tensor([0.49, 0.48, 0.45]).reshape(1, -1, 1, 1)
    std = torch.tensor([0.2, 0.2, 0.2]).reshape(1, -1, 1, 1)
    parts = {
        name: (images if name == "train" else (images - mean) / std, labels)
        for name, (images, labels) in parts.items()
    }
    train(model, parts, options, mean, std)


if __name__ == "__main__":
    main()
