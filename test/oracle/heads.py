#!/usr/bin/python3
"""Writes test/fixtures/training-parts.json: what PyTorch makes of networks with auxiliary heads, with frozen parts, and on graphs.

Run by hand (`/usr/bin/python3 test/oracle/heads.py [--out FILE]`); the file is committed. A case holds the program, where its
tensors come from (the generator of test/oracle/README.md, plus `shift`), the loss of each of five steps on one batch (all heads
weighed in, as GoogLeNet's and Inception's training scripts do), what it has learned and kept after the last, and then scores and
loss of an evaluation, without heads. Nothing here knows how cnnc computes.
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
spec = importlib.util.spec_from_file_location("tools", HERE / "make-operator-fixtures.py")
tools = importlib.util.module_from_spec(spec)
sys.path.insert(0, str(HERE))
spec.loader.exec_module(tools)

STEPS = 5


class Net:
    """Tensors by the names cnnc gives them, made as they are first asked for."""

    def __init__(self, seed: int):
        self.seed, self.tensors, self.sources, self.frozen, self.training = seed, {}, {}, (), True

    def get(self, name: str, shape: list[int], scale: float = 0.5, shift: float = 0.0, state: bool = False) -> torch.Tensor:
        if name not in self.tensors:
            seed = self.seed + 101 * (len(self.tensors) + 1)
            self.sources[name] = {"shape": shape, "seed": seed, "scale": scale, **({"shift": shift} if shift else {})}
            tensor = tools.lcg_tensor(seed, scale, shape) + shift
            self.tensors[name] = tensor if state else tensor.requires_grad_(not self.is_frozen(name))
        return self.tensors[name]

    def is_frozen(self, name: str) -> bool:
        return any(name.startswith(f"{part}.") for part in self.frozen)

    def parameters(self) -> list[torch.Tensor]:
        return [tensor for tensor in self.tensors.values() if tensor.requires_grad]

    def conv(self, name: str, x, c: int, k: int, p: int = 0, bias: bool = True):
        weight = self.get(f"{name}.weight", [c, x.shape[1], k, k])
        return F.conv2d(x, weight, self.get(f"{name}.bias", [c]) if bias else None, padding=p)

    def fc(self, name: str, x, n: int):
        x = x.flatten(1)
        return F.linear(x, self.get(f"{name}.weight", [n, x.shape[1]]), self.get(f"{name}.bias", [n]))

    def bn(self, name: str, x, eps: float = 1e-5):
        c = x.shape[1]
        weight, bias = self.get(f"{name}.weight", [c], 0.5, 1.0), self.get(f"{name}.bias", [c])
        mean = self.get(f"{name}.running_mean", [c], 0.25, state=True)
        variance = self.get(f"{name}.running_var", [c], 0.5, 1.0, state=True)
        # Frozen, it is torchvision's FrozenBatchNorm2d.
        return F.batch_norm(x, mean, variance, weight, bias, self.training and not self.is_frozen(f"{name}.weight"), 0.1, eps)

    def unit(self, name: str, x, c: int, k: int):
        return F.relu(self.bn(f"{name}.bn1", self.conv(f"{name}.conv1", x, c, k, (k - 1) // 2, False), 0.001))

    def module(self, name: str, x, a: int, b: int, c: int):
        return torch.cat([
            self.unit(f"{name}.unit1", x, a, 1),
            self.unit(f"{name}.unit3", self.unit(f"{name}.unit2", x, b, 1), b, 3),
            self.unit(f"{name}.unit4", F.max_pool2d(x, 3, 1, 1), c, 1),
        ], 1)


BLOCKS = """block unit(c, k) { conv {k}x{k}x{c} p{(k - 1)/2} nobias -> bn eps=0.001 -> relu }
block module(a, b, c) {
  concat {
    | unit(a, 1)
    | unit(b, 1) -> unit(b, 3)
    | maxpool 3 s1 p1 -> unit(c, 1)
  }
}
"""

GOOGLENET = BLOCKS + """model Net {
  input 8x8x3
  unit(6, 3)        as stem
  maxpool 2
  module(4, 3, 2)   as inception1
  head aux1 {
    gavgpool -> fc 8 -> relu -> fc 4
  }
  module(4, 3, 3)   as inception2
  head aux2 {
    fc 4
  }
  gavgpool -> fc 4
}
"""


def googlenet(net: Net, x):
    x = F.max_pool2d(net.unit("stem", x, 6, 3), 2)
    x = net.module("inception1", x, 4, 3, 2)
    heads = {}
    if net.training:
        heads["aux1"] = net.fc("aux1.fc2", F.relu(net.fc("aux1.fc1", x.mean((2, 3)), 8)), 4)
    x = net.module("inception2", x, 4, 3, 3)
    if net.training:
        heads["aux2"] = net.fc("aux2.fc1", x, 4)
    return net.fc("fc1", x.mean((2, 3)), 4), heads


THROUGH = """model Net {
  input 6x6x2
  conv 3x3x3 p1   as low -> tanh -> avgpool 2
  fc 4            as first
  head early { }
  tanh
  head late {
    fc 4 -> softmax
  }
  fc 4            as last -> softmax
}
"""


def through(net: Net, x):
    """A head that is the model's own way, and heads that end in softmax."""
    x = F.avg_pool2d(torch.tanh(net.conv("low", x, 3, 3, 1)), 2)
    first = net.fc("first", x, 4)
    x = torch.tanh(first)
    heads = {"early": first, "late": net.fc("late.fc1", x, 4)} if net.training else {}
    return net.fc("last", x, 4), heads


