#!/usr/bin/env python3
"""How long a decision takes, one recording after the other: plans of Saccade with floats and with 8 bits, PyTorch, and ONNX Runtime, in one run.

    dotnet build -c Release bench/Saccade.Bench && dotnet build -c Release bench/peers/OnnxRuntime
    python3 bench/peers/latency.py CASE ... [--threads N] [--decisions N] [--recordings N] [--saccade PATH] [--json FILE]

CASE is name=MODEL,DATA for a model file and the data set whose test recordings are decided, or vgg-snn:fX for random weights that fire at a share X of
the steps. Every program gets the same frames and weights and the same number of threads; decisions are compared before times are printed. PyTorch and ONNX
Runtime decide all steps at once, PyTorch in the fastest of its settings, Saccade also step by step, and the faster of its two ways is compared.
Percentiles are of decisions on one recording each.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
BENCH = os.path.join(ROOT, "bench", "Saccade.Bench", "bin", "Release", "net10.0", "Saccade.Bench.dll")
ONNX = os.path.join(HERE, "OnnxRuntime", "bin", "Release", "net10.0", "OnnxRuntimePeer.dll")
WARM_UP_SECONDS, SHARES = 1.0, (0.5, 0.95, 0.99)


def run(command, threads):
    done = subprocess.run(command, env={**os.environ, "OMP_NUM_THREADS": str(threads)}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"latency: {' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def export(case, folder, options):
    name, _, source = case.partition("=")
    if source:
        model, data = source.split(",")
        words = ["small-infer", "--model", model, "--data", data, "--batch", str(options.recordings)]
    else:
        words = ["vgg-snn-infer", "--steps", "5", "--batch", "1", "--firing", name.split(":f")[1]]
    run([options.saccade, "bench", *words, "--rounds", "1", "--threads", "1", "--export", folder], options.threads)
    return name


def pytorch(folder, decisions):
    """In a process of its own: percentiles and decisions, as JSON."""
    import numpy as np
    import torch
    import export_reader
    from peer_cases import LAYOUTS
    torch.set_flush_denormal(True)
    frames, steps, samples = export_reader.frames(folder)
    recordings = [frames.view(steps, samples, *frames.shape[1:])[:, n].contiguous() for n in range(samples)]

    def prepare(layout, frozen):
        net = export_reader.network(folder, steps).eval().to(memory_format=layout)
        if frozen:
            with torch.no_grad():
                net = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(net, recordings[0].contiguous(memory_format=layout))))
        return net, [x.contiguous(memory_format=layout) for x in recordings]

    def timed(net, inputs, least, seconds):
        times, begin = [], time.perf_counter()
        for n in range(10**9):
            start = time.perf_counter()
            with torch.inference_mode():
                net(inputs[n % samples])
            if n > 2 and start - begin > seconds:
                times.append(1e3 * (time.perf_counter() - start))
                if len(times) == least:
                    return sorted(times)

    ways = {f"{name}, {'frozen' if frozen else 'eager'}": prepare(layout, frozen) for frozen in (False, True) for name, layout in LAYOUTS.items()}
    trials = {name: timed(*way, 5, 0.3)[2] for name, way in ways.items()}
    best = min(trials, key=trials.get)
    net, inputs = ways[best]
    with torch.inference_mode():
        decided = [int(np.argmax(net(x).reshape(steps, -1).double().sum(0).numpy())) for x in inputs]
    times = timed(net, inputs, decisions, WARM_UP_SECONDS)
    print(json.dumps({"version": torch.__version__, "setting": best, "decided": decided, "decision": [times[int(share * (len(times) - 1))] for share in SHARES]}))


def measure(case, options):
    with tempfile.TemporaryDirectory() as folder:
        name = export(case, folder, options)
        ours = json.loads(run(["dotnet", BENCH, "latency", "--from", folder, "--threads", str(options.threads), "--decisions", str(options.decisions)], options.threads))
        torch = json.loads(run([sys.executable, os.path.abspath(__file__), "--pytorch", folder, "--decisions", str(options.decisions)], options.threads).splitlines()[-1])
        onnx = json.loads(run(["dotnet", ONNX, name, "--from", folder, "--threads", str(options.threads), "--latency", str(options.decisions)], options.threads))
    return {"case": name, "threads": options.threads, "ours": ours, "pytorch": torch, "onnx": onnx}


def row(result):
    expected, fastest = result["onnx"]["decided"], min(result["pytorch"]["decision"][0], result["onnx"]["decision"][0])

    def cells(label, step, decision, at_once, decided):
        same = sum(a == b for a, b in zip(decided, expected))
        return f"| {result['case']}, {result['threads']} thread{'s' if result['threads'] > 1 else ''} | {label} | {step} | {decision} | {at_once} | {{}} | {same} of {len(expected)} |"

    lines = [cells(f"Saccade, {o['plan']}", text(o["step"]), text(o["decision"]), text(o["at_once"]), o["decided"]).format(f"**{fastest / min(o['decision'][0], o['at_once'][0]):.1f}**") for o in result["ours"]]
    lines.append(cells(f"PyTorch ({result['pytorch']['setting']})", "", "", text(result["pytorch"]["decision"]), result["pytorch"]["decided"]).format(""))
    lines.append(cells("ONNX Runtime", "", "", text(result["onnx"]["decision"]), expected).format(""))
    return "\n".join(lines)


def text(times):
    return " / ".join(f"{t:.2f}" if t >= 1 else f"{t:.3f}" for t in times)


HEADER = """| network | program | a step, ms: p50 / p95 / p99 | a decision step by step | a decision, all steps at once | times faster than the faster peer | decisions the same |
|---|---|---:|---:|---:|---:|---:|"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--recordings", type=int, default=20)
    parser.add_argument("--saccade", default=os.path.join(ROOT, "saccade"))
    parser.add_argument("--json")
    parser.add_argument("--pytorch", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.pytorch:
        pytorch(options.pytorch, options.decisions)
        return
    results = []
    for case in options.cases:
        results.append(measure(case, options))
        if len(results) == 1:
            print(f"PyTorch {results[0]['pytorch']['version']}, ONNX Runtime {results[0]['onnx']['version']}\n\n{HEADER}")
        print(row(results[-1]), flush=True)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
