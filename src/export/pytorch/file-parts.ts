/** The parts of an exported file that do not depend on the model: imports, the reader of weights, what a training keeps to go on. */
import { quote } from "./names.ts";

const importable: readonly (readonly [RegExp, string])[] = [
  [/\bargparse\./, "import argparse"],
  [/\bcsv\./, "import csv"],
  [/\bgzip\./, "import gzip"],
  [/\bjson\./, "import json"],
  [/\bmath\./, "import math"],
  [/\bos\./, "import os"],
  [/\bre\./, "import re"],
  [/\bstruct\./, "import struct"],
  [/\bsys\./, "import sys"],
  [/\bOrderedDict\(/, "from collections import OrderedDict"],
  [/\bThreadPoolExecutor\(/, "from concurrent.futures import ThreadPoolExecutor"],
  [/\bBytesIO\(/, "from io import BytesIO"],
  [/\bPath\b/, "from pathlib import Path"],
  [/\bAny\b/, "from typing import Any"],
];

function imports(code: string): string {
  const standard = importable.flatMap(([used, line]) => (used.test(code) ? [line] : []));
  const functional = /\bF\./.test(code) ? ["import torch.nn.functional as F"] : [];
  const torchOf = (pillow: readonly string[]): readonly string[] => [
    "import torch",
    ...functional,
    ...pillow,
    "from torch import Tensor, nn",
  ];
  const numpy = /\bnp\./.test(code) ? ["import numpy as np"] : [];
  const pillow = /\bImageOps\./.test(code) ? ["from PIL import Image, ImageOps"] : [];
  return ["from __future__ import annotations", "", ...standard, "", ...numpy, ...torchOf(pillow)].join("\n");
}

function writer(renamed: ReadonlyMap<string, string>): string {
  const pairs = [...renamed].map(([from, to]) => `        ${quote(to)}: ${quote(from)},`);
  const rename = pairs.length === 0 ? [] : ["    renamed = {", ...pairs, "    }"];
  const name = pairs.length === 0 ? [] : ['        layer, _, last = name.rpartition(".")', '        name = f"{renamed.get(layer, layer)}.{last}"']; // prettier-ignore
  return `def save_weights(model: nn.Module, path: str) -> None:
    """Every parameter and statistic as safetensors, which cnnc reads (--weights)."""
${rename.map((line) => `${line}\n`).join("")}    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    data = bytearray()
    for name, tensor in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
${name.map((line) => `${line}\n`).join("")}        begin = len(data)
        data += tensor.detach().cpu().float().numpy().tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(tensor.shape),
            "data_offsets": [begin, len(data)],
        }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(len(text).to_bytes(8, "little") + text + data)`;
}

function loader(renamed: ReadonlyMap<string, string>): string {
  const pairs = [...renamed].map(([from, to]) => `        ${quote(from)}: ${quote(to)},`);
  const rename =
    pairs.length === 0
      ? []
      : [
          "    # Names of the model that mean something else in Python or in PyTorch.",
          "    renamed = {",
          ...pairs,
          "    }",
          "    spelled = {}",
          "    for key, value in tensors.items():",
          '        layer, _, tensor = key.rpartition(".")',
          '        spelled[f"{renamed.get(layer, layer)}.{tensor}"] = value',
          "    tensors = spelled",
        ];
  return `def read_safetensors(path: str) -> dict[str, Tensor]:
    """The tensors of a file, with the package \`safetensors\` or without it."""
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
${rename.join("\n")}${rename.length > 0 ? "\n" : ""}    # PyTorch counts batches; a file of cnnc need not.
    for key, value in model.state_dict().items():
        if key.endswith("num_batches_tracked"):
            tensors.setdefault(key, value)
    model.load_state_dict(tensors, strict=True)`;
}

const keeper = `def save_state(path: str, keepers: dict[str, Any], progress: dict[str, Any]) -> None:
    """All that \`--resume\` needs, beside the weights: FILE.state."""
    state = {name: keeper.state_dict() for name, keeper in keepers.items()}
    state |= {"random": torch.get_rng_state(), "progress": progress}
    torch.save(state, f"{path}.state.new")
    Path(f"{path}.state.new").replace(f"{path}.state")


def load_state(path: str, keepers: dict[str, Any]) -> dict[str, Any]:
    """The training goes on where it was, as if it had not stopped."""
    state = torch.load(f"{path}.state", map_location="cpu")
    for name, keeper in keepers.items():
        keeper.load_state_dict(state[name])
    torch.set_rng_state(state["random"])
    return state["progress"]`;

export const bodyText = {
  imports,
  loader,
  writer,
  keeper,
  /** Of functions of the file. */
  names: ["read_safetensors", "load_weights", "save_weights", "save_state", "load_state", "one_cycle", "cut_at_random", "flip_at_random", "rotate_at_random", "erase_at_random", "read_idx", "idx_set", "cifar_set", "npz_part", "Part", "PARTS", "HEIGHT", "WIDTH", "CHANNELS", "SUFFIXES", "LABEL", "SKIP", "mix", "split", "complete", "pixels_of", "as_channels", "inside", "weights_between", "bytes_of", "read_image", "read_images", "read_mask", "listed", "images_in", "part_folders", "is_number", "read_rows", "label_column", "are_classes", "read_table", "load_data", "evaluate", "initialize", "train", "main", "Any", "Image", "ImageOps", "ThreadPoolExecutor", "BytesIO", "csv", "re", "np", "os"], // prettier-ignore
} as const;
