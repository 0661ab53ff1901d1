"""Heads, from heads.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import json
import math
from collections import OrderedDict
from pathlib import Path

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


def cifar_set(folder: Path, part: str) -> tuple[Tensor, Tensor] | None:
    """Images [N, 3, 32, 32] as bytes, and labels, of CIFAR-10's binary files."""
    names = ["test_batch.bin"] if part == "t10k" else [f"data_batch_{i}.bin" for i in range(1, 6)]
    other = "test.bin" if part == "t10k" else "train.bin"
    paths = [folder / name for name in [*names, other] if (folder / name).exists()]
    if not paths:
        return None
    data = bytearray().join(path.read_bytes() for path in paths)
    records = torch.frombuffer(data, dtype=torch.uint8).reshape(-1, 3073)
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].long()


def load_data(folder: Path, seed: int) -> list[tuple[Tensor, Tensor]]:
    """Training and test set: images [N, C, H, W] as bytes, and labels."""
    sets = []
    for part in ("train", "t10k"):
        found = cifar_set(folder, part)
        if found:
            sets.append(found)
    if not sets:
        raise SystemExit(f"no data set is in {folder}")
    if len(sets) == 1:
        images, labels = sets[0]
        generator = torch.Generator().manual_seed(seed)
        order = torch.randperm(len(labels), generator=generator)
        cut = round(0.9 * len(labels))
        sets = [(images[part], labels[part]) for part in (order[:cut], order[cut:])]
    return sets


@torch.no_grad()
def evaluate(
    model: nn.Module, images: Tensor, labels: Tensor, batch: int = 256
) -> tuple[float, float]:
    """The mean loss, and the share of images that are called right."""
    model.eval()
    total, right = 0.0, 0
    for x, y in zip(images.split(batch), labels.split(batch)):
        outputs = model(x).flatten(1)
        loss = F.cross_entropy(outputs, y)
        total += float(loss) * len(y)
        right += int((outputs.argmax(1) == y).sum())
    return total / len(labels), right / len(labels)


def train(
    model: nn.Module,
    data: tuple[Tensor, Tensor],
    test: tuple[Tensor, Tensor],
    epochs: int,
    batch: int,
    mean: Tensor | float,
    std: Tensor | float,
) -> None:
    images, labels = data
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
    step = 0
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
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

    best, waited = None, 0
    for epoch in range(epochs):
        model.train()
        for part in frozen:
            if isinstance(part, nn.modules.batchnorm._BatchNorm):
                part.eval()
        total = 0.0
        for chosen in torch.randperm(len(labels)).split(batch):
            scores, *heads = model(prepare(images[chosen]))
            loss = F.cross_entropy(scores.flatten(1), labels[chosen])
            loss = loss + 0.3 * F.cross_entropy(heads[1].flatten(1), labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            for group in optimizer.param_groups:
                group["lr"] = rate.param_groups[0]["lr"] * factor(step)
            step += 1
            optimizer.step()
            total += float(loss) * len(chosen)
        test_loss, accuracy = evaluate(model, *test)
        plateau.step(test_loss)
        print(
            f"epoch {epoch + 1}: loss {total / len(labels):.4f}, "
            f"test loss {test_loss:.4f}, test accuracy {accuracy:.4f}",
            flush=True,
        )
        value = accuracy
        if best is None or value > best:
            best, waited = value, 0
            kept = {key: part.clone() for key, part in model.state_dict().items()}
        else:
            waited += 1
        if waited >= 3:
            break
    if best is not None:
        model.load_state_dict(kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("cifar10"), help="folder of the data set"
    )
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weights", help="safetensors to begin from")
    parser.add_argument("--save", help="where to write the weights as safetensors")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    model = Heads()
    if options.weights:
        load_weights(model, options.weights)
    sets = [
        (images.float().div(255).reshape(-1, 3, 32, 32), labels)
        for images, labels in load_data(options.data, options.seed)
    ]
    mean = torch.tensor([0.49, 0.48, 0.45]).reshape(1, -1, 1, 1)
    std = torch.tensor([0.2, 0.2, 0.2]).reshape(1, -1, 1, 1)
    sets[1] = ((sets[1][0] - mean) / std, sets[1][1])
    train(model, *sets, options.epochs, options.batch, mean, std)
    if options.save:
        save_weights(model, options.save)


if __name__ == "__main__":
    main()
