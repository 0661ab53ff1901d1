"""Branches, from branches.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def channel_shuffle(x: Tensor, groups: int) -> Tensor:
    """The first channel of each group, then the second of each."""
    grouped = x.unflatten(1, (groups, x.shape[1] // groups))
    return grouped.transpose(1, 2).flatten(1, 2)


class Double(nn.Module):
    """The block double of branches.cnn."""

    def __init__(self, in_channels: int, c: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, c, 3, padding=1)
        self.conv2 = nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.conv1(x))  # [N, c, H, W]
        return F.relu(self.conv2(x))  # [N, c, H, W]


class Branches(nn.Module):
    """16x24x3 to 16x24x2, 6,340 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.fine = Double(in_channels=3, c=8)
        self.coarse = Double(in_channels=8, c=16)
        self.conv1 = nn.Conv2d(16, 4, 1)
        self.conv2 = nn.Conv2d(4, 16, 1)
        self.deconv1 = nn.ConvTranspose2d(16, 6, 3)
        self.large = nn.ConvTranspose2d(30, 8, 2, stride=2)
        self.conv3 = nn.Conv2d(8, 8, 1, groups=2)
        self.scores = nn.Conv2d(8, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        fine = self.fine(x)  # [N, 8, 16, 24]
        x = F.max_pool2d(fine, 2)  # [N, 8, 8, 12]
        coarse = self.coarse(x)  # [N, 16, 8, 12]
        x = F.avg_pool2d(coarse, 2)  # [N, 16, 4, 6]
        a = torch.sigmoid(self.conv2(F.silu(self.conv1(F.adaptive_avg_pool2d(x, 1)))))  # [N, 16, 1, 1]
        x = a * x  # [N, 16, 4, 6]
        x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)  # [N, 16, 8, 12]
        a = coarse[:, 0:8]  # [N, 8, 8, 12]
        b = F.pad(x[:, :, :, 1:11], (1, 1, 0, 0))  # [N, 16, 8, 12]
        x = self.deconv1(x)[:, :, 0:9, 0:13][:, :, 1:9, 1:13]  # [N, 6, 8, 12]
        x = torch.cat([a, b, x], dim=1)  # [N, 30, 8, 12]
        large = self.large(x)  # [N, 8, 16, 24]
        x = channel_shuffle(self.conv3(large), 2)  # [N, 8, 16, 24]
        x = fine + large + x  # [N, 8, 16, 24]
        return self.scores(x)  # [N, 2, 16, 24]


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
    model = Branches()
    if options.weights:
        load_weights(model, options.weights)
    if options.save:
        save_weights(model, options.save)
    print(model)
    print(sum(parameter.numel() for parameter in model.parameters()), "parameters")


if __name__ == "__main__":
    main()
