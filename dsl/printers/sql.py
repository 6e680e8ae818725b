"""Programs for SQL: one expression over columns in the dialect of DuckDB.

Division and remainder are Python's: rounded down, with the sign of the divisor. Letters of other case are those of DuckDB's tables,
decimals have the digits of its type, and a text is read as a number with no blanks around it but those of ASCII.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dsl.primitives import Vocabulary
from dsl.printers.phrases import Language, Unsayable, expression
from dsl.printers.unicode import BLANK, NONBLANK, TOKENS
from dsl.term import Term
from dsl.type import Con, Type

_ARITHMETIC = {
    f"{name}{kind}": (f"a, b: {{a}} {sign} {{b}}",)
    for kind in ("", "_float", "_decimal")
    for name, sign in (("add", "+"), ("subtract", "-"), ("multiply", "*"))
}
_SIGNS = {
    f"{name}{kind}": (line,)
    for kind in ("", "_float", "_decimal")
    for name, line in (
        ("negate", "a: -{a}"),
        ("absolute", "a: abs({a})"),
        ("min", "a, b: least({a}, {b})"),
        ("max", "a, b: greatest({a}, {b})"),
    )
}
_COMPARISONS = {
    name: (f"a, b: {{a}} {sign} {{b}}",) for name, sign in (("less", "<"), ("less_equal", "<="), ("greater", ">"), ("greater_equal", ">="))
}
PHRASES = {
    **_ARITHMETIC,
    **_SIGNS,
    **_COMPARISONS,
    "divide": ("a, P: ({a} - ({a} % {P} + {P}) % {P}) // {P}",),
    "modulo": ("a, P: ({a} % {P} + {P}) % {P}",),
    "divide_float": ("a, b: {a} / {b}",),
    "square": ("a: {a} * {a}",),
    "sign": ("a: sign({a})",),
    "is_even": ("a: {a} % 2 = 0",),
    "is_odd": ("a: {a} % 2 <> 0",),
    "equal": ("a, b: {a} = {b}", "s, t: {s} = {t}"),
    "unequal": ("a, b: {a} <> {b}", "s, t: {s} <> {t}"),
    "and": ("p, q: {p} AND {q}",),
    "or": ("p, q: {p} OR {q}",),
    "not": ("p: NOT {p}",),
    "if": ("c, x, y: CASE WHEN {c} THEN {x} ELSE {y} END",),
    "concat_text": ("s, t: {s} || {t}",),
    "is_empty_text": ("s: {s} = ''",),
    "upper": ("s: upper({s})",),
    "lower": ("s: lower({s})",),
    "capitalize": ("s: upper(left({s}, 1)) || substr({s}, 2)",),
    "trim": (f"s: regexp_replace({{s}}, '^{BLANK}+|{BLANK}+$', '', 'g')",),
    "strip": ("T, s: trim({s}, {T})",),
    "squeeze": (f"s: array_to_string(regexp_extract_all({{s}}, '{NONBLANK}+'), ' ')",),
    "replace_all": ("T, t, s: replace({s}, {T}, {t})",),
    "remove_all": ("T, s: replace({s}, {T}, '')",),
    "replace_first": ("E, B, s: regexp_replace({s}, {E}, {B})",),
    "ensure_prefix": ("T, s: CASE WHEN starts_with({s}, {T}) THEN {s} ELSE {T} || {s} END",),
    "ensure_suffix": ("T, s: CASE WHEN suffix({s}, {T}) THEN {s} ELSE {s} || {T} END",),
    "text_length": ("s: length({s})",),
    "prefix": ("N, s: left({s}, {N})",),
    "suffix": ("P, s: right({s}, {P})",),
    "drop_prefix": ("N, s: substr({s}, {N+1})",),
    "drop_suffix": ("P, s: left({s}, -{P})",),
    "character_at": ("N, s: substr({s}, {N+1}, 1)", "M, s: right({s}, 1)"),
    "first_character": ("s: left({s}, 1)",),
    "starts_with": ("T, s: starts_with({s}, {T})",),
    "ends_with": ("T, s: suffix({s}, {T})",),
    "contains_text": ("T, s: contains({s}, {T})",),
    "find": ("T, s: strpos({s}, {T}) - 1",),
    "count_text": ("T, s: len(string_split({s}, {T})) - 1",),
    "before": ("T, s: string_split({s}, {T})[1]",),
    "after": ("T, s: substr({s}, nullif(strpos({s}, {T}), 0) + length({T}))",),
    "before_last": ("C, s: array_to_string(string_split({s}, {C})[:-2], {C})",),
    "after_last": ("C, s: string_split({s}, {C})[-1]",),
    "field": ("N, T, s: string_split({s}, {T})[{N+1}]", "H, T, s: string_split({s}, {T})[{H}]"),
    "word": (f"N, s: regexp_extract_all({{s}}, '{NONBLANK}+')[{{N+1}}]", f"H, s: regexp_extract_all({{s}}, '{NONBLANK}+')[{{H}}]"),
    "repeat_text": ("s, N: repeat({s}, {N})",),
    "pad_left": ("N, C, s: lpad({s}, greatest({N}, length({s}))::INTEGER, {C})",),
    "pad_right": ("N, C, s: rpad({s}, greatest({N}, length({s}))::INTEGER, {C})",),
    "to_int": ("s: TRY_CAST({s} AS BIGINT)",),
    "to_text": ("n: CAST({n} AS VARCHAR)",),
    "to_decimal": ("n: {n}",),
    "nth_number": (
        "N, s: regexp_extract_all({s}, '[0-9]+')[{N+1}]",
        "H, s: regexp_extract_all({s}, '[0-9]+')[{H}]",
    ),
    "match": ("R, N, s: regexp_extract_all({s}, {R})[{N+1}]", "R, H, s: regexp_extract_all({s}, {R})[{H}]"),
    "keep": ("R, s: array_to_string(regexp_extract_all({s}, {R}), '')",),
    "erase": ("J, s: replace({s}, {J}, '')", "R, s: regexp_replace({s}, {R}, '', 'g')"),
    "replace_each": ("J, t, s: replace({s}, {J}, {t})", "R, B, s: regexp_replace({s}, {R}, {B}, 'g')"),
    "up_to": ("J, Z, s: string_split({s}, {J})[1]",),
    "past": ("J, Z, s: substr({s}, nullif(strpos({s}, {J}), 0) + 1)", "J, M, s: string_split({s}, {J})[-1]"),
    "occurrences": ("R, s: len(regexp_extract_all({s}, {R}))",),
    "has": ("J, s: contains({s}, {J})", "R, s: regexp_matches({s}, {R})"),
}


def quoted(value: Any) -> str:
    """A text or a number."""
    if not isinstance(value, str):
        return str(value)
    if "\0" in value:
        raise Unsayable("a text with a zero byte")
    return "'" + value.replace("'", "''") + "'"


def literal(value: Any, type: Type) -> str:
    """A value that stands for a column."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if type == Con("float"):
            return f"{value!r}e0" if "e" not in repr(value) else repr(value)
        case Decimal():
            return f"{value:f}"
        case int() | str():
            return quoted(value)
    raise Unsayable(f"a literal of type {type}")


def column(name: str, place: int) -> str:
    """A column by its name."""
    return '"' + name.replace('"', '""') + '"'


LANGUAGE = Language("SQL", PHRASES, literal, quoted, column, TOKENS)


def printed(term: Term, vocabulary: Vocabulary, columns: Mapping[str, int], type: Type | None = None) -> str:
    """A program for SQL; Unsayable where it has no words."""
    return expression(LANGUAGE, term, vocabulary, columns, type)
