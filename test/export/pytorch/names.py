"""None, from names.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import json
from collections import OrderedDict
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Lambda(nn.Module):
    """Says '''hello''' ' and import os"""

    def __init__(self, in_channels: int, self_: int, torch_: int) -> None:
        super().__init__()
        self.weight = nn.Conv2d(in_channels, self_, 1)
        self.u__class__ = nn.Conv2d(self_, torch_, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.u__class__(F.relu(self.weight(x)))  # [N, torch_, 8, 8]


class None_(nn.Module):
    """8x8x4 to 3, 1,286 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.ModuleDict({
            "1": nn.Conv2d(4, 4, 3, padding=1),
            "2": nn.Conv2d(4, 4, 3, padding=1),
        })
        self.half_ = nn.Conv2d(4, 4, 1)
        self.eval_ = nn.BatchNorm2d(4)
        self.modules_ = Lambda(in_channels=4, self_=4, torch_=2)
        self.type_ = Lambda(in_channels=2, self_=6, torch_=4)
        self.turn = nn.Sequential(OrderedDict([
            ("1", Lambda(in_channels=4, self_=4, torch_=4)),
            ("2", Lambda(in_channels=4, self_=4, torch_=4)),
        ]))
        self.nn = nn.Conv2d(4, 4, 1)
        self.u__init__ = nn.Sequential(OrderedDict([
            ("F", nn.AdaptiveAvgPool2d(1)),
            ("flatten", nn.Flatten()),
            ("Tensor", nn.Linear(4, 3)),
        ]))
        self.None_ = nn.Linear(256, 3)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        x = F.relu(self.a["1"](x))  # [N, 4, 8, 8]
        x = F.relu(self.a["2"](x))  # [N, 4, 8, 8]
        half = self.half_(x)  # [N, 4, 8, 8]
        x = self.eval_(half)  # [N, 4, 8, 8]
        x = self.type_(self.modules_(x))  # [N, 4, 8, 8]
        x = self.turn(x)  # [N, 4, 8, 8]
        x = self.nn(x)  # [N, 4, 8, 8]
        torch_ = half + x  # [N, 4, 8, 8]
        if self.training:
            u__init__ = self.u__init__(torch_)  # [N, 3]
        x = self.None_(torch.flatten(torch_, 1))  # [N, 3]
        if self.training:
            return x, u__init__
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
    # Names of the model that mean something else in Python or in PyTorch.
    renamed = {
        "half": "half_",
        "eval": "eval_",
        "modules.weight": "modules_.weight",
        "modules.__class__": "modules_.u__class__",
        "type.weight": "type_.weight",
        "type.__class__": "type_.u__class__",
        "turn.1.__class__": "turn.1.u__class__",
        "turn.2.__class__": "turn.2.u__class__",
        "__init__.Tensor": "u__init__.Tensor",
        "None": "None_",
    }
    spelled = {}
    for key, value in tensors.items():
        layer, _, tensor = key.rpartition(".")
        spelled[f"{renamed.get(layer, layer)}.{tensor}"] = value
    tensors = spelled
    # PyTorch counts batches; a file of cnnc need not.
    for key, value in model.state_dict().items():
        if key.endswith("num_batches_tracked"):
            tensors.setdefault(key, value)
    model.load_state_dict(tensors, strict=True)


def save_weights(model: nn.Module, path: str) -> None:
    """Every parameter and statistic as safetensors, which cnnc reads (--weights)."""
    renamed = {
        "half_": "half",
        "eval_": "eval",
        "modules_.weight": "modules.weight",
        "modules_.u__class__": "modules.__class__",
        "type_.weight": "type.weight",
        "type_.u__class__": "type.__class__",
        "turn.1.u__class__": "turn.1.__class__",
        "turn.2.u__class__": "turn.2.__class__",
        "u__init__.Tensor": "__init__.Tensor",
        "None_": "None",
    }
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    data = bytearray()
    for name, tensor in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        layer, _, last = name.rpartition(".")
        name = f"{renamed.get(layer, layer)}.{last}"
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
    model = None_()
    if options.weights:
        load_weights(model, options.weights)
    if options.save:
        save_weights(model, options.save)
    print(model)
    print(sum(parameter.numel() for parameter in model.parameters()), "parameters")


if __name__ == "__main__":
    main()
