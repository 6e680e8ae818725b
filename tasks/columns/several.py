"""Several columns made into one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from tasks.columns.calendar_cells import (
    moments,
    spelled,
)
from tasks.columns.text_cells import (
    FAMILY,
    GIVEN,
    decimals,
    letters,
    number,
    of_several,
    plain,
    rounded,
)
from tasks.recipe import either, integer, one_of, pattern, recipe, scattered

TWO = "str -> str -> str"
THREE = "str -> str -> str -> str"
ISO = "{Y}-{m0}-{d0}"
CLOCK = "{H0}:{M0}"

SEVERAL = [
    recipe(
        "name with a middle name or none",
        THREE,
        lambda a, m, b: " ".join(filter(None, (a, m, b))),
        GIVEN,
        one_of("", "", "Lee", "Maria", "Jan"),
        FAMILY,
        kind=lambda a, m, b: not m,
    ),
    recipe("user name without accents", TWO, lambda a, b: plain(a[0] + b).lower(), GIVEN, FAMILY, kind=lambda a, b: (a + b).isascii()),
    recipe(
        "line of an address",
        THREE,
        lambda c, s, z: f"{c.title()}, {s} {z}",
        one_of("AUSTIN", "new haven", "Boise", "SALT LAKE CITY", "portland"),
        letters(2, 2),
        number(5, 5),
    ),
    recipe("total of a line", "int -> str -> str", lambda n, x: str(n * x), integer(1, 12), decimals(1, 99, 2)),
    recipe(
        "gross of net and tax",
        TWO,
        lambda x, t: str(rounded(x * (100 + t) / 100, "0.01")),
        decimals(1, 999, 2),
        of_several(("19%", 19), ("7%", 7), ("20%", 20), ("5%", 5)),
    ),
    recipe(
        "points as a share",
        "int -> int -> str",
        lambda a, b: f"{rounded(Decimal(100 * a) / b, '1')}%",
        integer(1, 40),
        one_of(40, 50, 60, 80),
    ),
    recipe(
        "debits negative",
        TWO,
        lambda way, x: "-" * (way == "DR") + x,
        one_of("DR", "CR"),
        pattern("{n}.{c}", n=scattered(4), c=number(2, 2)),
        kind=lambda way, x: way,
    ),
    recipe(
        "passed or failed",
        "int -> int -> str",
        lambda n, least: "pass" if n >= least else "fail",
        integer(30, 70),
        one_of(40, 50, 60),
        kind=lambda n, least: n >= least,
    ),
    recipe(
        "end of a meeting",
        "str -> int -> str",
        lambda t, n: spelled(t + timedelta(minutes=n), CLOCK),
        moments(CLOCK, step=300),
        one_of(20, 30, 45, 50, 75, 90),
        kind=lambda t, n: t.minute + n > 59,
    ),
    recipe(
        "what to order",
        "int -> int -> str",
        lambda n, least: f"order {least - n}" if n < least else "ok",
        integer(0, 40),
        one_of(10, 20, 30),
        kind=lambda n, least: n < least,
    ),
    recipe(
        "first phone that is there", TWO, lambda a, b: a or b, either(number(7, 7), one_of("")), number(7, 7), kind=lambda a, b: bool(a)
    ),
    recipe(
        "due date of date and days",
        "str -> int -> str",
        lambda d, n: spelled(d + timedelta(days=n), ISO),
        moments(ISO),
        one_of(7, 14, 30, 60),
    ),
]
