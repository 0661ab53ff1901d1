#!/usr/bin/python3
"""Writes test/fixtures/operators/*.json: what PyTorch answers for every layer, optimizer and schedule of the language.

Run by hand (`/usr/bin/python3 test/oracle/make-operator-fixtures.py`, Debian's python3-torch 1.13 or any later PyTorch); the
files are committed, so the tests need no Python. The format is described in test/oracle/README.md and read by
test/oracle/operator-fixtures.ts. Nothing here knows how cnnc computes: the layer text is parsed by a few lines of Python and
handed to torch.nn.functional.
"""
from __future__ import annotations

import json
import sys
import math
import pathlib
import re

import torch
import torch.nn.functional as F

sys.dont_write_bytecode = True
import training_settings  # noqa: E402
import window_and_shape_layers  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "operators"
# A tensor with more numbers than this is stored as float64 only: float32 adds no test, only bytes.
FLOAT32_LIMIT = 20


# --- numbers ---------------------------------------------------------------------------------------------------------

def lcg_words(seed: int, count: int) -> list[int]:
    """`count` 16-bit words: state = state * 1664525 + 1013904223 (mod 2^32), started at `seed`; word = state >> 16."""
    words, state = [], seed
    for _ in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        words.append(state >> 16)
    return words


def lcg_tensor(seed: int, scale: float, shape: list[int]) -> torch.Tensor:
    """Numbers (word - 32768) / 32768 * scale: exact in float32 when `scale` is a power of two."""
    values = [(word - 32768) / 32768 * scale for word in lcg_words(seed, math.prod(shape))]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


def number(value: float) -> float | int:
    """Nine significant digits, without a fraction where there is none."""
    short = float(f"{value:.9g}")
    return int(short) if short.is_integer() and abs(short) < 2**53 else short


def numbers(tensor: torch.Tensor) -> list:
    return [number(value) for value in tensor.detach().double().reshape(-1).tolist()]


def channels_last(tensor: torch.Tensor) -> torch.Tensor:
    """N,C,spatial... to N,spatial...,C; vectors (N,C) stay."""
    return tensor.movedim(1, -1).contiguous()


