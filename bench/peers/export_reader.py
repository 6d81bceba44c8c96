"""Reads what `saccade bench --export DIR` wrote, and builds the same network of plain PyTorch from it.

Layouts change on the way: convolution weights [KH, KW, I, O] become [O, I, KH, KW]; frames [T, N, H, W, C] become [T * N, C, H, W]; the rows of
a linear layer behind a flatten go from the order H, W, C to C, H, W.
"""
import functools
import json
import os
import struct

import numpy as np
import torch
from torch import nn

from neurons import Neurons, StepDropout

DTYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64, "I32": np.int32, "U8": np.uint8}


def expected(folder):
    with open(os.path.join(folder, "expected.json"), encoding="utf-8") as file:
        return json.load(file)


def array(folder, name):
    return np.load(os.path.join(folder, name + ".npy"))


def spikes(folder, layer, like):
    """Which neurons of a layer fired, as 0 and 1 in the layout of the tensor [T * N, ...]."""
    bits = np.unpackbits(np.load(os.path.join(folder, f"spikes-{layer}.npy")), bitorder="little")[:like.numel()]
    values = torch.from_numpy(bits.astype(np.float32))
    if like.dim() == 4:
        n, c, h, w = like.shape
        return values.view(n, h, w, c).permute(0, 3, 1, 2)
    return values.view(like.shape)


def safetensors(path):
    """All tensors by name, and the metadata."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def frames(folder):
    """[T * N, C, H, W], and T and N."""
    x = array(folder, "frames")
    steps, samples, height, width, channels = x.shape
    return torch.from_numpy(x.reshape(steps * samples, height, width, channels)).permute(0, 3, 1, 2), steps, samples


def pair(layer, key, default=0):
    return int(layer.get(key, default))


def pool_arguments(layer):
    kernel = pair(layer, "kernel", 2)
    return kernel, pair(layer, "stride") or kernel, pair(layer, "padding")


def network(folder, steps):
    """The network with its weights; parameters have the names of the file."""
    tensors, metadata = safetensors(os.path.join(folder, "weights.safetensors"))
    description = json.loads(metadata["saccade.network"])
    size = description["input"]
    return sequence(description["layers"], tensors, [size["channels"], size["height"], size["width"]], steps)[0]  # None for height and width when flat


def below(tensors, name):
    """The tensors whose names begin with a name and a point, without these."""
    return {rest: t for key, t in tensors.items() for first, _, rest in [key.partition(".")] if first == name}


def sequence(layers, tensors, extents, steps):
    modules, flattened = [], None
    for index, layer in enumerate(layers):
        module, extents, flattened = build(layer, below(tensors, str(index)), extents, flattened, steps)
        modules.append(module)
    return nn.Sequential(*modules), extents


class Branches(nn.Module):
    """Paths that read the same, and whose outputs become one."""

    COMBINE = {
        "add": lambda outputs: functools.reduce(torch.add, outputs), "and": lambda outputs: functools.reduce(torch.mul, outputs),
        "iand": lambda outputs: (1 - outputs[0]) * outputs[1], "concatenate": lambda outputs: torch.cat(outputs, 1), "gate": lambda outputs: torch.sigmoid(outputs[0]) * outputs[1],
    }

    def __init__(self, paths, combine):
        super().__init__()
        self.names, self.combine = list(paths), combine
        for name, path in paths.items():
            self.add_module(name, path)

    def forward(self, x):
        return self.COMBINE[self.combine]([getattr(self, name)(x) for name in self.names])


class Attention(nn.Module):
    """Queries, keys and values are a third of the channels each; the cheaper order of the two products."""

    def __init__(self, heads, scale, keys_first):
        super().__init__()
        self.heads, self.scale, self.keys_first = heads, scale, keys_first

    def forward(self, x):
        n, channels, height, width = x.shape
        q, k, v = (part.reshape(n, self.heads, -1, height * width).transpose(2, 3) for part in x.chunk(3, 1))
        product = q @ (k.transpose(2, 3) @ v) if self.keys_first else (q @ k.transpose(2, 3)) @ v
        return self.scale * product.transpose(2, 3).reshape(n, channels // 3, height, width)


def build(layer, values, extents, flattened, steps):
    kind = layer["kind"]
    channels, height, width = extents
    if kind == "convolution":
        weight = values["weight"]
        module = nn.Conv2d(channels, layer["outputs"], layer["kernel"], layer["stride"], layer["padding"], groups=layer["groups"], bias=layer["bias"])
        load(module, weight=weight.transpose(3, 2, 0, 1), bias=values.get("bias"))
        after = [(n + 2 * layer["padding"] - layer["kernel"]) // layer["stride"] + 1 for n in (height, width)]
        return module, [layer["outputs"], *after], None
    if kind == "linear":
        weight = values["weight"]
        if flattened:
            c, h, w = flattened
            weight = weight.reshape(h, w, c, -1).transpose(2, 0, 1, 3).reshape(h * w * c, -1)
        module = nn.Linear(channels, layer["outputs"], bias=layer["bias"])
        load(module, weight=weight.T, bias=values.get("bias"))
        return module, [layer["outputs"], None, None], None
    if kind == "batch-norm":
        module = (nn.BatchNorm2d if height else nn.BatchNorm1d)(channels, eps=layer["epsilon"], momentum=layer["momentum"])
        load(module, **{k: values[k] for k in ("weight", "bias", "running_mean", "running_var")})
        return module, extents, flattened
    if kind == "spiking":
        return Neurons(layer["neuron"], steps, values), extents, flattened
    if kind == "relu":
        return nn.ReLU(), extents, flattened
    if kind in ("average-pool", "max-pool"):
        kernel, stride, padding = pool_arguments(layer)
        after = [(n + 2 * padding - kernel) // stride + 1 for n in (height, width)]
        return (nn.AvgPool2d if kind == "average-pool" else nn.MaxPool2d)(kernel, stride, padding), [channels, *after], None
    if kind == "flatten":
        return nn.Flatten(), [channels * height * width, None, None], extents
    if kind == "branches":
        built = {name: sequence(path, below(values, name), extents, steps) for name, path in layer["paths"].items()}
        ends = [end for _, end in built.values()]
        channels = sum(end[0] for end in ends) if layer["combine"] == "concatenate" else ends[0][0]
        return Branches({name: path for name, (path, _) in built.items()}, layer["combine"]), [channels, *ends[0][1:]], None
    if kind == "attention":
        outputs = channels // 3
        return Attention(layer["heads"], layer["scale"], outputs // layer["heads"] < height * width), [outputs, height, width], None
    if kind == "adaptive-average-pool":
        return nn.AdaptiveAvgPool2d(layer["size"]), [channels, layer["size"], layer["size"]], None
    if kind == "dropout":
        return StepDropout(layer["probability"], steps), extents, flattened
    raise SystemExit(f"a layer of kind '{kind}' has no counterpart here; export a network of convolutions, linear layers, pools, batch norms, branches, attention and neurons")


def load(module, **values):
    with torch.no_grad():
        for name, value in values.items():
            if value is not None:
                getattr(module, name).copy_(torch.from_numpy(np.array(value, order="C")))
