#!/usr/bin/env python3
"""The model of docs/scaling.md: the time of a step by ranks from what bench/ranks/steps prints.

    bench/ranks/steps ./saccade | tee steps.txt
    bench/ranks/model.py steps.txt

    step = compute(shards of the fullest rank) + fixed + shown wire + exchanges * turns * delay
    shown wire = max(0, sent bytes * 8 / rate - hides * compute)

Gradients travel while earlier layers compute, so that wire hides behind a share of the computation. Compute is fitted for each network to its rows 'full' and '1gbit', fixed (copies, waits that no rate explains) to 'full', hides to '1gbit', and turns (how often an exchange waits for the
delay) to 'full 5ms'; the other rows are predicted and compared. Each rank adds the sums of a share of the elements of gradients and hands them out, so it sends 2 (ranks - 1) / ranks times what one of two does, in as many exchanges.
"""
import math
import re
import sys

RATES = {"full": None, "2500mbit": 2.5, "1gbit": 1.0}
SHARDS, MEASURED_BATCH = 8, 16
MACHINES, BATCHES, FUTURE_RATES, FUTURE_DELAY = (2, 4, 8), (16, 64, 256), (1, 10, 25), 0.05


def read(path):
    rows = {}
    for line in open(path, encoding="utf-8"):
        found = re.match(r"(\S+) +(.+?)\s{2,}(\d+) ms,\s+([\d.]+) in exchanges,\s+([\d.]+) MB sent,\s+(\d+) exchanges", line)
        if found:
            rows.setdefault(found[1], {})[found[2]] = tuple(float(value) for value in found.groups()[2:])
    return rows


def wire(megabytes, rate):
    """Milliseconds that bytes take at a rate in Gbit/s."""
    return 0 if rate is None else megabytes * 8 / rate


def fit(rows):
    """Milliseconds of computing half of a batch and of an exchange that no rate explains, and the share of the computation that wire hides behind."""
    full, slow = rows["full"], rows["1gbit"]
    compute = (full[0] - full[1] + slow[0] - slow[1]) / 2
    return compute, full[1], max(0, wire(slow[2], RATES["1gbit"]) + full[1] - slow[1]) / compute


def shown(milliseconds, hidden):
    return max(0, milliseconds - hidden)


def turns_of(row, compute, fixed, delay):
    """How many delays an exchange waits for."""
    return (row[0] - compute - fixed) / (row[3] * delay)


def main():
    for network, rows in read(sys.argv[1]).items():
        compute, fixed, hides = fit(rows)
        _, _, megabytes, exchanges = rows["full"]
        turns = turns_of(rows["full 5ms"], compute, fixed, 5)
        print(f"\n{network}: computes half a batch in {compute:.0f} ms, of which {100 * hides:.0f} % hide wire, {fixed:.0f} ms fixed, {megabytes:.1f} MB and {exchanges:.0f} exchanges of {turns:.1f} turns a step")
        for setting, row in rows.items():
            rate, delay = (setting.split() + ["0"])[:2]
            if rate in RATES and setting not in ("full", "1gbit", "full 5ms"):
                predicted = compute + fixed + shown(wire(megabytes, RATES[rate]), hides * compute) + exchanges * turns * float(delay.rstrip("ms"))
                print(f"  checked: {setting}: predicted {predicted:.0f} ms, measured {row[0]:.0f} ms, {100 * (predicted / row[0] - 1):+.1f} %")

        columns = [(batch, rate) for batch in BATCHES for rate in FUTURE_RATES]
        print("\n| machines | " + " | ".join(f"B = {batch}, {rate:g} Gbit/s" for batch, rate in columns) + " |\n|---|" + "---|" * len(columns))
        for machines in MACHINES:
            ranks, cells = min(machines, SHARDS), []
            for batch, rate in columns:
                one = rows["2 threads"][0] * batch / MEASURED_BATCH
                computed = one * math.ceil(SHARDS / ranks) / SHARDS
                step = computed + fixed + shown(2 * (ranks - 1) / ranks * wire(megabytes, rate), hides * computed) + exchanges * turns * FUTURE_DELAY
                cells.append(f"{one / step:.1f}")
            print(f"| {machines} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
