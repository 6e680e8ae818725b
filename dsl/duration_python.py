"""How Python reads and prints lengths of time, as values of its `timedelta`."""

from __future__ import annotations

import re

from dsl.durations import CLOCK, ISO, PART, SECONDS, UNITS
from dsl.moment_python import escaped, quoted

_NAMES = {"H": "hours", "M": "minutes", "S": "seconds"}
_MICROS = ", ".join(f"{unit!r}: {seconds * 1_000_000}" for unit, seconds in UNITS)


def reading_function(name: str) -> str:
    """The source of a function that reads the length of time that a text says."""
    return f"""def {name}(s):
    iso = re.fullmatch(r"{ISO}", s)
    if iso and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return datetime.timedelta(days, seconds, 0, 0, minutes, hours, weeks)
    parts = re.findall(r"{PART}", s, re.I)
    if parts:
        micros = {{{_MICROS}}}
        return datetime.timedelta(microseconds=sum(int(Decimal(n) * micros[unit[0].lower()]) for n, unit in parts))
    sign, *clock = re.fullmatch(r"{CLOCK}", s).groups()
    hours, minutes, seconds = (int(part or 0) for part in clock)
    return datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if sign else 1)"""


def printing(format: str) -> str:
    """The expression that prints a length of time `d` as a format has it; one that the format has no units for is not refused."""
    pieces = re.split("(%%|%-?[HMS])", format)
    codes = {piece[-1] for piece in pieces[1::2] if piece != "%%"}
    return quoted("%" if piece == "%%" else _unit(piece, codes) if i % 2 else escaped(piece) for i, piece in enumerate(pieces))


def _unit(conversion: str, codes: set[str]) -> str:
    """The whole number of one unit beyond the larger ones that are printed too."""
    own, name = SECONDS[conversion[-1]], _NAMES[conversion[-1]]
    larger = min((SECONDS[code] for code in codes if SECONDS[code] > own), default=0)
    whole = f"d // datetime.timedelta({name}=1)" + (f" % {larger // own}" if larger else "")
    return f"{{{whole}}}" if conversion[1] == "-" else f"{{{whole}:02}}"
