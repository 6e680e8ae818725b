"""How moments stand in texts: the formats that read them and those that print them.

A format is written with the conversions of `strftime` as GNU's `date` has them: %Y year, %y its last two digits, %m %-m month, %b
%B its name short and long, %^b in capitals, %d %-d day, %A %a weekday, %j %-j day of the year, %G %V %-V year and week of ISO, %u
weekday from Monday as 1, %q quarter, %H %-H hour, %I %-I hour of twelve, %p %P AM or am, %M %-M minute, %S %-S second. Ours are
%:d, the day with its ordinal ending, and %w, the how-manieth of its weekday in the month. Names are English.

A reading format says which fields follow each other in the text. What stands between them is free: any of - / . , and
blanks. Of several formats, parted by |, the first that finds a moment in the text reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from dsl.moment import Moment, checked, date_of

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PIVOT = 30  # two-digit years before it are of this century
Span = tuple[int, int]


def ordinal(n: int) -> str:
    """A number with the ending of its ordinal."""
    return f"{n}{'th' if n % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


# ---- printing --------------------------------------------------------------------------------------------------


def _year(m: Moment) -> int:
    return _there(m.year)


def _there(part: int | None) -> int:
    if part is None:
        raise ValueError("a part that is to be printed is absent")
    return part


def _under(part: int | None, larger: int | None) -> int:
    """A part of the clock; none at all is 0 where the larger one is there."""
    return _there(0 if part is None and larger is not None else part)


def _half(m: Moment) -> str:
    return "AM" if _there(m.hour) % 24 < 12 else "PM"


def _twelve(m: Moment) -> int:
    return (_there(m.hour) - 1) % 12 + 1


PRINTED: dict[str, Callable[[Moment], str]] = {
    "Y": lambda m: f"{_year(m):04}",
    "y": lambda m: f"{_year(m) % 100:02}",
    "m": lambda m: f"{_there(m.month):02}",
    "-m": lambda m: f"{_there(m.month)}",
    "b": lambda m: MONTHS[_there(m.month) - 1][:3],
    "B": lambda m: MONTHS[_there(m.month) - 1],
    "^b": lambda m: MONTHS[_there(m.month) - 1][:3].upper(),
    "^B": lambda m: MONTHS[_there(m.month) - 1].upper(),
    "d": lambda m: f"{_there(m.day):02}",
    "-d": lambda m: f"{_there(m.day)}",
    ":d": lambda m: ordinal(_there(m.day)),
    "a": lambda m: WEEKDAYS[date_of(m).weekday()][:3],
    "A": lambda m: WEEKDAYS[date_of(m).weekday()],
    "^a": lambda m: WEEKDAYS[date_of(m).weekday()][:3].upper(),
    "^A": lambda m: WEEKDAYS[date_of(m).weekday()].upper(),
    "u": lambda m: f"{date_of(m).isoweekday()}",
    "j": lambda m: f"{date_of(m).timetuple().tm_yday:03}",
    "-j": lambda m: f"{date_of(m).timetuple().tm_yday}",
    "G": lambda m: f"{date_of(m).isocalendar()[0]:04}",
    "V": lambda m: f"{date_of(m).isocalendar()[1]:02}",
    "-V": lambda m: f"{date_of(m).isocalendar()[1]}",
    "w": lambda m: f"{(_there(m.day) + 6) // 7}",
    "q": lambda m: f"{(_there(m.month) + 2) // 3}",
    "H": lambda m: f"{_there(m.hour):02}",
    "-H": lambda m: f"{_there(m.hour)}",
    "I": lambda m: f"{_twelve(m):02}",
    "-I": lambda m: f"{_twelve(m)}",
    "p": _half,
    "P": lambda m: _half(m).lower(),
    "M": lambda m: f"{_under(m.minute, m.hour):02}",
    "-M": lambda m: f"{_under(m.minute, m.hour)}",
    "S": lambda m: f"{_under(m.second, m.minute):02}",
    "-S": lambda m: f"{_under(m.second, m.minute)}",
}
_CONVERSION = re.compile(r"%(%|[-^:]?[A-Za-z])")


def printed(format: str, moment: Moment) -> str:
    """The moment as a format has it; ValueError for a part that is absent or an unknown conversion."""
    return _CONVERSION.sub(lambda found: "%" if found[1] == "%" else _conversion(found[1])(moment), format)


def _conversion(name: str) -> Callable[[Moment], str]:
    if name not in PRINTED:
        raise ValueError(f"unknown conversion %{name}")
    return PRINTED[name]


# ---- reading ---------------------------------------------------------------------------------------------------

_MONTH = "(?:" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).replace("Sep(?:tember)", "Sept?(?:ember)").lower() + ")"
_WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|thur|fri|sat(?:ur)?|sun)(?:day)?"
_SIGN = r"\s*[-/.,\s]\s*"  # between two numbers
_GAP = r"(?:[-/.,\s]|of\b)*"  # beside a name
_FIELD = {
    "%Y": r"(\d{4}|'?\d\d)",
    "%m": r"(\d{1,2})",
    "%B": rf"(?<![a-z])({_MONTH})\.?(?![a-z])",
    "%d": r"(\d{1,2})(?:st|nd|rd|th)?",
    "%j": r"(\d{1,3})",
    "%A": rf"(?<![a-z])({_WEEKDAY})(?![a-z])",
    "%w": r"#?(\d)(?:st|nd|rd|th)?",
    "%q": r"Q([1-4])",
    "%V": r"W(\d{1,2})",
    "%u": r"([1-7])",
    "%H": r"(\d{1,2})",
    "%M": r"(\d\d)",
    "%S": r"(\d\d)(?:[.,](\d{1,6}))?",
    "%p": r"\s*(?:([ap])\.?m\b\.?)",
}
_WHOLE_YEAR = r"(\d{4})"
DATES = (
    "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y/%d/%m", "%d %B %Y", "%B %d %Y", "%Y %B %d", "%Y%m%d", "%d%m%Y", "%m%d%Y", "%B %Y", "%Y %B",
    "%d %B", "%B %d", "%m/%Y", "%Y/%m", "%Y/%j", "%Y%j", "%A %w %B %Y", "%q %Y", "%Y %q", "%Y %V %u", "%Y %V", "%V %Y", "%Y", "%B",
)  # fmt: skip
TIMES = ("%H:%M:%S %p", "%H:%M %p", "%H %p", "%H:%M:%S", "%H:%M", "%H%M", "%H", "%M:%S")
_RUNS = {
    "%Y%m%d": r"(\d{4})(\d\d)(\d\d)",
    "%d%m%Y": r"(\d{1,2})(\d\d)(\d{4})",
    "%m%d%Y": r"(\d{1,2})(\d\d)(\d{4})",
    "%Y%j": r"(\d{4})(\d{3})",
    "%H%M": r"^(\d{1,2})(\d\d)$",
    "%H": r"^(\d{1,2})$",
    "%Y": _WHOLE_YEAR,
    "%B": _FIELD["%B"],
}


@dataclass(frozen=True)
class Reading:
    """A reading format taken apart: its pattern, and the conversion of each group."""

    format: str
    pattern: re.Pattern[str]
    fields: tuple[str, ...]

    def all_in(self, text: str) -> Iterator[tuple[Moment, Span]]:
        """The moments of this format in a text, from left to right, with where they stand."""
        for found in self.pattern.finditer(text):
            try:
                moment = _made(self.fields, found.groups())
            except (ValueError, OverflowError):
                continue
            yield moment, found.span()


@cache
def reading(format: str) -> Reading:
    """The reading of one format; ValueError for one that is none."""
    fields = tuple(re.findall("%[A-Za-z]", format))
    unknown = [f for f in fields if f not in _FIELD]
    if unknown or not fields:
        raise ValueError(f"no format that reads: {format!r}")
    body = _RUNS[format] if format in _RUNS else _clock(fields) if fields[0] in ("%H", "%M") else _day(fields)
    around = ("", "") if body.startswith("^") else (r"(?<![\d:])", r"(?![\d:])") if fields[0] in ("%H", "%M") else (r"(?<!\d)", r"(?!\d)")
    return Reading(format, re.compile(around[0] + body + around[1], re.IGNORECASE), _groups(fields))


def _groups(fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for field in fields for name in ((field, "%f") if field == "%S" else (field,)))


def _day(fields: tuple[str, ...]) -> str:
    """The pattern of a date."""
    named = {"%B", "%A", "%q", "%V"}
    text = ""
    for before, field in zip((None, *fields), fields):
        gap = "" if before is None else _GAP if {before, field} & named else _SIGN
        whole = (field == "%Y" and len(fields) < 3) or (field == "%Y" and fields[0] == "%Y")
        text += gap + (_WHOLE_YEAR if whole else _FIELD[field])
    return text


def _clock(fields: tuple[str, ...]) -> str:
    """The pattern of a time of day."""
    text = _FIELD[fields[0]]
    for field in fields[1:]:
        text += _FIELD[field] if field == "%p" else ("[:.]" if len(fields) < 3 or fields[-1] == "%p" else ":") + _FIELD[field]
    return text


def _made(fields: tuple[str, ...], groups: tuple[str | None, ...]) -> Moment:
    """The moment of what the groups of a pattern found."""
    given = {field: text for field, text in zip(fields, groups, strict=True) if text is not None}
    moment = Moment(
        year=_full_year(given["%Y"].lstrip("'")) if "%Y" in given else None,
        month=int(given["%m"]) if "%m" in given else _month(given["%B"]) if "%B" in given else None,
        day=int(given["%d"]) if "%d" in given else None,
        hour=_hour(int(given["%H"]), given.get("%p", "").lower()) if "%H" in given else None,
        minute=int(given["%M"]) if "%M" in given else None if "%S" in fields or "%p" not in given else 0,
        second=int(given["%S"]) if "%S" in given else None,
        millisecond=int(given["%f"].ljust(3, "0")[:3]) if "%f" in given else None,
    )
    return checked(_counted(moment, given))


def _counted(moment: Moment, given: dict[str, str]) -> Moment:
    """The moment with the day that is counted otherwise than within its month."""
    if "%j" in given:
        day = date(moment.year or 1, 1, 1) + timedelta(days=int(given["%j"]) - 1)
        if not int(given["%j"]) >= 1 or day.year != moment.year:
            raise ValueError("no such day of the year")
    elif "%V" in given:
        day = date.fromisocalendar(moment.year or 1, int(given["%V"]), int(given.get("%u", 1)))
    elif "%w" in given:
        first = date(moment.year or 1, moment.month or 1, 1)
        day = first + timedelta(days=(_weekday(given["%A"]) - first.weekday()) % 7 + 7 * (int(given["%w"]) - 1))
    elif "%q" in given:
        return replace(moment, month=3 * int(given["%q"]) - 2)
    else:
        return moment
    return replace(moment, year=day.year, month=day.month, day=day.day)


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < PIVOT else 1900)


def _month(text: str) -> int:
    return next(i for i, name in enumerate(MONTHS, 1) if name.lower().startswith(text.lower()[:3]))


def _weekday(text: str) -> int:
    return next(i for i, name in enumerate(WEEKDAYS) if name.lower().startswith(text.lower()[:3]))


def _hour(hour: int, half: str) -> int:
    if half and not 1 <= hour <= 12:
        if hour > 12 and half == "p":
            return hour
        raise ValueError("no hour of twelve")
    return hour % 12 + (12 if half == "p" else 0) if half else hour


@cache
def readings(formats: str) -> tuple[tuple[Reading, ...], ...]:
    """Formats parted by |, each a date, a time of day or, parted by a comma, both."""
    return tuple(tuple(reading(part.strip()) for part in one.split(",")) for one in formats.split("|"))


def found_in(formats: str, n: int, text: str) -> Moment:
    """Moment n that one of the formats finds in a text, from 0, or from the end if negative; ValueError where there is none."""
    for parts in readings(formats):
        first, *others = parts
        all_found = list(first.all_in(text))
        if not -len(all_found) <= n < len(all_found):
            continue
        moment, span = all_found[n]
        rest = text[: span[0]] + "\0" * (span[1] - span[0]) + text[span[1] :]
        for other in others:
            found = next(other.all_in(rest), None)
            if found is None:
                break
            moment = joined(moment, found[0])
        else:
            return moment
    raise ValueError("no moment of this format")


def joined(first: Moment, second: Moment) -> Moment:
    """A moment with the parts of two, those of the first where both have one."""
    return Moment(*(b if a is None else a for a, b in zip(first.parts(), second.parts(), strict=True)))
