"""Sums of exponentials over what has one owner, as readings of one task and programs of one reading have."""

from __future__ import annotations

import torch
from torch import Tensor


def pooled(values: Tensor, owner: Tensor, count: int) -> Tensor:
    """float [count]: the logarithm of the sum of exponentials over what has one owner; values float [n], owner int [n]."""
    most = torch.full((count,), -1e30, dtype=values.dtype).scatter_reduce(0, owner, values.detach(), "amax")
    total = torch.zeros(count, dtype=values.dtype).index_add(0, owner, torch.exp(values - most[owner]))
    return most + torch.log(total)
