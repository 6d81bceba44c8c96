#!/usr/bin/env python3
"""The model of docs/scaling.md: the time of a step by ranks from what bench/ranks/steps prints.

    bench/ranks/steps ./saccade | tee steps.txt
    bench/ranks/model.py steps.txt

    step = compute(shards of the fullest rank) + fixed + (ranks - 1) * bytes of all sums * 8 / rate

compute and fixed are fitted to the rows 'full' and '1gbit'; the rows between are predicted and compared.
"""
import re
import sys

RATES = {"full": None, "10gbit": 10.0, "2500mbit": 2.5, "1gbit": 1.0}
SHARDS = 8


def read(path):
    rows = {}
    for line in open(path, encoding="utf-8"):
        found = re.match(r"(.+?)\s{2,}(\d+) ms,\s+([\d.]+) in exchanges,\s+([\d.]+) MB sent", line)
        if found:
            rows[found[1]] = tuple(float(value) for value in found.groups()[1:])
    return rows


def wire(megabytes, rate):
    """Milliseconds that bytes take at a rate in Gbit/s."""
    return 0 if rate is None else megabytes * 8 / rate


def main():
    rows = read(sys.argv[1])
    megabytes = rows["2 hosts, full"][2]
    ends = ["full", "1gbit"]
    fixed = sum(rows[f"2 hosts, {name}"][1] - wire(megabytes, RATES[name]) for name in ends) / 2
    compute = sum(rows[f"2 hosts, {name}"][0] - rows[f"2 hosts, {name}"][1] for name in ends) / 2
    print(f"fitted: compute {compute:.0f} ms, fixed {fixed:.0f} ms a step; {megabytes:.1f} MB sent")
    for name in ["10gbit", "2500mbit"]:
        predicted, measured = compute + fixed + wire(megabytes, RATES[name]), rows[f"2 hosts, {name}"][0]
        print(f"checked: {name}: predicted {predicted:.0f} ms, measured {measured:.0f} ms, {100 * (predicted / measured - 1):+.1f} %")

    whole = rows["1 rank, 2 threads"][0]
    print("\nspeed-up of machines like this one, by samples a batch and rate:\n")
    print("| machines | " + " | ".join(f"B = {batch}, {rate:g} Gbit/s" for batch in (16, 64) for rate in (1, 10, 25)) + " |")
    print("|---|" + "---|" * 6)
    for ranks in (2, 3, 4, 6, 8, 16):
        cells = []
        for batch in (16, 64):
            for rate in (1, 10, 25):
                one = whole * batch / 16
                used = min(ranks, SHARDS)
                step = one * -(-SHARDS // used) / SHARDS + fixed + (used - 1) * wire(megabytes, rate)
                cells.append(f"{one / step:.1f}")
        print(f"| {ranks} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
