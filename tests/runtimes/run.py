"""Runs a plan in Python's onnx.reference, as plan.mjs does in JavaScript.

usage: run.py FOLDER
"""
import json
import os
import platform
import sys

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator


def run_graph(folder, index, run):
    graph = ReferenceEvaluator(os.path.join(folder, run["graph"]))
    feeds = {
        entry["name"]: np.fromfile(os.path.join(folder, entry["file"]), dtype=entry["type"]).reshape(entry["shape"])
        for entry in run["inputs"]
    }
    outputs = []
    for name, result in zip(graph.output_names, graph.run(None, feeds)):
        file = f"{index}.{name}.out"
        result.tofile(os.path.join(folder, file))
        outputs.append({"name": name, "type": str(result.dtype), "shape": result.shape, "file": file})
    return outputs


folder = sys.argv[1]
with open(os.path.join(folder, "plan.json"), encoding="utf-8") as file:
    plan = json.load(file)
results = []
for index, run in enumerate(plan["runs"]):
    try:
        results.append({"outputs": run_graph(folder, index, run)})
    except Exception as error:  # One graph that fails does not hide what the others gave.
        results.append({"error": repr(error)})
runtime = f"onnx.reference {onnx.__version__}, Python {platform.python_version()}"
with open(os.path.join(folder, "results.json"), "w", encoding="utf-8") as file:
    json.dump({"runtime": runtime, "runs": results}, file)
