#!/usr/bin/python3
"""Writes test/fixtures/segmentation.json: what PyTorch makes of networks that have a label for each place of their output.

Run by hand (`/usr/bin/python3 test/oracle/segmentation.py [--out FILE]`); the file is committed. Cases are those of
training-parts.json; `labels` are the classes of all places, image after image in row order. The losses are PyTorch's own on
`[N, C, places]` and `[N, places]`, with the mean over images and places. Nothing here knows how cnnc computes.
"""
from __future__ import annotations

import importlib.util
import json
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
spec = importlib.util.spec_from_file_location("heads", HERE / "heads.py")
heads = importlib.util.module_from_spec(spec)
spec.loader.exec_module(heads)
tools, Net = heads.tools, heads.Net

STEPS = 5


def conv(net, name, x, c, *window, p=0):
    weight, bias = net.get(f"{name}.weight", [c, x.shape[1], *window]), net.get(f"{name}.bias", [c])
    return (F.conv1d, F.conv2d, F.conv3d)[len(window) - 1](x, weight, bias, padding=p)


def up(net, name, x, c):
    return F.conv_transpose2d(x, net.get(f"{name}.weight", [x.shape[1], c, 2, 2]), net.get(f"{name}.bias", [c]), stride=2)


UNET = """model Net {
  input 8x6x2
  conv 3x3x4 p1 as fine -> tanh as bridge
  maxpool 2 -> conv 3x3x6 p1 as low -> tanh
  concat { @bridge | deconv 2x2x4 s2 as up }
  conv 3x3x4 p1 as mix -> tanh
  conv 1x1x3 as last%s
}
"""


def unet(net, x):
    fine = torch.tanh(conv(net, "fine", x, 4, 3, 3, p=1))
    low = torch.tanh(conv(net, "low", F.max_pool2d(fine, 2), 6, 3, 3, p=1))
    x = torch.tanh(conv(net, "mix", torch.cat([fine, up(net, "up", low, 4)], 1), 4, 3, 3, p=1))
    return conv(net, "last", x, 3, 1, 1), {}


SUPERVISED = """model Net {
  input 6x6x2
  conv 3x3x4 p1 as first -> tanh
  head early {
    conv 1x1x3
  }
  conv 3x3x3 p1 as last
}
"""


def supervised(net, x):
    x = torch.tanh(conv(net, "first", x, 4, 3, 3, p=1))
    others = {"early": conv(net, "early.conv1", x, 3, 1, 1)} if net.training else {}
    return conv(net, "last", x, 3, 3, 3, p=1), others


SERIES = """model Net {
  input 11x3
  conv 3x5 p1 as first -> tanh
  conv 3x4 as last
}
"""


def series(net, x):
    return conv(net, "last", torch.tanh(conv(net, "first", x, 5, 3, p=1)), 4, 3), {}


VOLUME = """model Net {
  input 3x4x5x2
  conv 3x3x3x4 p1 as first -> tanh
  conv 1x1x1x2 as last
}
"""


def volume(net, x):
    return conv(net, "last", torch.tanh(conv(net, "first", x, 4, 3, 3, 3, p=1)), 2, 1, 1, 1), {}


def one_hot(scores, y):
    return F.one_hot(y, scores.shape[1]).movedim(-1, 1).to(scores.dtype)


LOSSES = {
    "crossentropy": F.cross_entropy,
    "crossentropy smoothing=0.1": lambda s, y: F.cross_entropy(s, y, label_smoothing=0.1),
    "nll": lambda s, y: F.nll_loss(s.log_softmax(1), y),
    "bce": lambda s, y: F.binary_cross_entropy_with_logits(s, one_hot(s, y)),
    "mse": lambda s, y: F.mse_loss(s, one_hot(s, y)),
    "mae": lambda s, y: F.l1_loss(s, one_hot(s, y)),
    "hinge margin=0.5": lambda s, y: F.multi_margin_loss(s.movedim(1, -1).flatten(0, -2), y.flatten(), margin=0.5),
}
# What the program ends in, and what that makes of the scores.
ENDINGS = {"": lambda s: s, " -> softmax": lambda s: s.softmax(1), " -> logsoftmax": lambda s: s.log_softmax(1), " -> sigmoid": torch.sigmoid}

