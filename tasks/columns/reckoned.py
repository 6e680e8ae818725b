"""Columns that are reckoned or put together anew: units, scales, totals, weeks, lists of words, yes and no by a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import prod

from tasks.columns.calendar_cells import days_shown, moments, month_end, spelled
from tasks.columns.text_cells import COLOUR, COMPANY, FAMILY, FULL_NAME, GIVEN, HOST, PRODUCT, decimals, letters, number, read_as, rounded
from tasks.recipe import either, integer, one_of, pattern, recipe

ONE = "str -> str"
TWO = "str -> str -> str"
ISO, DAY_FIRST = "{Y}-{m0}-{d0}", "{d0}.{m0}.{Y}"
BYTES = read_as(pattern("{n}", n=integer(2_000, 9_000_000)), int)
PERCENT = decimals(0, 1, 4)
DEGREES = read_as(
    pattern("{d}° {m}'", d=integer(1, 89), m=integer(1, 59)), lambda text: Decimal(text.split("°")[0]) * 60 + Decimal(text.split()[1][:-1])
)
MINUTES = read_as(pattern("{h}:{m}", h=integer(1, 12), m=one_of("00", "15", "30", "45", "20")), lambda text: text.split(":"))
BOX = read_as(
    pattern("{a} x {b} x {c} cm", a=integer(2, 90), b=integer(2, 90), c=integer(2, 90)), lambda text: [int(n) for n in text.split()[:-1:2]]
)
SPAN = read_as(pattern("{a}-{b}", a=integer(1, 60), b=integer(61, 140)), lambda text: [int(n) for n in text.split("-")])
WORD = either(COLOUR, HOST)
PHRASE = either(pattern("{a} {b} {c}", a=WORD, b=WORD, c=WORD), pattern("{a} {b} {c} {d}", a=WORD, b=WORD, c=WORD, d=WORD))
LISTED = either(pattern("{a}, {b}", a=WORD, b=WORD), pattern("{a}, {b}, {c}", a=WORD, b=WORD, c=WORD))
SITE = pattern("{s}://{w}{h}.{t}", s=one_of("http", "https"), w=one_of("", "www."), h=HOST, t=one_of("com", "co.uk", "org", "net"))
PAGE = either(pattern("{s}/{a}", s=SITE, a=COLOUR), pattern("{s}/{a}/{b}", s=SITE, a=HOST, b=COLOUR))
NOTE = either(pattern("{a} {b}", a=HOST, b=COLOUR), pattern("{a} {b} overdue", a=HOST, b=COLOUR), pattern("overdue {a}", a=HOST))


def _monday(d: datetime) -> datetime:
    return d - timedelta(days=d.weekday())


def _sunday(d: datetime) -> datetime:
    return d - timedelta(days=(d.weekday() + 1) % 7)


def _unix(d: datetime) -> str:
    return spelled(d, ISO + " {H0}:{M0}")


RECKONED = [
    # units and scales
    recipe("bytes as kilobytes of 1024", ONE, lambda n: f"{rounded(Decimal(n) / 1024, '0.1')} KB", BYTES),
    recipe("share as per cent of one place", ONE, lambda n: f"{rounded(n * 100, '0.1')}%", PERCENT),
    recipe("pounds as kilograms", ONE, lambda n: f"{rounded(n * Decimal('0.45359237'), '0.1')} kg", decimals(2, 240, 0, "{} lb".format)),
    recipe("inches as centimetres", ONE, lambda n: f"{rounded(n * Decimal('2.54'), '0.01')}", decimals(2, 90, 1)),
    recipe("miles as whole kilometres", ONE, lambda n: f"{rounded(n * Decimal('1.609344'), '1')} km", decimals(10, 900, 0, "{} mi".format)),
    recipe("Celsius as Fahrenheit", ONE, lambda n: f"{rounded(n * 9 / 5 + 32, '1')} F", decimals(1, 45, 0, "{} C".format)),
    recipe("Fahrenheit as Celsius", ONE, lambda n: f"{rounded((n - 32) * 5 / 9, '0.1')}", decimals(33, 120, 0)),
    recipe("price with a tax of nineteen per cent", ONE, lambda n: f"{rounded(n * Decimal('1.19'), '0.01')}", decimals(1, 900, 2)),
    recipe("price less a fifth", ONE, lambda n: f"${rounded(n * Decimal('0.8'), '0.01')}", decimals(1, 900, 2, "${}".format)),
    recipe("seconds as minutes of one place", ONE, lambda n: f"{rounded(n / 60, '0.1')} min", decimals(20, 9000, 0)),
    recipe("degrees and minutes as degrees", ONE, lambda n: f"{rounded(n / 60, '0.001')}", DEGREES),
    recipe("hours and minutes as hours", ONE, lambda t: f"{rounded(Decimal(int(t[0]) * 60 + int(t[1])) / 60, '0.01')}", MINUTES),
    # totals
    recipe("volume of a box", ONE, lambda sides: str(prod(sides)), BOX),
    recipe("three amounts together", ONE, lambda sides: str(sum(sides)), BOX),
    recipe("pages of a range, both ends included", ONE, lambda ends: str(ends[1] - ends[0] + 1), SPAN),
    recipe("middle of a range", ONE, lambda ends: f"{Decimal(sum(ends)) / 2:.1f}", SPAN),
    recipe("part of a whole as per cent", TWO, lambda a, b: f"{rounded(a * 100 / b, '1')}%", decimals(1, 90, 0), decimals(91, 400, 0)),
    recipe("quantity times price", TWO, lambda a, b: f"{a * b:.2f}", decimals(2, 40, 0), decimals(1, 90, 2)),
    recipe("number aligned to the right", ONE, lambda n: f"{n:>9}", decimals(1, 99_999, 0), kind=lambda n: len(str(n))),
    recipe("amount aligned, with two places", ONE, lambda n: f"{n:>10.2f}", decimals(1, 9_999, 1), kind=lambda n: len(str(n))),
    # weeks, months and moments
    recipe("Monday of a date's week", ONE, lambda d: spelled(_monday(d), ISO), moments(ISO), kind=lambda d: d.weekday()),
    recipe("Sunday of a date's week", ONE, lambda d: spelled(_sunday(d), DAY_FIRST), moments(DAY_FIRST), kind=lambda d: d.weekday()),
    recipe(
        "week of a date from Monday to Sunday",
        ONE,
        lambda d: spelled(_monday(d), ISO) + " - " + spelled(_monday(d) + timedelta(days=6), ISO),
        moments(ISO),
        kind=lambda d: d.weekday(),
    ),
    recipe(
        "month of a date, from its first day to its last",
        ONE,
        lambda d: spelled(d, "{Y}-{m0}-01") + "/" + spelled(month_end(d), ISO),
        moments(ISO),
        kind=days_shown,
    ),
    recipe("ISO week of its own year", ONE, lambda d: spelled(d, "{G}-W{V0}"), moments(ISO), kind=lambda d: d.isocalendar()[1] < 10),
    recipe("year and month run together", ONE, lambda d: spelled(d, "{B} {Y}"), moments("{Y}{m0}"), kind=lambda d: d.month),
    recipe(
        "seconds since 1970 as a date and time",
        ONE,
        _unix,
        read_as(pattern("{n}", n=integer(400_000_000, 1_900_000_000)), lambda s: datetime.fromtimestamp(int(s), UTC).replace(tzinfo=None)),
    ),
    # lists within a text
    recipe("words in order", ONE, lambda s: " ".join(sorted(s.split())), PHRASE),
    recipe("words from the last to the first", ONE, lambda s: " ".join(reversed(s.split())), PHRASE),
    recipe(
        "words without repeats",
        ONE,
        lambda s: " ".join(dict.fromkeys(s.split())),
        PHRASE,
        kind=lambda s: len(set(s.split())) < s.count(" "),
    ),
    recipe("listed names the other way round", ONE, lambda s: "; ".join(reversed(s.split(", "))), LISTED, kind=lambda s: s.count(",")),
    # what may be there
    recipe("host of an address without www", ONE, lambda s: s.split("/")[2].removeprefix("www."), PAGE, kind=lambda s: "www." in s),
    recipe(
        "company without its form",
        ONE,
        lambda s: s.rsplit(" ", 1)[0],
        pattern("{a} {b}", a=COMPANY, b=one_of("Ltd", "Inc.", "GmbH", "LLC")),
        kind=lambda s: s.count(" "),
    ),
    recipe("overdue or not", ONE, lambda s: "late" if "overdue" in s else "on time", NOTE, kind=lambda s: "overdue" in s),
    recipe("first choice, else the second", TWO, lambda a, b: a or b, either(GIVEN, one_of("")), FAMILY, kind=lambda a, b: bool(a)),
    recipe(
        "letters of a course parted from its number",
        ONE,
        lambda s: s.split(":")[0],
        pattern("{a} {n}: {t}", a=letters(2, 4), n=number(3, 3), t=PRODUCT),
    ),
    recipe(
        "nickname before the name",
        ONE,
        lambda s: f"{s.split(chr(34))[1]} ({s.split()[0]} {s.split()[-1]})",
        pattern('{a} "{n}" {b}', a=GIVEN, n=COLOUR, b=FAMILY),
    ),
    recipe("initial and family name as a login", ONE, lambda s: (s[0] + s.split()[1]).lower(), FULL_NAME),
]
