#!/usr/bin/env python3
"""Hands every frame of one cable to another some milliseconds later, both ways: a delay where the kernel has no netem. bench/ranks/hosts starts it; needs root.

    delay.py CABLE CABLE MILLISECONDS      relays until it is stopped
    delay.py CABLE                         has the cable's host fill in checksums itself, which a relay of frames needs
"""
import collections
import ctypes
import fcntl
import select
import socket
import struct
import sys
import time

EVERY_PROTOCOL, OUTGOING = 0x0003, 4
SIOCETHTOOL, SET_TRANSMIT_CHECKSUMS = 0x8946, 0x17
LARGEST = 1 << 17


def without_offload(cable):
    value = bytearray(struct.pack("II", SET_TRANSMIT_CHECKSUMS, 0))
    held = (ctypes.c_char * len(value)).from_buffer(value)
    request = struct.pack("16sP", cable.encode(), ctypes.addressof(held))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCETHTOOL, request)


def open_cable(name):
    cable = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERY_PROTOCOL))
    cable.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 26)
    cable.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 26)
    cable.bind((name, 0))
    return cable


def relay(names, delay):
    cables = [open_cable(name) for name in names]
    other = dict(zip(cables, reversed(cables)))
    waiting = {cable: collections.deque() for cable in cables}  # every frame waits equally long, so each row is in order
    while True:
        due = min((row[0][0] for row in waiting.values() if row), default=None)
        readable, _, _ = select.select(cables, [], [], None if due is None else max(0, due - time.monotonic()))
        for cable in readable:
            frame, (_, _, kind, _, _) = cable.recvfrom(LARGEST)
            if kind != OUTGOING:
                waiting[other[cable]].append((time.monotonic() + delay, frame))
        for cable, row in waiting.items():
            while row and row[0][0] <= time.monotonic():
                cable.send(row.popleft()[1])


def main():
    if len(sys.argv) == 2:
        without_offload(sys.argv[1])
    elif len(sys.argv) == 4:
        relay(sys.argv[1:3], float(sys.argv[3]) / 1000)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
