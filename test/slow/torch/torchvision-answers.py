"""One of torchvision's own models with random weights: a weight file under given names, and what the model answers.

Reads { make, seed, layers, images, shape, mean, std, weights, answers }: `layers` is a list of { name, tensors } in the
order of execution, `tensors` sizes by name ("weight", "running_mean", ...); `images` are bytes, `shape` is [N, C, H, W].
Leaf modules are taken in the order in which they run in training (so heads stand where they begin), whatever order they
are declared in; a module that does not have the tensors of its layer is an error. Prints the seconds of the answer.
"""

import json
import struct
import sys
import time
import warnings
from pathlib import Path

import torch
import torchvision

case = json.load(open(sys.argv[1]))
torch.manual_seed(case["seed"])
models = torchvision.models
warnings.simplefilter("ignore")
model = {
    "alexnet": lambda: models.alexnet(weights=None),
    "vgg16": lambda: models.vgg16(weights=None, init_weights=False),
    "googlenet": lambda: models.googlenet(weights=None, aux_logits=True, init_weights=False),
    "googlenet without heads": lambda: models.googlenet(weights=None, aux_logits=False, init_weights=False),
    "inception_v3": lambda: models.inception_v3(weights=None, init_weights=False),
    "resnet18": lambda: models.resnet18(weights=None),
    "resnet50": lambda: models.resnet50(weights=None),
}[case["make"]]()

pixels = torch.frombuffer(bytearray(Path(case["images"]).read_bytes()), dtype=torch.uint8).reshape(case["shape"])
channels = lambda values: torch.tensor(values).reshape(1, -1, 1, 1)
images = (pixels.float() / 255 - channels(case["mean"])) / channels(case["std"])

# Weights that keep signals alive to the last layer: with those a constructor draws, an answer would be little but biases.
order = []
with torch.no_grad():
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.weight.uniform_(0.5, 1.5)
            module.bias.uniform_(-0.5, 0.5)
            module.momentum = 1.0
        elif isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            bound = (6 / module.weight[0].numel()) ** 0.5
            module.weight.uniform_(-bound, bound)
            if module.bias is not None:
                module.bias.uniform_(-0.2, 0.2)
        if not list(module.children()) and list(module.parameters()):
            module.register_forward_hook(lambda leaf, _, __: order.append(leaf))
    # Statistics of these images, then moved away from them: an answer that did not use them would be another.
    model.train()
    model(images)
    executed = list(order)
    assert len(set(executed)) == len(executed), "a module runs twice"
    assert {id(p) for leaf in executed for p in leaf.parameters()} == {id(p) for p in model.parameters()}
    for module in executed:
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean += module.running_var.sqrt() * torch.empty_like(module.running_mean).uniform_(-0.4, 0.4)
            module.running_var *= torch.empty_like(module.running_var).uniform_(0.6, 1.6)
    model.eval()
    start = time.time()
    answers = model(images).contiguous()
    seconds = time.time() - start

assert len(executed) == len(case["layers"]), f"{len(executed)} modules with weights, {len(case['layers'])} layers"
tensors = {}
for leaf, layer in zip(executed, case["layers"]):
    theirs = leaf.state_dict()
    shapes = {name: list(value.shape) for name, value in theirs.items() if name != "num_batches_tracked"}
    assert shapes == layer["tensors"], f"{layer['name']}: {layer['tensors']}, {leaf}: {shapes}"
    for name, value in theirs.items():
        tensors[f"{layer['name']}.{name}"] = value.contiguous()

header, position = {"__metadata__": {"cnnc.mean": json.dumps(case["mean"]), "cnnc.std": json.dumps(case["std"])}}, 0
for name, value in tensors.items():
    size = value.numel() * value.element_size()
    dtype = {torch.float32: "F32", torch.int64: "I64"}[value.dtype]
    header[name] = {"dtype": dtype, "shape": list(value.shape), "data_offsets": [position, position + size]}
    position += size
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(case["weights"], "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text)
    for value in tensors.values():
        file.write(value.numpy().tobytes())
Path(case["answers"]).write_bytes(answers.numpy().tobytes())
print(json.dumps({"seconds": seconds}))