FROZEN = BLOCKS + """model Net {
  input 8x8x3
  unit(5, 3)        as stem -> maxpool 2
  unit(4, 3)        as low
  unit(6, 3)        as high
  conv 3x3x4        as plain -> relu
  fc 4
}
"""


def frozen(net: Net, x):
    x = F.max_pool2d(net.unit("stem", x, 5, 3), 2)
    x = net.unit("high", net.unit("low", x, 4, 3), 6, 3)
    return net.fc("fc1", F.relu(net.conv("plain", x, 4, 3)), 4), {}


EDGES = "from,to\n0,1\n1,2\n2,0\n3,1\n# twice, and a loop\n1,3\n4,4\n4,5\n5,0\n"
GRAPH = """model Net {
  input 7x3 graph="edges.csv"
  gconv 5 -> tanh
  gconv 3 nobias -> relu
  fc 4
}
"""


def graph(net: Net, x):
    adjacency = torch.eye(7, dtype=torch.float64)
    for a, b in [(0, 1), (1, 2), (2, 0), (3, 1), (4, 5), (5, 0)]:
        adjacency[a, b] = adjacency[b, a] = 1
    scale = adjacency.sum(1).rsqrt()
    adjacency = scale[:, None] * adjacency * scale
    for i, (c, act) in enumerate([(5, torch.tanh), (3, F.relu)], 1):
        y = torch.einsum("ncv,vw,cf->nfw", x, adjacency, net.get(f"gconv{i}.weight", [x.shape[1], c]))
        x = act(y + net.get("gconv1.bias", [c])[:, None] if i == 1 else y)
    return net.fc("fc1", x, 4), {}


SGD = ("sgd lr=0.05 momentum=0.9 decay=0.01", lambda p: torch.optim.SGD(p, 0.05, 0.9, weight_decay=0.01))
ADAM = ("adamw lr=0.02 decay=0.1", lambda p: torch.optim.AdamW(p, 0.02, weight_decay=0.1))

