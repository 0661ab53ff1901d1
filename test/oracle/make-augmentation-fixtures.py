#!/usr/bin/python3
"""Writes test/fixtures/augmentations.json: what torchvision makes of images when it is told what was drawn.

Run by hand (Debian's python3-torchvision 0.14 or later); the file is committed, so the tests need no Python. Images are those
of `lcg_tensor` in the order height, width, channel, in float64; so are the outputs. `drawn` says what torchvision was told:
top and left of a cut, degrees, whether it is mirrored, the box that is erased.
"""
import json
import pathlib

import torch
import torch.nn.functional as F
import torchvision.transforms.functional as T
from torchvision.transforms import InterpolationMode

TARGET = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "augmentations.json"


def lcg_tensor(seed: int, shape: list[int]) -> torch.Tensor:
    words, state = [], seed
    for _ in range(torch.Size(shape).numel()):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        words.append(((state >> 16) - 32768) / 32768)
    return torch.tensor(words, dtype=torch.float64).reshape(shape)


def case(augment: str, shape: list[int], seed: int, drawn: dict, apply) -> dict:
    image = lcg_tensor(seed, shape).permute(2, 0, 1)
    output = apply(image).permute(1, 2, 0)
    values = [float(f"{value:.9g}") for value in output.reshape(-1).tolist()]
    return {"augment": augment, "shape": shape, "seed": seed, "drawn": drawn, "output": values}


def cut(margin: int, height: int, width: int, top: int, left: int):
    return lambda image: T.crop(T.pad(image, [margin]), top, left, height, width)


def turned(degrees: float):
    return lambda image: T.rotate(image, degrees, interpolation=InterpolationMode.BILINEAR)


def grid_turned(degrees: float):
    """The same in the words of affine_grid, for images that are not square: in units of half a side."""

    def apply(image: torch.Tensor) -> torch.Tensor:
        height, width = image.shape[-2:]
        angle = torch.deg2rad(torch.tensor(degrees, dtype=torch.float64))
        c, s = angle.cos().item(), angle.sin().item()
        theta = torch.tensor([[[c, -s * height / width, 0], [s * width / height, c, 0]]], dtype=torch.float64)
        grid = F.affine_grid(theta, [1, *image.shape], align_corners=False)
        return F.grid_sample(image[None], grid, align_corners=False)[0]

    return apply


def main() -> None:
    cases = []
    for seed, (top, left) in enumerate([(0, 0), (4, 4), (2, 2), (1, 3), (4, 0)], 1):
        cases.append(case("shift 2", [6, 5, 2], seed, {"origin": [top, left]}, cut(2, 6, 5, top, left)))
    for seed, (top, left) in enumerate([(0, 0), (8, 8), (3, 7)], 11):
        cases.append(case("crop [6, 5] pad=4", [6, 5, 1], seed, {"origin": [top, left]}, cut(4, 6, 5, top, left)))
    for seed, (top, left) in enumerate([(0, 0), (4, 2), (1, 1)], 21):
        cases.append(case("crop [4, 5] pad=1", [6, 5, 2], seed, {"origin": [top, left]}, cut(1, 4, 5, top, left)))
    for seed, (word, mirror) in enumerate([("horizontal", T.hflip), ("vertical", T.vflip)], 31):
        cases.append(case(f"flip {word}", [4, 5, 2], seed, {"mirrored": True}, mirror))
        cases.append(case(f"flip {word}", [4, 5, 2], seed, {"mirrored": False}, lambda image: image))
    for seed, degrees in enumerate([0.0, 7.5, -22.0, 90.0, -135.0, 180.0], 41):
        cases.append(case("rotate 180", [6, 6, 2], seed, {"degrees": degrees}, turned(degrees)))
    for seed, degrees in enumerate([10.0, -33.0, 101.0], 51):
        cases.append(case("rotate 180", [7, 4, 1], seed, {"degrees": degrees}, grid_turned(degrees)))
    for seed, (top, left) in enumerate([(0, 0), (2, 2), (5, 4), (3, 1)], 61):
        begin = [top - 1, left - 1]
        box = [max(0, begin[0]), max(0, begin[1]), min(6, begin[0] + 3), min(5, begin[1] + 3)]

        def erased(image: torch.Tensor, box=box) -> torch.Tensor:
            return T.erase(image, box[0], box[1], box[2] - box[0], box[3] - box[1], v=torch.zeros(1, dtype=image.dtype))

        cases.append(case("erase 3", [6, 5, 2], seed, {"origin": [top, left]}, erased))
    lines = ",\n".join(json.dumps(each) for each in cases)
    TARGET.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
