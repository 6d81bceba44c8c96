#!/usr/bin/env python3
"""Times in PyTorch what `saccade bench CASE --export DIR` wrote, after checking that it computes the same.

    OMP_NUM_THREADS=2 ATEN_CPU_CAPABILITY=avx2 python3 bench/peers/peer.py CASE --from DIR [--rounds N] [--setting NAME] [--json]

CASE is only repeated in the result. Needs numpy and torch; the neurons are those of neurons.py, after the torch backend of SpikingJelly.
All settings (memory layout, frozen or not) are tried in a few rounds and the fastest is timed and reported; --setting takes one at once.
"""
import argparse
import ctypes
import gc
import json
import resource
import statistics
import sys
import time
import warnings

import torch

import export_reader
from peer_cases import CASES, Differs

TRIAL_ROUNDS, WARM_UP_SECONDS, SHORTEST_ROUND = 3, 1.0, 5e-3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case")
    parser.add_argument("--from", dest="folder", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--setting")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)  # numbers of the description are constants indeed
    expected = export_reader.expected(options.folder)
    try:
        case = CASES[expected["kind"]](options.folder, expected)
        settings = {options.setting: case.settings[options.setting]} if options.setting else case.settings
        agreement = case.check()
        ways = {name: prepare() for name, prepare in settings.items()}
    except Differs as e:
        print(f"peer: {options.case}: {e}; nothing was timed", file=sys.stderr)
        return 1
    except KeyError as e:
        print(f"peer: {options.case}: {e} is not known here", file=sys.stderr)
        return 2
    trials = {name: statistics.median(rounds_of(run, TRIAL_ROUNDS if len(ways) > 1 and options.rounds > 1 else 1)) for name, run in ways.items()}
    best = min(trials, key=trials.get)
    run = ways[best]
    ways.clear()
    give_back()
    fresh = reset_peak()
    times = sorted(rounds_of(run, options.rounds))
    median = statistics.median(times)
    report(options, {
        "case": options.case, "setting": best, "settings": trials, "steps": expected["steps"], "batch": expected["samples"], "threads": torch.get_num_threads(),
        "rounds": options.rounds, "seconds": median, "best_seconds": times[0], "spread": (quantile(times, 0.75) - quantile(times, 0.25)) / 2 / median,
        "seconds_per_sample": median / expected["samples"], "peak_bytes": peak(), "peak_is_of_the_rounds": fresh, "agreement": agreement,
        "torch": torch.__version__, "capability": capability(),
    })
    return 0


def rounds_of(run, rounds):
    begin = time.perf_counter()
    once = seconds(run, 1)
    while rounds > 1 and time.perf_counter() - begin < WARM_UP_SECONDS:
        once = min(once, seconds(run, 1))
    repetitions = 1 if rounds == 1 else max(1, min(1000, int(SHORTEST_ROUND / once)))
    return [seconds(run, repetitions) for _ in range(rounds)]


def seconds(run, repetitions):
    start = time.perf_counter()
    for _ in range(repetitions):
        run()
    return (time.perf_counter() - start) / repetitions


def quantile(ordered, q):
    return ordered[round(q * (len(ordered) - 1))]


def give_back():
    """Gives free memory back to the system, so that the peak is that of the rounds."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        pass  # not glibc


def reset_peak():
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        return True
    except OSError:
        return False


def peak():
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            return 1024 * int(next(line for line in file if line.startswith("VmHWM:")).split()[1])
    except OSError:
        return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def capability():
    lines = [line.strip(" -") for line in torch.__config__.show().splitlines() if "CPU capability" in line]
    return lines[0] if lines else "not known"


def report(options, result):
    if options.json:
        print(json.dumps(result, indent=2))
        return
    print(f"{result['case']}: PyTorch {result['torch']}, {result['capability']}, {result['threads']} threads; agrees: {result['agreement']}")
    print("settings: " + ", ".join(f"{name} {1e3 * t:.2f} ms" for name, t in result["settings"].items()))
    print(f"{result['setting']}: {1e3 * result['seconds_per_sample']:.3f} ms a sample, a run {1e3 * result['seconds']:.2f} ms, "
          f"spread {100 * result['spread']:.1f} %, peak {result['peak_bytes'] / 2**20:.0f} MiB")


if __name__ == "__main__":
    sys.exit(main())
