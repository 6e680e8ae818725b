"""How lengths of time stand in texts: as words (2 hours 14 minutes, 1h 30m), as ISO 8601 has them (PT1H30M), as hours:minutes:seconds;
and the formats that print them.

The conversions of a format are %H %-H whole hours, %M %-M minutes and %S %-S seconds beyond those before them in the format.
"""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

UNITS = (("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))  # seconds, by the letter that the word begins with
PART = r"([0-9]+(?:\.[0-9]+)?)\s*(w(?:ee)?ks?|w|d(?:ays?)?|h(?:ou)?rs?|h|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)\b\.?"
_PART = re.compile(PART, re.IGNORECASE)
ISO = r"\s*P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\s*"  # as ISO 8601 has it
CLOCK = r"\s*(-)?(\d+):([0-5]\d)(?::([0-5]\d))?\s*"
_CONVERSION = re.compile(r"%(%|-?[HMS])")
SECONDS = {"H": 3600, "M": 60, "S": 1}


def found_in(text: str) -> timedelta:
    """The length of time that a text says; ValueError where it says none."""
    iso = re.fullmatch(ISO, text)
    if iso is not None and any(iso.groups()):
        return timedelta(seconds=sum(int(part or 0) * seconds for part, (_, seconds) in zip(iso.groups(), UNITS, strict=True)))
    parts = _PART.findall(text)
    if parts:
        micros = sum(int(Decimal(number) * dict(UNITS)[unit[0].lower()] * 1_000_000) for number, unit in parts)
        return timedelta(microseconds=micros)
    clock = re.fullmatch(CLOCK, text)
    if clock is None:
        raise ValueError("no length of time")
    hours, minutes, seconds = (int(part or 0) for part in clock.groups()[1:])
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if clock[1] else 1)


def printed(format: str, length: timedelta) -> str:
    """The length of time as a format has it; ValueError for one below 0 or that is no whole number of its smallest unit."""
    codes = [found[1][-1] for found in _CONVERSION.finditer(format) if found[1] != "%"]
    total, rest = divmod(length, timedelta(seconds=1))
    if total < 0 or rest:
        raise ValueError("not a whole number of seconds from 0")
    made: dict[str, int] = {}
    for code in "HMS":
        if code in codes:
            made[code], total = divmod(total, SECONDS[code])
    if total:
        raise ValueError("a remainder that the format does not print")
    return _CONVERSION.sub(lambda found: "%" if found[1] == "%" else _padded(found[1], made), format)


def _padded(code: str, made: dict[str, int]) -> str:
    return str(made[code[-1]]) if code[0] == "-" else f"{made[code]:02}"
