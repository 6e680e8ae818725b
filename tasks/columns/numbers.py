"""Columns of numbers, written in other ways, rounded, or inside texts."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, Decimal

from tasks.columns.text_cells import (
    PRODUCT,
    decimals,
    indian,
    of_several,
    read_as,
    rounded,
    scientific,
    signed,
    swapped,
    upper_half,
)
from tasks.recipe import either, integer, pattern, recipe, scattered

ONE = "str -> str"
TO_INT = "str -> int"
FROM_INT = "int -> str"

NUMBERS = [
    # ways of writing
    recipe("groups of three and cents", ONE, lambda x: f"{x:,.2f}", decimals(1, 9_999_999, 1), kind=lambda x: (x >= 1000) + (x >= 10**6)),
    recipe(
        "amount without its groups", TO_INT, int, decimals(1, 99_999_999, 0, lambda x: f"{x:,}"), kind=lambda x: (x >= 1000) + (x >= 10**6)
    ),
    recipe(
        "decimal comma to point", ONE, lambda x: f"{x:.2f}", decimals(1, 99_999, 2, lambda x: swapped(f"{x:,}")), kind=lambda x: x >= 1000
    ),
    recipe(
        "point to decimal comma, with groups",
        ONE,
        lambda x: swapped(f"{x:,.2f}"),
        decimals(1, 9_999_999, 1),
        kind=lambda x: (x >= 1000) + (x >= 10**6),
    ),
    recipe("Indian groups", FROM_INT, indian, scattered(8), kind=lambda n: (n > 999) + (n > 99_999)),
    recipe("price to an amount", ONE, lambda x: f"{x:.2f}", decimals(1, 9999, 2, lambda x: f"€ {x:,}"), kind=lambda x: x >= 1000),
    recipe("amount to a price", ONE, lambda x: f"${x:,.2f}", decimals(1, 9999, 1), kind=lambda x: x >= 1000),
    recipe(
        "losses out of brackets",
        ONE,
        lambda x: f"{x:.2f}",
        signed(decimals(1, 9999, 2), lambda x: f"({-x:,})" if x < 0 else f"{x:,}"),
        kind=lambda x: (x < 0, abs(x) >= 1000),
    ),
    recipe(
        "losses into brackets",
        ONE,
        lambda x: f"({-x:,.2f})" if x < 0 else f"{x:,.2f}",
        signed(decimals(1, 99_999, 2)),
        kind=lambda x: (x < 0, abs(x) >= 1000),
    ),
    recipe(
        "minus sign from the end to the front",
        ONE,
        str,
        signed(decimals(1, 999, 2), lambda x: f"{-x}-" if x < 0 else str(x)),
        kind=lambda x: x < 0,
    ),
    recipe("fraction to per cent", ONE, lambda x: f"{x * 100:.1f}%", decimals(0, 1, 3)),
    recipe("per cent to fraction", ONE, lambda x: f"{x / 100:.3f}", decimals(1, 99, 1, lambda x: f"{x}%"), kind=lambda x: x < 10),
    recipe("number with zeros to six digits", FROM_INT, lambda n: f"{n:06}", scattered(6), kind=lambda n: len(str(n))),
    recipe("invoice number", FROM_INT, lambda n: f"INV-{n:05}", scattered(4), kind=lambda n: len(str(n))),
    recipe("scientific to plain", ONE, lambda x: f"{x:f}", scientific(-5, 6), kind=lambda x: x < 1),
    recipe("plain to scientific", FROM_INT, lambda n: f"{n:.2e}", scattered(8), kind=lambda n: len(str(n))),
    # rounding and ranges
    recipe("to two places", ONE, lambda x: str(rounded(x, "0.01")), decimals(1, 99, 4), kind=lambda x: upper_half(x, "0.01")),
    recipe("to the nearest five cents", ONE, lambda x: str(rounded(x, "0.05")), decimals(1, 99, 2), kind=lambda x: upper_half(x, "0.05")),
    recipe("to the nearest fifty", ONE, lambda x: str(rounded(x, "50")), decimals(100, 9999, 0), kind=lambda x: upper_half(x, "50")),
    recipe(
        "up to a whole number",
        TO_INT,
        lambda x: int(x.to_integral_value(ROUND_CEILING)),
        decimals(1, 999, 2),
        kind=lambda x: upper_half(x, "1"),
    ),
    recipe(
        "towards zero",
        TO_INT,
        lambda x: int(x.to_integral_value(ROUND_DOWN)),
        signed(decimals(1, 999, 1)),
        kind=lambda x: (x < 0, upper_half(abs(x), "1")),
    ),
    recipe("range of ten years of age", FROM_INT, lambda n: f"{n // 10 * 10}-{n // 10 * 10 + 9}", integer(18, 89)),
    recipe(
        "range of twenty-five that starts at one",
        FROM_INT,
        lambda n: f"{(n - 1) // 25 * 25 + 1}-{(n - 1) // 25 * 25 + 25}",
        integer(1, 250),
        kind=lambda n: n > 100,
    ),
    recipe(
        "class of body height",
        ONE,
        lambda x: f"{rounded(x, '5', ROUND_FLOOR)}-{rounded(x, '5', ROUND_FLOOR) + 5} cm",
        decimals(150, 199, 1),
        kind=lambda x: upper_half(x, "5"),
    ),
    # units, and numbers in texts
    recipe(
        "thousands and millions in short",
        TO_INT,
        int,
        of_several(*((f"{n / 10:g}{u}", n * w) for n in range(12, 990, 7) for u, w in (("K", 100), ("M", 100_000)))),
        kind=lambda n: n >= 10**6,
    ),
    recipe(
        "count in short",
        FROM_INT,
        lambda n: str(n) if n < 1000 else f"{rounded(Decimal(n) / 1000, '0.1')}K",
        scattered(6),
        kind=lambda n: n < 1000,
    ),
    recipe(
        "grams to kilograms",
        ONE,
        lambda n: f"{Decimal(n) / 1000:.3f} kg",
        read_as(pattern("{n} g", n=scattered(4)), lambda s: int(s[:-2])),
        kind=lambda n: n < 1000,
    ),
    recipe("cents to an amount", FROM_INT, lambda n: f"{n // 100}.{n % 100:02}", scattered(5), kind=lambda n: (n > 99) + (n > 9)),
    recipe(
        "second number of a text",
        ONE,
        lambda s: re.findall("[0-9]+", s)[1],
        pattern("{p} {a}x{b} cm, {n} pcs", p=PRODUCT, a=integer(5, 240), b=integer(5, 240), n=integer(1, 40)),
    ),
    recipe(
        "last number of a text",
        ONE,
        lambda s: re.findall("[0-9]+", s)[-1],
        either(pattern("box {n}", n=scattered(3)), pattern("{a} of {n} shelves", a=scattered(2), n=scattered(3))),
        kind=lambda s: "of" in s,
    ),
    recipe(
        "area of a sheet",
        TO_INT,
        lambda s: int(s.split()[0]) * int(s.split()[2]),
        pattern("{a} x {b} mm", a=integer(10, 300), b=integer(10, 300)),
    ),
]