CASES = [
    # name, program, function, input, places, classes, loss, settings, weights of heads, ending
    ("unet", UNET, unet, [8, 6, 2], [8, 6], 3, "crossentropy", [], {}, ""),
    ("unet, smoothing", UNET, unet, [8, 6, 2], [8, 6], 3, "crossentropy smoothing=0.1", [], {}, ""),
    ("unet, softmax", UNET, unet, [8, 6, 2], [8, 6], 3, "crossentropy", [], {}, " -> softmax"),
    ("unet, nll", UNET, unet, [8, 6, 2], [8, 6], 3, "nll", [], {}, " -> logsoftmax"),
    ("unet, bce", UNET, unet, [8, 6, 2], [8, 6], 3, "bce", [], {}, " -> sigmoid"),
    ("unet, hinge", UNET, unet, [8, 6, 2], [8, 6], 3, "hinge margin=0.5", [], {}, ""),
    ("unet, mse", UNET, unet, [8, 6, 2], [8, 6], 3, "mse", [], {}, ""),
    ("unet, mae", UNET, unet, [8, 6, 2], [8, 6], 3, "mae", [], {}, ""),
    ("a head with a map", SUPERVISED, supervised, [6, 6, 2], [6, 6], 3, "crossentropy", ["aux early weight=0.5"], {"early": 0.5}, ""),
    ("series", SERIES, series, [11, 3], [9], 4, "crossentropy", [], {}, ""),
    ("volume", VOLUME, volume, [3, 4, 5, 2], [3, 4, 5], 2, "crossentropy", [], {}, ""),
]


def build(index, name, program, run, sizes, places, classes, loss, settings, weights, ending) -> dict:
    seed, batch = 70_000 + 1999 * index, 3
    net = Net(seed)
    x = tools.channels_first(tools.lcg_tensor(seed, 1.0, [batch, *sizes]))
    count = batch
    for extent in places:
        count *= extent
    labels = [word % classes for word in tools.lcg_words(seed + 13, count)]
    target = torch.tensor(labels).reshape(batch, *places)
    loss_of = lambda scores: LOSSES[loss](scores, target)  # noqa: E731
    with torch.no_grad():
        run(net, x)
    optimizer = torch.optim.SGD(net.parameters(), 0.3, 0.9)
    losses = []
    for _ in range(STEPS):
        scores, others = run(net, x)
        value = loss_of(scores) + sum(weight * loss_of(others[head]) for head, weight in weights.items())
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(tools.number(value.item()))
    net.training = False
    with torch.no_grad():
        scores, _ = run(net, x)
    text = program % ending if "%s" in program else program
    recipe = [f"loss {loss}", "optimizer sgd lr=0.3 momentum=0.9", f"batch {batch}", *settings]
    return {
        "name": name,
        "program": text + "\ntrain Net {\n" + "".join(f"  {line}\n" for line in recipe) + "}\n",
        "inputShape": sizes, "batch": batch, "input": {"seed": seed, "scale": 1}, "labels": labels,
        "tensors": dict(net.sources),
        "frozen": [],
        "losses": losses,
        "after": {n: tools.numbers(net.tensors[n]) for n in net.tensors},
        "scores": tools.numbers(ENDINGS[ending](scores)),
        "testLoss": tools.number(loss_of(scores).item()),
    }


def main() -> None:
    path = pathlib.Path(sys.argv[2]) if sys.argv[1:2] == ["--out"] else HERE.parent / "fixtures" / "segmentation.json"
    torch.set_num_threads(1)
    lines = ",\n".join(json.dumps(build(i, *case)) for i, case in enumerate(CASES))
    path.write_text(f'{{"schema":"cnnc.training-parts/1","cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
