"""Evaluates one line of Python after another and prints the bytes of each result in hexadecimal, a line each.

JAX runs with 64-bit types on, so that every dtype can be asked for. A line may be several statements; the last is the result.
"""
import ast
import sys

import numpy as np

names = {"np": np}
if "torch" in sys.argv:
    import torch
    names["torch"] = torch
if "jax" in sys.argv:
    import jax
    jax.config.update("jax_enable_x64", True)
    names["jax"] = jax

for line in sys.stdin:
    *statements, result = ast.parse(line.strip()).body
    exec(compile(ast.Module(statements, []), "line", "exec"), names)
    value = eval(compile(ast.Expression(result.value), "line", "eval"), names)
    print(np.asarray(value).tobytes().hex(), flush=True)
