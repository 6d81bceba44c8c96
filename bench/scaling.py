#!/usr/bin/env python3
"""How the time of `saccade bench` grows with time steps, batch, neurons, channels and threads; prints one Markdown table each and draws them as curves.

    python3 bench/scaling.py [--saccade PATH] [--rounds N] [--only WORD] [--keep FILE] [--svg FILE]

Every line also shows the time for each unit relative to the first line: 1.00 everywhere is linear growth. Threads show the speed relative to one, and the serial share s for which one and
two threads differ as Amdahl's law says, t(n) = s + (1 - s) / n; what four and eight threads would reach is computed from it, not measured. With --only the titles that contain the word;
--keep holds what was measured from one call to the next, so that all is drawn.
"""
import argparse
import html
import json
import math
import os
import subprocess

FIRING = ["--firing", "0.1"]
CURVES = [
    ("VGG-SNN inference by time steps, batch 1, 10 % firing", "steps", [(t, t, ["vgg-snn-infer", "--steps", t, "--batch", 1, *FIRING]) for t in (1, 2, 5, 10, 20)]),
    ("VGG-SNN inference by batch, T = 5, 10 % firing", "batch", [(b, b, ["vgg-snn-infer", "--steps", 5, "--batch", b, *FIRING]) for b in (1, 2, 4, 8, 16)]),
    ("VGG-SNN training step by batch, T = 5, 10 % firing", "batch", [(b, b, ["vgg-snn-train", "--steps", 5, "--batch", b, *FIRING]) for b in (1, 2, 4, 8)]),
    ("LIF with gradients by neurons, T = 8", "neurons", [(n, n, ["lif", "--steps", 8, "--neurons", n, "--backward"]) for n in (1_000, 10_000, 100_000, 1_000_000, 4_000_000)]),
    ("LIF with gradients by time steps, 1 million neurons", "steps", [(t, t, ["lif", "--steps", t, "--neurons", 1_000_000, "--backward"]) for t in (4, 8, 16, 32)]),
    ("Linear layer and LIF with gradients by channels (work grows with their square)", "channels", [(n, n * n, ["linear-lif", "--size", n, "--backward"]) for n in (128, 256, 512, 1024)]),
]
THREADS = [
    ("VGG-SNN inference", ["vgg-snn-infer", "--batch", 8, *FIRING]),
    ("VGG-SNN training step", ["vgg-snn-train", "--batch", 8, *FIRING]),
    ("small network, training step", ["small-train", "--batch", 32]),
]


def bench(options, words):
    words = [options.saccade, "bench", *map(str, words), "--rounds", str(options.rounds), "--json"]
    return json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)["seconds"]


def measure_curve(options, title, unit, points):
    print(f"\n{title}\n\n| {unit} | a run | each, relative to the first |\n|---:|---:|---:|")
    rows = []
    for value, work, words in points:
        seconds = bench(options, words)
        rows.append((value, seconds, seconds / work / (rows[0][1] / points[0][1]) if rows else 1.0))
        print(f"| {value:,} | {seconds * 1e3:.2f} ms | {rows[-1][2]:.2f} |", flush=True)
    return {"unit": unit, "rows": rows}


def measure_threads(options):
    print("\nThreads, T = 5, 10 % firing\n\n| | 1 thread | 2 threads | times faster | serial share | computed for 4 | for 8 |\n|---|---:|---:|---:|---:|---:|---:|")
    for title, words in THREADS:
        one, two = (bench(options, [*words, "--threads", n]) for n in (1, 2))
        serial = max(0.0, 2 * two / one - 1)
        four, eight = (1 / (serial + (1 - serial) / n) for n in (4, 8))
        print(f"| {title} | {one * 1e3:.0f} ms | {two * 1e3:.0f} ms | {one / two:.2f} | {100 * serial:.0f} % | {four:.1f} | {eight:.1f} |", flush=True)


def draw(curves):
    """Small charts in a grid: time for each unit relative to the first against the unit, the latter on a logarithmic axis."""
    wide, high, left, top, across = 300, 190, 44, 40, 3
    most = max(1.2, *(row[2] for curve in curves.values() for row in curve["rows"]))
    parts = []
    for number, (title, curve) in enumerate(curves.items()):
        x0, y0 = number % across * wide + left, number // across * high + top
        width, height = wide - left - 20, high - top - 44
        logs = [math.log(row[0]) for row in curve["rows"]]
        points = [(x0 + width * (a - logs[0]) / (logs[-1] - logs[0]), y0 + height * (1 - row[2] / most)) for a, row in zip(logs, curve["rows"])]
        linear = y0 + height * (1 - 1 / most)
        first, _, rest = title.partition(", ")
        parts.append(f'<text x="{x0 - 30}" y="{y0 - 22}" font-weight="bold">{html.escape(first)}</text><text x="{x0 - 30}" y="{y0 - 9}">{html.escape(rest)}</text>')
        parts.append(f'<path d="M{x0} {y0}V{y0 + height}H{x0 + width}" fill="none" stroke="#888"/><path d="M{x0} {linear:.1f}H{x0 + width}" stroke="#888" stroke-dasharray="4 4"/>')
        parts.append(f'<text x="{x0 - 6}" y="{linear + 4:.1f}" text-anchor="end">1</text><text x="{x0 - 6}" y="{y0 + height + 4}" text-anchor="end">0</text>')
        parts.append('<polyline fill="none" stroke="#3b7dd8" stroke-width="2" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>')
        for (x, y), row in zip(points, curve["rows"]):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#3b7dd8"/><text x="{x:.1f}" y="{y0 + height + 14}" text-anchor="middle">{short(row[0])}</text>')
        parts.append(f'<text x="{x0 + width / 2}" y="{y0 + height + 27}" text-anchor="middle">{curve["unit"]}</text>')
    rows = (len(curves) + across - 1) // across
    style = "text{font:11px sans-serif;fill:#666}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across * wide} {rows * high}"><title>Time for each unit relative to the first; the dashed line is linear growth</title><style>{style}</style>{"".join(parts)}</svg>\n'


def short(value):
    return f"{value // 1_000_000}M" if value >= 1_000_000 else f"{value // 1000}k" if value >= 10_000 else f"{value}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--saccade", default="./saccade")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep")
    parser.add_argument("--svg")
    options = parser.parse_args()
    kept = {}
    if options.keep and os.path.exists(options.keep):
        with open(options.keep, encoding="utf-8") as file:
            kept = json.load(file)
    for title, unit, points in CURVES:
        if options.only in title:
            kept[title] = measure_curve(options, title, unit, points)
            if options.keep:
                with open(options.keep, "w", encoding="utf-8") as file:
                    json.dump(kept, file)
    if options.only in "Threads":
        measure_threads(options)
    if options.svg:
        with open(options.svg, "w", encoding="utf-8") as file:
            file.write(draw({title: kept[title] for title, _, _ in CURVES if title in kept}))


if __name__ == "__main__":
    main()
