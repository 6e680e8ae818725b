"""Whether a module is as often right as it says it is, and a temperature that makes it so.

C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from synth.learn.learner import positive

LIMITS = (0.05, 20.0)  # of a temperature
HALVINGS = 60


def calibration_error(chances: Tensor, labels: Tensor, bins: int = 15) -> float:
    """The expected calibration error of chances [n, classes]: mean distance of confidence and accuracy over bins of confidence."""
    positive("bins", bins)
    if chances.dim() != 2 or labels.shape != chances.shape[:1] or not len(chances):
        raise ValueError(f"chances must be [n, classes] and labels [n], not {list(chances.shape)} and {list(labels.shape)}")
    total = chances.sum(1)
    if not bool(torch.allclose(total, torch.ones_like(total), atol=1e-4)):
        raise ValueError(f"chances {list(chances.shape)} must sum to 1 in every row; give softmax(logits)")
    sure, said = chances.max(1)
    right = (said == labels).to(chances.dtype)
    place = (sure * bins).long().clamp(max=bins - 1)
    gap = torch.zeros(bins, dtype=chances.dtype).index_add(0, place, right - sure)
    return float(gap.abs().sum() / len(labels))


def fitted_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature by which logits [n, classes] must be divided for the least cross entropy, between 0.05 and 20.

    Cross entropy is convex in the inverse temperature, so bisection on its slope finds it.
    """
    low, high = 1 / LIMITS[1], 1 / LIMITS[0]
    chosen = logits.double()
    wanted = chosen.gather(1, labels[:, None])[:, 0]
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        slope = float(((functional.softmax(middle * chosen, 1) * chosen).sum(1) - wanted).mean())
        low, high = (middle, high) if slope < 0 else (low, middle)
    return float(1 / (low * high) ** 0.5)
