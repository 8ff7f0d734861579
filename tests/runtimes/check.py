"""Looks at exported graphs with Python's onnx package.

usage: check.py GRAPH.onnx [free]

The checker, with full shape inference, has to accept the graph, and the batch axis is N everywhere. "free" does not ask for N: in a
graph that draws, the numbers on the way are a list with an axis of its own.
"""
import sys

import onnx

path = sys.argv[1]
model = onnx.load(path)
onnx.checker.check_model(model, full_check=True)

if "free" in sys.argv:
    print(f"checked {path}")
    sys.exit()

inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
for value in list(inferred.graph.value_info) + list(inferred.graph.output):
    if not value.type.tensor_type.shape.dim:
        continue  # a scalar constant
    batch = value.type.tensor_type.shape.dim[0]
    if batch.dim_param != "N":
        sys.exit(f"{path}: the batch of {value.name} is {batch.dim_param or batch.dim_value}, not N")
print(f"checked {path}")
