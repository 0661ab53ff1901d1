"""Imports exported files and compares what PyTorch makes of them with what cnnc says.

Reads a JSON list of { file, name, input, outputs, keys, params } and prints a JSON list of
{ file, name, problems }. `input` and `outputs` are channels first, without the batch.
"""

import importlib.util
import json
import sys

import torch

problems = []
for number, case in enumerate(json.load(open(sys.argv[1]))):
    found = []
    try:
        spec = importlib.util.spec_from_file_location(f"export{number}", case["file"])
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        model = getattr(module, case["className"])()
        keys = {
            key: list(value.shape)
            for key, value in model.state_dict().items()
            if not key.endswith("num_batches_tracked")
        }
        for key in sorted(set(keys) | set(case["keys"])):
            if keys.get(key) != case["keys"].get(key):
                found.append(f"{key}: PyTorch {keys.get(key)}, cnnc {case['keys'].get(key)}")
        count = sum(parameter.numel() for parameter in model.parameters())
        if count != case["params"]:
            found.append(f"parameters: PyTorch {count}, cnnc {case['params']}")
        with torch.no_grad():
            model.eval()
            shape = list(model(torch.zeros(2, *case["input"])).shape[1:])
            if shape != case["output"]:
                found.append(f"output: PyTorch {shape}, cnnc {case['output']}")
            if case["heads"]:
                model.train()
                shapes = [list(value.shape[1:]) for value in model(torch.zeros(2, *case["input"]))]
                if shapes != [case["output"], *case["heads"]]:
                    found.append(f"outputs in training: PyTorch {shapes}, cnnc {case['heads']}")
        del model
    except Exception as error:
        found.append(f"{type(error).__name__}: {error}")
    print(case["name"], "ok" if not found else found, file=sys.stderr, flush=True)
    problems.append({"name": case["name"], "problems": found})
print(json.dumps(problems))
