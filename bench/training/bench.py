"""Seconds an epoch of the VAE of pytorch/examples (784-400-20, batch 128, 60,000 images in memory), in turns in one run.

usage: bench.py PROGRAM [--rounds 5] [--threads 2]      PROGRAM is bin/Release/net10.0/VaeOnnx.Bench.Training

Each contender draws its own order and eps and takes the whole epoch, the last batch of 96 included. PyTorch runs as the published
program does, from tensors in memory; JAX runs a jitted step, and the whole epoch as one scan (which drops the last batch).
"""
import argparse
import os
import subprocess
import time

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--skip", nargs="*", default=[])
options = parser.parse_args()
os.environ |= {"JAX_PLATFORMS": "cpu", "OMP_NUM_THREADS": str(options.threads)}

import gzip
import pathlib

import jax
import numpy as np
import optax
import torch
from jax import numpy as jnp
from torch import nn
from torch.nn import functional as F

BATCH, LATENTS = 128, 20
root = pathlib.Path(__file__).resolve().parents[2]
data = gzip.decompress((root / "fixtures/mnist/train-images-idx3-ubyte.gz").read_bytes())
images = np.frombuffer(data, np.uint8, offset=16).reshape(60000, 784).astype(np.float32) / np.float32(255)
torch.set_num_threads(options.threads)


class TorchVae(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)
        self.fc3, self.fc4 = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, x):
        h = F.relu(self.fc1(x))
        mean, logvar = self.fc21(h), self.fc22(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * logvar)
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mean, logvar


def torch_epochs(compiled):
    model = TorchVae()
    run = torch.compile(model) if compiled else model
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x_all = torch.from_numpy(images)

    def epoch():
        total = 0.0
        for rows in torch.randperm(len(x_all)).split(BATCH):
            x = x_all[rows]
            optimizer.zero_grad()
            recon, mean, logvar = run(x)
            loss = F.binary_cross_entropy(recon, x, reduction="sum") - 0.5 * torch.sum(1 + logvar - mean.pow(2) - logvar.exp())
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / len(x_all)
    return epoch


def jax_start():
    keys = jax.random.split(jax.random.key(0), 5)
    shapes = dict(fc1=(784, 400), fc21=(400, 20), fc22=(400, 20), fc3=(20, 400), fc4=(400, 784))
    return {name: dict(kernel=jax.random.uniform(key, shape, minval=-1, maxval=1) / np.sqrt(shape[0]), bias=jnp.zeros(shape[1]))
            for key, (name, shape) in zip(keys, shapes.items())}


optimizer = optax.adam(1e-3)


def jax_loss(params, x, key):
    linear = lambda name, value: value @ params[name]["kernel"] + params[name]["bias"]
    h = jax.nn.relu(linear("fc1", x))
    mean, logvar = linear("fc21", h), linear("fc22", h)
    z = mean + jax.random.normal(key, mean.shape) * jnp.exp(0.5 * logvar)
    logits = linear("fc4", jax.nn.relu(linear("fc3", z)))
    return optax.sigmoid_binary_cross_entropy(logits, x).sum() - 0.5 * jnp.sum(1 + logvar - mean**2 - jnp.exp(logvar))


def jax_step(carry, x):
    params, state, key = carry
    key, step_key = jax.random.split(key)
    loss, gradients = jax.value_and_grad(jax_loss)(params, x, step_key)
    updates, state = optimizer.update(gradients, state)
    return (optax.apply_updates(params, updates), state, key), loss


def jax_epochs(scan):
    params = jax_start()
    state = [(params, optimizer.init(params), jax.random.key(1))]
    order = np.random.RandomState(2)
    if scan:
        @jax.jit
        def whole(carry, x_all, rows):
            return jax.lax.scan(lambda c, r: jax_step(c, x_all[r]), carry, rows)
        on_device = jnp.asarray(images)

        def epoch():
            rows = order.permutation(len(images))[:468 * BATCH].reshape(468, BATCH)
            state[0], losses = whole(state[0], on_device, rows)
            return float(losses.sum()) / (468 * BATCH)
    else:
        step = jax.jit(jax_step, donate_argnums=0)

        def epoch():
            losses = []
            for rows in np.split(order.permutation(len(images)), range(BATCH, len(images), BATCH)):
                state[0], loss = step(state[0], images[rows])
                losses.append(loss)
            return float(jnp.stack(losses).sum()) / len(images)
    return epoch


def timed(epoch):
    def seconds():
        start = time.perf_counter()
        epoch()
        return time.perf_counter() - start
    return seconds


program = subprocess.Popen([options.program, "turns", str(options.threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)


def ours(kind):
    def seconds():
        print(kind, file=program.stdin, flush=True)
        return float(program.stdout.readline())
    return seconds


contenders = {
    "VaeOnnx, fast step": ours("fast"),
    "VaeOnnx, autograd": ours("autograd"),
    "PyTorch eager": timed(torch_epochs(compiled=False)),
    "PyTorch compiled": timed(torch_epochs(compiled=True)),
    "JAX, jitted step": timed(jax_epochs(scan=False)),
    "JAX, scan": timed(jax_epochs(scan=True)),
}
contenders = {name: run for name, run in contenders.items() if name not in options.skip}
times = {name: [] for name in contenders}
for round in range(options.rounds + 1):
    for name, run in contenders.items():
        try:
            seconds = run()
        except Exception as error:                                # torch.compile needs a C++ compiler
            seconds = float("nan")
            print(f"{name}: {type(error).__name__}: {str(error).splitlines()[0][:100]}", flush=True)
        if round > 0:                                             # the first one warms up
            times[name].append(seconds)
    print(f"round {round}: load {os.getloadavg()[0]:.1f}", flush=True)
print(f"torch {torch.__version__}, jax {jax.__version__}, {options.threads} threads, {options.rounds} rounds; seconds an epoch")
best = min(times["VaeOnnx, fast step"])
for name, values in times.items():
    print(f"{name:22} least {min(values):6.2f}   median {sorted(values)[len(values) // 2]:6.2f}   {min(values) / best:5.2f} times the fast step's least")
