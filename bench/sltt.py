#!/usr/bin/env python3
"""Memory of a training by back-propagation through time, by SLTT and by SLTT-K for T = 5, 10, 20 and 40 (SLTT, arXiv 2302.14311, figure 1 has the same curve for PyTorch).

    python3 bench/sltt.py [--saccade PATH] [--threads N]

VGG-SNN at 48x48, batch 8 (bench/sltt.yaml). Prints a Markdown table: what `train` plans for tensors and weights, and the most memory of the process while it ran.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
WAYS = [("BPTT", "{kind: bptt}"), ("SLTT", "{kind: sltt}"), ("SLTT-2", "{kind: sltt, steps: 2}")]
MIB = 2**20


def train(options, way, steps, out):
    words = [options.saccade, "train", str(HERE / "sltt.yaml"), "--out", out, "--threads", str(options.threads), "--set", f"frames.count={steps}", "--set", f"train.gradients={way}"]
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(words)} ended with {status}")
    with open(pathlib.Path(out) / "metrics.jsonl", encoding="utf-8") as log:
        planned = next(line["planned-bytes"] for line in map(json.loads, log) if line["kind"] == "phase-started")
    return planned / MIB, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saccade", default=str(HERE.parent / "saccade"))
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    print("| MiB, planned and (process) |" + "".join(f" T = {t} |" for t in (5, 10, 20, 40)) + "\n|---|" + "---:|" * 4)
    with tempfile.TemporaryDirectory() as place:
        for name, way in WAYS:
            cells = [train(options, way, steps, f"{place}/{name}-{steps}") for steps in (5, 10, 20, 40)]
            print(f"| {name} |" + "".join(f" {planned:,.0f} ({process:,.0f}) |" for planned, process in cells), flush=True)


main()
