"""Small networks for images and vectors, sized to train on one core, and weights passed from one network to a similar one.

Normalisation is per example (Wu, He, "Group Normalization", ECCV 2018), so that no answer depends on what else is in the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn

GROUPS = 8


def convolutional(side: int, features: int, channels: int = 32) -> nn.Sequential:
    """Images [n, side, side] -> [n, features]; channels must be a multiple of 8."""
    if side < 8 or channels % GROUPS:
        raise ValueError(f"side must be at least 8 and channels a multiple of {GROUPS}, but they are {side} and {channels}")
    stride = 1 if side < 16 else 2
    layers: list[nn.Module] = [nn.Unflatten(1, (1, side)), nn.Conv2d(1, channels, 5, stride, 2), nn.GroupNorm(GROUPS, channels), nn.ReLU()]
    side, width = -(-side // stride), channels
    while side > 3:
        wider = channels if width == channels and side > 5 else 2 * channels
        layers += [nn.Conv2d(width, wider, 3, padding=1), nn.GroupNorm(GROUPS, wider), nn.ReLU(), nn.MaxPool2d(2)]
        side, width = side // 2, wider
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(width * side * side, features))


def perceptron(sizes: Sequence[int]) -> nn.Sequential:
    """Fully connected layers with ReLU between them: [n, sizes[0]] -> [n, sizes[-1]]."""
    layers: list[nn.Module] = []
    for narrow, wide in pairwise(sizes):
        layers += [nn.Linear(narrow, wide), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def parameters(*modules: nn.Module) -> int:
    """How many numbers training settles."""
    return sum(p.numel() for module in modules for p in module.parameters())


def inherit(child: nn.Module, parent: nn.Module) -> None:
    """Copies into the child, tensor by tensor of one name, the corner of the parent's weights that fits; the rest stays."""
    own = dict(child.named_parameters())
    with torch.no_grad():
        for name, given in parent.named_parameters():
            if name in own and own[name].dim() == given.dim():
                corner = tuple(slice(min(a, b)) for a, b in zip(own[name].shape, given.shape))
                own[name][corner] = given[corner]
