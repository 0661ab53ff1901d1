#!/usr/bin/python3
"""PyTorch on LeNet-5 at batch 64, one thread: images/s of whole training steps, and GFLOP/s of its heavy kernels alone.

A peer of bench.js (the protocol stands in peer.js): alone it measures seven windows and prints one JSON line; with `--serve`
it answers each line `window` on stdin with the rates of one and the share of the clock it had a processor. The batch is a tensor made before the clock starts. FLOPs are those of the direct form
(2 per multiply-add).
"""
from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Callable

import torch
import torch.nn as nn
import torch.nn.functional as F

BATCH = 64
STEP_SECONDS, KERNEL_SECONDS, STANDALONE_WINDOWS = 0.3, 0.05, 7


def window_of(run: Callable[[], object], seconds: float) -> Callable[[], float]:
    """Repetitions a second of `run`, over about `seconds`; calibrated here."""
    count = 1
    while True:
        start = time.perf_counter()
        for _ in range(count):
            run()
        taken = time.perf_counter() - start
        if taken >= seconds / 3:
            break
        count *= 2
    count = max(1, round(count * seconds / taken))

    def measure() -> float:
        begin = time.perf_counter()
        for _ in range(count):
            run()
        return count / (time.perf_counter() - begin)

    return measure


def training_step() -> Callable[[], float]:
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )
    assert sum(parameter.numel() for parameter in net.parameters()) == 61_706
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    images, labels = torch.rand(BATCH, 1, 28, 28), torch.arange(BATCH) % 10

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(net(images), labels).backward()
        optimizer.step()

    return window_of(step, STEP_SECONDS)


def kernels() -> dict[str, tuple[float, Callable[[], object]]]:
    """Name to FLOPs and a call: forward with bias, gradient of the input, gradient of weights and bias."""
    result: dict[str, tuple[float, Callable[[], object]]] = {}
    for name, channels, size, filters, padding in (("conv1", 1, 28, 6, 2), ("conv2", 6, 14, 16, 0)):
        x, w, b = torch.rand(BATCH, channels, size, size), torch.rand(filters, channels, 5, 5), torch.rand(filters)
        dy = torch.rand_like(F.conv2d(x, w, b, 1, padding))
        flops = 2 * dy.numel() * channels * 25

        def backward(mask: list[bool], dy=dy, x=x, w=w, filters=filters, padding=padding) -> object:
            return torch.ops.aten.convolution_backward(dy, x, w, [filters], [1, 1], [padding] * 2, [1, 1], False, [0, 0], 1, mask)

        result[f"{name} forward"] = (flops, lambda x=x, w=w, b=b, padding=padding: F.conv2d(x, w, b, 1, padding))
        if name != "conv1":
            result[f"{name} backward-data"] = (flops, lambda backward=backward: backward([True, False, False]))
        result[f"{name} backward-weights"] = (flops, lambda backward=backward: backward([False, True, True]))
    x, w, b, dy = torch.rand(BATCH, 400), torch.rand(120, 400), torch.rand(120), torch.rand(BATCH, 120)
    flops = 2 * BATCH * 400 * 120
    result["fc1 forward"] = (flops, lambda: F.linear(x, w, b))
    result["fc1 backward-data"] = (flops, lambda: dy @ w)
    result["fc1 backward-weights"] = (flops, lambda: (dy.t() @ x, dy.sum(0)))
    return result


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(1)
    step = training_step()
    measures: dict[str, tuple[str, Callable[[], float]]] = {"training step": ("images/s", lambda: step() * BATCH)}
    for name, (flops, call) in kernels().items():
        rate = window_of(call, KERNEL_SECONDS)
        measures[name] = ("GFLOP/s", lambda rate=rate, flops=flops: rate() * flops / 1e9)

    def window() -> dict[str, float]:
        return {name: measure() for name, (_, measure) in measures.items()}

    about = {"name": "pytorch", "version": torch.__version__, "threads": torch.get_num_threads(), "mkldnn": torch.backends.mkldnn.is_available(), "batch": BATCH}
    window()
    if "--serve" not in sys.argv:
        rounds = [window() for _ in range(STANDALONE_WINDOWS)]
        metrics = {}
        for name, (unit, _) in measures.items():
            rates = [each[name] for each in rounds]
            metrics[name] = {"unit": unit, "median": statistics.median(rates), "best": max(rates), "windows": rates}
        print(json.dumps({**about, "metrics": metrics}))
        return
    print(json.dumps({"ready": about, "units": {name: unit for name, (unit, _) in measures.items()}}), flush=True)
    for line in sys.stdin:
        if line.strip() == "window":
            cpu, wall = time.process_time(), time.perf_counter()
            rates = window()
            share = (time.process_time() - cpu) / (time.perf_counter() - wall)
            print(json.dumps({"rates": rates, "share": share}), flush=True)


if __name__ == "__main__":
    main()
