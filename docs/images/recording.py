"""Draws docs/images/recording.svg: a generated recording, its frames and the decision after each time step.

    saccade events convert letters/t/18.aedat4 t.npz
    saccade predict letters/t/18.aedat4 --model runs/letters --steps --json > t.json
    python3 recording.py t.npz t.json 10 5,6,7,8,9 > recording.svg

docs/getting-started.md makes the recording; the model of the picture was trained with --set pretrain.epochs=20,
--set finetune.epochs=20, --set pretrain.keep=best and --set finetune.keep=best, so that it is not sure at once.
"""
import json
import sys

import numpy as np

ON, OFF, INK, GREY, BARS = "#d95f02", "#1b6ca8", "#222", "#777", ["#9ecae1", "#31a354", "#bdbdbd"]
events, result = np.load(sys.argv[1]), json.load(open(sys.argv[2]))
count, shown = int(sys.argv[3]), [int(i) for i in sys.argv[4].split(",")]
t, x, y, p = (events[k].astype(int) for k in "txyp")
t = (t - t[0]) / 1000
size = len(t) // count
edges = [t[i * size] for i in range(count)] + [t[-1]]
left, width, out = 60, 840, []


def text(at, line, words, size=13, fill=INK, anchor="start"):
    out.append(f'<text x="{at:.1f}" y="{line:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">{words}</text>')


def squares(points, scale, at, top, colour):
    path = "".join(f"M{at + i * scale:.1f} {top + j * scale:.1f}h{scale}v{scale}h-{scale}z" for i, j in points)
    out.append(f'<path fill="{colour}" d="{path}"/>')


def place(ms):
    return left + width * ms / t[-1]


text(left, 28, f"1  Recording: {len(t):,} events in {t[-1]:.0f} ms; each dot is one event (column over time)")
for polarity, colour in ((0, OFF), (1, ON)):
    chosen = np.nonzero(p == polarity)[0][::2]  # every second: enough to see
    squares([(place(t[i]) / 1.6, (44 + x[i] * 2.2) / 1.6) for i in chosen], 1.6, 0, 0, colour)
for k, edge in enumerate(edges):
    out.append(f'<line x1="{place(edge):.1f}" x2="{place(edge):.1f}" y1="40" y2="124" stroke="{GREY}" stroke-width="0.6"/>')
text(left - 8, 60, "ON", 12, ON, "end")
text(left - 8, 78, "OFF", 12, OFF, "end")
text(left, 140, "0 ms", 11, GREY)
text(left + width, 140, f"{t[-1]:.0f} ms", 11, GREY, "end")

text(left, 172, f"2  Frames: {count} slices of equal numbers of events; a pixel counts its OFF and ON events")
cell, scale = width / count, 2.2
for k in range(count):
    piece = slice(k * size, (k + 1) * size if k < count - 1 else len(t))
    at, top = left + k * cell, 184
    used = k in shown
    out.append(f'<rect x="{at:.1f}" y="{top}" width="{34 * scale:.1f}" height="{34 * scale:.1f}" fill="#f6f6f6" stroke="{INK if used else "#bbb"}"/>')
    counts = np.zeros((34, 34), int)
    np.add.at(counts, (y[piece], x[piece]), np.where(p[piece] == 1, 1, -1))
    for sign, colour in ((-1, OFF), (1, ON)):
        rows, columns = np.nonzero(counts * sign > 0)
        squares(zip(columns, rows), scale, at, top, colour)
    text(at + 17 * scale, 276, f"frame {k}", 11, INK if used else GREY, "middle")

text(left, 310, "3  Decision: the spiking network sees frames 5 to 9, one at each time step; what it would say so far")
labels = result["labels"]
for k, step in enumerate(result["recordings"][0]["steps"]):
    at = left + shown[k] * cell
    for c, probability in enumerate(step["probabilities"]):
        top, long = 324 + c * 20, probability * 34 * scale
        out.append(f'<rect x="{at:.1f}" y="{top}" width="{long:.1f}" height="15" fill="{BARS[c % 3]}"/>')
        text(at + 4, top + 12, f"{labels[c]} {100 * probability:.0f} %", 11)
    text(at + 17 * scale, 402, f'T = {step["step"]}: <tspan font-weight="bold">{step["label"]}</tspan>', 13, INK, "middle")
text(left, 338, "frames 0 to 4 taught", 12, GREY)
text(left, 354, "the network that this", 12, GREY)
text(left, 370, "one learned from", 12, GREY)

print('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 940 420" font-family="sans-serif">'
      '<title>A recording of a moving letter t, its ten frames, and the decision after each of five time steps</title>'
      '<rect width="940" height="420" rx="8" fill="white"/>' + "".join(out) + "</svg>")
