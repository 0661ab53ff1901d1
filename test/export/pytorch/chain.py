"""Chain, from chain.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import gzip
import json
import math
import struct
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class SparseConv(nn.Module):
    """A convolution whose filters read the channels that a table names.

    There is one kernel for each connection, filter after filter.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        axes: int = 2,
        bias: bool = True,
        connections: list[list[int]] | None = None,
    ) -> None:
        super().__init__()
        rows = connections or []
        kernel = (kernel_size,) * axes if isinstance(kernel_size, int) else kernel_size
        self.shape = (out_channels, in_channels, *kernel)
        self.stride, self.padding, self.dilation = stride, padding, dilation
        self.axes = axes
        filters = [f for f, row in enumerate(rows) for _ in row]
        channels = [c for row in rows for c in row]
        self.register_buffer("filters", torch.tensor(filters), persistent=False)
        self.register_buffer("channels", torch.tensor(channels), persistent=False)
        bound = (math.prod(kernel) * len(filters) / out_channels) ** -0.5
        weight = torch.empty(len(filters), *kernel).uniform_(-bound, bound)
        shift = torch.empty(out_channels).uniform_(-bound, bound)
        self.weight = nn.Parameter(weight)
        self.bias = nn.Parameter(shift) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        zeros = self.weight.new_zeros(self.shape)
        dense = zeros.index_put((self.filters, self.channels), self.weight)
        convolve = (F.conv1d, F.conv2d, F.conv3d)[self.axes - 1]
        return convolve(x, dense, self.bias, self.stride, self.padding, self.dilation)


def average_over(
    x: Tensor, window, stride, padding: tuple[int, ...], counted: tuple[int, ...]
) -> Tensor:
    """The sums of windows that PyTorch cannot pad, divided by the places counted."""
    pool = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[x.dim() - 3]
    inside = F.pad(torch.ones_like(x[:1, :1]), counted, value=1.0)
    rest = [whole - part for whole, part in zip(padding, counted)]
    sums = pool(F.pad(x, padding), window, stride)
    return sums / pool(F.pad(inside, rest), window, stride)