def channels_first(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.movedim(-1, 1).contiguous()


# --- the layer text --------------------------------------------------------------------------------------------------

class Layer:
    """One stage of a chain, as written: `conv 3x3x4 s2 p1:0 nobias`."""

    def __init__(self, text: str):
        self.text = text
        words = text.split()
        self.name = words[0]
        self.sizes: list[int] = []
        self.number: float | None = None
        self.attributes: dict[str, str] = {}
        self.flags: set[str] = set()
        self.named: dict[str, float] = {}
        for word in words[1:]:
            if re.fullmatch(r"\d+(x\d+)*", word):
                self.sizes = [int(size) for size in word.split("x")]
            elif re.fullmatch(r"\d*\.\d+", word):
                self.number = float(word)
            elif re.fullmatch(r"[spdg]\d[\dx:]*", word):
                self.attributes[word[0]] = word[1:]
            elif named := re.fullmatch(r"(\w+)=([\d.e-]+)", word):
                self.named[named[1]] = float(named[2])
            elif not word.startswith("table="):
                assert word in {"nobias", "same", "valid", "ceil", "nopad", "shared", "nearest", "bilinear"}, word
                self.flags.add(word)

    def per_axis(self, letter: str, axes: int, default: list[int]) -> list[int]:
        if letter not in self.attributes:
            return default
        sizes = [int(size) for size in self.attributes[letter].split("x")]
        return sizes * axes if len(sizes) == 1 else sizes

    def kernel(self, axes: int) -> list[int]:
        sizes = self.sizes[:-1] if self.name == "conv" else self.sizes
        return sizes * axes if len(sizes) == 1 and axes > 1 else sizes

    def padding(self, spatial: list[int], kernel: list[int], stride: list[int], dilation: list[int]) -> list[tuple[int, int]]:
        """(before, after) per axis. `same`: ceil(size / stride) outputs, the odd one at the end (SAME_UPPER)."""
        if "same" in self.flags:
            result = []
            for size, k, s, d in zip(spatial, kernel, stride, dilation):
                total = max((math.ceil(size / s) - 1) * s + d * (k - 1) + 1 - size, 0)
                result.append((total // 2, total - total // 2))
            return result
        if "p" not in self.attributes:
            return [(0, 0)] * len(spatial)
        pairs = []
        for part in self.attributes["p"].split("x"):
            before, _, after = part.partition(":")
            pairs.append((int(before), int(after or before)))
        return pairs * len(spatial) if len(pairs) == 1 else pairs


def torch_pad(pairs: list[tuple[int, int]]) -> list[int]:
    """F.pad wants the last axis first."""
    return [size for pair in reversed(pairs) for size in pair]


def parameter_shapes(layer: Layer, shape: list[int]) -> dict[str, list[int]]:
    """Parameters of a layer whose input is N,C,spatial... `shape`, in PyTorch's layout."""
    elsewhere = window_and_shape_layers.parameter_shapes(layer, shape)
    if elsewhere is not None:
        return elsewhere
    if layer.name == "conv":
        groups, filters = int(layer.attributes.get("g", "1")), layer.sizes[-1]
        shapes = {"weight": [filters, shape[1] // groups, *layer.kernel(len(shape) - 2)], "bias": [filters]}
    elif layer.name == "fc":
        shapes = {"weight": [layer.sizes[0], math.prod(shape[1:])], "bias": [layer.sizes[0]]}
    elif layer.name == "prelu":
        shapes = {"weight": [1 if "shared" in layer.flags else shape[1]]}
    elif layer.name == "groupnorm":
        shapes = {"weight": [shape[1]], "bias": [shape[1]]}
    elif layer.name == "layernorm":
        shapes = {"weight": shape[1:], "bias": shape[1:]}
    else:
        return {}
    if "nobias" in layer.flags:
        del shapes["bias"]
    return shapes


PLAIN_ACTIVATIONS = {
    "relu6": F.relu6, "gelu": F.gelu, "silu": F.silu, "hardswish": F.hardswish, "hardsigmoid": F.hardsigmoid, "softplus": F.softplus,
}


def apply(layer: Layer, x: torch.Tensor, parameters: dict[str, torch.Tensor]) -> torch.Tensor:
    axes = x.dim() - 2
    elsewhere = window_and_shape_layers.apply(layer, x, parameters)
    if elsewhere is not None:
        return elsewhere
    if layer.name == "conv":
        kernel = layer.kernel(axes)
        stride, dilation = layer.per_axis("s", axes, [1] * axes), layer.per_axis("d", axes, [1] * axes)
        padding = layer.padding(list(x.shape[2:]), kernel, stride, dilation)
        convolve = [F.conv1d, F.conv2d, F.conv3d][axes - 1]
        return convolve(F.pad(x, torch_pad(padding)), parameters["weight"], parameters.get("bias"), stride, 0, dilation,
                        int(layer.attributes.get("g", "1")))
    if layer.name in ("maxpool", "avgpool"):
        kernel = layer.kernel(axes)
        stride = layer.per_axis("s", axes, kernel)
        padding = layer.padding(list(x.shape[2:]), kernel, stride, [1] * axes)
        ceil = "ceil" in layer.flags
        # PyTorch pads pools evenly and by half the kernel at most; every other padding is explicit, which changes nothing
        # without `ceil` or `nopad` (with them it would: no case does).
        native = all(before == after and before * 2 <= k for (before, after), k in zip(padding, kernel))
        assert native or not layer.flags & {"ceil", "nopad"}, layer.text
        if not native:
            x = F.pad(x, torch_pad(padding), value=-math.inf if layer.name == "maxpool" else 0.0)
        pad = [before for before, _ in padding] if native else 0
        if layer.name == "maxpool":
            return [F.max_pool1d, F.max_pool2d, F.max_pool3d][axes - 1](x, kernel, stride, pad, 1, ceil)
        return [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d][axes - 1](x, kernel, stride, pad, ceil, "nopad" not in layer.flags)
    if layer.name == "relu":
        return F.relu(x)
    if layer.name == "leakyrelu":
        return F.leaky_relu(x, 0.01 if layer.number is None else layer.number)
    if layer.name == "sigmoid":
        return torch.sigmoid(x)
    if layer.name == "tanh":
        return torch.tanh(x)
    if layer.name == "softmax":
        return F.softmax(x, dim=1)
    if layer.name == "logsoftmax":
        return F.log_softmax(x, dim=1)
    if layer.name == "prelu":
        return F.prelu(x, parameters["weight"])
    if layer.name == "elu":
        return F.elu(x, layer.named.get("alpha", 1.0))
    if layer.name == "scaledtanh":
        return 1.7159 * torch.tanh(x * 2 / 3)
    if layer.name in PLAIN_ACTIVATIONS:
        return PLAIN_ACTIVATIONS[layer.name](x)
    if layer.name == "groupnorm":
        return F.group_norm(x, layer.sizes[0], parameters["weight"], parameters["bias"], layer.named.get("eps", 1e-5))
    if layer.name == "layernorm":
        return F.layer_norm(x, list(x.shape[1:]), parameters["weight"], parameters["bias"], layer.named.get("eps", 1e-5))
    if layer.name == "lrn":
        # PyTorch's own default of k is 1.
        named = {"alpha": 1e-4, "beta": 0.75, "k": 2.0, **layer.named}
        return F.local_response_norm(x, layer.sizes[0] if layer.sizes else 5, **named)
    if layer.name == "flatten":
        return x.flatten(1)
    if layer.name == "fc":
        return F.linear(x.flatten(1), parameters["weight"], parameters.get("bias"))
    raise AssertionError(layer.name)


# --- cases -----------------------------------------------------------------------------------------------------------

def expected(value64: torch.Tensor, value32: torch.Tensor) -> dict:
    assert value64.dtype == torch.float64 and value32.dtype == torch.float32 and value64.shape == value32.shape
    result = {"shape": list(value64.shape), "float64": numbers(value64)}
    if value64.numel() <= FLOAT32_LIMIT:
        result["float32"] = numbers(value32)
    return result


def build_case(chain: str, shape: str, batch: int, seed: int, scale: float = 1.0, loss: str | None = None,
               step: float = 0.0) -> dict:
    """Runs `chain` forward and backward in both precisions.

    The upstream gradient is a tensor of its own for a chain of layers, and 1 on the mean loss with `loss`. `step` puts the
    input on a coarse grid (ties for maxpool).
    """
    layers = [Layer(stage.strip()) for stage in chain.split("->")] if chain else []
    sizes = [int(size) for size in shape.split("x")]
    source = lcg_tensor(seed, scale, [batch, *sizes])
    if step:
        source = torch.floor(source / step) * step
    labels = None

    names: list[str] = []
    counters: dict[str, int] = {}
    recipe: dict[str, dict] = {}
    runs = {}
    for dtype in (torch.float64, torch.float32):
        torch.manual_seed(0)
        leaf = source.to(dtype).detach().clone().requires_grad_()
        x = channels_first(leaf) if len(sizes) > 1 else leaf
        parameters: dict[str, torch.Tensor] = {}
        counters.clear()
        names.clear()
        for layer in layers:
            counters[layer.name] = counters.get(layer.name, 0) + 1
            own = {}
            for kind, parameter_shape in parameter_shapes(layer, list(x.shape)).items():
                name = f"{layer.name}{counters[layer.name]}.{kind}"
                parameter_seed = seed + 101 * (len(names) + 1)
                recipe[name] = {"shape": parameter_shape, "seed": parameter_seed, "scale": 0.5}
                own[kind] = lcg_tensor(parameter_seed, 0.5, parameter_shape).to(dtype).requires_grad_()
                parameters[name] = own[kind]
                names.append(name)
            before_last, x = x, apply(layer, x, own)
        output = channels_last(x) if x.dim() > 2 else x
        if loss is None:
            upstream = lcg_tensor(seed + 7, 1.0, list(output.shape))
            output.backward(upstream.to(dtype))
            value = output
        else:
            classes = x.shape[1]
            labels = [word % classes for word in lcg_words(seed + 13, batch)]
            # A chain that ends in softmax (sigmoid for bce) has the loss of its logits (language.md, section 6) and answers probabilities.
            logits = before_last if training_settings.fuses(loss, layers[-1].name if layers else None) else x
            value = training_settings.loss_value(loss, logits, torch.tensor(labels))
            value.backward()
        runs[dtype] = (value, leaf.grad, {name: tensor.grad for name, tensor in parameters.items()}, output)

    wide, narrow = runs[torch.float64], runs[torch.float32]
    case: dict = {"layers": " -> ".join(layer.text for layer in layers), "inputShape": sizes, "batch": batch}
    case["input"] = {"seed": seed, "scale": scale}
    if step:
        case["input"]["step"] = step
    case["parameters"] = recipe
    if loss is None:
        case["upstream"] = {"seed": seed + 7, "scale": 1}
    else:
        case["loss"] = loss
        case["labels"] = labels
        case["lossValue"] = {"float64": number(wide[0].item()), "float32": number(narrow[0].item())}
    if layers:
        case["output"] = expected(wide[3].detach(), narrow[3].detach())
    case["inputGradient"] = expected(wide[1], narrow[1])
    case["parameterGradients"] = {name: expected(wide[2][name], narrow[2][name]) for name in names}
    return case


CONVOLUTIONS = [
    # every kernel size, no padding
    ("conv 1x1x3", "3x4x2", 3), ("conv 2x2x3", "3x5x2", 3), ("conv 3x3x4", "7x5x3", 1), ("conv 4x4x2", "6x7x2", 1),
    ("conv 5x5x3", "7x9x1", 1), ("conv 3x3x1", "3x3x1", 1), ("conv 3x5x2", "5x8x2", 1), ("conv 4x1x3", "7x3x2", 1),
    # stride, and rows that no window reaches
    ("conv 3x3x4 s2 p1", "7x5x2", 1), ("conv 3x3x2 s3 p1", "8x7x1", 3), ("conv 3x3x2 s3", "8x8x1", 1), ("conv 1x1x2 s2", "5x5x2", 1),
    ("conv 2x2x1 s3", "7x8x1", 1), ("conv 5x4x2 s2x3", "9x10x1", 1), ("conv 4x4x2 s3 p2", "7x9x2", 1), ("conv 2x2x4 s2", "6x4x3", 1),
    # padding up to the whole kernel
    ("conv 1x1x2 p1", "3x2x3", 3), ("conv 1x1x3 s3 p1", "4x5x1", 1), ("conv 2x2x3 s2 p2", "5x3x1", 3), ("conv 3x3x2 p3", "4x3x2", 1),
    ("conv 4x4x2 s2 p4", "3x3x2", 1), ("conv 5x5x2 s3 p5", "4x5x1", 1), ("conv 5x5x6 p2", "6x5x1", 1), ("conv 2x2x2 p1", "3x4x1", 1),
    # per axis and uneven
    ("conv 1x3x2 s1x2 p0x1", "3x7x2", 1), ("conv 2x1x3 s2x1 p1x0", "5x3x2", 1), ("conv 3x3x2 p1:0", "5x4x2", 3), ("conv 3x2x2 p3:1x0:2", "4x4x2", 1),
    ("conv 4x3x2 s2x3 p0:2x1:0", "6x7x2", 1), ("conv 2x2x2 s2 p0:1", "5x5x1", 3),
    # dilation
    ("conv 3x3x2 d2", "7x8x2", 1), ("conv 3x3x2 s2 p2 d2", "7x6x2", 1), ("conv 2x3x2 p1 d2x1", "5x5x2", 1), ("conv 5x5x1 p4 d2", "6x5x1", 1),
    ("conv 4x2x2 s3 p1:2 d2", "8x7x1", 1), ("conv 3x3x3 p6 d2", "2x2x1", 1),
    # groups, depthwise, with a multiplier
    ("conv 3x3x4 g2", "5x5x4", 1), ("conv 3x3x6 s2 p1 g3", "4x3x3", 3), ("conv 3x3x4 p1 g4", "5x5x4", 1), ("conv 2x2x3 g3 nobias", "4x5x3", 3),
    ("conv 3x3x9 p2 d2 g3", "4x3x3", 1), ("conv 1x1x6 g2", "3x3x4", 3), ("conv 5x5x5 p2 g5 nobias", "5x4x5", 1),
    # without bias, `same`
    ("conv 3x3x4 nobias", "5x5x2", 1), ("conv 3x3x2 same", "5x4x2", 3), ("conv 3x3x2 s2 same", "7x6x2", 1), ("conv 4x2x2 same", "5x4x2", 1),
    ("conv 2x2x2 s3 same", "7x8x2", 1), ("conv 5x3x2 d2 same", "6x5x1", 1), ("conv 2x2x2 s2 same", "5x6x1", 3), ("conv 3x3x2 valid", "5x4x1", 1),
    # size 1, odd channels, larger batches
    ("conv 1x1x1", "1x1x1", 1), ("conv 1x1x2", "1x1x3", 17), ("conv 3x3x2 p1", "1x1x2", 3), ("conv 5x5x1 p2", "1x3x1", 1),
    ("conv 3x3x7 p1", "3x3x5", 1), ("conv 3x3x3 s2 p1", "3x2x1", 17), ("conv 2x2x2", "2x3x2", 17), ("conv 3x3x1 p1", "2x3x1", 17),
    ("conv 2x2x1", "2x3x1", 64), ("conv 3x3x1 g1", "5x3x2", 4), ("conv 3x3x2 s2 p1 nobias", "3x3x1", 16),
]

OTHER_AXES = [
    ("conv 3x4", "9x2", 3), ("conv 4x3 s2 p1 d2", "11x3", 1), ("conv 5x2 p4:0", "8x1", 3), ("conv 3x4 s2 g2 same", "7x4", 17), ("conv 1x1", "1x1", 1),
    ("conv 2x2x2x2", "3x4x3x1", 1), ("conv 3x3x3x2 s2 p1", "3x5x4x2", 1), ("conv 1x2x3x2 s1x2x1 p0x1x1 d1x1x2", "2x4x6x1", 1),
    ("conv 2x1x2x4 g2 nobias", "2x3x3x2", 3),
    ("maxpool 2", "7x3", 3), ("maxpool 3 s2 p1", "8x2", 1), ("avgpool 3 s2 p1", "9x2", 3), ("avgpool 3 s2 p1 nopad ceil", "8x2", 1),
    ("maxpool 2", "4x3x5x2", 1), ("maxpool 2x3x2 s1x2x1 p1x0x0", "3x5x3x1", 1), ("avgpool 2", "4x5x4x2", 1), ("avgpool 2x3x1 s1 p1x1x0", "3x4x2x1", 1),
]

POOLS = [
    (f"{pool} {rest}".strip(), shape, batch)
    for pool in ("maxpool", "avgpool")
    for rest, shape, batch in [
        ("2", "4x2x3", 3), ("2", "5x7x2", 1), ("3", "7x8x2", 1), ("2 s1", "4x5x2", 3), ("3 s2", "7x6x2", 1), ("3 s2 p1", "7x6x2", 3),
        ("3 s3 p1", "8x7x1", 3), ("2 s3", "8x7x2", 1), ("2 p1", "5x4x2", 1), ("5 s1 p2", "4x5x1", 1), ("3x2 s2x1 p1x0", "6x5x2", 1),
        ("2 ceil", "5x7x2", 1), ("3 s2 ceil", "6x8x1", 3), ("3 s2 p1 ceil", "6x8x1", 3), ("4 s3 p2 ceil", "7x8x1", 1), ("2 s3 p1 ceil", "5x4x1", 1),
        ("1", "3x2x2", 1), ("1", "1x1x1", 1), ("3 s1 p1", "1x1x2", 3), ("2", "2x2x3", 17), ("3 s2 p1:0", "6x5x2", 1), ("2x3 p0:1x1:2", "5x6x1", 1),
    ]
] + [
    ("avgpool 3 s2 p1 nopad", "5x4x2", 3), ("avgpool 3 s1 p1 nopad", "3x4x2", 1), ("avgpool 3 s2 p1 nopad ceil", "6x8x1", 3), ("avgpool 2 nopad ceil", "5x5x1", 1),
    ("maxpool 2", "2x3x1", 64),
]

ELEMENTWISE = [
    (layer, shape, batch, scale)
    for layer in ("relu", "leakyrelu 0.01", "leakyrelu 0.2", "sigmoid", "tanh")
    for shape, batch, scale in [("3x5x2", 1, 4.0), ("1x1x1", 3, 4.0), ("3", 17, 1.0), ("7", 3, 32.0)]
] + [("leakyrelu", "3x2x1", 1, 1.0), ("sigmoid", "5", 3, 256.0), ("tanh", "5", 3, 2.0**-10)]

DENSE = [
    ("flatten", "3x2x4", 3, 1.0), ("flatten", "1x1x1", 1, 1.0), ("flatten", "5x2", 1, 1.0), ("flatten", "2x2x3x2", 1, 1.0), ("flatten", "7", 3, 1.0),
    ("fc 1", "1x1x1", 1, 1.0), ("fc 5", "7", 3, 1.0), ("fc 10", "3x2x4", 1, 1.0), ("fc 4 nobias", "5x3", 3, 1.0), ("fc 3", "2x2x2", 17, 1.0),
    ("fc 2", "3", 64, 1.0), ("fc 1 nobias", "9", 17, 1.0), ("fc 13", "1", 3, 1.0), ("fc 17", "11", 1, 1.0),
    ("softmax", "10", 3, 4.0), ("softmax", "1", 3, 1.0), ("softmax", "2", 17, 8.0), ("softmax", "7", 1, 128.0), ("softmax", "3x2x4", 3, 4.0),
]

LOSSES = [
    ("crossentropy", "10", 3, 4.0), ("crossentropy", "10", 1, 1.0), ("crossentropy", "1", 3, 1.0), ("crossentropy", "2", 17, 2.0),
    ("crossentropy", "7", 17, 128.0), ("crossentropy", "3", 64, 4.0), ("crossentropy smoothing=0.1", "10", 3, 4.0),
]

# Whole chains: the fused forms (convolution with relu and pool, softmax with the loss) must answer as their parts do.
CHAINS = [
    ("conv 3x3x3 p1 -> relu -> maxpool 2 -> fc 4", "6x5x2", 3, "crossentropy"),
    ("conv 5x5x2 p2 -> relu -> maxpool 2 -> conv 3x3x3 -> relu -> maxpool 2 -> fc 5 -> relu -> fc 3", "10x10x1", 3, "crossentropy"),
    ("conv 3x3x2 s2 p1 -> leakyrelu 0.01 -> conv 1x1x3 -> tanh -> avgpool 2 -> fc 3", "7x7x1", 17, "crossentropy"),
    ("conv 3x3x4 g2 d2 same -> sigmoid -> avgpool 3 s2 p1 nopad -> flatten -> fc 3 nobias -> softmax", "5x6x2", 3, "crossentropy"),
    ("maxpool 3 s2 p1 -> conv 2x2x3 -> maxpool 3 s1 p1 -> relu -> fc 2", "7x8x2", 1, "crossentropy"),
    ("conv 2x2x2 -> maxpool 2 s1 -> relu -> relu -> conv 2x2x2 p2 -> avgpool 2 ceil -> relu", "4x5x1", 3, None),
]


ACTIVATIONS = [
    (layer, shape, batch, scale)
    for layer in ("relu6", "elu", "elu alpha=0.5", "gelu", "silu", "hardswish", "hardsigmoid", "scaledtanh", "softplus", "prelu", "prelu shared")
    for shape, batch, scale in [("3x5x2", 1, 4.0), ("1x1x1", 3, 8.0), ("7", 3, 32.0)]
] + [
    ("prelu", "2x3x5", 17, 1.0), ("prelu", "4x3", 3, 1.0), ("prelu shared", "2x2x2x3", 3, 1.0), ("softplus", "5", 3, 2.0**-10), ("elu", "5", 3, 2.0**-10),
    ("gelu", "5", 3, 2.0**-10), ("logsoftmax", "10", 3, 4.0), ("logsoftmax", "1", 3, 1.0), ("logsoftmax", "7", 1, 128.0), ("logsoftmax", "3x2x4", 3, 4.0),
]

# On a grid of whole numbers: what is said of the corners. Not hardswish: at 3 its vector code says 1 and its scalar code 1.5.
CORNERS = [(layer, "9", 3, 8.0) for layer in ("relu6", "hardsigmoid", "elu", "prelu")]

# Groups of two are left out: they become -1 and 1 whatever they were, so their gradient is rounding alone.
NORMALIZATIONS = [
    ("groupnorm 1", "3x2x4", 3, 4.0), ("groupnorm 2", "3x5x6", 3, 4.0), ("groupnorm 4", "2x3x4", 17, 1.0), ("groupnorm 3 eps=0.1", "7x6", 3, 1.0),
    ("groupnorm 5", "20", 3, 4.0), ("groupnorm 2", "2x2x3x4", 1, 1.0), ("groupnorm 6", "1x1x18", 3, 1.0),
    ("layernorm", "3x2x4", 3, 4.0), ("layernorm eps=0.01", "7", 17, 1.0), ("layernorm", "5x3", 3, 1.0), ("layernorm", "2x3x2x2", 1, 1.0),
    ("lrn", "3x2x7", 3, 4.0), ("lrn 5 alpha=0.5 beta=0.75 k=2", "2x2x9", 3, 4.0), ("lrn 3 alpha=1 beta=0.5 k=1", "3x4x4", 1, 1.0),
    ("lrn 4 alpha=1 beta=1 k=1", "2x3x6", 3, 2.0), ("lrn 1 alpha=1", "3x2x2", 1, 1.0), ("lrn 11 alpha=2 beta=0.75 k=2", "2x2x3", 3, 2.0), ("lrn 2 alpha=1", "4x5", 17, 1.0),
]

# Behind and before other layers, where nests are fused with their neighbors.
NORMALIZED_CHAINS = [
    ("conv 3x3x4 p1 nobias -> groupnorm 2 -> relu6 -> maxpool 2 -> prelu -> fc 3", "6x5x2", 3, "crossentropy"),
    ("conv 3x3x6 p1 -> relu -> lrn 3 alpha=0.5 -> maxpool 2 -> fc 5 -> layernorm -> gelu -> fc 3 -> softmax", "5x6x1", 17, "crossentropy"),
    ("conv 2x2x3 -> hardswish -> layernorm -> silu -> avgpool 2 -> elu -> fc 4 -> logsoftmax", "5x5x2", 3, None),
    ("conv 3x3x2 -> softplus -> maxpool 2 -> hardsigmoid -> scaledtanh -> fc 3", "6x6x1", 3, "crossentropy"),
]


def activations_and_normalizations() -> list[dict]:
    """Seeds of its own, so that cases put before it leave it as it is."""
    seed = iter(range(500_000, 10**6, 1009))
    return [
        *(build_case(text, shape, batch, next(seed), scale) for text, shape, batch, scale in ACTIVATIONS),
        *(build_case(text, shape, batch, next(seed), scale, step=1.0) for text, shape, batch, scale in CORNERS),
        *(build_case(text, shape, batch, next(seed), scale) for text, shape, batch, scale in NORMALIZATIONS),
        *(build_case(chain, shape, batch, next(seed), loss=loss) for chain, shape, batch, loss in NORMALIZED_CHAINS),
    ]


def operator_files() -> dict[str, list[dict]]:
    seed = iter(range(1000, 10**6, 1009))
    chains = []
    for chain, shape, batch, loss in CHAINS:
        chains.append(build_case(chain, shape, batch, next(seed), loss=loss))
    ties = [build_case(text, shape, batch, next(seed), 2.0, step=1.0) for text, shape, batch in
            [("maxpool 2", "5x6x2", 3), ("maxpool 3 s2 p1", "6x7x1", 1), ("maxpool 3 s1 p1", "4x4x2", 1), ("relu", "3x3x2", 3), ("leakyrelu 0.01", "3x3x1", 1)]]
    # Seeds of their own, so that the cases before stay as they are.
    later = iter(range(700001, 10**6, 1013))
    windows = [build_case(*case, next(later)) for case in window_and_shape_layers.WINDOWS]
    windows += [build_case(*case, next(later)) for case in window_and_shape_layers.CHAINS]
    return {
        "convolution": [build_case(*case, next(seed)) for case in CONVOLUTIONS],
        "pooling": [build_case(*case, next(seed)) for case in POOLS] + ties[:3],
        "one-and-three-axes": [build_case(*case, next(seed)) for case in OTHER_AXES],
        "elementwise": [build_case(text, shape, batch, next(seed), scale) for text, shape, batch, scale in ELEMENTWISE] + ties[3:],
        "dense": [build_case(text, shape, batch, next(seed), scale) for text, shape, batch, scale in DENSE],
        "loss": [build_case("", shape, batch, next(seed), scale, loss) for loss, shape, batch, scale in LOSSES],
        "chains": chains,
        "activations-and-normalizations": activations_and_normalizations(),
        "windows": windows,
        "shapes": [build_case(*case, next(later)) for case in window_and_shape_layers.SHAPES],
        "strides": [build_case(*case, next(later)) for case in window_and_shape_layers.STRIDES],
    }


# --- optimizers and schedules ------------------------------------------------------------------------------------------

OPTIMIZERS = [
    ("sgd lr=0.05", {}), ("sgd lr=0.05 momentum=0.9", {"momentum": 0.9}), ("sgd lr=0.05 momentum=0.9 nesterov", {"momentum": 0.9, "nesterov": True}),
    ("sgd lr=0.1 decay=0.01", {"weight_decay": 0.01}), ("sgd lr=0.1 momentum=0.5 decay=0.01", {"momentum": 0.5, "weight_decay": 0.01}),
    ("sgd lr=0.1 momentum=0.5 nesterov decay=0.01", {"momentum": 0.5, "nesterov": True, "weight_decay": 0.01}),
    ("adam", {}), ("adam lr=0.01", {}), ("adam lr=0.01 beta1=0.8 beta2=0.95", {"betas": (0.8, 0.95)}), ("adam lr=0.01 decay=0.1", {"weight_decay": 0.1}),
    ("adam lr=0.01 eps=0.001", {"eps": 1e-3}),
]


def optimizer_cases() -> list[dict]:
    cases = []
    for index, (text, options) in enumerate(OPTIMIZERS):
        found = re.search(r"lr=([\d.]+)", text)
        rate = float(found.group(1)) if found else 0.001
        count, updates, seed = 3, 20, 500 + 37 * index
        trace: dict[str, list] = {}
        for key, dtype in (("float64", torch.float64), ("float32", torch.float32)):
            parameter = lcg_tensor(seed, 1.0, [count]).to(dtype).requires_grad_()
            kind = torch.optim.SGD if text.startswith("sgd") else torch.optim.Adam
            optimizer = kind([parameter], lr=rate, **options)
            trace[key] = []
            for update in range(updates):
                parameter.grad = lcg_tensor(seed + 1 + update, 0.5, [count]).to(dtype)
                optimizer.step()
                trace[key].append(numbers(parameter))
        cases.append({"optimizer": text, "lr": rate, "count": count, "updates": updates, "parameters": {"seed": seed, "scale": 1},
                      "gradients": {"firstSeed": seed + 1, "scale": 0.5}, "parametersAfter": trace})
    return cases


def schedule_cases() -> list[dict]:
    def by_epoch(make, epochs: int, base: float) -> list:
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base)
        scheduler, rates = make(optimizer), []
        for _ in range(epochs):
            rates.append(number(optimizer.param_groups[0]["lr"]))
            optimizer.step()
            scheduler.step()
        return rates

    rates = torch.optim.lr_scheduler
    cases = [{"schedule": "constant", "lr": 0.05, "per": "epoch", "rates": by_epoch(lambda o: rates.LambdaLR(o, lambda _: 1.0), 5, 0.05)}]
    for every, gamma, epochs in ((1, 0.5, 6), (3, 0.1, 10), (30, 0.1, 5)):
        cases.append({"schedule": f"step every={every} gamma={gamma}", "lr": 0.1, "per": "epoch",
                      "rates": by_epoch(lambda o: rates.StepLR(o, every, gamma), epochs, 0.1)})
    for epochs in (1, 5, 12):
        cases.append({"schedule": "cosine", "lr": 0.05, "per": "epoch", "rates": by_epoch(lambda o: rates.CosineAnnealingLR(o, epochs), epochs, 0.05)})
    for steps in (1, 7, 20):
        cases.append({"schedule": "cosine", "lr": 0.05, "per": "step",
                      "rates": [number(0.05 * 0.5 * (1 + math.cos(math.pi * t / steps))) for t in range(steps)]})
    return cases


def write(name: str, cases: list[dict]) -> None:
    """One case a line, so that a change of one case is a change of one line."""
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    head = json.dumps({"schema": "cnnc.operator-fixtures/1", "torch": torch.__version__})[:-1]
    path = FOLDER / f"{name}.json"
    path.write_text(f'{head}, "cases": [\n{lines}\n]}}\n')
    print(f"{path.name:28} {len(cases):4} cases {path.stat().st_size / 1000:7.1f} kB")


def main() -> None:
    """`--out FOLDER` writes elsewhere than into the committed fixtures, to be compared with them."""
    global FOLDER
    if sys.argv[1:2] == ["--out"]:
        FOLDER = pathlib.Path(sys.argv[2])
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, cases in operator_files().items():
        write(name, cases)
    write("optimizers", optimizer_cases())
    write("schedules", schedule_cases())


if __name__ == "__main__":
    main()
