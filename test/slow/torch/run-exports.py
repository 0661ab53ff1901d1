"""Runs exported files on given weights and images, and writes what they answer and the weights again.

Reads a JSON list of { file, className, name, weights, images, shape, answers, again }: `images` are float32,
`shape` is [N, C, ...]. Answers are float32, channels first.
"""

import importlib.util
import json
import sys
from pathlib import Path

import torch

failures = []
for number, case in enumerate(json.load(open(sys.argv[1]))):
    try:
        spec = importlib.util.spec_from_file_location(f"export{number}", case["file"])
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        model = getattr(module, case["className"])()
        module.load_weights(model, case["weights"])
        data = bytearray(Path(case["images"]).read_bytes())
        images = torch.frombuffer(data, dtype=torch.float32).reshape(case["shape"])
        model.eval()
        with torch.no_grad():
            answers = model(images).contiguous()
        Path(case["answers"]).write_bytes(answers.numpy().tobytes())
        if hasattr(module, "save_weights"):
            module.save_weights(model, case["again"])
    except Exception as error:
        failures.append(f"{case['name']}: {type(error).__name__}: {error}")
print(json.dumps(failures))
