#!/usr/bin/env python3
"""The training steps and the inference of Saccade.Bench in plain PyTorch, for comparison on the same machine.

    OMP_NUM_THREADS=2 python3 bench/peers/torch_cases.py [--rounds N] [--channels-last] [--inference] [FILTER]

Same shapes: T = 5; small network (3x3 convolutions of 32, 64, 64 channels on 2x34x34, batch 32) and VGG-SNN on 2x48x48
(batch 8); batch norm by the batch, LIF neurons (tau 2, hard reset, triangle surrogate) as a loop over time with a custom
autograd function, 2x2 average pooling, cross-entropy of the mean logits, Adam. Stateless layers see time folded into the
batch. PyTorch's time does not depend on firing rates. Prints the median, the best and the spread of the rounds.
"""
import argparse
import statistics
import time

import torch
from torch import nn

STEPS, CLASSES = 5, 10


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(context, u):
        context.save_for_backward(u)
        return (u >= 0).to(u.dtype)

    @staticmethod
    def backward(context, gradient):
        (u,) = context.saved_tensors
        return gradient * torch.clamp(1 - u.abs(), min=0)


class Lif(nn.Module):
    """H = V + (x - V) / 2; fires at 1; hard reset to 0."""

    def forward(self, x):
        x = x.view(STEPS, -1, *x.shape[1:])
        v = torch.zeros_like(x[0])
        spikes = []
        for step in x:
            h = v + (step - v) * 0.5
            s = Spike.apply(h - 1)
            v = h * (1 - s)
            spikes.append(s)
        return torch.cat(spikes)


def network(plan, size):
    layers, channels = [], 2
    for item in plan:
        if item == "P":
            layers.append(nn.AvgPool2d(2))
            size //= 2
        else:
            layers += [nn.Conv2d(channels, item, 3, padding=1), nn.BatchNorm2d(item), Lif()]
            channels = item
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * size * size, CLASSES))


SMALL = ("small network", [32, "P", 64, "P", 64, "P"], 34, 32)
VGG = ("VGG-SNN", [64, 128, "P", 256, 256, "P", 512, 512, "P", 512, 512, "P"], 48, 8)


def measure(name, run, samples, rounds):
    run()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    times.sort()
    median = statistics.median(times)
    spread = (times[3 * len(times) // 4] - times[len(times) // 4]) / 2 / median
    print(f"| {name} | {median * 1e3:.1f} ms | {times[0] * 1e3:.1f} ms | {spread * 100:.0f} % | {median * 1e3 / samples:.2f} ms a sample |", flush=True)


def training(plan, size, batch, layout):
    torch.manual_seed(1)
    net = network(plan, size).to(memory_format=layout)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-9)
    frames = (torch.rand(STEPS * batch, 2, size, size) < 0.1).float().contiguous(memory_format=layout)
    labels = torch.arange(batch) % CLASSES

    def step():
        optimizer.zero_grad(set_to_none=True)
        logits = net(frames).view(STEPS, batch, CLASSES)
        nn.functional.cross_entropy(logits.mean(0), labels).backward()
        optimizer.step()

    return step


def inference(plan, size, batch, layout):
    torch.manual_seed(1)
    net = network(plan, size).to(memory_format=layout).eval()
    frames = (torch.rand(STEPS * batch, 2, size, size) < 0.1).float().contiguous(memory_format=layout)

    def run():
        with torch.inference_mode():
            net(frames)

    return run


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("filter", nargs="?", default="")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--inference", action="store_true")
    options = parser.parse_args()
    layout = torch.channels_last if options.channels_last else torch.contiguous_format
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads, {'channels last' if options.channels_last else 'channels first'}")
    print("| case | median | best | ± | |\n|---|---:|---:|---:|---|")
    for name, plan, size, batch in (SMALL, VGG):
        if options.filter.lower() not in name.lower():
            continue
        if options.inference:
            for one in (1, 8):
                measure(f"{name}, inference, batch {one}", inference(plan, size, one, layout), one, options.rounds)
        else:
            measure(f"{name}, training step, batch {batch}", training(plan, size, batch, layout), batch, options.rounds)


if __name__ == "__main__":
    main()
