"""Forms that depend on literals: how Python says a primitive whose format is known, perhaps with a function of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dsl import duration_python, languages, units
from dsl.moment_formats import readings
from dsl.moment_python import (
    looking_function,
    months_function,
    period_function,
    printing,
    reading_function,
    text_function,
    workdays_function,
)
from dsl.number_formats import python_form, short_function
from dsl.term import Const, Term
from dsl.zones import to_utc_function


@dataclass(frozen=True)
class Special:
    """A form as `dsl.forms` has them; a function that it calls by `name`, made of the name it gets."""

    form: str
    name: str = ""
    source: Callable[[str], str] | None = None


def special(name: str, arguments: Sequence[Term]) -> Special | None:
    """The form of a primitive with these arguments, None where the usual ones serve or a literal is no format."""
    try:
        return _special(name, arguments)
    except (ValueError, KeyError):
        return None


def _special(name: str, arguments: Sequence[Term]) -> Special | None:
    match name, arguments:
        case "format_number", (Const(str() as format), _):
            form = python_form(format)
            return None if form is None else Special(f"pattern, x: {form}")
        case "in_unit", (Const(str() as unit), _):
            units.factors_to(unit)
            return Special("unit, s: in_unit(s)", "in_unit", lambda own: units.function(own, unit))
        case "format_short", (Const(int() as places), _):
            return Special("places, x: format_short(x)", "format_short", lambda own: short_function(own, places))
        case "format_moment", (Const(str() as format), _):
            return Special(f"pattern, m: {printing(format)}")
        case "english_dates", (Const(str() as language), _):
            names = languages.to_english(language)
            return Special("language, s: english_dates(s)", "english_dates", lambda own: languages.function(own, names))
        case "local_dates", (Const(str() as language), _):
            local = languages.from_english(language)
            return Special("language, s: local_dates(s)", "local_dates", lambda own: languages.function(own, local))
        case "to_utc", (_, _):
            return Special("s, m: to_utc(s, m)", "to_utc", to_utc_function)
        case "add_months", (_, _):
            return Special("n, m: add_months(n, m)", "add_months", months_function)
        case "start_of_period", (_, _):
            return Special("n, m: start_of_period(n, m)", "start_of_period", period_function)
        case "add_workdays", (_, _):
            return Special("n, m: add_workdays(n, m)", "add_workdays", workdays_function)
        case "moment_text", (Const(str() as formats), _):
            readings(formats)
            return Special("formats, s: moment_text(s)", "moment_text", lambda own: text_function(own, formats))
        case "has_moment", (Const(str() as formats), _):
            readings(formats)
            return Special("formats, s: has_moment(s)", "has_moment", lambda own: looking_function(own, formats))
        case "months_in", (_,):
            return Special("s: months_in(s)", "months_in", duration_python.months_function)
        case "add_span", (_, _):
            return Special("s, m: add_span(s, m)", "add_span", duration_python.span_function)
        case "read_stopwatch", (_,):
            return Special("s: read_stopwatch(s)", "read_stopwatch", duration_python.stopwatch_function)
        case "read_duration", (_,):
            return Special("s: read_duration(s)", "read_duration", duration_python.reading_function)
        case "format_duration", (Const(str() as format), _):
            return Special(f"pattern, d: {duration_python.printing(format)}")
        case "read_moment", (Const(str() as formats), _):
            readings(formats)
            return Special("formats, s: read_moment(s)", "read_moment", lambda own: reading_function(own, formats, 0))
        case "read_nth_moment", (Const(str() as formats), Const(int() as n), _):
            readings(formats)
            return Special("formats, n, s: read_moment(s)", "read_moment", lambda own: reading_function(own, formats, n))
    return None
