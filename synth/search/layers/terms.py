"""Short ways to write down terms over one input grid."""

from __future__ import annotations

from dsl.term import Const, Lam, Term, Var, call
from dsl.type import COLOUR, INT

GRID = Var(0)  # the input
ITEM, OUTER = Var(0), Var(1)  # within a function of one object: the object, and the input
SIDES = ("up", "down", "left", "right")
DIAGONALS = ("up_left", "up_right", "down_left", "down_right")


def colour(c: int) -> Const:
    """A colour as a literal."""
    return Const(c, COLOUR)


def number(n: int) -> Const:
    """A number as a literal."""
    return Const(n, INT)


def each(body: Term, items: Term) -> Term:
    """What a function makes of each object."""
    return call("map", Lam(body), items)
