/** The parts of an exported file that do not depend on the model: imports, the reader of weights, the readers of data. */
import { quote } from "./names.ts";

const importable: readonly (readonly [RegExp, string])[] = [
  [/\bargparse\./, "import argparse"],
  [/\bgzip\./, "import gzip"],
  [/\bjson\./, "import json"],
  [/\bmath\./, "import math"],
  [/\bstruct\./, "import struct"],
  [/\bOrderedDict\(/, "from collections import OrderedDict"],
  [/\bPath\b/, "from pathlib import Path"],
];

function imports(code: string): string {
  const standard = importable.flatMap(([used, line]) => (used.test(code) ? [line] : []));
  const functional = /\bF\./.test(code) ? ["import torch.nn.functional as F"] : [];
  const torch = ["import torch", ...functional, "from torch import Tensor, nn"];
  const numpy = /\bnp\./.test(code) ? ["import numpy as np"] : [];
  return ["from __future__ import annotations", "", ...standard, "", ...numpy, ...torch].join("\n");
}

function writer(renamed: ReadonlyMap<string, string>): string {
  const pairs = [...renamed].map(([from, to]) => `        ${quote(to)}: ${quote(from)},`);
  const rename = pairs.length === 0 ? [] : ["    renamed = {", ...pairs, "    }"];
  const name = pairs.length === 0 ? [] : ['        layer, _, tensor = name.rpartition(".")', '        name = f"{renamed.get(layer, layer)}.{tensor}"']; // prettier-ignore
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

const readIdx = `def read_idx(path: Path) -> Tensor:
    packed = path.suffix == ".gz"
    data = bytearray(gzip.open(path).read() if packed else path.read_bytes())
    sizes = struct.unpack_from(f">{data[3]}I", data, 4)
    start = 4 + 4 * len(sizes)
    return torch.frombuffer(data, dtype=torch.uint8, offset=start).reshape(sizes)


def idx_set(folder: Path, part: str) -> tuple[Tensor, Tensor] | None:
    """Images [N, C, H, W] as bytes, and labels, of \`train\` or \`t10k\`."""
    found = [
        sorted(path for path in folder.glob(f"*{part}[-_.]{role}*") if path.is_file())
        for role in ("images", "labels")
    ]
    if not all(found):
        return None
    images, labels = (read_idx(paths[0]) for paths in found)
    images = images.unsqueeze(1) if images.dim() == 3 else images.permute(0, 3, 1, 2)
    return images.contiguous(), labels.long()`;

const readCifar = `def cifar_set(folder: Path, part: str) -> tuple[Tensor, Tensor] | None:
    """Images [N, 3, 32, 32] as bytes, and labels, of CIFAR-10's binary files."""
    names = ["test_batch.bin"] if part == "t10k" else [f"data_batch_{i}.bin" for i in range(1, 6)]
    other = "test.bin" if part == "t10k" else "train.bin"
    paths = [folder / name for name in [*names, other] if (folder / name).exists()]
    if not paths:
        return None
    data = bytearray().join(path.read_bytes() for path in paths)
    records = torch.frombuffer(data, dtype=torch.uint8).reshape(-1, 3073)
    return records[:, 1:].reshape(-1, 3, 32, 32), records[:, 0].long()`;

export const bodyText = {
  imports,
  loader,
  writer,
  readIdx,
  readCifar,
  /** Of functions of the file. */
  names: ["read_safetensors", "load_weights", "save_weights", "one_cycle", "cut_at_random", "flip_at_random", "rotate_at_random", "erase_at_random", "read_idx", "idx_set", "cifar_set", "npz_set", "load_data", "evaluate", "initialize", "train", "main"], // prettier-ignore
} as const;
