"""The gallery: every thing that a task's scenes show, as the networks of its slots see it, made once for all that train on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from synth.hybrid.network import columns
from synth.hybrid.scene import Scene, Sight, Template


class Gallery:
    """The things of each slot [n, …], and where those of a scene are."""

    def __init__(self, scenes: Sequence[Scene], sight: Sight) -> None:
        shown: list[list[tuple[Any, ...]]] = [[] for _ in sight.slots]
        self._rows: dict[int, list[int]] = {}  # by the id of a scene: the row of each place among those of its slot
        self._scenes = scenes  # kept, so that the ids stay taken
        for one in scenes:
            slots = sight.places(one.template)
            self._rows[id(one)] = [len(shown[slot]) + slots[:place].count(slot) for place, slot in enumerate(slots)]
            for slot, thing in zip(slots, one.things):
                shown[slot].append((thing,))
        self.things = [
            columns(own, [slot.shape], [slot.norm])[0] if own else torch.empty(0, *slot.shape) for own, slot in zip(shown, sight.slots)
        ]

    def rows(self, batch: Sequence[Scene], place: int) -> Tensor:
        """int64 [n]: where the things in one place of n scenes are."""
        return torch.tensor([self._rows[id(scene)][place] for scene in batch])


def grouped(scenes: Sequence[Scene]) -> dict[Template, list[Scene]]:
    """The examples by template."""
    groups: dict[Template, list[Scene]] = defaultdict(list)
    for scene in scenes:
        groups[scene.template].append(scene)
    return groups
