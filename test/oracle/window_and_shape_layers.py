"""PyTorch's form of the layers with windows and shapes, and the cases for them; imported by make-operator-fixtures.py.

Takes a parsed layer and N,C,spatial... tensors. As there, nothing here knows how cnnc computes.
"""
from __future__ import annotations

import json
import math

import torch
import torch.nn.functional as F

# LeCun et al. 1998, table I, as printed: a row per map of S2, a column per map of C3.
C3 = [
    "X...XXX..XXXX.XX",
    "XX...XXX..XXXX.X",
    "XXX...XXX..X.XXX",
    ".XXX..XXXX..X.XX",
    "..XXX..XXXX.XX.X",
    "...XXX..XXXX.XXX",
]


def words(layer) -> list[str]:
    return layer.text.split()[1:]


def size_lists(layer) -> list[list[int]]:
    """Every bare size list: `channels 4 8` has two."""
    return [[int(size) for size in word.split("x")] for word in words(layer) if word.replace("x", "").isdigit()]


def table_of(layer) -> list[list[int]] | None:
    for word in words(layer):
        if word == "table=c3":
            return [[row for row in range(6) if C3[row][column] == "X"] for column in range(16)]
        if word.startswith("table="):
            return json.loads(word[len("table="):])
    return None


def per_axis(layer, letter: str, axes: int, default: int) -> list[int]:
    sizes = [int(size) for size in layer.attributes.get(letter, str(default)).split("x")]
    return sizes * axes if len(sizes) == 1 else sizes


def pairs(text: str) -> list[tuple[int, int]]:
    """`1:0x2` as [(1, 0), (2, 2)]."""
    halves = [part.partition(":") for part in text.split("x")]
    return [(int(before), int(after or before)) for before, _, after in halves]


def margins(layer, axes: int) -> list[tuple[int, int]]:
    """(before, after) per spatial axis and then of the channels."""
    given = pairs(layer.attributes["p"]) if "p" in layer.attributes else [(size, size) for size in size_lists(layer)[0]]
    if len(given) == 1:
        given = given * axes
    return given if len(given) == axes + 1 else [*given, (0, 0)]


def pad(x: torch.Tensor, around: list[tuple[int, int]]) -> torch.Tensor:
    """F.pad wants the last axis first, and takes negative sizes."""
    *spatial, channels = around
    return F.pad(x, [size for pair in reversed([channels, *spatial]) for size in pair])


