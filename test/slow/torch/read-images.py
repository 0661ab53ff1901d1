"""What an exported file makes of image files: probabilities on given weights, and the parts it splits a folder into.

Reads JSON of { file, className, weights, images, folder, mean, std }; prints JSON of
{ probabilities, train, test }: the parts as the mean of each image, rounded, in order.
"""

import importlib.util
import json
import sys
from pathlib import Path

import torch

case = json.load(open(sys.argv[1]))
spec = importlib.util.spec_from_file_location("exported", case["file"])
module = importlib.util.module_from_spec(spec)
sys.modules["exported"] = module
spec.loader.exec_module(module)
model = getattr(module, case["className"])()
module.load_weights(model, case["weights"])
model.eval()
mean, std = (torch.tensor(case[name]).reshape(-1, 1, 1) for name in ("mean", "std"))
probabilities = []
with torch.no_grad():
    for path in case["images"]:
        image = (module.read_image(Path(path)) - mean) / std
        probabilities.append(model(image[None]).softmax(1)[0].tolist())
parts = module.load_data(Path(case["folder"]), 2)
shown = {
    name: [[int(label), *(image * 255).round().flatten().int().tolist()] for image, label in zip(*parts[name])]
    for name in ("train", "test")
}
print(json.dumps({"probabilities": probabilities, **shown}))
