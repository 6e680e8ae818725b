"""How moments stand in texts: the formats that read them, of the conversions that `dsl.moment_printing` has.

A reading format says which fields follow each other in the text. What stands between them is free: any of - / . , and
blanks, but only that sign where the format has - or . between numbers. %N is a minute
that may be absent, %y a year of two digits, _ such a sign or a T before a run, %e and %o the
day and the month of an end that is not read. Of several formats, parted by |, the first that
finds a moment in the text reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from dsl.moment import Moment, checked
from dsl.moment_printing import MONTHS, WEEKDAYS

FISCAL = r"(?:FY\s?)?"  # before the year of a quarter
PIVOT = 50  # two-digit years before it are of this century, as in spreadsheets
Span = tuple[int, int]

_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS).lower().replace("sep(?:t", "sept?(?:").replace("(?:)?", "")
_WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|thur|fri|sat(?:ur)?|sun)(?:day)?"
_SIGN = r"\s*[-/.,_年月\s]\s*"  # between two numbers
_GAP = r"(?:[-/.,\s]|of\b)*"  # beside a name
YEAR = r"[1-9]\d{3}"  # Python pads none that is shorter where it prints one
FIELDS = {  # what each conversion reads: the name of its group, and its pattern
    "%Y": ("year", YEAR + r"|\d\d(?![:/]\d)"),  # two digits before a colon are an hour, before a stroke no year
    "%y": ("year", r"\d\d"),
    "%m": ("month", r"1[0-2]|0?[1-9]"),
    "%B": ("name", _MONTH),
    "%d": ("day", r"3[01]|[12]\d|0?[1-9]"),
    "%e": ("last_day", r"3[01]|[12]\d|0?[1-9]"),  # the end of a range, which is not read
    "%o": ("last_name", _MONTH),
    "%j": ("date", r"[0-3]\d\d"),
    "%A": ("weekday", _WEEKDAY),
    "%w": ("place", "[1-5]"),
    "%q": ("quarter", "[1-4]"),
    "%V": ("week", r"[0-5]?\d"),
    "%u": ("place", "[1-7]"),
    "%H": ("hour", r"2[0-4]|[01]?\d"),
    "%M": ("minute", r"[0-5]\d"),
    "%N": ("minute", r"[0-5]\d"),  # that may be absent
    "%S": ("second", r"[0-5]\d|60"),
    "%p": ("half", "[ap]"),
}
_AROUND = {  # signs beside a group
    "%y": ("'?", ""), "%B": ("", r"\.?"), "%d": ("", "(?:st|nd|rd|th)?"), "%w": ("#?", "(?:st|nd|rd|th)?"), "%q": ("Q", ""),
    "%V": ("W", ""), "%S": ("", r"(?:[.,](?P<fraction>\d{1,6}))?"), "%p": (r"\s*", r"(?:\.?m\b\.?|\b)"),
}  # fmt: skip
DATES = (
    "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y/%d/%m", "%d %B %Y", "%B %d %Y", "%Y %B %d", "%Y%m%d", "%d%m%Y", "%m%d%Y", "%B %Y", "%Y %B",
    "%Y%m", "%d %B", "%B %d", "%m/%Y", "%Y/%m", "%Y/%j", "%Y%j", "%A %w %B %Y", "%q %Y", "%Y %q", "%Y %V %u", "%Y %V", "%V %Y", "%Y", "%B",
    "%m", "%m/%d", "%d/%m", "%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d%H", "%B %y", "%m/%y", "%m%y", "%y%j", "%y%m%d", "%d%m%y",
)  # fmt: skip
STARTS = ("%d %e %B %Y", "%d %B %e %o %Y")  # dates whose year stands behind the end of their range
TIMES = ("%H:%M:%S %p", "%H:%M %p", "%H %p", "%H:%N %p", "%H:%M:%S", "%H:%M", "%H%M", "%H", "%M:%S", "%Hh%N", "%H%M%S", "_%H%M")
_TWO_DIGITS = {"%m": "1[0-2]|0[1-9]", "%d": r"3[01]|[12]\d|0[1-9]"}
_RUNS = {  # fields without signs between them
    "%Y%m%d": (YEAR, _TWO_DIGITS["%m"], _TWO_DIGITS["%d"]),
    "%d%m%Y": (FIELDS["%d"][1], _TWO_DIGITS["%m"], YEAR),
    "%m%d%Y": (FIELDS["%m"][1], _TWO_DIGITS["%d"], YEAR),
    "%Y%j": (YEAR, r"[0-3]\d\d"),
    "%Y%m": (YEAR, _TWO_DIGITS["%m"]),
    "%m%y": (_TWO_DIGITS["%m"], r"\d\d"),
    "%y%j": (r"\d\d", r"[0-3]\d\d"),
    "%y%m%d": (r"\d\d", _TWO_DIGITS["%m"], _TWO_DIGITS["%d"]),
    "%d%m%y": (_TWO_DIGITS["%d"], _TWO_DIGITS["%m"], r"\d\d"),
    "%H%M": (FIELDS["%H"][1], r"[0-5]\d"),
    "_%H%M": (r"[01]\d|2[0-3]", r"[0-5]\d"),  # behind a date
    "%H%M%S": (r"[01]\d|2[0-3]", r"[0-5]\d", r"[0-5]\d"),
    "%Y%m%d%H%M%S": (r"(?:19|20)\d\d", _TWO_DIGITS["%m"], _TWO_DIGITS["%d"], r"[01]\d|2[0-3]", r"[0-5]\d", r"[0-5]\d"),
    "%Y%m%d%H": (r"(?:19|20)\d\d", _TWO_DIGITS["%m"], _TWO_DIGITS["%d"], r"[01]\d|2[0-3]"),
    "%Y%m%d%H%M": (r"(?:19|20)\d\d", _TWO_DIGITS["%m"], _TWO_DIGITS["%d"], r"[01]\d|2[0-3]", r"[0-5]\d"),
}
_WHOLE_CELLS = ("%H%M", "%H", "%m", "%Y%m", "%y%j")  # numbers that are times or months only where nothing else stands in the text


@dataclass(frozen=True)
class Pattern:
    """What a reading format looks for: a regular expression with named groups, and which characters may not stand beside it."""

    body: str
    before: str  # a class of characters; empty where the text must begin or end here
    after: str
    unless: tuple[str, ...] = ()  # what may stand before all the same

    def looking(self) -> re.Pattern[str]:
        """The expression that takes nothing of what stands beside a moment."""
        ends = (f"(?<![{self.before}])", f"(?![{self.after}])") if self.before else ("^", "$")
        if self.unless:
            ends = (f"(?:{'|'.join([ends[0], *(f'(?<={before})' for before in self.unless)])})", ends[1])
        return re.compile(ends[0] + self.body + ends[1], re.IGNORECASE)

    def plain(self) -> str:
        """One without looking around, which takes a character on either side."""
        ends = (f"(?:^|[^{self.before}])", f"(?:[^{self.after}]|$)") if self.before else ("^", "$")
        if self.unless:
            ends = (f"(?:^|[^{self.before}]|{'|'.join(self.unless)})", ends[1])
        return ends[0] + self.body + ends[1]


@dataclass(frozen=True)
class Reading:
    """A reading format taken apart."""

    format: str
    fields: tuple[str, ...]
    pattern: Pattern
    compiled: re.Pattern[str]

    def all_in(self, text: str) -> Iterator[tuple[Moment, Span]]:
        """The moments of this format in a text, from left to right, with where they stand."""
        halved = self.fields[0] == "%H" and "%p" not in self.fields
        for found in self.compiled.finditer(text):
            if halved and _HALF.match(text, found.end()):
                continue  # a time of day is not read without its AM or PM
            try:
                moment = _made(self.fields, found.groupdict())
            except (ValueError, OverflowError):
                continue
            yield moment, found.span()

    def nth_in(self, text: str, n: int) -> tuple[Moment, Span] | None:
        """What looks like moment n and where it stands, None where there are not so many; ValueError for one that no calendar has."""
        every = list(self.compiled.finditer(text))
        if not -len(every) <= n < len(every):
            return None
        return _made(self.fields, every[n].groupdict()), every[n].span()


@cache
def reading(format: str) -> Reading:
    """The reading of one format; ValueError for one that is none."""
    fields = tuple(re.findall("%[A-Za-z]", format))
    if not fields or not all(field in FIELDS for field in fields):
        raise ValueError(f"no format that reads: {format!r}")
    clock = fields[0] == "%H" and format not in _RUNS
    pattern = Pattern(_body(format, fields), *_beside(format, fields), _DATED if clock else ())
    return Reading(format, fields, pattern, pattern.looking())


def _beside(format: str, fields: tuple[str, ...]) -> tuple[str, str]:
    """The characters that may not stand before and behind a format."""
    if format in _WHOLE_CELLS:
        return "", ""
    if format == "_%H%M":
        return "a-z", r"\d:"
    if fields[0] in ("%H", "%M"):
        return r"\d:", r"\d:"
    if format == "%m/%y":
        return r"\da-z/.\-", r"\da-z/.\-"
    signed = format not in _RUNS and fields[0] in ("%d", "%m", "%Y")  # v1.2.3 is no date
    return r"\da-z" if signed or fields[0] in ("%B", "%A") else r"\d", r"\da-z" if fields[-1] in ("%B", "%A") else r"\d"


def _body(format: str, fields: tuple[str, ...]) -> str:
    """The pattern of the fields one behind the other."""
    if format in _RUNS:
        run = (f"(?P<{FIELDS[field][0]}>{own})" for field, own in zip(fields, _RUNS[format], strict=True))
        return "".join(("[_T]" * format.startswith("_"), *run))
    clock = fields[0] in ("%H", "%M")
    strict = "-" if "-" in format else "." if "." in format else ""
    text = ""
    for before, field in zip(("", *fields), fields):
        if field == "%N":
            sign = r"\s*h\s*" if "h" in format else "[:.]"
            text += rf"{sign}(?P<minute>{FIELDS[field][1]})?" if "h" in format else rf"(?:{sign}(?P<minute>{FIELDS[field][1]}))?"
            continue
        sign = rf"\s*[{strict}]\s*" if strict else _SIGN
        if field == "%e":
            sign = r"\s*(?:[-–]|to)\s*"
        elif before and field != "%p":
            sign = _clock_sign(fields) if clock else _GAP if {before, field} & _NAMED else sign
        else:
            sign = ""
        text += sign
        text += FISCAL * (field == "%Y" and "%q" in fields) + _group(field, field == "%Y" and (len(fields) < 3 or not before))
    return text


_DATED = (r"(?:19|20)\d\d:", r"[\0|]:")  # a year, or a date that was read, before a time of day
_HALF = re.compile(r"\s*[ap]\.?m\b", re.IGNORECASE)
_NAMED = {"%B", "%o", "%A", "%q", "%V"}


def _clock_sign(fields: tuple[str, ...]) -> str:
    return "[:.h]" if "%S" not in fields else "[:.]" if "%p" in fields else ":"


def _group(field: str, whole_year: bool) -> str:
    name, own = FIELDS[field]
    before, after = _AROUND.get(field, ("", ""))
    if field == "%Y":
        before, own = ("", YEAR) if whole_year else ("'?", own)
    return f"{before}(?P<{name}>{own}){after}"


def _made(fields: tuple[str, ...], groups: dict[str, str | None]) -> Moment:
    """The moment of what the groups of a pattern found."""
    given = {name: text for name, text in groups.items() if text is not None}
    moment = Moment(
        year=_full_year(given["year"]) if "year" in given else None,
        month=int(given["month"]) if "month" in given else _month(given["name"]) if "name" in given else None,
        day=int(given["day"]) if "day" in given else None,
        hour=_hour(int(given["hour"]), given.get("half", "").lower()) if "hour" in given else 0 if "minute" in given else None,
        minute=int(given["minute"]) if "minute" in given else 0 if "half" in given else None,
        second=int(given["second"]) if "second" in given else None,
        millisecond=int(given["fraction"].ljust(3, "0")[:3]) if "fraction" in given else None,
    )
    return checked(_counted(moment, fields, given))


def _counted(moment: Moment, fields: tuple[str, ...], given: dict[str, str]) -> Moment:
    """The moment with the day that is counted otherwise than within its month."""
    if "%j" in fields:
        day = date(moment.year or 1, 1, 1) + timedelta(days=int(given["date"]) - 1)
        if not int(given["date"]) >= 1 or day.year != moment.year:
            raise ValueError("no such day of the year")
    elif "%V" in fields:
        day = date.fromisocalendar(moment.year or 1, int(given["week"]), int(given.get("place", 1)))
    elif "%w" in fields:
        first = date(moment.year or 1, moment.month or 1, 1)
        day = first + timedelta(days=(_weekday(given["weekday"]) - first.weekday()) % 7 + 7 * (int(given["place"]) - 1))
    elif "%q" in fields:
        return replace(moment, month=3 * int(given["quarter"]) - 2)
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
    if half and hour > 12:
        if hour < 24 and half == "p":
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
        found = first.nth_in(text, n)
        if found is None:
            continue
        moment, span = found
        rest = text[: span[0]] + "\0" * (span[1] - span[0]) + text[span[1] :]
        for other in others:
            found = other.nth_in(rest, 0)
            if found is None:
                break
            moment = joined(moment, found[0])
        else:
            return moment
    raise ValueError("no moment of this format")


def span_in(formats: str, text: str) -> Span:
    """Where the first moment stands that one of the formats finds in a text; ValueError where there is none."""
    for parts in readings(formats):
        found = parts[0].nth_in(text, 0)
        if found is not None:
            return found[1]
    raise ValueError("no moment of this format")


def joined(first: Moment, second: Moment) -> Moment:
    """A moment with the parts of two, those of the first where both have one."""
    return Moment(*(b if a is None else a for a, b in zip(first.parts(), second.parts(), strict=True)))
