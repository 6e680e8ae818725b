"""Quantities with their units read out of texts. Rules that scan the examples say the unit."""

from __future__ import annotations

from decimal import Decimal

from dsl.domain import Domain
from dsl.primitives import primitive
from dsl.units import first_in, quantity, value

DOMAIN = Domain(
    "measures", includes=("decimals",), doc="Lengths, weights, volumes, data, times, temperatures and shares in any of their units."
)


@primitive("str -> str -> decimal", phrase="the number of {unit} that {s}~ says", cost=2.0, traits=["scanned"])
def in_unit(unit: str, s: str) -> Decimal:
    """The first quantity in the text that the unit measures, in that unit.

    >>> in_unit("m", "5.2 km")
    Decimal('5200')
    >>> in_unit("kg", "a bag of 2 lb")
    Decimal('0.90718474')
    """
    return quantity(unit, s)


@primitive("str -> str", phrase="the unit in {s}", cost=2.5, traits=["scanned"])
def unit_in(s: str) -> str:
    """The unit of the first quantity that the text has, as it is written.

    >>> unit_in("Olive oil 500ml, cold pressed")
    'ml'
    """
    return first_in(s)[1]


@primitive("str -> decimal", phrase="the number before the unit in {s}", cost=2.5, traits=["scanned"])
def amount_in(s: str) -> Decimal:
    """The number of the first quantity that the text has.

    >>> amount_in("7 grain bread, 400 g")
    Decimal('400')
    """
    return value(first_in(s)[0])
