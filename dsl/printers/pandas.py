"""Programs for pandas: one expression over the columns of a frame `df`, else a function that is mapped over them.

Texts are those of the type `str` of pandas 3, decimals are values of `Decimal`. Letter case is that of pandas' own tables of letters: ß
and the like have no capital of two letters. Where a part has a value on no row at all, what is done with it is an error.
"""

from __future__ import annotations

from collections.abc import Mapping

from dsl.primitives import Vocabulary
from dsl.printers.frames import NUMBERS, expression_or_function, literal, quoted
from dsl.printers.phrases import Language
from dsl.term import Term
from dsl.type import Type

PHRASES = NUMBERS | {
    "add_decimal": ("a, b: {a} + {b}",),
    "subtract_decimal": ("a, b: {a} - {b}",),
    "multiply_decimal": ("a, b: {a} * {b}",),
    "negate_decimal": ("a: -{a}",),
    "if": ("c, x, y: {x}.where({c}, {y})", "c, x, y: {y}.mask({c}, {x})", "c, L1, L2: {c}.map({True: {L1}, False: {L2}})"),
    "upper": ("s: {s}.str.upper()",),
    "lower": ("s: {s}.str.lower()",),
    "title": ("s: {s}.str.title()",),
    "capitalize": ("s: {s}.str[:1].str.upper() + {s}.str[1:]",),
    "swapcase": ("s: {s}.str.swapcase()",),
    "casefold": ("s: {s}.str.casefold()",),
    "equal_ignoring_case": ("s, t: {s}.str.casefold() == {t}.str.casefold()",),
    "trim": ("s: {s}.str.strip()",),
    "strip": ("T, s: {s}.str.strip({T})",),
    "squeeze": ('s: {s}.str.split().str.join(" ")',),
    "replace_all": ("T, S, s: {s}.str.replace({T}, {S}, regex=False)",),
    "replace_first": ("T, S, s: {s}.str.replace({T}, {S}, n=1, regex=False)",),
    "remove_all": ('T, s: {s}.str.replace({T}, "", regex=False)',),
    "remove_prefix": ("T, s: {s}.str.removeprefix({T})",),
    "remove_suffix": ("T, s: {s}.str.removesuffix({T})",),
    "text_length": ("s: {s}.str.len()",),
    "prefix": ("N, s: {s}.str[:{N}]",),
    "suffix": ("P, s: {s}.str[-{P}:]",),
    "drop_prefix": ("N, s: {s}.str[{N}:]",),
    "drop_suffix": ("P, s: {s}.str[:-{P}]",),
    "substring": ("G1, G2, s: {s}.str[{G1}:{G2}]",),
    "character_at": ("G, s: {s}.str[{G}]",),
    "first_character": ("s: {s}.str[0]",),
    "starts_with": ("T, V: {V}.str.startswith({T})", "T, s: {s}.str.startswith({T}, na=False)"),
    "ends_with": ("T, V: {V}.str.endswith({T})", "T, s: {s}.str.endswith({T}, na=False)"),
    "contains_text": ("T, V: {V}.str.contains({T}, regex=False)", "T, s: {s}.str.contains({T}, regex=False, na=False)"),
    "find": ("T, s: {s}.str.find({T})",),
    "count_text": ("E, s: {s}.str.count({E})",),
    "before": ("C, s: {s}.str.split({C}, n=1).str[-2]", "T, s: {s}.str.split({T}, n=1, regex=False).str[-2]"),
    "after": ("C, s: {s}.str.split({C}, n=1).str[1]", "T, s: {s}.str.split({T}, n=1, regex=False).str[1]"),
    "before_last": ("T, s: {s}.str.rsplit({T}, n=1).str[-2]",),
    "after_last": ("T, s: {s}.str.rsplit({T}, n=1).str[1]",),
    "between": (
        "C1, C2, s: {s}.str.split({C1}, n=1).str[1].str.split({C2}, n=1).str[-2]",
        "T1, T2, s: {s}.str.split({T1}, n=1, regex=False).str[1].str.split({T2}, n=1, regex=False).str[-2]",
    ),
    "field": ("G, C, s: {s}.str.split({C}).str[{G}]", "G, T, s: {s}.str.split({T}, regex=False).str[{G}]"),
    "word": ("G, s: {s}.str.split().str[{G}]",),
    "repeat_text": ("s, N: {s}.str.repeat({N})",),
    "pad_left": ("N, C, s: {s}.str.rjust({N}, {C})",),
    "pad_right": ("N, C, s: {s}.str.ljust({N}, {C})",),
    "to_int": ("s: {s}.map(int)",),
    "to_text": ("V: {V}.map(str)", 'n: {n}.astype("Int64").map(str, na_action="ignore")'),
    "nth_number": ('G, s: {s}.str.findall("[0-9]+").str[{G}]',),
    "match": ("R, G, s: {s}.str.findall({R}).str[{G}]",),
    "keep": ('R, s: {s}.str.findall({R}).str.join("")',),
    "erase": ('J, s: {s}.str.replace({J}, "", regex=False)', 'A, s: {s}.str.replace({A}, "", regex=True)'),
    "replace_each": ("J, S, s: {s}.str.replace({J}, {S}, regex=False)", "A, B, s: {s}.str.replace({A}, {B}, regex=True)"),
    "up_to": ("J, Z, s: {s}.str.split({J}, n=1).str[-2]", "J, M, s: {s}.str.rsplit({J}, n=1).str[-2]"),
    "past": ("J, Z, s: {s}.str.split({J}, n=1).str[1]", "J, M, s: {s}.str.rsplit({J}, n=1).str[1]"),
    "occurrences": ("A, s: {s}.str.count({A})",),
    "has": (
        "J, V: {V}.str.contains({J}, regex=False)",
        "J, s: {s}.str.contains({J}, regex=False, na=False)",
        "A, V: {V}.str.contains({A})",
        "A, s: {s}.str.contains({A}, na=False)",
    ),
}


def column(name: str, place: int) -> str:
    """A column of the frame."""
    return f"df[{quoted(name)}]"


LANGUAGE = Language("pandas", PHRASES, literal, quoted, column, raising=frozenset({"to_int"}))


def applied(columns: Mapping[str, int]) -> str:
    """The expression that applies `program` to each row, whose values it takes as they are in their columns."""
    if len(columns) == 1:
        return f"{column(next(iter(columns)), 0)}.map(program)"
    names = ", ".join(column(name, place) for name, place in columns.items())
    return f"list(map(program, {names}))"


def printed(term: Term, vocabulary: Vocabulary, columns: Mapping[str, int], type: Type | None = None) -> str:
    """A program for pandas."""
    return expression_or_function(LANGUAGE, term, vocabulary, columns, type, applied)
