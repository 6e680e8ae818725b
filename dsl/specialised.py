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


FUNCTIONS: dict[str, tuple[str, Callable[[str], str]]] = {  # by primitive: parameters, and what makes its source, whatever the arguments
    "to_utc": ("s, m", to_utc_function),
    "add_months": ("n, m", months_function),
    "start_of_period": ("n, m", period_function),
    "add_workdays": ("n, m", workdays_function),
    "months_in": ("s", duration_python.months_function),
    "add_span": ("s, m", duration_python.span_function),
    "relative_day": ("s, m", duration_python.relative_function),
    "read_stopwatch": ("s", duration_python.stopwatch_function),
    "read_duration": ("s", duration_python.reading_function),
}


def special(name: str, arguments: Sequence[Term]) -> Special | None:
    """The form of a primitive with these arguments, None where the usual ones serve or a literal is no format."""
    try:
        return _special(name, arguments)
    except (ValueError, KeyError):
        return None


def _special(name: str, arguments: Sequence[Term]) -> Special | None:
    if name in FUNCTIONS:
        parameters, source = FUNCTIONS[name]
        return Special(f"{parameters}: {name}({parameters})", name, source)
    match name, arguments:
        case "format_number", (Const(str() as format), _):
            form = python_form(format)
            return None if form is None else Special(f"pattern, x: {form}")
        case "mask_digits", (Const(int() as kept), _, _):
            return Special(f"kept, K, s: re.sub('[0-9](?=(?:[^0-9]*[0-9]){{{kept}}})', K, s)")
        case "in_unit", (Const(str() as unit), _):
            units.factors_to(unit)
            return Special("unit, s: in_unit(s)", "in_unit", lambda own: units.function(own, unit))
        case "format_short", (Const(int() as places), _):
            return Special("places, x: format_short(x)", "format_short", lambda own: short_function(own, places))
        case "format_months", (Const(str() as format), _):
            return Special(f"pattern, n: {duration_python.months_printing(format)}")
        case "format_moment", (Const(str() as format), _):
            return Special(f"pattern, m: {printing(format)}")
        case "english_dates", (Const(str() as language), _):
            names = languages.to_english(language)
            return Special("language, s: english_dates(s)", "english_dates", lambda own: languages.function(own, names))
        case "local_dates", (Const(str() as language), _):
            local = languages.from_english(language)
            return Special("language, s: local_dates(s)", "local_dates", lambda own: languages.function(own, local))
        case "moment_text", (Const(str() as formats), _):
            readings(formats)
            return Special("formats, s: moment_text(s)", "moment_text", lambda own: text_function(own, formats))
        case "has_moment", (Const(str() as formats), _):
            readings(formats)
            return Special("formats, s: has_moment(s)", "has_moment", lambda own: looking_function(own, formats))
        case "format_duration", (Const(str() as format), _):
            return Special(f"pattern, d: {duration_python.printing(format)}")
        case "read_moment", (Const(str() as formats), _):
            readings(formats)
            return Special("formats, s: read_moment(s)", "read_moment", lambda own: reading_function(own, formats, 0))
        case "read_nth_moment", (Const(str() as formats), Const(int() as n), _):
            readings(formats)
            return Special("formats, n, s: read_moment(s)", "read_moment", lambda own: reading_function(own, formats, n))
    return None
