"""What a module remembers: some of the things that it learned from, with their labels, as it sees them.

It goes through them again whenever it is adapted, so that it forgets less of what it knew (rehearsal: Robins 1995).
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from dsl.module import Module

MOST, LARGEST = 128, 1 << 17  # things, and numbers that they consist of
Memory = tuple[Tensor, Tensor]  # things as a network sees them [n, …], and the numbers of their labels [n]


def recalled(module: Module) -> Memory | None:
    """What a module remembers; None where that is nothing."""
    if module.remembered is None:
        return None
    things, labels = module.remembered
    return torch.from_numpy(things).float(), torch.from_numpy(labels)


def keeping(module: Module, memory: Memory, seed: int) -> Module:
    """The module that remembers as many of these, drawn by chance, as there is room for."""
    things, labels = memory
    if not len(things):
        return module
    room = min(MOST, LARGEST // things[0].numel())
    some = torch.randperm(len(things), generator=torch.Generator().manual_seed(seed))[:room]
    return replace(module, remembered=(things[some].half().numpy(), labels[some].numpy()))