class ScaleAndShift(nn.Module):
    """Each channel times a learned number, plus another."""

    def __init__(self, channels: int, fan_in: int, axes: int = 2) -> None:
        super().__init__()
        self.axes = axes
        bound = fan_in**-0.5
        self.weight = nn.Parameter(torch.empty(channels).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(channels).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        shape = (-1,) + (1,) * self.axes
        return x * self.weight.view(shape) + self.bias.view(shape)


class Chain(nn.Module):
    """28x28x1 to 10, 825 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, stride=2)
        self.conv2 = SparseConv(
            6,
            4,
            3,
            padding=1,
            connections=[[0, 1], [2], [3, 4, 5], [0]],
        )
        self.subsample1 = ScaleAndShift(4, fan_in=4)
        self.prelu1 = nn.PReLU(4)
        self.dropout1 = nn.Dropout(0.25)
        self.fc1 = nn.Linear(16, 20)
        self.layernorm1 = nn.LayerNorm((20,))
        self.fc2 = nn.Linear(20, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(
            F.relu(self.conv1(F.pad(x, (1, 2, 1, 2)))),
            3,
            stride=2,
            ceil_mode=True,
        )
        x = 1.7159 * torch.tanh(self.conv2(x) * (2 / 3))  # [N, 4, 7, 7]
        x = average_over(x, 2, 2, padding=(1, 0, 1, 0), counted=(0, 0, 0, 0))  # [N, 4, 4, 4]
        x = self.subsample1(
            F.avg_pool2d(F.local_response_norm(x, 3, alpha=0.0001, beta=0.75, k=2), 2),
        )
        x = self.dropout1(self.prelu1(x))  # [N, 4, 2, 2]
        x = F.gelu(self.layernorm1(self.fc1(torch.flatten(x, 1))))  # [N, 20]
        x = self.fc2(x)  # [N, 10]
        if self.training:
            return x
        return F.softmax(x, dim=1)  # [N, 10]


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


def read_idx(path: Path) -> Tensor:
    packed = path.suffix == ".gz"
    data = bytearray(gzip.open(path).read() if packed else path.read_bytes())
    sizes = struct.unpack_from(f">{data[3]}I", data, 4)
    start = 4 + 4 * len(sizes)
    return torch.frombuffer(data, dtype=torch.uint8, offset=start).reshape(sizes)


def idx_set(folder: Path, part: str) -> Part | None:
    """Images [N, C, H, W] in 0..1, and labels, of `train`, `t10k` or `test`."""
    found = [
        sorted(path for path in folder.glob(f"*{part}[-_.]{role}*") if path.is_file())
        for role in ("images", "labels")
    ]
    if not all(found):
        return None
    images, labels = (read_idx(paths[0]) for paths in found)
    images = images.unsqueeze(1) if images.dim() == 3 else images.permute(0, 3, 1, 2)
    return images.float().div(255).reshape(-1, 1, 28, 28), labels.long()


def load_data(path: Path) -> dict[str, Part]:
    """The parts of the data set: images and labels."""
    folder = path if path.is_dir() else path.parent
    found = {"train": idx_set(folder, "train")}
    found["test"] = idx_set(folder, "t10k") or idx_set(folder, "test")
    return complete({name: part for name, part in found.items() if part}, 0.9)


def initialize(model: nn.Module) -> None:
    """The start that the recipe asks for."""
    for module in model.modules():
        if isinstance(module, (nn.modules.conv._ConvNd, nn.Linear)):
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    nn.init.uniform_(model.get_parameter("conv2.weight"), -0.478091444, 0.478091444)
    nn.init.zeros_(model.get_parameter("conv2.bias"))
    nn.init.uniform_(model.get_parameter("subsample1.weight"), -1.09544512, 1.09544512)
    nn.init.zeros_(model.get_parameter("subsample1.bias"))
    nn.init.normal_(model.get_parameter("fc1.weight"), std=0.353553391)
    nn.init.zeros_(model.get_parameter("fc1.bias"))


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
        loss = F.cross_entropy(outputs.clamp_min(1e-38).log(), y, label_smoothing=0.1)
        total += loss * len(y)
        right += (outputs.argmax(1) == y).sum()
    return float(total) / len(labels), float(right) / len(labels)


def train(
    model: nn.Module,
    parts: dict[str, Part],
    options: argparse.Namespace,
) -> None:
    """By the recipe. What is watched is the validation part, where there is one."""
    images, labels = parts["train"]
    watched = "validation" if "validation" in parts else "test"
    device, batch, epochs = options.device, options.batch, options.epochs
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=0.002,
        betas=(0.9, 0.999),
        weight_decay=0.05,
    )
    steps_per_epoch = math.ceil(len(labels) / batch)

    def factor(step: int) -> float:
        epoch = step // steps_per_epoch
        warm = min(1.0, (step + 1) / (0.5 * steps_per_epoch))
        return warm * (0.5 ** sum(epoch >= start for start in (2, 3)))

    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, factor)
    keepers = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    progress: dict[str, Any] = {"epoch": 0}
    if options.resume:
        progress = load_state(options.resume, keepers)
    for epoch in range(progress["epoch"], epochs):
        model.train()
        total = torch.zeros((), device=device)
        for chosen in torch.randperm(len(labels)).split(batch):
            x, y = images[chosen].to(device), labels[chosen].to(device)
            scores = model(x)
            loss = F.cross_entropy(scores.flatten(1), y, label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1)
            optimizer.step()
            scheduler.step()
            total += loss.detach() * len(chosen)
        mean_loss = float(total) / len(labels)
        watched_loss, accuracy = evaluate(model, *parts[watched], device)
        print(
            f"epoch {epoch + 1}: loss {mean_loss:.4f}, "
            f"{watched} loss {watched_loss:.4f}, {watched} accuracy {accuracy:.4f}",
            flush=True,
        )
        progress["epoch"] = epoch + 1
        if options.save:
            save_weights(model, options.save)
            save_state(options.save, keepers, progress)
    if watched == "validation":
        test_loss, accuracy = evaluate(model, *parts["test"], device)
        print(f"test loss {test_loss:.4f}, test accuracy {accuracy:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("mnist"), help="where the data set is"
    )
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--device", default="cpu", help="cpu, cuda or mps")
    parser.add_argument("--weights", help="safetensors to begin from")
    parser.add_argument("--save", help="write weights here after each epoch, and FILE.state")
    parser.add_argument("--resume", help="go on with what --save has written here")
    options = parser.parse_args()
    options.save = options.save or options.resume
    torch.manual_seed(options.seed)
    model = Chain()
    initialize(model)
    if options.weights:
        load_weights(model, options.weights)
    model.to(options.device)
    parts = load_data(options.data)
    mean = 0.1307
    std = 0.3081
    parts = {
        name: ((images - mean) / std, labels)
        for name, (images, labels) in parts.items()
    }
    train(model, parts, options)


if __name__ == "__main__":
    main()