CASES = [
    # name, program, function, input, settings, weights of heads, frozen, smoothing, optimizer, norm of the clip
    ("two heads", GOOGLENET, googlenet, [8, 8, 3], ["aux aux1", "aux aux2 weight=0.4"], {"aux1": 0.3, "aux2": 0.4}, (), 0.1, SGD, None),
    ("one of two heads", GOOGLENET, googlenet, [8, 8, 3], ["aux aux2 weight=1"], {"aux2": 1.0}, (), 0.0, SGD, 0.5),
    ("heads on the way", THROUGH, through, [6, 6, 2], ["aux early weight=0.5", "aux late weight=2"], {"early": 0.5, "late": 2.0}, (), 0.0, SGD, None),
    ("frozen head and stem", GOOGLENET, googlenet, [8, 8, 3], ["aux aux1", "freeze stem aux1"], {"aux1": 0.3}, ("stem", "aux1"), 0.0, SGD, None),
    ("frozen below", FROZEN, frozen, [8, 8, 3], ["freeze stem low"], {}, ("stem", "low"), 0.0, ADAM, None),
    ("frozen between", FROZEN, frozen, [8, 8, 3], ["freeze low high"], {}, ("low", "high"), 0.0, SGD, 0.1),
    ("frozen above", FROZEN, frozen, [8, 8, 3], ['freeze plain fc1 "low.bn1"'], {}, ("plain", "fc1", "low.bn1"), 0.1, ADAM, None),
    ("graph", GRAPH, graph, [7, 3], [], {}, (), 0.0, SGD, None),
    ("graph, frozen", GRAPH, graph, [7, 3], ["freeze gconv2"], {}, ("gconv2",), 0.0, ADAM, None),
]


def build(index: int, name, program, run, sizes, settings, weights, frozen_parts, smoothing, optimizer, norm) -> dict:
    seed, batch = 40_000 + 1999 * index, 6
    net = Net(seed)
    net.frozen = frozen_parts
    x = tools.channels_first(tools.lcg_tensor(seed, 1.0, [batch, *sizes]))
    labels = [word % 4 for word in tools.lcg_words(seed + 13, batch)]
    target = torch.tensor(labels)
    loss_of = lambda scores: F.cross_entropy(scores, target, label_smoothing=smoothing)  # noqa: E731
    net.training = False
    run(net, x)
    net.training = True
    names_of_model = list(net.tensors)
    run_states = {n: t.clone() for n, t in net.tensors.items() if not t.requires_grad}
    with torch.no_grad():
        run(net, x)
    # What is kept has changed by making the tensors of the heads: begin again.
    for state, values in run_states.items():
        net.tensors[state].copy_(values)
    learning = net.parameters()
    optimize = optimizer[1](learning)
    losses = []
    for _ in range(STEPS):
        scores, heads = run(net, x)
        loss = loss_of(scores) + sum(weight * loss_of(heads[head]) for head, weight in weights.items())
        optimize.zero_grad()
        loss.backward()
        if norm is not None:
            torch.nn.utils.clip_grad_norm_(learning, norm)
        optimize.step()
        losses.append(tools.number(loss.item()))
    net.training = False
    with torch.no_grad():
        scores, _ = run(net, x)
    used = [n for n in net.tensors if n in names_of_model or n.split(".")[0] in weights]
    recipe = [f"loss crossentropy smoothing={smoothing}" if smoothing else "loss crossentropy", f"optimizer {optimizer[0]}", f"batch {batch}",
              *([f"clip norm {norm}"] if norm else []), *settings]
    return {
        "name": name,
        "program": f"{program}\ntrain Net {{\n" + "".join(f"  {line}\n" for line in recipe) + "}\n",
        **({"edges": EDGES} if run is graph else {}),
        "inputShape": sizes, "batch": batch, "input": {"seed": seed, "scale": 1}, "labels": labels,
        "tensors": {n: net.sources[n] for n in used},
        "frozen": [n for n in used if net.is_frozen(n)],
        "losses": losses,
        "after": {n: tools.numbers(net.tensors[n]) for n in used},
        "scores": tools.numbers(scores.softmax(1) if run is through else scores),
        "testLoss": tools.number(loss_of(scores).item()),
    }


def main() -> None:
    path = pathlib.Path(sys.argv[2]) if sys.argv[1:2] == ["--out"] else HERE.parent / "fixtures" / "training-parts.json"
    torch.set_num_threads(1)
    lines = ",\n".join(json.dumps(build(i, *case)) for i, case in enumerate(CASES))
    path.write_text(f'{{"schema":"cnnc.training-parts/1","cases":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
