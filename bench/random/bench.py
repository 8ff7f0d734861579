"""VaeOnnx's random streams and the frameworks' own, timed in turns on the same cores.

usage: bench.py NAME=PROGRAM [NAME=PROGRAM …]     e.g. jit=bin/…/VaeOnnx.Bench.Random aot=publish/VaeOnnx.Bench.Random
"""
import statistics
import subprocess
import sys
import time

import jax
import numpy as np
import torch

ROUNDS = 15
SIZES = [10_000_000, 100_000, 680]


def jitted(draw):
    compiled = jax.jit(draw, static_argnums=1)
    return lambda seed, size: compiled(jax.random.key(seed), size).block_until_ready()


def seeded(draw):
    def call(seed, size):
        torch.manual_seed(seed)
        draw(size)
    return call


frameworks = {
    "jax.normal": jitted(lambda key, size: jax.random.normal(key, (size,), np.float32)),
    "jax.uniform": jitted(lambda key, size: jax.random.uniform(key, (size,), np.float32, -0.3, 1.7)),
    "torch.randn": seeded(torch.randn),
    "torch.rand": seeded(torch.rand),
}


class Program:
    def __init__(self, path):
        self.process = subprocess.Popen([path, "time"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def time(self, call, size):
        print(call, size, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())


programs = {name: Program(path) for name, path in (argument.split("=", 1) for argument in sys.argv[1:])}
print(f"jax {jax.__version__}, torch {torch.__version__} ({torch.backends.cpu.get_cpu_capability()}, {torch.get_num_threads()} threads); "
      f"medians of {ROUNDS} rounds in turns, microseconds; in brackets how many times as fast as the framework")
print(f"{'call':14}{'draws':>12}{'framework':>14}" + "".join(f"{name:>22}" for name in programs))
for call, framework in frameworks.items():
    for size in SIZES:
        seconds = {name: [] for name in ["framework", *programs]}
        for round in range(ROUNDS + 3):
            start = time.perf_counter()
            framework(round, size)
            seconds["framework"].append(time.perf_counter() - start)
            for name, program in programs.items():
                seconds[name].append(program.time(call, size))
        median = {name: statistics.median(times[3:]) * 1e6 for name, times in seconds.items()}  # the first three warm up
        print(f"{call:14}{size:12,}{median['framework']:14,.1f}"
              + "".join(f"{median[name]:13,.1f} ({median['framework'] / median[name]:5.2f})" for name in programs), flush=True)
