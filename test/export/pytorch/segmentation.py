"""Shapes, from segmentation.cnn: written by `cnnc export --to pytorch` (cnnc 0.0.0)."""

from __future__ import annotations

import argparse
import json
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Shapes(nn.Module):
    """32x32x3 to 32x32x3, 2,014 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, 3, padding=1)
        self.deconv1 = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.coarse = nn.Sequential(OrderedDict([
            ("conv1", nn.Conv2d(16, 3, 1)),
            ("softmax1", nn.Softmax(dim=1)),
        ]))
        self.conv3 = nn.Conv2d(16, 3, 1)

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, ...]:
        fine = F.relu(self.conv1(x))  # [N, 8, 32, 32]
        x = F.relu(self.conv2(F.max_pool2d(fine, 2)))  # [N, 16, 16, 16]
        x = self.deconv1(x)  # [N, 8, 32, 32]
        x = torch.cat([fine, x], dim=1)  # [N, 16, 32, 32]
        if self.training:
            coarse = self.coarse(x)  # [N, 3, 32, 32]
        x = self.conv3(x)  # [N, 3, 32, 32]
        if self.training:
            return x, coarse
        return F.softmax(x, dim=1)  # [N, 3, 32, 32]


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


def flip_at_random(x: Tensor, axis: int) -> Tensor:
    """Each image, or its mirror image."""
    mirrored = (torch.rand(len(x)) < 0.5).view(-1, *[1] * (x.dim() - 1))
    return torch.where(mirrored, x.flip(axis), x)


def cut_at_random(x: Tensor, margins: tuple[int, ...], sizes: tuple[int, ...]) -> Tensor:
    """From each image with zeros around it a window, at a place of its own."""
    x = F.pad(x, [margin for margin in reversed(margins) for _ in range(2)])
    for axis, size in enumerate(sizes, 2):
        start = torch.randint(x.shape[axis] - size + 1, (len(x), 1))
        shape = [size if a == axis else len(x) if a == 0 else 1 for a in range(x.dim())]
        index = (start + torch.arange(size)).view(shape)
        x = x.gather(axis, index.expand(*x.shape[:axis], size, *x.shape[axis + 1 :]))
    return x


def rotate_at_random(x: Tensor, degrees: float, mode: str = "bilinear") -> Tensor:
    """Each image turned about its middle in the plane of its last two axes, zeros around it."""
    height, width = x.shape[-2:]
    angle = torch.deg2rad(degrees * (2 * torch.rand(len(x)) - 1))
    cosine, sine, zero = angle.cos(), angle.sin(), torch.zeros(len(x))
    rows = [cosine, -sine * height / width, zero, sine * width / height, cosine, zero]
    flat = x.flatten(1, -3)
    grid = F.affine_grid(torch.stack(rows, 1).view(-1, 2, 3), list(flat.shape), align_corners=False)
    return F.grid_sample(flat, grid, mode, align_corners=False).view(x.shape)


def npz_set(arrays: np.lib.npyio.NpzFile, part: str) -> tuple[Tensor, Tensor] | None:
    """Images [N, C, ...] in 0..1, and a class for each place, of `train`, `test` or the whole."""
    names = {
        "train": (["x_train", "train_images"], ["y_train", "train_labels"]),
        "test": (["x_test", "test_images", "x_val"], ["y_test", "test_labels", "y_val"]),
        "whole": (["images", "x", "arr_0"], ["labels", "masks", "y", "arr_1"]),
    }
    found = [[name for name in each if name in arrays] for each in names[part]]
    if not all(found):
        return None
    images, labels = (arrays[each[0]] for each in found)
    # Whole numbers are bytes; channels may stand first.
    scale = 255 if images.dtype.kind in "iu" else 1
    x = torch.from_numpy(images.astype("float32") / scale)
    if x.shape[1:] != (3, 32, 32) or x.shape[1:] == (32, 32, 3):
        x = x.reshape(-1, 32, 32, 3).movedim(-1, 1)
    y = torch.from_numpy(labels.astype("int64")).reshape(-1, 32, 32)
    return x.contiguous(), y


def load_data(path: Path, seed: int) -> list[tuple[Tensor, Tensor]]:
    """Training and test set: images, and a class for each of 32x32 places."""
    files = sorted(path.glob("*.npz")) if path.is_dir() else [path]
    if len(files) != 1 or files[0].suffix != ".npz":
        raise SystemExit(f"{path} is not one .npz file; masks in folders are not read here")
    with np.load(files[0]) as arrays:
        found = [npz_set(arrays, part) for part in ("train", "test", "whole")]
    sets = [each for each in found if each is not None]
    if not sets:
        raise SystemExit(f"{files[0]} has no arrays x_train and y_train")
    if len(sets) == 1:
        images, labels = sets[0]
        generator = torch.Generator().manual_seed(seed)
        order = torch.randperm(len(labels), generator=generator)
        cut = round(0.9 * len(labels))
        sets = [(images[part], labels[part]) for part in (order[:cut], order[cut:])]
    return sets[:2]


@torch.no_grad()
def evaluate(
    model: nn.Module, images: Tensor, labels: Tensor, batch: int = 256
) -> tuple[float, float]:
    """The mean loss, and the share of places that are called right."""
    model.eval()
    total, right = 0.0, 0
    for x, y in zip(images.split(batch), labels.split(batch)):
        outputs = model(x)
        loss = F.cross_entropy(outputs.clamp_min(1e-38).log(), y)
        total += float(loss) * len(y)
        right += int((outputs.argmax(1) == y).sum())
    return total / len(labels), right / labels.numel()


def train(
    model: nn.Module,
    data: tuple[Tensor, Tensor],
    test: tuple[Tensor, Tensor],
    epochs: int,
    batch: int,
    mean: Tensor | float,
    std: Tensor | float,
) -> None:
    images, labels = data
    optimizer = torch.optim.Adam(model.parameters(), lr=0.004, betas=(0.9, 0.999))

    def prepare(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        y = y.unsqueeze(1).float()
        state = torch.get_rng_state()
        x = flip_at_random(x, 3)
        torch.set_rng_state(state)
        y = flip_at_random(y, 3)
        state = torch.get_rng_state()
        x = cut_at_random(x, (2, 2), (32, 32))
        torch.set_rng_state(state)
        y = cut_at_random(y, (2, 2), (32, 32))
        state = torch.get_rng_state()
        x = rotate_at_random(x, 15)
        torch.set_rng_state(state)
        y = rotate_at_random(y, 15, "nearest")
        x = x + 0.05 * torch.randn_like(x)
        return (x - mean) / std, y.squeeze(1).long()

    best, waited = None, 0
    for epoch in range(epochs):
        model.train()
        total, right = 0.0, 0
        for chosen in torch.randperm(len(labels)).split(batch):
            x, y = prepare(images[chosen], labels[chosen])
            scores, *heads = model(x)
            loss = F.cross_entropy(scores, y)
            loss = loss + 0.4 * F.cross_entropy(heads[0].clamp_min(1e-38).log(), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += float(loss) * len(chosen)
            right += int((scores.argmax(1) == y).sum())
        test_loss, accuracy = evaluate(model, *test)
        print(
            f"epoch {epoch + 1}: loss {total / len(labels):.4f}, "
            f"test loss {test_loss:.4f}, test accuracy {accuracy:.4f}",
            flush=True,
        )
        value = right / labels.numel()
        if best is None or value > best:
            best, waited = value, 0
            kept = {key: part.clone() for key, part in model.state_dict().items()}
        else:
            waited += 1
        if waited >= 3:
            break
    if best is not None:
        model.load_state_dict(kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("shapes.npz"), help="folder of the data set"
    )
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--weights", help="safetensors to begin from")
    parser.add_argument("--save", help="where to write the weights as safetensors")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    model = Shapes()
    if options.weights:
        load_weights(model, options.weights)
    sets = load_data(options.data, options.seed)
    flat = sets[0][0].transpose(0, 1).flatten(1)
    mean = flat.mean(1).reshape(1, -1, 1, 1)
    std = flat.std(1, unbiased=False).reshape(1, -1, 1, 1)
    sets[1] = ((sets[1][0] - mean) / std, sets[1][1])
    train(model, *sets, options.epochs, options.batch, mean, std)
    if options.save:
        save_weights(model, options.save)


if __name__ == "__main__":
    main()
