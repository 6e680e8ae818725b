"""Texts in the order of the numbers in them, as versions and names of files are meant. Rules that scan the examples say these words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("natural_order", doc="Texts in the order of the numbers in them.")


def _key(text: str) -> list[int | str]:
    """Texts and numbers by turns, a text first."""
    return [int(piece) if place % 2 else piece for place, piece in enumerate(re.split("([0-9]+)", text))]


@primitive("list(str) -> list(str)", phrase="{ss}~ sorted by the numbers in them", cost=3.0, traits=["scanned"])
def sort_naturally(ss: Sequence[str]) -> list[str]:
    """The texts in ascending order, where numbers in them count as such.

    >>> sort_naturally(["v1.10", "v1.9", "v1.2"])
    ['v1.2', 'v1.9', 'v1.10']
    """
    return sorted(ss, key=_key)


@primitive("list(str) -> str", phrase="the last of {ss} by the numbers in them", cost=3.0, traits=["scanned"])
def last_naturally(ss: Sequence[str]) -> str:
    """The last of the texts, where numbers in them count as such.

    >>> last_naturally(["1.10.0", "1.9.2"])
    '1.10.0'
    """
    return max(ss, key=_key)
