"""How far the streams of VaeOnnx lie from those of JAX and PyTorch, in units in the last place.

usage: compare.py PROGRAM [CHUNKS [CALL …]]
PROGRAM is the built VaeOnnx.Bench.Random; a chunk is 10^7 draws (default: 10, so 10^8); all calls unless some are named.
XLA_FLAGS=--xla_cpu_max_isa=SSE4_2 and ATEN_CPU_CAPABILITY=default make the frameworks run as on older processors.
"""
import subprocess
import sys

import jax
import numpy as np
import torch

program, chunks, size = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10, 10_000_000
jax.config.update("jax_enable_x64", True)
key = jax.random.key


def short(dtype):
    return torch.cat([torch.randn(8, dtype=dtype) for _ in range(size // 8)]).numpy()


def original(seed):
    with jax.threefry_partitionable(False):
        return jax.random.normal(key(seed), (size,), np.float32)


def seeded(draw):
    def call(seed):
        torch.manual_seed(seed)
        return draw()
    return call


calls = {
    "jax.normal": lambda seed: jax.random.normal(key(seed), (size,), np.float32),
    "jax.normal.original": original,
    "jax.uniform": lambda seed: jax.random.uniform(key(seed), (size,), np.float32, -0.3, 1.7),
    "jax.truncated_normal": lambda seed: jax.random.truncated_normal(key(seed), -2, 2, (size,), np.float32),
    "jax.normal64": lambda seed: jax.random.normal(key(seed), (size,), np.float64),
    "jax.truncated_normal64": lambda seed: jax.random.truncated_normal(key(seed), -2, 2, (size,), np.float64),
    "torch.randn": seeded(lambda: torch.randn(size).numpy()),
    "torch.rand": seeded(lambda: torch.rand(size).numpy()),
    "torch.randn64": seeded(lambda: torch.randn(size, dtype=torch.float64).numpy()),
    "torch.randn.short": seeded(lambda: short(torch.float32)),
    "torch.randn64.short": seeded(lambda: short(torch.float64)),
}


def ordered(bits):
    """Floats as integers in their own order, so that a difference counts the numbers between."""
    return np.where(bits < 0, np.iinfo(bits.dtype).min - bits, bits)


print(f"jax {jax.__version__}, torch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}")
print(f"{'call':24}{'draws':>14}{'different':>12}{'greatest ULP':>14}")
for name, draw in calls.items():
    if len(sys.argv) > 3 and name not in sys.argv[3:]:
        continue
    draws = different = greatest = 0
    for seed in range(chunks):
        expected = np.asarray(draw(seed))
        raw = subprocess.run([program, "draw", name, str(seed), str(expected.size)], check=True, stdout=subprocess.PIPE).stdout
        actual = np.frombuffer(raw, expected.dtype)
        integer = np.int32 if expected.dtype == np.float32 else np.int64
        apart = np.flatnonzero(actual.view(integer) != expected.view(integer))
        draws += expected.size
        different += apart.size
        if apart.size:
            ulp = np.abs(ordered(actual[apart].view(integer)) - ordered(expected[apart].view(integer)))
            greatest = max(greatest, int(ulp.max()))
    print(f"{name:24}{draws:14,}{different:12,}{greatest:14}", flush=True)
