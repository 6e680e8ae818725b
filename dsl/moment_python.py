"""How Python says what is done with moments: as values of its `datetime`, where absent parts are those of midnight on 1 January 2000.

A part that is absent is never printed, so that what stands there does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dsl.moment_formats import FIELDS, PIVOT, YEAR, Reading, readings
from dsl.moment_printing import DAY_PARTS, MONTHS, SEASONS, THIRDS, WEEKDAYS

_PLAIN = frozenset("YmdHMSyj")  # conversions that Python's own formats have everywhere, whatever the language
_ABBREVIATED = " ".join(name[:3].lower() for name in MONTHS)
_MONTHS, _WEEKDAYS = " ".join(MONTHS), " ".join(WEEKDAYS)
_PART = "[m.hour < 21 and (m.hour > 4) + (m.hour > 11) + (m.hour > 16)]"
_PRINTED = {
    "Y": "{m.year:04}", "y": "{m.year % 100:02}", "m": "{m.month:02}", "-m": "{m.month}", "d": "{m.day:02}", "-d": "{m.day}",
    "b": f"{{'{_MONTHS}'.split()[m.month - 1][:3]}}", "B": f"{{'{_MONTHS}'.split()[m.month - 1]}}",
    "^b": f"{{'{_MONTHS.upper()}'.split()[m.month - 1][:3]}}", "^B": f"{{'{_MONTHS.upper()}'.split()[m.month - 1]}}",
    ":b": f"{{'{_MONTHS.lower()}'.split()[m.month - 1][:3]}}", ":B": f"{{'{_MONTHS.lower()}'.split()[m.month - 1]}}",
    ":p": "{'a.m.' if m.hour < 12 else 'p.m.'}",
    ":d": "{m.day}{'th' if m.day in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(m.day % 10, 'th')}",
    "a": f"{{'{_WEEKDAYS}'.split()[m.weekday()][:3]}}", "A": f"{{'{_WEEKDAYS}'.split()[m.weekday()]}}",
    ":a": f"{{'{_WEEKDAYS.lower()}'.split()[m.weekday()][:3]}}", ":A": f"{{'{_WEEKDAYS.lower()}'.split()[m.weekday()]}}",
    "^a": f"{{'{_WEEKDAYS.upper()}'.split()[m.weekday()][:3]}}", "^A": f"{{'{_WEEKDAYS.upper()}'.split()[m.weekday()]}}",
    "u": "{m.isoweekday()}", "j": "{m.timetuple().tm_yday:03}", "-j": "{m.timetuple().tm_yday}", "G": "{m.isocalendar()[0]:04}",
    "V": "{m.isocalendar()[1]:02}", "-V": "{m.isocalendar()[1]}", "w": "{(m.day + 6) // 7}",
    ":w": "{'1st 2nd 3rd 4th 5th'.split()[(m.day - 1) // 7]}", "q": "{(m.month + 2) // 3}", ":h": "{(m.month + 5) // 6}",
    "-h": "{1 + (m.day > 15)}", ":q": f"{{'{' '.join(SEASONS)}'.split()[m.month % 12 // 3]}}",
    "-q": f"{{'{' '.join(SEASONS).replace('Autumn', 'Fall')}'.split()[m.month % 12 // 3]}}",
    ":t": f"{{'{' '.join(THIRDS)}'.split()[min(2, (m.day - 1) // 10)]}}",
    "^t": f"{{'{' '.join(THIRDS).title()}'.split()[min(2, (m.day - 1) // 10)]}}",
    ":e": f"{{'{' '.join(DAY_PARTS)}'.split(){_PART}}}", "^e": f"{{'{' '.join(DAY_PARTS).title()}'.split(){_PART}}}",
    "H": "{m.hour:02}", "-H": "{m.hour}", "I": "{(m.hour - 1) % 12 + 1:02}", "-I": "{(m.hour - 1) % 12 + 1}",
    "p": "{'AM' if m.hour < 12 else 'PM'}", "P": "{'am' if m.hour < 12 else 'pm'}",
    "M": "{m.minute:02}", "-M": "{m.minute}", "S": "{m.second:02}", "-S": "{m.second}",
}  # fmt: skip


def printing(format: str) -> str:
    """The expression that prints a moment `m` as a format has it."""
    pieces = re.split("(%%|%[-^:]?[A-Za-z])", format)
    codes = [piece[1:] for piece in pieces[1::2] if piece != "%%"]
    if codes and set(codes) <= _PLAIN and "%%" not in pieces and format.isprintable() and not set("{}\\'\"") & set(format):
        return f'f"{{m:{format}}}"'
    return quoted("%" if piece == "%%" else _PRINTED[piece[1:]] if i % 2 else escaped(piece) for i, piece in enumerate(pieces))


def quoted(pieces: Iterable[str]) -> str:
    """The literal of what stands between the quotes of an f-string."""
    return 'f"' + "".join(pieces) + '"'


def escaped(text: str) -> str:
    """Plain text as it stands between the quotes of an f-string."""
    doubled = text.replace("\\", "\\\\").replace('"', '\\"').replace("{", "{{").replace("}", "}}")
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in doubled)


_MONTHS_LATER = """def {name}(n, m):
    years, month = divmod(m.month - 1 + n, 12)
    last = calendar.monthrange(m.year + years, month + 1)[1]
    return m.replace(year=m.year + years, month=month + 1, day=min(m.day, last))"""


_WORKDAYS_LATER = """def {name}(n, m):
    while n:
        m += datetime.timedelta(days=1 if n > 0 else -1)
        if m.weekday() < 5:
            n -= 1 if n > 0 else -1
    return m"""


def workdays_function(name: str) -> str:
    """The source of a function that gives the day n working days later."""
    return _WORKDAYS_LATER.format(name=name)


_PERIOD = """def {name}(n, m):
    years, month = divmod((12 * m.year + m.month - 1) // n * n, 12)
    return m.replace(year=years, month=month + 1, day=1)"""


def period_function(name: str) -> str:
    """The source of a function that gives the first day of the period of n months."""
    return _PERIOD.format(name=name)


def months_function(name: str) -> str:
    """The source of a function that gives the same day n months later."""
    return _MONTHS_LATER.format(name=name)


def reading_function(name: str, formats: str, n: int) -> str:
    """The source of a function that reads moment n of a text by formats parted by |."""
    ways = readings(formats)
    lines = [f"def {name}(s):"]
    if all(len(way) == 1 for way in ways):
        lines += _found([way[0] for way in ways], n)
    else:
        lines += _found_twice(ways, n)
    return "\n    ".join([*lines, f"return {_made(ways)}"])


def text_function(name: str, formats: str) -> str:
    """The source of a function that gives the first moment of a text as it is written there."""
    patterns = ", ".join(repr(way[0].compiled.pattern) for way in readings(formats))
    return f"""def {name}(s):
    return next(m[0] for m in (re.search(p, s, re.I) for p in ({patterns},)) if m)"""


def looking_function(name: str, formats: str) -> str:
    """The source of a function that says whether a text has what looks like a moment of one of the formats."""
    patterns = ", ".join(repr(way[0].compiled.pattern) for way in readings(formats))
    return f"""def {name}(s):
    return any(re.search(p, s, re.I) for p in ({patterns},))"""


def _found(ways: list[Reading], n: int) -> list[str]:
    """The lines that leave the groups of a match in `g`."""
    if n:
        patterns = ", ".join(repr(way.compiled.pattern) for way in ways)
        found = f"found = [m for p in ({patterns},) for m in re.finditer(p, s, re.I)]"
        return [found, f"g = found[{n}].groupdict()"] if len(ways) == 1 else _first_that_has(patterns, n)
    if len(ways) == 1:
        return [f"g = re.search({_literal(ways[0])}, s, re.I).groupdict()"]
    found = " or ".join(f"re.search({_literal(way)}, s, re.I)" for way in ways)
    return [f"g = ({found}).groupdict()"]


def _first_that_has(patterns: str, n: int) -> list[str]:
    found = f"found = [list(re.finditer(p, s, re.I)) for p in ({patterns},)]"
    least = n + 1 if n >= 0 else -n
    return [found, f"g = next(f for f in found if len(f) >= {least})[{n}].groupdict()"]


def _found_twice(ways: tuple[tuple[Reading, ...], ...], n: int) -> list[str]:
    """The same, for a date and a time of day in one text."""
    signed = any(part.format.startswith("_") for way in ways for part in way)  # such a sign must be left by the date
    if len(ways) == 1 and not n and len(ways[0]) == 2 and not signed:
        first, second = ways[0]
        return [
            f"m = re.search({_literal(first)}, s, re.I)",
            f"t = re.search({_without_half(ways[0], _literal(second))}, s[:m.start()] + '|' + s[m.end():], re.I)",
            "g = {**t.groupdict(), **m.groupdict()}",
        ]
    pairs = ", ".join(
        str((way[0].compiled.pattern, _without_half(way, way[1].compiled.pattern) if len(way) > 1 else "")) for way in ways
    )
    return [
        f"for first, second in ({pairs},):",
        "    found = list(re.finditer(first, s, re.I))",
        f"    m = found[{n}] if len(found) >= {n + 1 if n >= 0 else -n} else None",
        "    t = m and re.search(second, s[:m.start()] + '|' + s[m.end():], re.I)",
        "    if t:",
        "        break",
        "g = {**t.groupdict(), **m.groupdict()}",
    ]


def _is_hour_first(way: tuple[Reading, ...]) -> bool:
    """Whether the date has an hour of its own, which the half of a time behind it says nothing of."""
    return len(way) > 1 and "%H" in way[0].fields and "%p" not in way[0].fields


def _without_half(way: tuple[Reading, ...], pattern: str) -> str:
    return pattern.replace("(?P<half>", "(?:") if _is_hour_first(way) else pattern


def _literal(way: Reading) -> str:
    return "r" + repr(way.pattern.plain()).replace("\\\\", "\\")


_KINDS = ("%j", "%V", "%A", "%q")  # fields that say a day otherwise than by month and day


def _made(ways: tuple[tuple[Reading, ...], ...]) -> str:
    """The expression of the moment that groups `g` describe."""
    by_kind: dict[str, list[tuple[Reading, ...]]] = {}
    for way in ways:
        by_kind.setdefault(next((kind for kind in _KINDS if kind in _fields(way)), ""), []).append(way)
    *tested, last = sorted(by_kind, key=lambda kind: (*_KINDS, "").index(kind))
    made = [f"{_made_alike(kind, by_kind[kind])} if g.get('{FIELDS[kind][0]}') else " for kind in tested]
    return "".join(made) + _made_alike(last, by_kind[last])


def _fields(way: tuple[Reading, ...]) -> set[str]:
    found = {"%Y" if field == "%y" else field for part in way for field in part.fields}
    return found - {"%p"} if _is_hour_first(way) else found


def _made_alike(kind: str, ways: list[tuple[Reading, ...]]) -> str:
    """The expression for formats that say the day in the same way."""
    some, every = set[str]().union(*map(_fields, ways)), _fields(ways[0]).intersection(*map(_fields, ways))
    if "%N" in some:
        some, every = some | {"%M"}, every - {"%M"}
    year = _either("%Y" in some, "%Y" in every, _year(ways), "year", "2000")
    clock = _clock(some, every)
    if kind in ("", "%q"):
        month = "3 * int(g['quarter']) - 2" if kind else _month([*map(_fields, ways)])
        day = _either("%d" in some, "%d" in every, "int({})", "day", "1")
        return f"datetime.datetime({', '.join([year, month, day, *clock])})"
    if kind == "%V":
        day = _either("%u" in some, "%u" in every, "int({})", "place", "1")
        made = f"datetime.datetime.fromisocalendar({year}, int(g['week']), {day})"
    elif kind == "%j":
        made = f"datetime.datetime({year}, 1, 1) + datetime.timedelta(days=int(g['date']) - 1)"
    else:
        first = f"datetime.datetime({year}, {_month([*map(_fields, ways)])}, 1)"
        weekday = f"{' '.join(day[:3].lower() for day in WEEKDAYS)!r}.split().index(g['weekday'][:3].lower())"
        made = f"{first} + datetime.timedelta(days=({weekday} - {first}.weekday()) % 7 + 7 * int(g['place']) - 7)"
    names = ("hours", "minutes", "seconds")
    return made + (f" + datetime.timedelta({', '.join(map('='.join, zip(names, clock)))})" if clock else "")


def _clock(some: set[str], every: set[str]) -> list[str]:
    """The expressions of hour, minute and second, as far as there are any."""
    if not some & {"%H", "%M"}:
        return []
    half = "int({0}) % 12 + 12 * (g['half'].lower() == 'p')"
    hour = half if "%p" in every else f"({half} if g.get('half') else int({{0}}))" if "%p" in some else "int({})"
    fields = (("%H", hour, "hour"), ("%M", "int({})", "minute"), ("%S", "int({})", "second"))
    return [_either(field in some, field in every, made, group, "0") for field, made, group in fields[: 3 if "%S" in some else 2]]


def _either(somewhere: bool, everywhere: bool, made: str, group: str, otherwise: str) -> str:
    """What is made of a group, with what stands for one that is absent."""
    if not somewhere:
        return otherwise
    return made.format(f"g['{group}']" if everywhere else f"(g.get('{group}') or {otherwise!r})")


def _year(ways: list[tuple[Reading, ...]]) -> str:
    short = any("%y" in part.fields or YEAR + r"|\d\d" in part.pattern.body for way in ways for part in way)
    return f"int({{0}}) + (0 if len({{0}}) > 2 else 2000 if int({{0}}) < {PIVOT} else 1900)" if short else "int({0})"


def _month(ways: list[set[str]]) -> str:
    some, every = set[str]().union(*ways), ways[0].intersection(*ways)
    if "%B" not in some:
        return _either("%m" in some, "%m" in every, "int({})", "month", "1")
    name = "g['name']" if all(way & {"%m", "%B"} for way in ways) else "(g.get('name') or 'January')"
    named = f"{_ABBREVIATED!r}.split().index({name}[:3].lower()) + 1"
    return f"(int(g['month']) if g.get('month') else {named})" if "%m" in some else named