def parameter_shapes(layer, shape: list[int]) -> dict[str, list[int]] | None:
    axes, channels = len(shape) - 2, shape[1]
    if layer.name == "conv" and (table := table_of(layer)):
        kernel, filters = layer.sizes[:-1], layer.sizes[-1]
        shapes = {"weight": [sum(len(row) for row in table), *kernel], "bias": [filters]}
    elif layer.name == "dwconv":
        multiplier = layer.sizes[axes] if len(layer.sizes) > axes else 1
        shapes = {"weight": [channels * multiplier, 1, *layer.sizes[:axes]], "bias": [channels * multiplier]}
    elif layer.name == "deconv":
        filters = layer.sizes[-1]
        shapes = {"weight": [channels, filters // int(layer.attributes.get("g", "1")), *layer.sizes[:-1]], "bias": [filters]}
    elif layer.name == "subsample":
        shapes = {"weight": [channels], "bias": [channels]}
    else:
        return None
    if "nobias" in layer.flags:
        del shapes["bias"]
    return shapes


def apply(layer, x: torch.Tensor, parameters: dict[str, torch.Tensor]) -> torch.Tensor | None:
    axes = x.dim() - 2
    stride, dilation = per_axis(layer, "s", axes, 1), per_axis(layer, "d", axes, 1)
    if layer.name == "conv" and (table := table_of(layer)):
        entries = [(filter, channel) for filter, row in enumerate(table) for channel in row]
        weight = parameters["weight"]
        dense = torch.zeros(len(table), x.shape[1], *weight.shape[1:], dtype=weight.dtype)
        dense = dense.index_put(tuple(torch.tensor(index) for index in zip(*entries)), weight)
        around = pairs(layer.attributes["p"]) if "p" in layer.attributes else [(0, 0)]
        x = pad(x, [*(around * axes if len(around) == 1 else around), (0, 0)])
        return [F.conv1d, F.conv2d, F.conv3d][axes - 1](x, dense, parameters.get("bias"), stride, 0, dilation)
    if layer.name == "dwconv":
        around = layer.padding(list(x.shape[2:]), layer.sizes[:axes], stride, dilation)
        convolve = [F.conv1d, F.conv2d, F.conv3d][axes - 1]
        return convolve(pad(x, [*around, (0, 0)]), parameters["weight"], parameters.get("bias"), stride, 0, dilation, x.shape[1])
    if layer.name == "deconv":
        around = pairs(layer.attributes["p"]) if "p" in layer.attributes else [(0, 0)]
        around = around * axes if len(around) == 1 else around
        outpad, groups = int(layer.named.get("outpad", 0)), int(layer.attributes.get("g", "1"))
        transpose = [F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d][axes - 1]
        bias = parameters.get("bias")
        if all(before == after for before, after in around):
            return transpose(x, parameters["weight"], bias, stride, [before for before, _ in around], outpad, groups, dilation)
        # PyTorch's padding is even; an uneven one takes places away from the whole.
        assert outpad == 0
        return pad(transpose(x, parameters["weight"], bias, stride, 0, 0, groups, dilation), [*((-b, -a) for b, a in around), (0, 0)])
    if layer.name == "subsample":
        kernel = layer.sizes * axes if len(layer.sizes) == 1 else layer.sizes
        means = [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d][axes - 1](x, kernel, per_axis(layer, "s", axes, 0) if "s" in layer.attributes else kernel)
        broadcast = [1, -1, *[1] * axes]
        return means * parameters["weight"].reshape(broadcast) + parameters["bias"].reshape(broadcast)
    if layer.name == "gavgpool":
        return [F.adaptive_avg_pool1d, F.adaptive_avg_pool2d, F.adaptive_avg_pool3d][axes - 1](x, 1)
    if layer.name == "gmaxpool":
        return [F.adaptive_max_pool1d, F.adaptive_max_pool2d, F.adaptive_max_pool3d][axes - 1](x, 1)
    if layer.name == "adaptiveavgpool":
        sizes = layer.sizes * axes if len(layer.sizes) == 1 else layer.sizes
        return [F.adaptive_avg_pool1d, F.adaptive_avg_pool2d, F.adaptive_avg_pool3d][axes - 1](x, sizes)
    if layer.name == "upsample":
        factors = [float(size) for size in (layer.sizes * axes if len(layer.sizes) == 1 else layer.sizes)]
        if "bilinear" in layer.flags:
            return F.interpolate(x, scale_factor=factors, mode=["linear", "bilinear", "trilinear"][axes - 1], align_corners=False)
        return F.interpolate(x, scale_factor=factors, mode="nearest")
    if layer.name == "pad":
        return pad(x, margins(layer, axes))
    if layer.name == "crop":
        return pad(x, [(-before, -after) for before, after in margins(layer, axes)])
    if layer.name == "reshape":
        *spatial, channels = layer.sizes
        return x.reshape(x.shape[0], channels, *spatial)
    if layer.name == "channels":
        [[start], [end]] = size_lists(layer)
        return x[:, start:end]
    if layer.name == "shuffle":
        # PyTorch 1.13 has no gradient for its own, which says here that this is the same.
        groups = layer.sizes[0]
        shuffled = x.unflatten(1, (groups, x.shape[1] // groups)).transpose(1, 2).flatten(1, 2)
        assert axes != 2 or torch.equal(shuffled, torch.nn.ChannelShuffle(groups)(x.detach()))
        return shuffled
    if layer.name == "identity":
        return torch.nn.Identity()(x)
    return None


WINDOWS = [
    ("dwconv 3x3", "5x6x2", 3), ("dwconv 3x3 s2 p1", "5x4x3", 1), ("dwconv 3x3x2 p1 nobias", "4x3x2", 1), ("dwconv 2x3x3 p1:0x0:2 d2x1", "5x4x2", 1),
    ("dwconv 3x3 s2 same", "5x4x2", 17), ("dwconv 3", "7x2", 3), ("dwconv 3x2 s2 p1", "7x2", 1), ("dwconv 2x2x2", "3x3x4x2", 1), ("dwconv 1x1", "1x1x1", 1),
    ("deconv 2x2x3 s2", "3x2x2", 3), ("deconv 3x3x2 s2 p1 outpad=1", "3x4x2", 1), ("deconv 3x3x2 s2 p1", "3x4x2", 17), ("deconv 3x3x4 g2", "3x2x2", 1),
    ("deconv 3x3x2 d2 p1", "4x3x1", 1), ("deconv 2x2x1 s3 nobias", "3x2x2", 1), ("deconv 3x2x2 s1x3 p1:0x0:1", "4x3x2", 1), ("deconv 3x3x2 s2 d3 outpad=2", "2x3x1", 1),
    ("deconv 4x4x2 s2 p1 g2", "3x3x4", 1), ("deconv 3x2 s2 p1 outpad=1", "4x3", 3), ("deconv 2x2x2x2 s2", "2x1x2x2", 1), ("deconv 1x1x2 s2", "2x2x1", 3),
    ("deconv 4x4x1 s4 p2 outpad=1 d2", "3x2x1", 1),
    ("conv 3x3x16 table=c3", "5x4x6", 1), ("conv 2x2x3 p1 s2 table=[[0,1],[1],[2,0]]", "4x3x3", 3), ("conv 3x2 nobias table=[[1],[0,1]]", "6x2", 1),
    ("conv 2x1x2x2 table=[[0],[0]]", "3x2x3x1", 1),
    ("subsample 2", "4x6x2", 3), ("subsample 3 s2", "5x7x2", 1), ("subsample 2x1", "5x3x1", 17), ("subsample 2", "7x2", 1), ("subsample 2", "2x4x2x2", 1),
    ("gavgpool", "3x5x2", 3), ("gavgpool", "7x2", 1), ("gavgpool", "2x3x2x2", 1), ("gavgpool", "1x1x3", 17),
    ("gmaxpool", "3x5x2", 3), ("gmaxpool", "7x2", 1), ("gmaxpool", "2x3x2x2", 1), ("gmaxpool", "1x1x3", 17),
    ("adaptiveavgpool 2x3", "6x6x2", 3), ("adaptiveavgpool 3x2", "5x7x2", 1), ("adaptiveavgpool 6x6", "4x9x1", 1), ("adaptiveavgpool 3", "3x3x2", 1),
    ("adaptiveavgpool 4", "7x2", 17), ("adaptiveavgpool 1x3x2", "3x2x5x1", 1), ("adaptiveavgpool 1", "4x3x2", 1), ("adaptiveavgpool 5x1", "7x3x1", 1),
]

# So many classes of places that neighbors share a nest.
STRIDES = [
    ("deconv 16x3 s8 p4", "3x2", 3), ("deconv 9x7x2 s8x5 p3x1 outpad=1", "2x3x1", 1), ("deconv 3x2 s7", "3x2", 1), ("deconv 5x2 s6 d5 p2:1", "3x1", 17),
    ("deconv 7x4 s5 d2 g2", "3x2", 1), ("deconv 11x2 s5", "1x2", 1), ("deconv 6x5x6x1 s6x5x7", "1x2x2x1", 1),
    ("conv 3x2 s6 p1", "13x1", 3), ("conv 7x1x2 s5x1", "13x2x1", 1), ("conv 9x2 s5 p2", "12x2", 1), ("conv 4x2 s5 d4", "14x1", 1),
    ("maxpool 6 s6", "14x2", 3), ("avgpool 7 s5 p2", "13x1", 1), ("dwconv 12x2 s7 p3", "16x2", 17),
    ("conv 8x3 s8 -> relu -> deconv 8x2 s8", "17x2", 3),
]

SHAPES = [
    ("upsample 2", "3x2x2", 3), ("upsample 3x1", "2x3x2", 1), ("upsample 2", "4x3", 1), ("upsample 2x1x3", "2x3x1x2", 1), ("upsample 1", "2x2x1", 17),
    ("upsample 2 bilinear", "3x4x2", 3), ("upsample 3x2 bilinear", "2x3x1", 1), ("upsample 4 bilinear", "1x2x1", 1), ("upsample 1x3 bilinear", "2x2x2", 1),
    ("upsample 2 bilinear", "5x2", 1), ("upsample 3 bilinear", "1x2", 17), ("upsample 2x1x2 bilinear", "2x2x3x1", 1), ("upsample 2 nearest", "2x1x1", 3),
    ("pad 1x2", "2x3x2", 3), ("pad 1", "2x3x1", 1), ("pad 0x0x2", "2x2x3", 1), ("pad p1:0x0:2", "3x2x2", 1), ("pad p0:1", "4x2", 17), ("pad 1x0x1", "2x1x2x1", 1),
    ("pad p0x0x1:2", "2x2x1", 1), ("pad p3:0", "3x2", 1),
    ("crop 1x1", "4x5x2", 3), ("crop 1", "3x4x1", 1), ("crop p1:0x0:2", "3x5x2", 1), ("crop p0:3", "5x2", 17), ("crop 0x0x1", "2x2x4", 1), ("crop 1x0x1", "3x2x4x1", 1),
    ("reshape 3x2x2", "2x2x3", 3), ("reshape 12", "2x3x2", 1), ("reshape 2x3x2", "12", 1), ("reshape 6x2", "2x3x2", 1), ("reshape 2x2x1x3", "4x3", 1), ("reshape 5", "5", 17),
    ("channels 1 3", "2x3x4", 3), ("channels 0 1", "3x2", 1), ("channels 2 5", "5", 17), ("channels 0 2", "1x2x1x2", 1),
    ("shuffle 2", "2x3x4", 3), ("shuffle 3", "2x1x6", 1), ("shuffle 2", "3x6", 1), ("shuffle 1", "2x2x3", 17), ("shuffle 4", "1x2x2x8", 1),
    ("identity", "2x3x2", 3), ("identity", "4", 17),
]

CHAINS = [
    ("conv 5x5x6 -> subsample 2 -> conv 3x3x16 table=c3 -> subsample 2 -> fc 3", "12x12x1", 1),
    ("conv 3x3x4 p1 -> relu -> dwconv 3x3 s2 p1 -> conv 1x1x6 -> relu -> gavgpool -> fc 3", "6x5x2", 3),
    ("conv 3x3x4 s2 p1 -> relu -> deconv 2x2x3 s2 -> relu -> upsample 2 bilinear -> crop 1x2 -> adaptiveavgpool 2x3", "4x6x1", 1),
    ("conv 1x1x4 g2 -> shuffle 2 -> channels 1 4 -> pad 1x0x1 -> maxpool 2 s1 -> reshape 5x3 -> fc 2", "2x2x2", 3),
]
