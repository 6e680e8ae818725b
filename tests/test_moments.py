"""Moments and durations: words, texts, formats, their Python, and tasks about them that enumeration solves."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from json import dumps
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsl.codec import draw
from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term, evaluate
from dsl.export import to_python
from dsl.languages import ENGLISH, LANGUAGES, back_to_english, from_english, put, to_english
from dsl.moment import Moment, at_clock, of_datetime, of_iso, of_word, to_iso, to_word
from dsl.moment_formats import DATES, TIMES, found_in
from dsl.moment_printing import PRINTED, printed
from dsl.syntax import parse_term
from dsl.term import Prim
from dsl.type import Con
from synth import solve

WORDS = load_domain("text").vocabulary
HOUR = 3_600_000_000
clocks = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 60), st.integers(0, 999))


def moment(day: date, clock: tuple[int, ...], days: int, parts: int, yearless: bool) -> Moment:
    """The moment with as many parts of a date and of a time of day as asked for."""
    given: list[int | None] = [day.year, day.month, day.day][:days] + [None] * (3 - days)
    if yearless and days > 1:
        given[0] = None
    return Moment(*given, *clock[: parts if days else max(parts, 1)])


moments = st.builds(moment, st.dates(), clocks, st.integers(0, 3), st.integers(0, 4), st.booleans())


# ---- words and texts ----


@given(moments)
@example(Moment(2021, 1, 31))
@example(Moment(9999, 12, 31, 24, 0, 0, 0))
@example(Moment(day=31, hour=0))
def test_words_and_texts_say_moments(m: Moment) -> None:
    assert of_word(to_word(m)) == m and 0 < to_word(m) < 2**63
    assert of_iso(to_iso(m)) == m


@given(st.dates(), st.dates(), clocks, clocks, st.integers(0, 3), st.integers(0, 4))
@example(date(2021, 1, 30), date(2021, 1, 31), (0, 0, 0, 0), (0, 0, 0, 0), 3, 0)
def test_words_of_moments_with_the_same_parts_are_in_their_order(a: date, b: date, c: Any, d: Any, days: int, parts: int) -> None:
    first, second = moment(a, c, days, parts, False), moment(b, d, days, parts, False)
    plain = [[part for part in m.parts() if part is not None] for m in (first, second)]
    assert (first < second) == (to_word(first) < to_word(second)) == (plain[0] < plain[1])


@given(st.dates(min_value=date(1000, 1, 1)))
@pytest.mark.parametrize("format", [f for f in DATES if re.search("%[dju]", f) and "%Y" in f])
def test_whole_dates_are_read_back(format: str, day: date) -> None:
    if "%H" in format:  # a run of so many digits is a date of these two centuries
        day = day.replace(year=1900 + day.year % 200, day=min(day.day, 28))
    m = Moment(day.year, day.month, day.day, *(7, 5, 9)[: sum(f in format for f in ("%H", "%M", "%S"))])
    assert found_in(format, 0, f"on {printed(format.replace('%Y %V', '%G W%V'), m)}.") == m


def test_a_date_moves_only_where_it_is_whole() -> None:
    assert at_clock(Moment(2021, 12, 31, 9), 25 * HOUR) == Moment(2022, 1, 1, 1, 0)
    assert at_clock(Moment(hour=9), 25 * HOUR) == Moment(hour=1, minute=0)
    with pytest.raises(ValueError, match="not a whole date"):
        at_clock(Moment(month=12, day=31, hour=9), 25 * HOUR)


def test_the_last_day_of_february_needs_a_year() -> None:
    end, later = parse_term("m -> end_of_month(m)", WORDS), parse_term("m -> add_months(1, m)", WORDS)
    assert isinstance(evaluate(end, (Moment(month=2, day=3),), WORDS), Failure)
    assert isinstance(evaluate(later, (Moment(month=1, day=31),), WORDS), Failure)
    assert evaluate(later, (Moment(month=1, day=28),), WORDS) == Moment(month=2, day=28)
    assert evaluate(later, (Moment(2024, 1, 31),), WORDS) == Moment(2024, 2, 29)


def test_a_date_is_joined_with_a_time_of_day() -> None:
    joined = parse_term("(a, b) -> join_moments(a, b)", WORDS)
    whole = Moment(2021, 5, 6, 7, 8)
    assert evaluate(joined, (whole, Moment(hour=9, minute=5)), WORDS) == Moment(2021, 5, 6, 9, 5)
    assert isinstance(evaluate(joined, (Moment(hour=9), Moment(2021)), WORDS), Failure)


# ---- Python ----

WRITTEN = {  # how texts may have what a conversion reads
    "%B": ("%B", "%b", "%^b"), "%w": ("%w", "%:w"), "%q": ("%q", "Q%q"), "%V": ("%V", "W%V"), "%d": ("%d", "%-d", "%:d"),
    "%m": ("%m", "%-m"), "%H": ("%H", "%-H"), "%A": ("%A", "%a"), "%Y": ("%Y", "%y"), "%p": ("%p", "%P"), "%N": ("%M",),
}  # fmt: skip
MOVED = (
    "m", "m", "m", "later(hours(3), m)", "later(days(-40), m)", "add_months(5, m)", "floor_moment(minutes(15), m)",
    "round_moment(minutes(10), m)", "ceiling_moment(hours(2), m)", "start_of_week(m)", "start_of_month(m)", "end_of_month(m)",
)  # fmt: skip
BESIDE = ("", "", "", "on", "Ref 12", "#7", "May", "x1", "31.02.2021", "99999999", "2021", "a.m.")
BETWEEN = ("", "-", " ", "/", "T", ", ", "{", "}", "%%", '"', "'", "\\", " of ", "\n")


def one_written(format: str, chance: Random) -> str:
    """A moment as a text has it that the format reads."""

    def conversion(found: re.Match[str]) -> str:
        halved = "%p" in format and found[0] == "%H"
        return chance.choice(("%I", "%-I") if halved else WRITTEN.get(found[0], (found[0],)))

    day = date(1950, 1, 1) + timedelta(days=chance.randint(0, 40_000))
    whole = Moment(day.year, day.month, day.day, chance.randint(0, 23), chance.randint(0, 59), chance.randint(0, 59))
    text = printed(format if re.fullmatch("(%[A-Za-z])+", format) else re.sub("%[A-Za-z]", conversion, format), whole)
    return text.replace("/", chance.choice("/-. "))


def some_reading(chance: Random) -> str:
    """Formats for a date, a time of day or both, perhaps several."""
    day, clock = chance.choice(DATES).replace("/", chance.choice("//-.")), chance.choice(TIMES)
    format = chance.choice((day, day, clock, f"{day}, {clock}"))
    return f"{format}|{some_reading(chance)}" if chance.random() < 0.25 else format


def some_text(formats: str, chance: Random) -> str:
    """A text with moments that the formats read."""
    parts = [one_written(part.strip(), chance) for part in chance.choice(formats.split("|")).split(",")]
    parts += [one_written(part.strip(), chance) for part in re.split("[|,]", formats) if chance.random() < 0.2]
    parts.insert(chance.randint(0, len(parts)), chance.choice(BESIDE))
    return chance.choice((" ", ", ", " - ", "T")).join(part for part in parts if part)


def some_printing(formats: str, chance: Random) -> str:
    """A format over the conversions that print what the formats read."""
    text = ", ".join(one_written(part.strip(), chance) for part in formats.split("|")[0].split(","))
    read = compile_term(parse_term(f"s -> read_moment({dumps(formats)}, s)", WORDS), WORDS)((text,))
    possible = [name for name in PRINTED if not isinstance(read, Failure) and prints(name, read)]
    codes = [chance.choice(BETWEEN) + "%" + chance.choice(possible or ["Y"]) for _ in range(chance.randint(1, 4))]
    return "".join([*codes, chance.choice(BETWEEN)])


def prints(name: str, m: Moment) -> bool:
    """Whether a conversion prints a moment."""
    try:
        return printed(f"%{name}", m) != ""
    except ValueError:
        return False


def agreeing(source: str, texts: list[str]) -> int:
    """How often the Python of a program gives its value; it has to wherever there is one."""
    term, names = parse_term(source, WORDS), dict[str, Any]()
    exec(to_python(term, WORDS), names)
    wanted = [(text, value) for text in texts if not isinstance(value := evaluate(term, (text,), WORDS), Failure)]
    for text, value in wanted:
        assert names["program"](text) == value, (source, text)
    return len(wanted)


@pytest.mark.parametrize("seed", range(4))
def test_python_gives_what_programs_over_moments_give(seed: int) -> None:
    chance, count = Random(seed), 0
    for _ in range(80):
        formats, n, moved = some_reading(chance), chance.choice((0, 0, 0, 1, -1)), chance.choice(MOVED)
        read = f"read_nth_moment({dumps(formats)}, {n}, s)" if n else f"read_moment({dumps(formats)}, s)"
        format = dumps(some_printing(formats, chance))
        both = f"concat_text(format_moment({format}, m), format_moment({format}, {moved}))"
        body = both if chance.random() < 0.4 else f"format_moment({format}, {moved})"
        count += agreeing(f"s -> let m = {read} in {body}", [some_text(formats, chance) for _ in range(6)])
    assert count > 80


FORMATS = ("%-H:%M:%S", "%-M min %S s", "%H%%%M", "{%-S}", "%H\t%-S", "%[%-H:%]%:M:%S", "%:D %:H:%:M")


@pytest.mark.parametrize("format", ["%-Y y %M m", "%[%-Y year%s, %]%[%-M month%s%]", "%M", "%Y-%:M"])
def test_python_gives_what_programs_over_months_give(format: str) -> None:
    texts = ["25", "12", "1", "0", "-3", "x", "1000"]
    assert agreeing(f"s -> format_months({dumps(format)}, to_int(s))", texts) > 2


SAID = ("yesterday", "Today", "in 3 days", "2 weeks ago", "a month ago", "1 year earlier")


@pytest.mark.parametrize("text", [*SAID, "an hour ago", "soon", ""])
def test_python_gives_the_days_that_people_name(text: str) -> None:
    program = f's -> format_moment("%Y-%m-%d", relative_day({dumps(text)}, read_moment("%Y/%m/%d", s)))'
    assert agreeing(program, ["2020-03-31", "2021-01-01"]) == (2 if text in SAID else 0)


@pytest.mark.parametrize("format", [*FORMATS, "%[%-D d, %]%[%-H hour%s%]%[ %M%]", "in %[%-M minute%s %]%[{%S}%]", "%-D day%s %%%H"])
def test_python_gives_what_programs_over_durations_give(format: str) -> None:
    texts = ["2 hours 14 minutes", "1h", "90 min", "1:30", "-1:30", "00:05:07", "1.5 days 3 sec", "3 wks", "0.0000001 s", "none", ""]
    texts += ["6h15", "20 h 30", "up 2 days, 4:05", "Total: 2:05"]
    assert agreeing(f"s -> format_duration({dumps(format)}, read_duration(s))", texts) > 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_another_language_are_read_and_come_back(language: str) -> None:
    """Every name, whatever its case and accents, is the English one, and the printed Python says the same."""
    (own, short, weekdays, abbreviated), (months, *_, days, _) = (map(str.split, names) for names in (LANGUAGES[language], ENGLISH))
    for text, english in zip((*own, *weekdays), (*months, *days), strict=True):
        for written in (text, text.lower(), text.upper()):
            assert put(to_english(language), f"x {written} 7.").lower() == f"x {english} 7.".lower()
            assert put(from_english(language), put(back_to_english(language), f"1 {written}")) == f"1 {written}"
    assert [put(to_english(language), name)[:3] for name in short] == [month[:3] for month in months]
    texts = [f"{day}, {month} x" for day in (*weekdays, *abbreviated, "Monday", "tue") for month in (*own, *short, "MAY", "june", "Dec")]
    for word in ("english_dates", "local_dates"):
        assert agreeing(f's -> {word}("{language}", s)', [*texts, *map(str.upper, texts), *map(str.lower, texts), ""]) > 100


def test_python_reads_the_zones_that_programs_read() -> None:
    zones = ("UTC+2", "UTC -03:30", "GMT+5", "+05:30", "-0800", ":30+02:00", " EST", "Z", " cet", "", " UTC+2:45")
    read = 'let m = read_moment("%Y/%m/%d, %H:%M", s) in format_moment("%Y-%m-%d %H:%M", to_utc(s, m))'
    assert agreeing(f"s -> {read}", [f"{day} {time}{zone}" for day in ("2021-03-01", "1/2/2020") for time in ("00:15", "14:00")
                                     for zone in zones]) > 15  # fmt: skip


@pytest.mark.parametrize("body", [
    "a < b", "whole_days(time_between(a, b))", "years_between(a, b)", "week(a) + day_of_year(b) + weekday(a) + quarter(b)",
    "later(time_between(a, b), a)", "join_moments(start_of_week(a), b)", "end_of_month(add_months(1, a))",
    "whole_minutes(time_until(a, b))",
    "round_moment(minutes(30), a)", "ceiling_moment(hours(1), a)", "floor_moment(seconds(7), a)", "start_of_month(a)",
])  # fmt: skip
def test_python_gives_what_programs_over_values_give(body: str) -> None:
    term, chance, names = parse_term(f"(a, b) -> {body}", WORDS), Random(0), dict[str, Any]()
    exec(to_python(term, WORDS), names)
    for _ in range(200):
        a, b = (datetime(2020, 1, 1) + timedelta(seconds=chance.randint(0, 10**8)) for _ in range(2))
        value = evaluate(term, (of_datetime(a), of_datetime(b)), WORDS)
        found = names["program"](a, b)
        assert value == (of_datetime(found) if isinstance(found, datetime) else found), (a, b)


# ---- kernels and search ----


@pytest.mark.parametrize("type", [Con("moment"), Con("duration")], ids=str)
def test_what_is_drawn_by_chance_has_a_word(type: Con) -> None:
    from synth.columns.store import Store

    chance, store = Random(0), Store(1, 1)
    for value in [draw(type, chance) for _ in range(500)]:
        assert store.value(store.word(value, type), type) == value


def test_a_duration_beyond_64_bits_is_a_failure() -> None:
    assert evaluate(Prim("days"), (100_000_000,), WORDS) == timedelta(days=100_000_000)
    assert isinstance(evaluate(Prim("days"), (110_000_000,), WORDS), Failure)


DAYS = [
    ("2021-10-07", "2021-10-15", 8),
    ("2020-02-28", "2020-03-01", 2),
    ("2019-12-31", "2020-12-31", 366),
    ("2020-01-05", "2020-01-01", -4),
]
CLOCKS = ("08:15", "23:59", "12:00", "11:59", "00:00", "15:10")
TASKS: dict[str, tuple[str, list[Any], list[tuple[tuple[Any, ...], Any]]]] = {
    "the middle of the month": (
        "date -> date",
        [("2021-10-07", "2021-10-15"), ("2020-02-29", "2020-02-15"), ("2019-12-31", "2019-12-15"), ("2019-01-01", "2019-01-15")],
        [((date(2024, 2, 29),), "2024-02-15")],
    ),
    "days from one date to another": (
        "date -> date -> int",
        [((first, last), days) for first, last, days in DAYS],
        [((date(2021, 3, 1), date(2024, 3, 1)), 1096)],
    ),
    "before noon": (
        "datetime -> bool",
        [(f"2021-10-{day:02}T{clock}", int(clock[:2]) < 12) for day, clock in enumerate(CLOCKS, 4)],
        [(("2022-01-01T00:05",), True), (("2022-01-01T12:01",), False)],
    ),
}


@pytest.mark.parametrize("name", TASKS)
def test_a_task_over_moments_is_solved(name: str) -> None:
    type, shown, asked = TASKS[name]
    result = solve(shown, type=type, library="none", guide="none", timeout=20)
    assert result.status == "solved"
    for inputs, wanted in asked:
        assert result(*inputs) == wanted, result.program
