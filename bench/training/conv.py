"""Seconds an epoch of the preset conv-mnist (batch 128, 60,000 images in memory) here and in PyTorch eager, in turns in one run.

usage: conv.py PROGRAM [--rounds 5] [--threads 2] [--images 60000]      PROGRAM is bin/Release/net10.0/VaeOnnx.Bench.Training

Both take the whole epoch, draw their own order and eps, and read the loss of each step.
"""
import argparse
import gzip
import os
import pathlib
import subprocess
import time

parser = argparse.ArgumentParser()
parser.add_argument("program")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--images", type=int, default=60000)
options = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = str(options.threads)

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

BATCH, LATENTS = 128, 20
root = pathlib.Path(__file__).resolve().parents[2]
data = gzip.decompress((root / "fixtures/mnist/train-images-idx3-ubyte.gz").read_bytes())
images = torch.from_numpy(np.frombuffer(data, np.uint8, offset=16).reshape(60000, 1, 28, 28).astype(np.float32) / np.float32(255))[:options.images]
torch.set_num_threads(options.threads)


class ConvVae(nn.Module):
    """The preset as one writes it in PyTorch: 28 → 14 → 7, 32 and 64 channels, 256 units, and the mirror of it."""

    def __init__(self):
        super().__init__()
        down = lambda i, o: [nn.Conv2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU()]
        self.encoder = nn.Sequential(*down(1, 32), *down(32, 64), nn.Flatten(), nn.Linear(64 * 7 * 7, 256), nn.ReLU())
        self.mean, self.logvar = nn.Linear(256, LATENTS), nn.Linear(256, LATENTS)
        self.decoder = nn.Sequential(
            nn.Linear(LATENTS, 256), nn.ReLU(), nn.Linear(256, 64 * 7 * 7), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)),
            nn.ConvTranspose2d(64, 32, 4, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.ConvTranspose2d(32, 1, 4, 2, 1))

    def forward(self, x):
        h = self.encoder(x)
        mean, logvar = self.mean(h), self.logvar(h)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * logvar)
        return self.decoder(z), mean, logvar


model = ConvVae()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)


def torch_epoch():
    total = 0.0
    for rows in torch.randperm(len(images)).split(BATCH):
        x = images[rows]
        optimizer.zero_grad()
        logits, mean, logvar = model(x)
        loss = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") - 0.5 * torch.sum(1 + logvar - mean.pow(2) - logvar.exp())
        loss.backward()
        optimizer.step()
        total += loss.item()


def torch_seconds():
    clock, processor = time.perf_counter(), time.process_time()
    torch_epoch()
    return time.perf_counter() - clock, time.process_time() - processor


program = subprocess.Popen(
    [options.program, "turns", str(options.threads), "conv-mnist", str(options.images)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)


def our_processor():
    times = pathlib.Path(f"/proc/{program.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def our_seconds():
    """Those of the processors hold the test of 128 images, too."""
    processor = our_processor()
    print("autograd", file=program.stdin, flush=True)
    return float(program.stdout.readline()), our_processor() - processor


contenders = {"VaeOnnx": our_seconds, "PyTorch eager": torch_seconds}
times = {name: [] for name in contenders}
for round in range(options.rounds + 1):
    for name, run in contenders.items():
        seconds = run()
        if round > 0:                                             # the first one warms up
            times[name].append(seconds)
        print(f"round {round}: {name} {seconds[0]:.2f}, processor {seconds[1]:.2f}, load {os.getloadavg()[0]:.1f}", flush=True)
print(f"torch {torch.__version__}, {options.threads} threads, {options.rounds} rounds; seconds an epoch of {len(images)} images")
for name, values in times.items():
    clock, processor = zip(*values)
    median = lambda numbers: sorted(numbers)[len(numbers) // 2]
    print(f"{name:14} by the clock: least {min(clock):6.2f}, median {median(clock):6.2f}   of the processors: least {min(processor):6.2f}, median {median(processor):6.2f}")
