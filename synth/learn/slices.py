"""Where a trained module is weak: its accuracy for each class and each group of inputs, worst first.

Y. Chung et al., "Slice Finder: Automated Data Slicing for Model Validation", ICDE 2019; intervals: E. B. Wilson, 1927.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

NORMAL = 1.959964  # the 97.5 % point of the normal distribution


@dataclass(frozen=True)
class Slice:
    """Some of the inputs: how many, what share was right, and its 95 % interval."""

    name: str
    count: int
    accuracy: float
    low: float
    high: float


def slice_report(said: Tensor, labels: Tensor, groups: Mapping[str, Tensor] | None = None) -> list[Slice]:
    """Slices by class, by each named grouping int64 [n], and by both, for labels said [n] and true [n]; the worst first."""
    if said.shape != labels.shape or labels.dim() != 1 or not len(labels):
        raise ValueError(f"said and labels must both be [n], not {list(said.shape)} and {list(labels.shape)}")
    right = said == labels
    found = _sliced("class", labels, right)
    for name, group in (groups or {}).items():
        if group.shape != labels.shape:
            raise ValueError(f"group {name} must be [n] = {list(labels.shape)}, but is {list(group.shape)}")
        found += _sliced(name, group, right)
        for value in torch.unique(group).tolist():
            inside = group == value
            found += _sliced(f"{name}={value}, class", labels[inside], right[inside])
    return sorted(found, key=lambda each: (each.accuracy, -each.count, each.name))


def _sliced(name: str, values: Tensor, right: Tensor) -> list[Slice]:
    return [_slice(f"{name}={value}", right[values == value]) for value in torch.unique(values).tolist()]


def _slice(name: str, right: Tensor) -> Slice:
    count, share = len(right), float(right.double().mean())
    spread = NORMAL**2 / count
    middle = (share + spread / 2) / (1 + spread)
    reach = NORMAL * (share * (1 - share) / count + spread / (4 * count)) ** 0.5 / (1 + spread)
    return Slice(name, count, share, max(0.0, middle - reach), min(1.0, middle + reach))
