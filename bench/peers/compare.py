#!/usr/bin/env python3
"""Saccade against PyTorch or ONNX Runtime on the same machine: same weights, same input, results compared before anything is timed.

    ATEN_CPU_CAPABILITY=avx2 python3 bench/peers/compare.py [CASE ...] [--peer onnx-runtime] [--rounds N] [--timings N] [--saccade PATH] [--model FILE --data PATH] [--json FILE]

A case is a name of `saccade bench` with settings behind colons: tN steps, bN batch, nN neurons or size, fX firing rate, backward. For example
vgg-snn-infer:b8:f0.1, vgg-snn-train:t5:b8, lif:t8:backward, linear-lif:n512:backward. A name alone stands for all cases of the list that begin
with it; no name for all. Each case is exported once; then the two run alternately in processes of their own, N times (--rounds), each of which times
its runs several times (--timings); what is shown is the median over the processes. Training and inference cases run on --model and --data if given.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))

CASES = [
    *(f"lif:t{t}{way}" for way in ("", ":backward") for t in (4, 8, 16, 32)),
    *(f"linear-lif:n{n}:backward" for n in (256, 512, 1024)),
    *(f"vgg-snn-train:t{t}:b{b}:f0.1" for t in (5, 10) for b in (8, 16)),
    "snn5-train:t16:b4:f0.1",
    *(f"vgg-snn-infer:t5:b{b}:f{f}" for b in (1, 8) for f in ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5")),
    *(f"small-infer:t5:b{b}:f0.1" for b in (1, 8)),
]


PEERS = {
    "pytorch": ("PyTorch", [sys.executable, os.path.join(HERE, "peer.py")]),
    "onnx-runtime": ("ONNX Runtime", ["dotnet", os.path.join(HERE, "OnnxRuntime", "bin", "Release", "net10.0", "OnnxRuntimePeer.dll")]),  # dotnet build -c Release bench/peers/OnnxRuntime
}


class Failed(Exception):
    """One of the two could not run the case."""


def arguments(case, options):
    name, *settings = case.split(":")
    words = [name]
    for setting in settings:
        key = {"t": "--steps", "b": "--batch", "f": "--firing", "n": "--neurons" if name == "lif" else "--size"}.get(setting[0])
        if setting == "backward":
            words.append("--backward")
        elif key and setting[1:]:
            words += [key, setting[1:]]
        else:
            raise SystemExit(f"compare: '{setting}' in {case}: expected tN, bN, nN, fX or backward")
    if options.model and "lif" not in name:
        words += ["--model", options.model] + (["--data", options.data] if options.data else [])
    return [*words, "--threads", str(options.threads)]


def run(command, environment):
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")
    return json.loads(done.stdout)


def measure(case, options, environment):
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        words = arguments(case, options)
        peer = [*PEERS[options.peer][1], case, "--from", folder, "--json"]
        run([options.saccade, "bench", *words, "--rounds", "1", "--export", folder, "--json"], environment)
        # The fastest setting, found beforehand: a process that tried others holds more memory. Where cores are shared, threads that wait by spinning cost the peer a multiple.
        waits = [environment] if "OMP_WAIT_POLICY" in environment else [environment, {**environment, "OMP_WAIT_POLICY": "passive"}]
        trials = [(run([*peer, "--rounds", "2"], wait), wait) for wait in waits]
        best, wait = min(trials, key=lambda trial: trial[0]["seconds"])
        setting, load = ["--setting", best["setting"]] if options.peer == "pytorch" else [], os.getloadavg()[0]
        for _ in range(options.rounds):
            ours.append(run([options.saccade, "bench", *words, "--rounds", str(options.timings), "--json"], environment))
            theirs.append(run([*peer, "--rounds", str(options.timings), *setting], wait))
    if load > options.threads + 0.5:
        print(f"compare: {case}: the load was {load:.1f} with {options.threads} threads of our own; other work disturbs the two unequally, so this is no result to publish", file=sys.stderr)
    return {"case": case, "ours": ours, "peer": theirs, "wait_policy": wait.get("OMP_WAIT_POLICY", "default"), "load": load}


def median(results, key):
    return statistics.median(r[key] for r in results)


def row(result):
    ours, peer = result["ours"], result["peer"]
    mine, other = median(ours, "seconds_per_sample"), median(peer, "seconds_per_sample")
    memory, its = median(ours, "peak_bytes"), median(peer, "peak_bytes")
    firing = ours[0]["firing"]
    cells = [
        result["case"], timing(mine, ours), timing(other, peer), f"{other / mine:.2f}", f"{memory / 2**20:.0f}", f"{its / 2**20:.0f}", f"{its / memory:.2f}",
        f"{1e3 * median(ours, 'dense_floor_seconds') / ours[0]['batch']:.3f} ms", f"{100 * median(ours, 'share_of_limit'):.0f} %",
        f"{100 * firing['min']:.1f} to {100 * firing['max']:.1f} %" if firing else "", f"{peer[0]['setting']}, {result['wait_policy']} waits",
    ]
    return "| " + " | ".join(cells) + " |"


def timing(seconds, results):
    """Median and spread; over one process that of its timings, else that of the processes."""
    times = sorted(r["seconds_per_sample"] for r in results)
    spread = results[0]["spread"] if len(times) < 3 else (times[round(0.75 * (len(times) - 1))] - times[round(0.25 * (len(times) - 1))]) / 2 / seconds
    return f"{1e3 * seconds:.3f} ms ± {100 * spread:.0f} %"


HEADER = """| case | Saccade, a sample | {0}, a sample | times faster | Saccade MiB | {0} MiB | times less | dense floor | of limit | firing | setting of {0} |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---|---|"""


def chosen(words):
    selected = []
    for word in words:
        found = [case for case in CASES if case == word or case.split(":")[0] == word]
        selected += found if found and ":" not in word else [word]
    return selected or CASES


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--peer", choices=PEERS, default="pytorch")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--timings", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--saccade", default=os.path.join(HERE, "..", "..", "saccade"))
    parser.add_argument("--model")
    parser.add_argument("--data")
    parser.add_argument("--json")
    options = parser.parse_args()
    environment = {**os.environ, "OMP_NUM_THREADS": str(options.threads)}
    results, failures = [], []
    for case in chosen(options.cases):
        try:
            result = measure(case, options, environment)
        except Failed as e:
            failures.append(str(e))
            print(f"compare: {e}", file=sys.stderr, flush=True)
            continue
        if not results:
            ours, peer = result["ours"][0], result["peer"][0]
            print(f"{ours['processor']}, {options.threads} threads; {ours['version']}; {PEERS[options.peer][0]} {peer['torch']} ({peer['capability']}); {options.rounds} processes of {options.timings} timings each, alternately\n")
            print(HEADER.format(PEERS[options.peer][0]))
        print(row(result), flush=True)
        results.append(result)
        if options.json:
            with open(options.json, "w", encoding="utf-8") as file:
                json.dump(results, file, indent=1)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
