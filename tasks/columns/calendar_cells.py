"""Dates and times as columns hold them: drawn, and spelled by templates of their parts."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from tasks.recipe import Cell, Draw

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def spelled(moment: datetime, template: str) -> str:
    """The template with the parts of a moment in its fields; a field that ends in 0 has two digits."""
    month, weekday, hour = MONTHS[moment.month - 1], WEEKDAYS[moment.weekday()], (moment.hour - 1) % 12 + 1
    iso_year, iso_week, _ = moment.isocalendar()
    fields: dict[str, object] = {
        "Y": f"{moment.year:04}", "y": f"{moment.year % 100:02}", "m": moment.month, "m0": f"{moment.month:02}",
        "B": month, "b": month[:3], "MON": month[:3].upper(), "d": moment.day, "d0": f"{moment.day:02}", "o": ordinal(moment.day),
        "A": weekday, "a": weekday[:3], "q": (moment.month + 2) // 3, "j0": f"{moment.timetuple().tm_yday:03}",
        "G": iso_year, "V0": f"{iso_week:02}", "H": moment.hour, "H0": f"{moment.hour:02}", "I": hour, "I0": f"{hour:02}",
        "M0": f"{moment.minute:02}", "S0": f"{moment.second:02}",
        "p": "AM" if moment.hour < 12 else "PM", "pm": "am" if moment.hour < 12 else "pm",
    }  # fmt: skip
    return template.format(**fields)


def moments(*templates: str, years: tuple[int, int] = (2011, 2026), step: int = 1) -> Draw:
    """Any second of the years that is a whole number of steps, written by one of the templates."""
    first, last = datetime(years[0], 1, 1), datetime(years[1], 12, 31, 23, 59, 59)
    most = int((last - first).total_seconds()) // step

    def draw(random: Random) -> Cell:
        moment = first + timedelta(seconds=step * random.randint(0, most))
        return Cell(spelled(moment, random.choice(templates)), moment)

    return draw


def periods(template: str, between: str, shortest: int, longest: int, unit: str = "days") -> Draw:
    """Two moments, a number of days or minutes between the two, both written by a template."""
    start = moments(template)

    def draw(random: Random) -> Cell:
        cell = start(random)
        end = cell.meaning + timedelta(**{unit: random.randint(shortest, longest)})
        return Cell(cell.text + between + spelled(end, template), (cell.meaning, end))

    return draw


def told(before: str, draw: Draw, after: str = "") -> Draw:
    """What another draws, in the midst of a text."""

    def within(random: Random) -> Cell:
        cell = draw(random)
        return Cell(before.format(n=random.randint(100, 9999)) + cell.text + after.format(n=random.randint(1, 99)), cell.meaning)

    return within


def floored(moment: datetime, minutes: int) -> datetime:
    """The last multiple of so many minutes of the day."""
    past = (moment.hour * 60 + moment.minute) % minutes
    return (moment - timedelta(minutes=past)).replace(second=0)


def late(moment: datetime, minutes: int) -> bool:
    """Whether it lies in the second half of such a step, which tells rounding down from rounding."""
    return (moment - floored(moment, minutes)).total_seconds() >= 30 * minutes


def slot(moment: datetime, minutes: int, template: str, between: str, length: int = 0) -> str:
    """The step of the day that a moment lies in, from its start to its start and a length, both written by a template."""
    start = floored(moment, minutes)
    return spelled(start, template) + between + spelled(start + timedelta(minutes=length or minutes), template)


def days_shown(moment: datetime) -> tuple[bool, bool]:
    """What tells day from month, and whether days below ten have a zero."""
    return moment.day > 12, moment.day < 10


def in_the_morning(moment: datetime) -> bool:
    """Whether it is AM."""
    return moment.hour < 12


def month_end(moment: datetime) -> datetime:
    """The last day of its month."""
    return (moment.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def in_words(hours: int, minutes: int) -> str:
    """A duration, without hours where there are none."""
    return (f"{hours} hour{'s' * (hours != 1)} " if hours else "") + f"{minutes} minute{'s' * (minutes != 1)}"
