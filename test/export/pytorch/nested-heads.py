"""Arms, from nested-heads.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import json
from collections import OrderedDict
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Arms(nn.Module):
    """8x8x3 to 13, 10,243 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.residual1 = nn.ModuleDict({
            "tower1": nn.ModuleDict({
                "conv1": nn.Conv2d(3, 4, 3, padding=1, bias=False),
                "bn1": nn.BatchNorm2d(4),
                "side": nn.Sequential(OrderedDict([
                    ("gavgpool1", nn.AdaptiveAvgPool2d(1)),
                    ("flatten", nn.Flatten()),
                    ("fc1", nn.Linear(4, 4)),
                ])),
                "conv2": nn.Conv2d(4, 4, 3, padding=1, bias=False),
                "bn2": nn.BatchNorm2d(4),
            }),
            "conv1": nn.Conv2d(3, 4, 1),
        })
        self.tower1 = nn.ModuleDict({
            "conv1": nn.Conv2d(4, 6, 3, padding=1, bias=False),
            "bn1": nn.BatchNorm2d(6),
            "side": nn.Sequential(OrderedDict([
                ("gavgpool1", nn.AdaptiveAvgPool2d(1)),
                ("flatten", nn.Flatten()),
                ("fc1", nn.Linear(6, 6)),
            ])),
            "conv2": nn.Conv2d(6, 6, 3, padding=1, bias=False),
            "bn2": nn.BatchNorm2d(6),
        })
        self.tower2 = nn.ModuleDict({
            "conv1": nn.Conv2d(4, 5, 3, padding=1, bias=False),
            "bn1": nn.BatchNorm2d(5),
            "side": nn.Sequential(OrderedDict([
                ("gavgpool1", nn.AdaptiveAvgPool2d(1)),
                ("flatten", nn.Flatten()),
                ("fc1", nn.Linear(5, 5)),
            ])),
            "conv2": nn.Conv2d(5, 5, 3, padding=1, bias=False),
            "bn2": nn.BatchNorm2d(5),
        })
        self.ending1 = nn.ModuleDict({
            "conv1": nn.Conv2d(5, 3, 3, stride=2, padding=1),
            "last": nn.Sequential(OrderedDict([
                ("flatten", nn.Flatten()),
                ("fc1", nn.Linear(48, 7)),
            ])),
        })
        self.deep = nn.ModuleDict({
            "tower1": nn.ModuleDict({
                "conv1": nn.Conv2d(13, 8, 3, padding=1, bias=False),
                "bn1": nn.BatchNorm2d(8),
                "side": nn.Sequential(OrderedDict([
                    ("gavgpool1", nn.AdaptiveAvgPool2d(1)),
                    ("flatten", nn.Flatten()),
                    ("fc1", nn.Linear(8, 8)),
                ])),
                "conv2": nn.Conv2d(8, 8, 3, padding=1, bias=False),
                "bn2": nn.BatchNorm2d(8),
            }),
            "conv1": nn.Conv2d(13, 8, 1),
        })
        self.fc1 = nn.Linear(512, 13)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        a = self.residual1["tower1"]["bn1"](self.residual1["tower1"]["conv1"](x))  # [N, 4, 8, 8]
        a = F.relu(a)  # [N, 4, 8, 8]
        if self.training:
            residual1_tower1_side = self.residual1["tower1"]["side"](a)  # [N, 4]
        a = self.residual1["tower1"]["bn2"](self.residual1["tower1"]["conv2"](a))  # [N, 4, 8, 8]
        a = F.relu(a)  # [N, 4, 8, 8]
        x = self.residual1["conv1"](x)  # [N, 4, 8, 8]
        x = a + x  # [N, 4, 8, 8]
        a = F.relu(self.tower1["bn1"](self.tower1["conv1"](x)))  # [N, 6, 8, 8]
        if self.training:
            tower1_side = self.tower1["side"](a)  # [N, 6]
        a = self.tower1["bn2"](self.tower1["conv2"](a))  # [N, 6, 8, 8]
        b = F.relu(self.tower2["bn1"](self.tower2["conv1"](x)))  # [N, 5, 8, 8]
        if self.training:
            tower2_side = self.tower2["side"](b)  # [N, 5]
        b = self.tower2["bn2"](self.tower2["conv2"](b))  # [N, 5, 8, 8]
        b = F.relu(self.ending1["conv1"](b))  # [N, 3, 4, 4]
        if self.training:
            last = self.ending1["last"](b)  # [N, 7]
        b = F.interpolate(b, scale_factor=2)  # [N, 3, 8, 8]
        x = torch.cat([a, b, x], dim=1)  # [N, 13, 8, 8]
        a = F.relu(self.deep["tower1"]["bn1"](self.deep["tower1"]["conv1"](x)))  # [N, 8, 8, 8]
        if self.training:
            deep_tower1_side = self.deep["tower1"]["side"](a)  # [N, 8]
        a = self.deep["tower1"]["bn2"](self.deep["tower1"]["conv2"](a))  # [N, 8, 8, 8]
        a = F.relu(a)  # [N, 8, 8, 8]
        x = self.deep["conv1"](x)  # [N, 8, 8, 8]
        x = a + x  # [N, 8, 8, 8]
        x = self.fc1(torch.flatten(x, 1))  # [N, 13]
        if self.training:
            return x, residual1_tower1_side, tower1_side, tower2_side, last, deep_tower1_side
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", help="safetensors, as cnnc writes them")
    parser.add_argument("--save", help="where to write the weights as safetensors")
    options = parser.parse_args()
    model = Arms()
    if options.weights:
        load_weights(model, options.weights)
    if options.save:
        save_weights(model, options.save)
    print(model)
    print(sum(parameter.numel() for parameter in model.parameters()), "parameters")


if __name__ == "__main__":
    main()
