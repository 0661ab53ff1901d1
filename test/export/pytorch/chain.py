"""Chain, from chain.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import gzip
import json
import math
import struct
from pathlib import Path

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


def read_idx(path: Path) -> Tensor:
    packed = path.suffix == ".gz"
    data = bytearray(gzip.open(path).read() if packed else path.read_bytes())
    sizes = struct.unpack_from(f">{data[3]}I", data, 4)
    start = 4 + 4 * len(sizes)
    return torch.frombuffer(data, dtype=torch.uint8, offset=start).reshape(sizes)


def idx_set(folder: Path, part: str) -> tuple[Tensor, Tensor] | None:
    """Images [N, C, H, W] as bytes, and labels, of `train` or `t10k`."""
    found = [
        sorted(path for path in folder.glob(f"*{part}[-_.]{role}*") if path.is_file())
        for role in ("images", "labels")
    ]
    if not all(found):
        return None
    images, labels = (read_idx(paths[0]) for paths in found)
    images = images.unsqueeze(1) if images.dim() == 3 else images.permute(0, 3, 1, 2)
    return images.contiguous(), labels.long()


def load_data(folder: Path, seed: int) -> list[tuple[Tensor, Tensor]]:
    """Training and test set: images [N, C, H, W] as bytes, and labels."""
    sets = []
    for part in ("train", "t10k"):
        found = idx_set(folder, part)
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
    model: nn.Module, images: Tensor, labels: Tensor, batch: int = 256
) -> tuple[float, float]:
    """The mean loss, and the share of images that are called right."""
    model.eval()
    total, right = 0.0, 0
    for x, y in zip(images.split(batch), labels.split(batch)):
        outputs = model(x).flatten(1)
        loss = F.cross_entropy(outputs.clamp_min(1e-38).log(), y, label_smoothing=0.1)
        total += float(loss) * len(y)
        right += int((outputs.argmax(1) == y).sum())
    return total / len(labels), right / len(labels)


def train(
    model: nn.Module,
    data: tuple[Tensor, Tensor],
    test: tuple[Tensor, Tensor],
    epochs: int,
    batch: int,
) -> None:
    images, labels = data
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
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for chosen in torch.randperm(len(labels)).split(batch):
            scores = model(images[chosen])
            loss = F.cross_entropy(
                scores.flatten(1),
                labels[chosen],
                label_smoothing=0.1,
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1)
            optimizer.step()
            scheduler.step()
            total += float(loss) * len(chosen)
        test_loss, accuracy = evaluate(model, *test)
        print(
            f"epoch {epoch + 1}: loss {total / len(labels):.4f}, "
            f"test loss {test_loss:.4f}, test accuracy {accuracy:.4f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("mnist"), help="folder of the data set"
    )
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--weights", help="safetensors to begin from")
    parser.add_argument("--save", help="where to write the weights as safetensors")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    model = Chain()
    initialize(model)
    if options.weights:
        load_weights(model, options.weights)
    sets = [
        (images.float().div(255).reshape(-1, 1, 28, 28), labels)
        for images, labels in load_data(options.data, options.seed)
    ]
    mean = 0.1307
    std = 0.3081
    sets = [((images - mean) / std, labels) for images, labels in sets]
    train(model, *sets, options.epochs, options.batch)
    if options.save:
        save_weights(model, options.save)


if __name__ == "__main__":
    main()
