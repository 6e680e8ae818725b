"""Numbers read out of texts, and written by a format: the bridges between texts and decimals.

Formats are those of `dsl.number_formats`; rules that scan the examples find them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from dsl.domain import Domain
from dsl.number_formats import DECIMAL_COMMA, GAP, numbers_in, printed, short_number, shortened, whole_number
from dsl.primitives import primitive

DOMAIN = Domain("number_formats", includes=("measures",), doc="Numbers read out of texts and written by a format.")


@primitive("int -> str -> decimal", phrase="the {n:nth} number in {s}", cost=2.0, traits=["scanned"])
def number_in(n: int, s: str) -> Decimal:
    """Number n that is written in the text, from 0, or from the end if negative.

    >>> number_in(0, "Total: -1,234.50 (10%)")
    Decimal('-1234.50')
    >>> number_in(-1, "A-17 to B-4")
    Decimal('4')
    """
    return numbers_in(s)[n]


@primitive("str -> decimal", phrase="{s}~ as a number", cost=2.0, traits=["scanned"])
def parse_number(s: str) -> Decimal:
    """The number that the text writes, perhaps with blanks, a currency sign or % around it.

    >>> parse_number(" -$1,234.50 ")
    Decimal('-1234.50')
    """
    return whole_number(s)


@primitive("str -> decimal -> str", phrase="{x}~ written {format:number}", cost=2.0, traits=["scanned"])
def format_number(format: str, x: Decimal) -> str:
    """The number as the format prints it.

    >>> format_number("#,##0.00", Decimal("1234.5"))
    '1,234.50'
    >>> format_number("", Decimal("2.50"))
    '2.50'
    """
    return printed(format, x)


@primitive("str -> decimal", phrase="{s}~ as a number with K for thousands and so on", cost=3.0, traits=["scanned"])
def parse_short(s: str) -> Decimal:
    """The number that the text writes, with K for thousands, M for millions, B and T.

    >>> parse_short("1.5M")
    Decimal('1.5E+6')
    """
    return short_number(s)


@primitive(
    "int -> decimal -> str", phrase="{x}~ written with K for thousands and so on and at most {places:decimal}", cost=3.0, traits=["scanned"]
)
def format_short(places: int, x: Decimal) -> str:
    """The number with K for thousands, M for millions, B and T, and at most so many decimals.

    >>> format_short(1, Decimal("497296"))
    '497.3K'
    """
    return shortened(x, places)


@primitive("str -> str", phrase="{s}~ with points and commas exchanged", cost=3.0, traits=["scanned", "total"])
def swap_point(s: str) -> str:
    """The text with decimal commas for points and points for commas.

    >>> swap_point("1.234,50")
    '1,234.50'
    """
    return s.translate(str.maketrans(".,", ",."))


@primitive("str -> str", phrase="{s}~ with decimal commas as points", cost=3.0, traits=["scanned", "total"])
def decimal_points(s: str) -> str:
    """The text with a point for every comma between a digit and the one or two last of a number; commas between groups stay.

    >>> decimal_points("6,4 of 1,234.5")
    '6.4 of 1,234.5'
    """
    return re.sub(DECIMAL_COMMA, ".", s)


@primitive("str -> str", phrase="{s}~ with the digits of each number together", cost=3.0, traits=["scanned", "total"])
def ungrouped(s: str) -> str:
    """The text without blanks, apostrophes and _ before three last digits of a number, and with decimal commas as points.

    >>> ungrouped("12 345,50 for 3")
    '12345.50 for 3'
    """
    return re.sub(DECIMAL_COMMA, ".", re.sub(GAP, "", s))


@primitive("str -> str", phrase="{s}~ with blanks for the dots between numbers", cost=3.0, traits=["scanned", "total"])
def dots_apart(s: str) -> str:
    """The text with blanks for points between digits, as versions and addresses have them.

    >>> dots_apart("v1.20.3 (beta.)")
    'v1 20 3 (beta.)'
    """
    return re.sub(r"(?<=\d)\.(?=\d)", " ", s)
