#!/usr/bin/env python3
"""How the time of `saccade bench` grows with time steps, batch, neurons, width and threads; prints one Markdown table each.

    python3 bench/scaling.py [--saccade PATH] [--rounds N]

Every line also shows the time for each unit relative to the first line: 1.00 everywhere is linear growth. Threads show the speed relative to one.
"""
import argparse
import json
import subprocess

CURVES = [
    ("VGG-SNN inference by time steps, batch 1, 10 % firing", "vgg-snn-infer", "--steps", (1, 2, 5, 10, 20), ["--batch", "1", "--firing", "0.1"]),
    ("VGG-SNN inference by batch, T = 5, 10 % firing", "vgg-snn-infer", "--batch", (1, 2, 4, 8, 16), ["--steps", "5", "--firing", "0.1"]),
    ("VGG-SNN training step by batch, T = 5, 10 % firing", "vgg-snn-train", "--batch", (1, 2, 4, 8), ["--steps", "5", "--firing", "0.1"]),
    ("LIF forward and backward by neurons, T = 8", "lif", "--neurons", (1_000, 10_000, 100_000, 1_000_000, 4_000_000), ["--steps", "8", "--backward"]),
    ("LIF forward and backward by time steps, 1 million neurons", "lif", "--steps", (4, 8, 16, 32), ["--neurons", "1000000", "--backward"]),
]
THREADS = ["vgg-snn-infer", "vgg-snn-train"]


def bench(options, words):
    done = subprocess.run([options.saccade, "bench", *words, "--rounds", str(options.rounds), "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--saccade", default="./saccade")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    for title, case, option, values, rest in CURVES:
        print(f"\n{title}\n\n| {option[2:]} | a run | each, relative to the first |\n|---:|---:|---:|")
        first = None
        for value in values:
            seconds = bench(options, [case, option, str(value), *rest])["seconds"]
            first = first or seconds / value
            print(f"| {value:,} | {seconds * 1e3:.2f} ms | {seconds / value / first:.2f} |", flush=True)
    print("\nThreads, T = 5, batch 8, 10 % firing\n\n| case | 1 thread | 2 threads | times faster |\n|---|---:|---:|---:|")
    for case in THREADS:
        one, two = (bench(options, [case, "--steps", "5", "--batch", "8", "--firing", "0.1", "--threads", n])["seconds"] for n in "12")
        print(f"| {case} | {one * 1e3:.0f} ms | {two * 1e3:.0f} ms | {one / two:.2f} |", flush=True)


if __name__ == "__main__":
    main()
