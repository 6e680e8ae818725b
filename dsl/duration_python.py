"""How Python reads and prints lengths of time, as values of its `timedelta`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dsl.durations import (
    AGO,
    BARE,
    BEHIND_DAYS,
    CLOCK,
    CONVERSION,
    DAYS,
    ENDS,
    ISO,
    MONTHS,
    MONTHS_OF,
    ONE,
    PART,
    SECONDS,
    SPAN,
    STOPWATCH,
    UNITS,
    WHEN,
    codes_of,
    groups,
    larger_than,
)
from dsl.moment_python import escaped, quoted

_NAMES = {"W": "weeks", "D": "days", "H": "hours", "M": "minutes", "S": "seconds"}
_MICROS = ", ".join(f"{unit!r}: {seconds * 1_000_000}" for unit, seconds in UNITS)


def reading_function(name: str) -> str:
    """The source of a function that reads the length of time that a text says."""
    return f"""def {name}(s):
    iso = re.fullmatch(r"{ISO}", s)
    if iso and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return datetime.timedelta(days, seconds, 0, 0, minutes, hours, weeks)
    told = re.sub(r"{BEHIND_DAYS}", r"\\1\\2h \\3m \\4s", s, flags=re.I)
    parts = re.findall(r"{PART}", re.sub(r"{BARE}", r"\\1\\2m", told, flags=re.I), re.I)
    if parts:
        micros = {{{_MICROS}}}
        return datetime.timedelta(microseconds=sum(int(Decimal(n) * micros[unit[0].lower()]) for n, unit in parts))
    sign, *clock = re.fullmatch(r"{CLOCK}", s).groups()
    hours, minutes, seconds = (int(part or 0) for part in clock)
    return datetime.timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if sign else 1)"""


def stopwatch_function(name: str) -> str:
    """The source of a function that reads minutes:seconds or hours:minutes:seconds."""
    return f"""def {name}(s):
    hours, minutes, seconds = re.fullmatch(r"{STOPWATCH}", s).groups()
    micros = int(Decimal(seconds.replace(",", ".")) * 1000000)
    return datetime.timedelta(hours=int(hours or 0), minutes=int(minutes or 0), microseconds=micros)"""


def months_function(name: str) -> str:
    """The source of a function that gives the months that a text says."""
    return f"""def {name}(s):
    parts = re.findall(r"{SPAN}", s, re.I)
    if not parts:
        raise ValueError('no length of time')
    return sum(int(n) * {MONTHS}.get(unit[0].lower(), 0) for n, unit in parts)"""


def span_function(name: str) -> str:
    """The source of a function that gives the moment that is as much later as a text says."""
    return f"""def {name}(s, m):
    parts = [(int(n), unit[0].lower()) for n, unit in re.findall(r"{SPAN}", s, re.I)]
    if not parts:
        raise ValueError('no length of time')
    years, month = divmod(m.month - 1 + sum(n * {MONTHS}.get(unit, 0) for n, unit in parts), 12)
    day = min(m.day, calendar.monthrange(m.year + years, month + 1)[1])
    days = sum(n * {DAYS}.get(unit, 0) for n, unit in parts)
    return m.replace(year=m.year + years, month=month + 1, day=day) + datetime.timedelta(days=days)"""


def relative_function(name: str) -> str:
    """The source of a function that gives the day that a text says from another one."""
    return f"""def {name}(s, m):
    months, days = 0, {WHEN}.get(s.strip().lower())
    if days is None:
        sign = -1 if re.search(r"{AGO}", s, re.I) else 1
        said = re.sub(r"{ONE}", '1 ', s, flags=re.I)
        parts = [(sign * int(n), unit[0].lower()) for n, unit in re.findall(r"{SPAN}", said, re.I)]
        if not parts:
            raise ValueError('no length of time')
        months = sum(n * {MONTHS}.get(unit, 0) for n, unit in parts)
        days = sum(n * {DAYS}.get(unit, 0) for n, unit in parts)
    years, month = divmod(m.month - 1 + months, 12)
    day = min(m.day, calendar.monthrange(m.year + years, month + 1)[1])
    return m.replace(year=m.year + years, month=month + 1, day=day) + datetime.timedelta(days=days)"""


Unit = Callable[[str, set[str]], str]  # the program of a whole number of one unit beyond the larger ones that are printed too


def printing(format: str) -> str:
    """The expression that prints a length of time `d` as a format has it; one that the format has no units for is not refused."""
    return _printing(format, SECONDS, _unit)


def months_printing(format: str) -> str:
    """The same for a number of months `n`."""
    return _printing(format, MONTHS_OF, _unit_of_months)


def _printing(format: str, sizes: Mapping[str, int], unit: Unit) -> str:
    codes = set(codes_of(format, sizes))
    parts = groups(format)
    if not any(part.startswith("%[") for part in parts):
        return _filled(format, codes, sizes, unit)
    made = []
    for part in parts:
        own = _filled(part, codes, sizes, unit)
        left = " or ".join(unit(code, codes) for code in dict.fromkeys(codes_of(part, sizes)))
        made.append(f"({own} if {left} else '')" if part.startswith("%[") and left else own)
    return f"({' + '.join(made)}).strip({ENDS!r})"


def _filled(format: str, codes: set[str], sizes: Mapping[str, int], unit: Unit) -> str:
    pieces, number = [], ""
    for i, piece in enumerate(CONVERSION.split(format)):
        if i % 2 == 0:
            pieces.append(escaped(piece))
        elif piece == "%":
            pieces.append("%")
        elif piece == "s":
            pieces.append(f"{{'s' * ({number} != 1)}}" if number else "s")
        elif piece not in "[]":
            number = unit(piece[-1], codes)
            padding = "" if piece[0] == "-" else ":02"
            if piece[0] == ":":
                larger = " or ".join(unit(code, codes) for code in sorted(larger_than(piece[-1], codes, sizes)))
                padding = f":{{'02' if {larger} else ''}}" if larger else ""
            pieces.append(f"{{{number}{padding}}}")
    return quoted(pieces)


def _unit(code: str, codes: set[str]) -> str:
    own = SECONDS[code]
    larger = min((SECONDS[code] for code in codes if SECONDS[code] > own), default=0)
    return f"d // datetime.timedelta({_NAMES[code]}=1)" + (f" % {larger // own}" if larger else "")


def _unit_of_months(code: str, codes: set[str]) -> str:
    return "n // 12" if code == "Y" else "n % 12" if "Y" in codes else "n"
