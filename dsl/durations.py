"""How lengths of time stand in texts: as words (2 hours 14 minutes, 1h 30m), as ISO 8601 has them (PT1H30M), as hours:minutes:seconds;
and the formats that print them.

The conversions of a format are %W %-W whole weeks, %D %-D days, %H %-H hours, %M %-M minutes and %S %-S seconds, each beyond those of the
larger units in the format; %:M and %:S have two digits only where a larger one is not 0, as in 1:05:00 and 5:00. What stands between %[
and %] is left out where its numbers are 0, with the blanks and commas that this leaves at an end, and %s is an s unless the number before
it is 1: `%[%-H hour%s, %]%[%-M minute%s%]`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from decimal import Decimal

UNITS = (("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))  # seconds, by the letter that the word begins with
PART = r"([0-9]+(?:\.[0-9]+)?)\s*(w(?:ee)?ks?|w|d(?:ays?)?|h(?:ou)?rs?|h|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![^\W\d_])\.?"
BARE = r"([0-9]\s*h)\s*([0-5][0-9])(?![0-9.:]|\s*[^\W\d_])"  # minutes without a unit behind hours: 6h15
BEHIND_DAYS = r"(d(?:ays?)?,?\s+)([0-9]+):([0-5][0-9])(?::([0-5][0-9]))?(?![0-9])"  # 3 days, 4:12:00, as Python has it
_PART, _BARE, _BEHIND_DAYS = (re.compile(pattern, re.IGNORECASE) for pattern in (PART, BARE, BEHIND_DAYS))
ISO = r"\s*P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\s*"  # as ISO 8601 has it
CLOCK = r"\s*(?:[^\W\d_]+:?\s+)*(-)?(\d+):([0-5]\d)(?::([0-5]\d))?\s*"
STOPWATCH = r"\s*(?:(?:(\d+):)?(\d+):)?([0-5]?\d(?:[.,]\d{1,6})?)\s*"  # seconds, perhaps behind minutes and hours
SPAN = r"([-+]?[0-9]+)\s*(y(?:ea)?rs?|y|mo(?:nth)?s?|m|w(?:ee)?ks?|w|d(?:ays?)?)(?![a-z])\.?"  # of the calendar
WHEN = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}  # in days
ONE, AGO = r"\b(?:an?|one) (?=(?:year|month|week|day)\b)", r"\b(?:ago|before|earlier)\b"
MONTHS, DAYS = {"y": 12, "m": 1}, {"w": 7, "d": 1}  # by the letter that the word begins with
CONVERSION = re.compile(r"%(%|\[|\]|s|[-:]?[YWDHMS])")
_SPAN = re.compile(SPAN, re.IGNORECASE)
SECONDS = {"W": 604_800, "D": 86_400, "H": 3600, "M": 60, "S": 1}
MONTHS_OF = {"Y": 12, "M": 1}  # the same for months of the calendar
ENDS = " ,"  # what is cut at the ends of a text some of which was left out


def found_in(text: str) -> timedelta:
    """The length of time that a text says; ValueError where it says none."""
    iso = re.fullmatch(ISO, text)
    if iso is not None and any(iso.groups()):
        return timedelta(seconds=sum(int(part or 0) * seconds for part, (_, seconds) in zip(iso.groups(), UNITS, strict=True)))
    parts = _PART.findall(_BARE.sub(r"\1\2m", _BEHIND_DAYS.sub(r"\1\2h \3m \4s", text)))
    if parts:
        micros = sum(int(Decimal(number) * dict(UNITS)[unit[0].lower()] * 1_000_000) for number, unit in parts)
        return timedelta(microseconds=micros)
    clock = re.fullmatch(CLOCK, text)
    if clock is None:
        raise ValueError("no length of time")
    hours, minutes, seconds = (int(part or 0) for part in clock.groups()[1:])
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if clock[1] else 1)


def stopwatch_in(text: str) -> timedelta:
    """The length of time of seconds, minutes:seconds or hours:minutes:seconds, perhaps with decimals; ValueError for any other text."""
    found = re.fullmatch(STOPWATCH, text)
    if found is None:
        raise ValueError("no minutes and seconds")
    micros = int(Decimal(found[3].replace(",", ".")) * 1_000_000)
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0), microseconds=micros)


def span_in(text: str) -> tuple[int, int]:
    """The months and the days that a text says; ValueError where it says none."""
    parts = [(int(number), unit[0].lower()) for number, unit in _SPAN.findall(text)]
    if not parts:
        raise ValueError("no years, months, weeks or days")
    return sum(n * MONTHS.get(unit, 0) for n, unit in parts), sum(n * DAYS.get(unit, 0) for n, unit in parts)


def relative_in(text: str) -> tuple[int, int]:
    """The months and the days to another day that a text says as people do, such as 2 weeks ago or tomorrow; ValueError where it says
    none."""
    word = text.strip().lower()
    if word in WHEN:
        return 0, WHEN[word]
    months, days = span_in(re.sub(ONE, "1 ", text, flags=re.IGNORECASE))
    sign = -1 if re.search(AGO, text, re.IGNORECASE) else 1
    return sign * months, sign * days


def codes_of(format: str, sizes: Mapping[str, int] = SECONDS) -> list[str]:
    """The units of the conversions of a format, one after the other."""
    return [found[1][-1] for found in CONVERSION.finditer(format) if found[1][-1] in sizes]


def larger_than(code: str, codes: Collection[str], sizes: Mapping[str, int] = SECONDS) -> list[str]:
    """The units of a format that are larger than one."""
    return [other for other in codes if sizes[other] > sizes[code]]


def printed(format: str, length: timedelta) -> str:
    """The length of time as a format has it; ValueError for one below 0, of which all is left out, or that is no whole number of its
    smallest unit."""
    total, rest = divmod(length, timedelta(seconds=1))
    if rest:
        raise ValueError("not a whole number of seconds")
    return _printed(format, total, SECONDS)


def months_printed(format: str, months: int) -> str:
    """Months as a format of years and months has them, %Y %-Y %M %-M; ValueError as for lengths of time."""
    return _printed(format, months, MONTHS_OF)


def _printed(format: str, total: int, sizes: Mapping[str, int]) -> str:
    """So many of the smallest unit as a format has them."""
    codes = codes_of(format, sizes)
    if total < 0:
        raise ValueError("less than none")
    made: dict[str, int] = {}
    for code, size in sizes.items():
        if code in codes:
            made[code], total = divmod(total, size)
    if total:
        raise ValueError("a remainder that the format does not print")
    every = groups(format)
    if not any(part.startswith("%[") for part in every):
        return _filled(format, made, sizes)
    told = [part for part in every if not part.startswith("%[") or any(made[code] for code in codes_of(part, sizes))]
    if not told:
        raise ValueError("a length of time of which all is left out")
    return "".join(_filled(part, made, sizes) for part in told).strip(ENDS)


def groups(format: str) -> list[str]:
    """The parts of a format: what may be left out, which begins with %[, and what stands between."""
    found, last = [], 0
    for match in CONVERSION.finditer(format):
        if match[1] == "[":
            found.append(format[last : match.start()])
            last = match.start()
        elif match[1] == "]":
            found.append(format[last : match.end()])
            last = match.end()
    return [part for part in (*found, format[last:]) if part]


def _filled(format: str, made: dict[str, int], sizes: Mapping[str, int]) -> str:
    number = 0

    def text_of(match: re.Match[str]) -> str:
        nonlocal number
        match match[1]:
            case "%":
                return "%"
            case "[" | "]":
                return ""
            case "s":
                return "" if number == 1 else "s"
            case code:
                number = made[code[-1]]
                plain = code[0] == "-" or (code[0] == ":" and not any(made[larger] for larger in larger_than(code[-1], made, sizes)))
                return str(number) if plain else f"{number:02}"

    return CONVERSION.sub(text_of, format)
