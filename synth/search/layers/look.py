"""Look: what outputs are like beside their inputs, which decides what is worth trying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dsl.grid import Grid

if TYPE_CHECKING:
    from tasks.task import Example


@dataclass(frozen=True, eq=False)
class Look:
    """What the outputs are like, on all examples."""

    shown: Sequence[Example]

    @cached_property
    def pairs(self) -> list[tuple[Grid, Grid]]:
        """Input and output of each example."""
        return [(example.inputs[0], example.output) for example in self.shown]

    @cached_property
    def same_size(self) -> bool:
        """Whether outputs are as large as inputs."""
        return all(len(a) == len(b) and len(a[0]) == len(b[0]) for a, b in self.pairs)

    @cached_property
    def size(self) -> tuple[int, int] | None:
        """Rows and columns of the outputs, where those are the same for all."""
        found = {(len(b), len(b[0])) for _, b in self.pairs}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def ground(self) -> int | None:
        """The commonest colour of the inputs, where that is the same for all."""
        found = {Counter(c for row in a for c in row).most_common(1)[0][0] for a, _ in self.pairs}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def inputs(self) -> list[int]:
        """The colours that all inputs have, but 0."""
        return sorted(set.intersection(*(colours(a) for a, _ in self.pairs)) - {0})

    @cached_property
    def outputs(self) -> list[int]:
        """The colours of the outputs, but 0, those first that are in all."""
        everywhere = set.intersection(*(colours(b) for _, b in self.pairs))
        anywhere = set.union(*(colours(b) for _, b in self.pairs))
        return sorted(anywhere - {0}, key=lambda c: (c not in everywhere, c))

    @cached_property
    def new(self) -> list[int]:
        """The colours that outputs have beyond those of their inputs."""
        return [c for c in self.outputs if any(c in colours(b) - colours(a) for a, b in self.pairs)]

    @cached_property
    def factors(self) -> set[tuple[int, int]]:
        """How many times as many rows and columns the outputs have, where that is the same for all."""
        found = {(len(b) // len(a), len(b[0]) // len(a[0])) for a, b in self.pairs if len(b) % len(a) == 0 and len(b[0]) % len(a[0]) == 0}
        return found if len(found) == 1 else set()


def colours(grid: Grid) -> set[int]:
    """The colours of a grid."""
    return {c for row in grid for c in row}
