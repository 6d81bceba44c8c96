"""A vision transformer in plain PyTorch with timm's names, its weights and image by a formula: the logits that VisionTransformerGoldenTests holds.

    python3 bench/peers/vit.py                 # the logits of both sizes
    python3 bench/peers/vit.py --save vit.pth  # also the weights of ViT-S/16, for saccade model import
"""
import argparse

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, dimension, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dimension, 3 * dimension)
        self.proj = nn.Linear(dimension, dimension)

    def forward(self, x):
        n, p, c = x.shape
        q, k, v = self.qkv(x).reshape(n, p, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) * (c // self.heads) ** -0.5).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(n, p, c))


class Mlp(nn.Module):
    def __init__(self, dimension):
        super().__init__()
        self.fc1 = nn.Linear(dimension, 4 * dimension)
        self.fc2 = nn.Linear(4 * dimension, dimension)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, dimension, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(dimension, eps=1e-6)
        self.attn = Attention(dimension, heads)
        self.norm2 = nn.LayerNorm(dimension, eps=1e-6)
        self.mlp = Mlp(dimension)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbedding(nn.Module):
    def __init__(self, patch, dimension):
        super().__init__()
        self.proj = nn.Conv2d(3, dimension, patch, patch)

    def forward(self, x):
        return self.proj(x).flatten(2).transpose(1, 2)


class VisionTransformer(nn.Module):
    def __init__(self, depth, dimension, heads, patch, side, classes):
        super().__init__()
        self.side = side
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dimension))
        self.pos_embed = nn.Parameter(torch.zeros(1, (side // patch) ** 2 + 1, dimension))
        self.patch_embed = PatchEmbedding(patch, dimension)
        self.blocks = nn.Sequential(*[Block(dimension, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(dimension, eps=1e-6)
        self.head = nn.Linear(dimension, classes)

    def forward(self, x):
        x = F.interpolate((x - 0.5) / 0.5, size=(self.side, self.side), mode="bicubic", align_corners=False)
        x = self.patch_embed(x)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


def numbers(count, salt):
    """From -0.5 to 0.5, the same bits in every language: whole numbers and one division."""
    i = np.arange(count, dtype=np.int64)
    return (((i * 7919 + salt * 104729) % 10007) / 10007 - 0.5).astype(np.float32)


def filled(network):
    """Tensors in the order of their names; normalisations are around 1."""
    state = network.state_dict()
    for salt, name in enumerate(sorted(state)):
        values = numbers(state[name].numel(), salt + 1) * np.float32(0.25)
        if "norm" in name and name.endswith("weight"):
            values = values + np.float32(1)
        state[name] = torch.from_numpy(values).reshape(state[name].shape)
    network.load_state_dict(state)
    return network


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--save", help="where the state dictionary of ViT-S/16 is written")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for title, network, height, width in (
        ("small", VisionTransformer(2, 24, 3, 4, 16, 5), 6, 7),
        ("ViT-S/16", VisionTransformer(12, 384, 6, 16, 224, 1000), 32, 32),
    ):
        filled(network).eval()
        image = torch.from_numpy((numbers(2 * 3 * height * width, 0) + np.float32(0.5)) * np.float32(8)).reshape(2, 3, height, width)
        with torch.no_grad():
            logits = network(image)
        print(f"{title}: {sum(p.numel() for p in network.parameters())} parameters")
        print(", ".join(f"{v:.6g}" for v in logits[:, :5].flatten().tolist()))
    if arguments.save:
        torch.save(network.state_dict(), arguments.save)


if __name__ == "__main__":
    main()
