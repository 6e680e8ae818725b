"""A small language of lists, from which the rest can be grown: the usual words of functional programming, and 0 and 1."""

from __future__ import annotations

from typing import Any

from dsl.domain import Domain
from dsl.domains.booleans import and_, equal, not_, or_
from dsl.domains.control import if_, unfold
from dsl.domains.folds import fold
from dsl.domains.higher_order import map_
from dsl.domains.lists import at, cons, head, is_empty, length, tail
from dsl.domains.numbers import add, greater, modulo, multiply, subtract
from dsl.domains.sequences import range_
from dsl.primitives import primitive
from dsl.term import Const
from dsl.type import INT

PARTS = (if_, cons, head, tail, is_empty, length, at, range_, fold, unfold)
NUMBERS = (add, subtract, multiply, modulo, equal, greater, and_, or_, not_)
DOMAIN = Domain(
    "lists_base",
    primitives=(map_, *PARTS, *NUMBERS),
    constants=(Const(0, INT), Const(1, INT)),
    doc="Lists in a few words, without other constants than 0 and 1.",
)


@primitive("list(a)", phrase="the empty list", cost=1.0)
def nil() -> list[Any]:
    """The list without items.

    >>> nil()
    []
    """
    return []
