"""Columns as people change them most days: parts of dates, amounts, names, paths and codes, each in a plain way."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import ROUND_FLOOR

from tasks.columns.calendar_cells import days_shown, floored, in_the_morning, moments, ordinal, slot, spelled, told
from tasks.columns.text_cells import (
    CITY,
    COLOUR,
    COMPANY,
    FAMILY,
    FULL_NAME,
    GIVEN,
    HOST,
    PRODUCT,
    STREET,
    decimals,
    letters,
    number,
    plain,
    read_as,
    rewritten,
    rounded,
    signed,
    swapped,
    upper_half,
)
from tasks.recipe import either, integer, one_of, pattern, recipe, scattered

ONE = "str -> str"
TWO = "str -> str -> str"
TO_INT = "str -> int"
FROM_INT = "int -> str"
ISO, DAY_FIRST, MONTH_FIRST = "{Y}-{m0}-{d0}", "{d0}/{m0}/{Y}", "{m}/{d}/{Y}"
STAMP, CLOCK = "{Y}-{m0}-{d0} {H0}:{M0}:{S0}", "{H0}:{M0}"
MIXED = (ISO, MONTH_FIRST, "{d} {B} {Y}", "{b} {d}, {Y}")
THING, KIND = rewritten(lambda s: s.replace(" ", "_"), PRODUCT), one_of("pdf", "csv", "txt", "xlsx", "tar.gz")
FOLDERS = either(pattern("/{a}", a=COLOUR), pattern("/{a}/{b}", a=HOST, b=COLOUR), pattern("/{a}/{b}/{c}", a=COLOUR, b=HOST, c=THING))
ADDRESS = pattern("{n} {s}, {c}, {r} {z}", n=integer(1, 240), s=STREET, c=CITY, r=letters(2, 2), z=number(5, 5))
CODE = pattern("{a}-{n}", a=letters(2, 4), n=number(2, 5))
OPTIONAL_MIDDLE = either(
    FULL_NAME, pattern("{a} {m}. {b}", a=GIVEN, m=letters(1, 1), b=FAMILY), pattern("{a} {c} {b}", a=GIVEN, c=GIVEN, b=FAMILY)
)
SLIDES = either(
    pattern("{a} {b}", a=COLOUR, b=HOST),
    pattern("{a} {b} {c}", a=HOST, b=COLOUR, c=HOST),
    pattern("{a} {b} {c} {d}", a=COLOUR, b=HOST, c=COLOUR, d=HOST),
)

EVERYDAY = [
    # dates and times
    recipe("year of dates in four spellings", ONE, lambda d: str(d.year), moments(*MIXED), kind=days_shown),
    recipe("month and short year of dates in four spellings", ONE, lambda d: spelled(d, "{b}-{y}"), moments(*MIXED), kind=days_shown),
    recipe(
        "time stamp to words",
        ONE,
        lambda d: spelled(d, "{b} {d}, {Y} {I}:{M0} {p}"),
        moments("{Y}-{m0}-{d0}T{H0}:{M0}:{S0}Z"),
        kind=in_the_morning,
    ),
    recipe("day of the year", ONE, lambda d: spelled(d, "{j0}"), moments(ISO), kind=lambda d: d.month < 4),
    recipe("first of the month", ONE, lambda d: spelled(d, "{Y}-{m0}-01"), moments(ISO), kind=days_shown),
    recipe("half of the year", ONE, lambda d: f"H{1 + (d.month > 6)} {d.year}", moments(ISO), kind=lambda d: d.month > 6),
    recipe("full hour of a time stamp", ONE, lambda d: spelled(d, "{Y}-{m0}-{d0} {H0}:00"), moments(STAMP), kind=lambda d: d.hour < 10),
    recipe(
        "hour of the day as a slot",
        ONE,
        lambda d: spelled(d, "{H0}:00 - {H0}:59"),
        moments("{m0}/{d0}/{Y} {H0}:{M0}"),
        kind=lambda d: d.hour < 10,
    ),
    recipe("slot of three hours, of twelve", ONE, lambda d: slot(d, 180, "{I}{p}", "-"), moments(CLOCK), kind=in_the_morning),
    recipe(
        "to the nearest half hour",
        ONE,
        lambda d: spelled(floored(d + timedelta(minutes=15), 30), CLOCK),
        moments(CLOCK),
        kind=lambda d: d.minute // 15,
    ),
    recipe("hour and its half", ONE, lambda d: spelled(d, "{I} {p}"), moments(STAMP), kind=in_the_morning),
    recipe("weekday and time", ONE, lambda d: spelled(d, "{a} {H0}:{M0}"), moments(STAMP), kind=lambda d: d.weekday()),
    recipe("month name with its year, as ISO", ONE, lambda d: spelled(d, "{Y}-{m0}"), moments("{B} {Y}"), kind=lambda d: d.month),
    recipe("date of a web server's line", ONE, lambda d: spelled(d, ISO), moments("[{d0}/{b}/{Y}:{H0}:{M0}:{S0} +0000]"), kind=days_shown),
    recipe("month name and ordinal day", ONE, lambda d: f"{spelled(d, '{B}')} {ordinal(d.day)}", moments(MONTH_FIRST), kind=days_shown),
    recipe(
        "decade of a long date",
        ONE,
        lambda d: f"{d.year // 10 * 10}s",
        moments("{d} {B} {Y}", years=(1900, 2020)),
        kind=lambda d: d.year > 1999,
    ),
    recipe(
        "minutes as hours and minutes", FROM_INT, lambda n: f"{n // 60}:{n % 60:02}", integer(5, 900), kind=lambda n: (n > 59, n % 60 < 10)
    ),
    recipe(
        "minutes and seconds in words",
        ONE,
        lambda n: f"{n // 60} min {n % 60} sec",
        read_as(
            pattern("{m}:{s}", m=integer(1, 59), s=rewritten(lambda s: s.zfill(2), pattern("{n}", n=integer(0, 59)))),
            lambda s: int(s.split(":")[0]) * 60 + int(s.split(":")[1]),
        ),
        kind=lambda n: n % 60 < 10,
    ),
    recipe(
        "date behind a remark", ONE, lambda d: spelled(d, ISO), told("Minutes of ", moments("{d} {B} {Y}"), " (draft {n})"), kind=days_shown
    ),
    recipe(
        "date of three columns",
        "int -> int -> int -> str",
        lambda y, m, d: f"{d}/{m}/{y}",
        integer(1990, 2026),
        integer(1, 12),
        integer(1, 28),
    ),
    recipe(
        "ISO of three columns",
        "str -> str -> str -> str",
        lambda y, m, d: f"{y}-{m:>02}-{d:>02}",
        number(4, 4),
        pattern("{n}", n=integer(1, 12)),
        pattern("{n}", n=integer(1, 28)),
        kind=lambda y, m, d: (len(m), len(d)),
    ),
    recipe("date and time as one stamp", TWO, lambda d, t: f"{spelled(d, ISO)}T{spelled(t, CLOCK)}:00", moments(ISO), moments(CLOCK)),
    recipe(
        "morning, afternoon or evening",
        ONE,
        lambda d: "morning" if d.hour < 12 else "afternoon" if d.hour < 18 else "evening",
        moments(CLOCK),
        kind=lambda d: (d.hour >= 12) + (d.hour >= 18),
    ),
    # numbers
    recipe("cents as dollars", FROM_INT, lambda n: f"${n // 100:,}.{n % 100:02}", scattered(7), kind=lambda n: (n > 99_999) + (n > 99)),
    recipe("amount without sign and groups", ONE, lambda x: f"{x}", decimals(1, 99_999, 2, lambda x: f"${x:,}"), kind=lambda x: x >= 1000),
    recipe("to a whole number", ONE, lambda x: f"{rounded(x, '1')}", decimals(0, 300, 2), kind=lambda x: upper_half(x, "1")),
    recipe("to the half", ONE, lambda x: f"{rounded(x * 2, '1') / 2:.1f}", decimals(0, 40, 2), kind=lambda x: upper_half(x, "0.5")),
    recipe("range of ten from nought", FROM_INT, lambda n: f"{n // 10 * 10}-{n // 10 * 10 + 9}", integer(0, 199), kind=lambda n: n > 99),
    recipe(
        "class of fifty",
        ONE,
        lambda x: f"{rounded(x, '50', ROUND_FLOOR)} to {rounded(x, '50', ROUND_FLOOR) + 50}",
        decimals(10, 900, 1),
        kind=lambda x: upper_half(x, "50"),
    ),
    recipe(
        "feet and inches in inches",
        TO_INT,
        lambda s: int(s.split()[0]) * 12 + int(s.split()[2]),
        pattern("{f} ft {i} in", f=integer(3, 7), i=integer(0, 11)),
    ),
    recipe(
        "middle of a range",
        TO_INT,
        lambda s: sum(map(int, s.split("-"))) // 2,
        pattern(
            "{a}-{b}",
            a=rewritten(lambda s: str(2 * int(s)), pattern("{n}", n=integer(1, 40))),
            b=rewritten(lambda s: str(2 * int(s)), pattern("{n}", n=integer(41, 90))),
        ),
    ),
    recipe("kilometres in metres", ONE, lambda n: f"{n * 1000} m", read_as(pattern("{n} km", n=integer(1, 99)), lambda s: int(s[:-3]))),
    recipe("millions in words", FROM_INT, lambda n: f"{n / 1_000_000:.1f} million", integer(1_200_000, 99_000_000)),
    recipe(
        "zeros before a number to nothing",
        ONE,
        lambda s: s.lstrip("0"),
        pattern("{z}{n}", z=one_of("", "0", "00"), n=integer(1, 9999)),
        kind=lambda s: s[:1] == "0",
    ),
    recipe("zeros behind the point to nothing", ONE, lambda x: f"{x.normalize():f}", decimals(1, 99, 1, lambda x: f"{x:.3f}")),
    recipe(
        "amount in brackets to a minus",
        ONE,
        lambda n: f"{n:.0f}",
        signed(decimals(1, 999, 0), lambda x: f"({-x})" if x < 0 else f"{x}"),
        kind=lambda n: n < 0,
    ),
    recipe("aligned to the right", ONE, lambda s: s.rjust(6), pattern("{n}", n=scattered(5)), kind=len),
    recipe("latitude in words", ONE, lambda x: f"{abs(x)}° {'S' if x < 0 else 'N'}", signed(decimals(1, 89, 3)), kind=lambda x: x < 0),
    recipe(
        "price behind its currency",
        ONE,
        lambda s: f"{s.split()[1]} {s.split()[0]}",
        pattern("{c} {n}.{d}", c=one_of("EUR", "USD", "CHF"), n=scattered(4), d=number(2, 2)),
    ),
    recipe(
        "German amount to an English one",
        ONE,
        lambda x: f"{x:,.2f}",
        decimals(1, 99_999, 2, lambda x: swapped(f"{x:,}")),
        kind=lambda x: x >= 1000,
    ),
    recipe(
        "score as a difference",
        ONE,
        lambda s: str(int(s.split(":")[0]) - int(s.split(":")[1])),
        pattern("{a}:{b}", a=integer(40, 99), b=integer(10, 39)),
    ),
    # names and addresses
    recipe("user name of initial and family name", ONE, lambda s: (s[0] + s.split()[-1]).lower(), rewritten(plain, FULL_NAME)),
    recipe("mail address of a name", ONE, lambda s: f"{s.lower().replace(' ', '.')}@quarry.org", rewritten(plain, FULL_NAME)),
    recipe("family name, then initial", ONE, lambda s: f"{s.split()[-1]}, {s[0]}.", OPTIONAL_MIDDLE, kind=lambda s: len(s.split())),
    recipe(
        "family name, then given name", ONE, lambda s: f"{s.split()[-1]}, {s.split()[0]}", OPTIONAL_MIDDLE, kind=lambda s: len(s.split())
    ),
    recipe("initials with points", ONE, lambda s: "".join(f"{w[0]}." for w in s.split()), OPTIONAL_MIDDLE, kind=lambda s: len(s.split())),
    recipe("given name", ONE, lambda s: s.split()[0], OPTIONAL_MIDDLE, kind=lambda s: len(s.split())),
    recipe(
        "name without junior",
        ONE,
        lambda s: " ".join(s.replace(",", "").split()[:2]),
        pattern("{n}{j}", n=FULL_NAME, j=one_of("", " Jr.", " III", ", PhD")),
        kind=lambda s: len(s.split()),
    ),
    recipe("two names as one", TWO, lambda a, b: f"{a} {b}", GIVEN, FAMILY),
    recipe("city of an address", ONE, lambda s: s.split(", ")[1], ADDRESS),
    recipe("postal code of an address", ONE, lambda s: s[-5:], ADDRESS),
    recipe("region of an address", ONE, lambda s: s[-8:-6], ADDRESS),
    recipe("street of an address", ONE, lambda s: s.split(", ")[0].split(" ", 1)[1], ADDRESS),
    recipe("city and country", TWO, lambda a, b: f"{a} ({b})", CITY, letters(2, 2)),
    # paths, links and codes
    recipe(
        "name of a file", ONE, lambda s: s.split("/")[-1], pattern("{f}/{n}.{e}", f=FOLDERS, n=THING, e=KIND), kind=lambda s: s.count("/")
    ),
    recipe(
        "folder of a file", ONE, lambda s: s.split("/")[-2], pattern("{f}/{n}.{e}", f=FOLDERS, n=THING, e=KIND), kind=lambda s: s.count("/")
    ),
    recipe(
        "file without its ending",
        ONE,
        lambda s: s.rsplit(".", 1)[0],
        pattern("{a}{v}.{e}", a=THING, v=one_of("", ".v2", ".old"), e=one_of("pdf", "csv", "txt")),
        kind=lambda s: s.count("."),
    ),
    recipe(
        "ending of a file",
        ONE,
        lambda s: s.rsplit(".", 1)[1],
        pattern("{a}{v}.{e}", a=THING, v=one_of("", ".v2", ".old"), e=one_of("pdf", "csv", "jpeg")),
        kind=lambda s: s.count("."),
    ),
    recipe(
        "host of a link",
        ONE,
        lambda s: s.split("/")[2].removeprefix("www."),
        pattern("https://{w}{h}.{t}/{a}/{b}", w=one_of("www.", ""), h=HOST, t=one_of("com", "org"), a=COLOUR, b=COLOUR),
        kind=lambda s: "www" in s,
    ),
    recipe(
        "camel case to snake case",
        ONE,
        lambda s: re.sub("([a-z])([A-Z])", r"\1_\2", s).lower(),
        rewritten(lambda s: s[0] + s.title().replace(" ", "")[1:], SLIDES),
        kind=len,
    ),
    recipe("snake case to a title", ONE, lambda s: s.replace("_", " ").title(), rewritten(lambda s: s.replace(" ", "_"), SLIDES)),
    recipe("initials of several words", ONE, lambda s: "".join(w[0] for w in s.split()).upper(), SLIDES, kind=lambda s: len(s.split())),
    recipe("all but the last word", ONE, lambda s: s.rsplit(" ", 1)[0], SLIDES, kind=lambda s: len(s.split())),
    recipe("last word first", ONE, lambda s: f"{s.rsplit(' ', 1)[1]}: {s.rsplit(' ', 1)[0]}", SLIDES, kind=lambda s: len(s.split())),
    recipe("tag behind its text", ONE, lambda s: f"{s.split('] ')[1]} ({s[1:].split(']')[0]})", pattern("[{t}] {p}", t=COLOUR, p=PRODUCT)),
    recipe("text before a bracket", ONE, lambda s: s.split(" (")[0], pattern("{c} ({k})", c=CITY, k=letters(2, 3))),
    recipe("number of a code", ONE, lambda s: s.split("-")[1], CODE),
    recipe("letters of a code, small", ONE, lambda s: s.split("-")[0].lower(), CODE),
    recipe("code with its year", ONE, lambda s: f"2024/{s.replace('-', '/')}", CODE),
    recipe(
        "digits of a code",
        ONE,
        lambda s: re.sub("[^0-9]", "", s),
        either(pattern("{a}{n}{b}", a=letters(1, 3), n=number(2, 4), b=letters(1, 1)), pattern("{a}-{n}", a=letters(2, 3), n=number(2, 4))),
        kind=lambda s: "-" in s,
    ),
    recipe(
        "second value of a record",
        ONE,
        lambda s: s.split("; ")[1].split(": ")[1],
        pattern("{a}: {x}; {b}: {y}", a=COLOUR, x=scattered(3), b=HOST, y=CITY),
    ),
    recipe("items in reverse", ONE, lambda s: ", ".join(s.split(", ")[::-1]), pattern("{a}, {b}, {c}", a=COLOUR, b=HOST, c=CITY)),
    recipe(
        "one or nought",
        ONE,
        lambda s: "1" if s == "yes" else "0",
        one_of("yes", "no", "No", "YES", "maybe", "n/a", "unknown", "never", "soon", "later", "off", "on", "left", "right"),
        kind=lambda s: s == "yes",
    ),
    recipe(
        "state of a log line",
        ONE,
        lambda s: "bad" if "ERROR" in s else "good",
        pattern("{h} {l} {n}", h=HOST, l=one_of("ERROR", "ok", "warn"), n=scattered(3)),
        kind=lambda s: "ERROR" in s,
    ),
    recipe("company in its city", TWO, lambda a, b: f"{a}, {b}", COMPANY, CITY),
]
