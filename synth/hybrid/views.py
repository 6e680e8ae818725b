"""Views: how the same thing may look another time. Networks learn from views of few examples what they would need many to see."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from synth.hybrid.network import Columns

TURN, SLANT, STRETCH, SHIFT = 0.15, 0.15, 0.12, 0.11  # radians; shares of the picture
BEND, KNOTS = 0.12, 3  # of half a grey picture, the deviation by which each of 3 x 3 points is moved, and what lies between with them
GRAIN = 0.08  # deviation of a shade
LOST = 0.2  # of the pieces of a text
WOBBLE = 0.1  # of a number, in units of its spread


def view(columns: Columns, chance: torch.Generator, bend: float = BEND) -> Columns:
    """Another view of each row."""
    return tuple(_seen(column, chance, bend) if column.dim() == 4 else _told(column, chance) for column in columns)


def _seen(images: Tensor, chance: torch.Generator, bend: float) -> Tensor:
    """Images [n, depth, height, width] turned, slanted, stretched, shifted and bent a little, with grain (Simard et al. 2003)."""
    count = len(images)

    def drawn(most: float, *shape: int) -> Tensor:
        return (torch.rand(count, *shape, generator=chance) * 2 - 1) * most

    angle, slant, matrix = drawn(TURN), drawn(SLANT), torch.zeros(count, 2, 3)
    wide, high = 1 + drawn(STRETCH), 1 + drawn(STRETCH)
    matrix[:, 0, 0], matrix[:, 0, 1] = angle.cos() * wide, slant - angle.sin() * wide
    matrix[:, 1, 0], matrix[:, 1, 1] = angle.sin() * high, angle.cos() * high
    matrix[:, :, 2] = drawn(2 * SHIFT, 2)
    places = functional.affine_grid(matrix, list(images.shape), align_corners=False)
    knots = (bend if images.shape[1] == 1 else 0.0) * torch.randn(count, 2, KNOTS, KNOTS, generator=chance)
    bent = functional.interpolate(knots, size=images.shape[2:], mode="bicubic", align_corners=True).permute(0, 2, 3, 1)
    moved = functional.grid_sample(images, places + bent, padding_mode="border", align_corners=False)
    return moved + GRAIN * torch.randn(moved.shape, generator=chance)


def _told(vectors: Tensor, chance: torch.Generator) -> Tensor:
    """Texts, which are of length one, without some of their pieces; numbers with some noise."""
    if vectors.shape[1] > 1 and bool((vectors >= 0).all()) and bool((vectors.square().sum(1) < 1.001).all()):
        return vectors * (torch.rand(vectors.shape, generator=chance) >= LOST)
    return vectors + WOBBLE * torch.randn(vectors.shape, generator=chance)
