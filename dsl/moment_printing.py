"""How moments stand in texts: the formats that print them. `dsl.moment_formats` reads them.

A format is written with the conversions of `strftime` as GNU's `date` has them: %Y year, %y its last two digits, %m %-m month, %b
%B its name short and long, %^b in capitals, %d %-d day, %A %a weekday, %j %-j day of the year, %G %V %-V year and week of ISO, %u
weekday from Monday as 1, %q quarter, %H %-H hour, %I %-I hour of twelve, %p %P AM or am, %M %-M minute, %S %-S second. Ours are
%:d, the day with its ordinal ending, %:b %:B %:a and %:A, months and weekdays in small letters, %:p, which is a.m. or p.m., %w
and %:w, the how-manieth of its weekday in the month, %:h %-h, the half of the year and of the month, %:q %-q, the season from December
on as Winter, with Autumn or Fall, %:t %^t, the third of the month as early, mid or late, and %:e %^e, the part
of the day: morning from 5, afternoon from 12, evening from 17 and night from 21. Names are English; `dsl.languages` has others.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dsl.moment import Moment, date_of

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SEASONS, THIRDS = ("Winter", "Spring", "Summer", "Autumn"), ("early", "mid", "late")
DAY_PARTS = ("night", "morning", "afternoon", "evening")


def ordinal(n: int) -> str:
    """A number with the ending of its ordinal."""
    return f"{n}{'th' if n % 100 in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


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


def _part_of_day(m: Moment) -> str:
    hour = _there(m.hour) % 24
    return DAY_PARTS[0 if hour >= 21 else (hour >= 5) + (hour >= 12) + (hour >= 17)]


PRINTED: dict[str, Callable[[Moment], str]] = {
    "Y": lambda m: f"{_there(m.year):04}",
    "y": lambda m: f"{_there(m.year) % 100:02}",
    "m": lambda m: f"{_there(m.month):02}",
    "-m": lambda m: f"{_there(m.month)}",
    "b": lambda m: MONTHS[_there(m.month) - 1][:3],
    "B": lambda m: MONTHS[_there(m.month) - 1],
    ":b": lambda m: MONTHS[_there(m.month) - 1][:3].lower(),
    ":B": lambda m: MONTHS[_there(m.month) - 1].lower(),
    "^b": lambda m: MONTHS[_there(m.month) - 1][:3].upper(),
    "^B": lambda m: MONTHS[_there(m.month) - 1].upper(),
    "d": lambda m: f"{_there(m.day):02}",
    "-d": lambda m: f"{_there(m.day)}",
    ":d": lambda m: ordinal(_there(m.day)),
    "a": lambda m: WEEKDAYS[date_of(m).weekday()][:3],
    "A": lambda m: WEEKDAYS[date_of(m).weekday()],
    ":a": lambda m: WEEKDAYS[date_of(m).weekday()][:3].lower(),
    ":A": lambda m: WEEKDAYS[date_of(m).weekday()].lower(),
    "^a": lambda m: WEEKDAYS[date_of(m).weekday()][:3].upper(),
    "^A": lambda m: WEEKDAYS[date_of(m).weekday()].upper(),
    "u": lambda m: f"{date_of(m).isoweekday()}",
    "j": lambda m: f"{date_of(m).timetuple().tm_yday:03}",
    "-j": lambda m: f"{date_of(m).timetuple().tm_yday}",
    "G": lambda m: f"{date_of(m).isocalendar()[0]:04}",
    "V": lambda m: f"{date_of(m).isocalendar()[1]:02}",
    "-V": lambda m: f"{date_of(m).isocalendar()[1]}",
    "w": lambda m: f"{(_there(m.day) + 6) // 7}",
    ":w": lambda m: ordinal((_there(m.day) + 6) // 7),
    "q": lambda m: f"{(_there(m.month) + 2) // 3}",
    ":h": lambda m: f"{(_there(m.month) + 5) // 6}",
    "-h": lambda m: f"{1 + (_there(m.day) > 15)}",
    ":t": lambda m: THIRDS[min(2, (_there(m.day) - 1) // 10)],
    "^t": lambda m: THIRDS[min(2, (_there(m.day) - 1) // 10)].title(),
    ":q": lambda m: SEASONS[_there(m.month) % 12 // 3],
    "-q": lambda m: SEASONS[_there(m.month) % 12 // 3].replace("Autumn", "Fall"),
    ":e": _part_of_day,
    "^e": lambda m: _part_of_day(m).title(),
    "H": lambda m: f"{_there(m.hour):02}",
    "-H": lambda m: f"{_there(m.hour)}",
    "I": lambda m: f"{_twelve(m):02}",
    "-I": lambda m: f"{_twelve(m)}",
    "p": _half,
    "P": lambda m: _half(m).lower(),
    ":p": lambda m: "a.m." if _half(m) == "AM" else "p.m.",
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
