"""Trains exported files on given weights and images, in float64 and in float32, and writes what came of it.

Reads a JSON list of { file, className, name, weights, images, labels, shape, epochs, batch, out }: `images` are float32,
channels first, `shape` is [N, C, ...]. Writes `out`, JSON: for each precision the answers to the first batch, the
gradients of that batch as the training of the exported file leaves them, and every parameter and statistic afterwards.
The order of images is the one given: `torch.randperm` counts up.
"""

import contextlib
import importlib.util
import io
import json
import sys
from argparse import Namespace
from pathlib import Path

import torch

torch.set_num_threads(1)
torch.randperm = lambda count, **options: torch.arange(count)
backward = torch.Tensor.backward


def run(case, number, kind):
    torch.set_default_dtype(kind)
    spec = importlib.util.spec_from_file_location(f"export{number}", case["file"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = getattr(module, case["className"])()
    module.load_weights(model, case["weights"])
    model = model.to(kind)
    data = bytearray(Path(case["images"]).read_bytes())
    images = torch.frombuffer(data, dtype=torch.float32).reshape(case["shape"]).to(kind)
    labels = torch.tensor(case["labels"])
    model.eval()
    with torch.no_grad():
        answers = model(images[: case["batch"]])
        # A model with heads answers with its own output alone when it does not train.
        outputs = answers[0] if isinstance(answers, tuple) else answers
    gradients = {}

    def record(loss, *rest, **options):
        backward(loss, *rest, **options)
        if not gradients:
            for name, parameter in model.named_parameters():
                if parameter.grad is not None:
                    gradients[name] = parameter.grad.flatten().tolist()

    torch.Tensor.backward = record
    with contextlib.redirect_stdout(io.StringIO()):
        parts = {"train": (images, labels), "test": (images, labels)}
        options = Namespace(device="cpu", epochs=case["epochs"], batch=case["batch"], resume=None, save=None)
        module.train(model, parts, options)
    torch.Tensor.backward = backward
    weights = {name: value.flatten().tolist() for name, value in model.state_dict().items() if value.is_floating_point()}
    return {"outputs": outputs.contiguous().flatten().tolist(), "gradients": gradients, "weights": weights}


failures = []
for number, case in enumerate(json.load(open(sys.argv[1]))):
    try:
        result = {"float64": run(case, number, torch.float64), "float32": run(case, number, torch.float32)}
        Path(case["out"]).write_text(json.dumps(result))
    except Exception as error:
        failures.append(f"{case['name']}: {type(error).__name__}: {error}")
print(json.dumps(failures))
