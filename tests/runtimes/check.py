"""Looks at exported graphs with Python's onnx package.

usage: check.py GRAPH.onnx [CASE]

The checker, with full shape inference, has to accept the graph. With CASE, a folder of reference arrays, onnx.reference
runs the graph on the input array there and has to agree with every output array.
"""
import os
import sys

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

path = sys.argv[1]
model = onnx.load(path)
onnx.checker.check_model(model, full_check=True)

inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
for value in list(inferred.graph.value_info) + list(inferred.graph.output):
    if not value.type.tensor_type.shape.dim:
        continue  # a scalar constant
    batch = value.type.tensor_type.shape.dim[0]
    if batch.dim_param != "N":
        sys.exit(f"{path}: the batch of {value.name} is {batch.dim_param or batch.dim_value}, not N")
print(f"checked {path}")

if len(sys.argv) > 2:
    case = sys.argv[2]
    name = model.graph.input[0].name
    outputs = [output.name for output in model.graph.output]
    results = ReferenceEvaluator(model).run(outputs, {name: np.load(os.path.join(case, f"{name}.npy"))})
    for output, result in zip(outputs, results):
        expected = np.load(os.path.join(case, f"{output}.npy"))
        if result.shape != expected.shape or result.dtype != expected.dtype:
            sys.exit(f"{output}: {result.dtype} {result.shape}, expected {expected.dtype} {expected.shape}")
        np.testing.assert_allclose(result, expected, rtol=1.3e-6, atol=1e-5, err_msg=output)
    print(f"agrees with {case}")
