"""Decodes recordings of an archive with NumPy and stores each as .npz, as Python tool kits prepare data sets.

    python3 bench/peers/numpy_prepare.py ARCHIVE.zip OUT [--compressed]

Reads N-MNIST (.bin, 40-bit records) and N-CARS (.dat, 8-byte records). One process, one thread: NumPy holds the
interpreter's lock for most of this, so threads gain little.
"""
import os
import sys
import time
import zipfile

import numpy as np


def atis(raw):
    r = np.frombuffer(raw, np.uint8).reshape(-1, 5).astype(np.uint32)
    return (r[:, 2] & 127) << 16 | r[:, 3] << 8 | r[:, 4], r[:, 0], r[:, 1], r[:, 2] >> 7


def dat(raw):
    start = 0
    while raw[start:start + 1] == b"%":
        start = raw.index(b"\n", start) + 1
    r = np.frombuffer(raw, np.uint32, offset=start + 2)
    return r[::2], r[1::2] & 0x3FFF, r[1::2] >> 14 & 0x3FFF, r[1::2] >> 28 & 1


def main():
    archive, out = sys.argv[1:3]
    save = np.savez_compressed if "--compressed" in sys.argv else np.savez
    os.makedirs(out, exist_ok=True)
    start, count, events = time.perf_counter(), 0, 0
    with zipfile.ZipFile(archive) as z:
        for name in z.namelist():
            if not name.endswith((".bin", ".dat")):
                continue
            t, x, y, p = (dat if name.endswith(".dat") else atis)(z.read(name))
            save(os.path.join(out, name.replace("/", "_") + ".npz"), t=t, x=x, y=y, p=p)
            count, events = count + 1, events + len(t)
    seconds = time.perf_counter() - start
    print(f"{count} recordings, {events} events, {seconds:.2f} s: {count / seconds:.0f} recordings/s, {events / seconds:.0f} events/s")


main()
