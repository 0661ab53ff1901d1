"""The parts that the `load_data` of exported files gives: for each case the labels and the values, channels last.

Reads a JSON list of { file, data } and prints a JSON list of { part: { labels, values } }.
"""

import importlib.util
import inspect
import json
import sys
from pathlib import Path

answers = []
for number, case in enumerate(json.load(open(sys.argv[1]))):
    spec = importlib.util.spec_from_file_location(f"exported{number}", case["file"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    more = [2] if len(inspect.signature(module.load_data).parameters) == 2 else []
    parts = module.load_data(Path(case["data"]), *more)
    answers.append(
        {
            part: {"labels": labels.flatten().tolist(), "values": images.movedim(1, -1).flatten().tolist()}
            for part, (images, labels) in parts.items()
        }
    )
print(json.dumps(answers))
