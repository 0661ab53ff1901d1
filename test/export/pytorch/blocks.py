"""Blocks, from blocks.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Shortcut(nn.Module):
    """What is added to: the input, or a projection of it."""

    def __init__(self, in_channels: int, c: int, s: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, c, 1, stride=s, bias=False)
        self.bn1 = nn.BatchNorm2d(c)

    def forward(self, x: Tensor) -> Tensor:
        return self.bn1(self.conv1(x))  # [N, c, H, W]


class Unit(nn.Module):
    """A residual unit."""

    def __init__(self, in_channels: int, c: int, s: int, has_shortcut1: bool) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, c, 3, stride=s, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(c)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(c)
        self.shortcut1 = nn.Identity()
        if has_shortcut1:
            self.shortcut1 = Shortcut(in_channels=in_channels, c=c, s=s)

    def forward(self, x: Tensor) -> Tensor:
        a = F.relu(self.bn1(self.conv1(x)))  # [N, c, H, W]
        a = self.bn2(self.conv2(a))  # [N, c, H, W]
        x = self.shortcut1(x)
        return F.relu(a + x)  # [N, c, H, W]


class Widened(nn.Module):
    """Causal: what comes later is not seen."""

    def __init__(self, c: int, d: int) -> None:
        super().__init__()
        self.d = d
        self.conv1 = nn.Conv2d(32, 2 * c, 3, dilation=d)
        self.conv2 = nn.Conv2d(2 * c, c, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu6(self.conv1(F.pad(x, (2 * self.d, 0, 2 * self.d, 0))))  # [N, 2 * c, 4, 4]
        return self.conv2(x)  # [N, c, 4, 4]


class Blocks(nn.Module):
    """16x16x3 to 5, 51,237 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.unit1 = Unit(in_channels=8, c=8, s=1, has_shortcut1=False)
        self.unit2 = Unit(in_channels=8, c=8, s=1, has_shortcut1=False)
        self.unit3 = Unit(in_channels=8, c=16, s=2, has_shortcut1=True)
        self.unit4 = Unit(in_channels=16, c=32, s=2, has_shortcut1=True)
        self.widened1 = Widened(c=32, d=1)
        self.widened2 = Widened(c=16, d=2)
        self.fc1 = nn.Linear(16, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)  # [N, 8, 16, 16]
        x = self.unit1(x)  # [N, 8, 16, 16]
        x = self.unit2(x)  # [N, 8, 16, 16]
        x = self.unit4(self.unit3(x))  # [N, 32, 4, 4]
        x = self.widened2(self.widened1(x))  # [N, 16, 4, 4]
        return self.fc1(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))  # [N, 5]


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", help="safetensors, as cnnc writes them")
    parser.add_argument("--save", help="where to write the weights as safetensors")
    options = parser.parse_args()
    model = Blocks()
    if options.weights:
        load_weights(model, options.weights)
    if options.save:
        save_weights(model, options.save)
    print(model)
    print(sum(parameter.numel() for parameter in model.parameters()), "parameters")


if __name__ == "__main__":
    main()
