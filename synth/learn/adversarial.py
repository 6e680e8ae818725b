"""How a trained module bears inputs that were changed a little, on purpose, to mislead it.

FGSM: I. Goodfellow, J. Shlens, C. Szegedy, "Explaining and Harnessing Adversarial Examples", ICLR 2015. PGD: A. Madry et al., "Towards
Deep Learning Models Resistant to Adversarial Attacks", ICLR 2018.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from synth.learn.learner import accuracy, positive


def fast_gradient_sign(model: nn.Module, x: Tensor, labels: Tensor, radius: float, bounds: tuple[float, float] = (0.0, 1.0)) -> Tensor:
    """Inputs [n, ...] moved once by the radius, in units of x, in the direction that raises the loss most; kept within the bounds."""
    positive("radius", radius)
    return (x + radius * _ascent(model, x, labels)).clamp(*bounds)


def projected_gradient(
    model: nn.Module, x: Tensor, labels: Tensor, radius: float, bounds: tuple[float, float] = (0.0, 1.0), *, steps: int = 10
) -> Tensor:
    """Inputs moved in many smaller steps, each put back to within the radius of x in every coordinate; it starts at x, so needs no seed."""
    positive("radius", radius)
    positive("steps", steps)
    moved = x
    for _ in range(steps):
        moved = moved + 2.5 * radius / steps * _ascent(model, moved, labels)
        moved = torch.minimum(torch.maximum(moved, x - radius), x + radius).clamp(*bounds)
    return moved


def robustness(model: nn.Module, x: Tensor, labels: Tensor, radius: float, bounds: tuple[float, float] = (0.0, 1.0)) -> dict[str, float]:
    """Accuracy on inputs as they are (`clean`), after FGSM (`fgsm`) and after PGD (`pgd`)."""
    with torch.no_grad():
        found = {"clean": accuracy(model(x), labels)}
    for name, attack in (("fgsm", fast_gradient_sign), ("pgd", projected_gradient)):
        moved = attack(model, x, labels, radius, bounds)
        with torch.no_grad():
            found[name] = accuracy(model(moved), labels)
    return found


def _ascent(model: nn.Module, x: Tensor, labels: Tensor) -> Tensor:
    """The sign of the gradient of the cross entropy at x; the model's own gradients stay as they are."""
    moved = x.detach().requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(functional.cross_entropy(model(moved), labels), moved)
    return gradient.sign()
