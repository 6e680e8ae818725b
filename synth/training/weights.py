"""Weights of a guide's network: written for searches, and taken up by a training that goes on from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from synth.guide.infer import ALL, Network, Shape, expected, header, named
from synth.training.network import GuideNetwork


def take_up(network: GuideNetwork, weights: Mapping[str, Tensor]) -> None:
    """Go on from what was written of a network; what only training needs is not, and begins anew."""
    network.load_state_dict({**network.state_dict(), **weights})


def export(network: GuideNetwork, path: Path, beside: Sequence[Network] = (), about: str = ALL) -> None:
    """Write what searches need of the weights as half-precision numbers, with the sizes in the header, whole or not at all.

    beside: networks that are written, too. about: the tasks that this one is there for.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    shape, state = Shape(**vars(network.size)), network.state_dict()
    arrays = {named(0, name): state[name].detach().half().cpu().contiguous() for name in expected(shape)}
    for k, other in enumerate(beside, 1):
        arrays |= {named(k, name): torch.from_numpy(array).half() for name, array in other.weights.items()}
    save_file(arrays, part, header([(shape, about), *((other.shape, other.about) for other in beside)]))
    part.replace(path)
