"""Programs for polars: one expression over columns, else a function that is mapped over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dsl.export import plain_form
from dsl.primitives import Vocabulary
from dsl.printers.frames import NUMBERS, expression_or_function, quoted
from dsl.printers.frames import literal as plain_literal
from dsl.printers.phrases import Language
from dsl.printers.unicode import NONBLANK, TOKENS
from dsl.term import Term
from dsl.type import Con, Type, parameters

_NONBLANKS = quoted(NONBLANK + "+")
PHRASES = NUMBERS | {
    "if": ("c, x, y: pl.when({c}).then({x}).otherwise({y})",),
    "upper": ("s: {s}.str.to_uppercase()",),
    "lower": ("s: {s}.str.to_lowercase()",),
    "capitalize": ("s: {s}.str.head(1).str.to_uppercase() + {s}.str.slice(1)",),
    "trim": ("s: {s}.str.strip_chars()",),
    "strip": ("T, s: {s}.str.strip_chars({T})",),
    "squeeze": (f's: {{s}}.str.extract_all({_NONBLANKS}).list.join(" ")',),
    "replace_all": ("T, S, s: {s}.str.replace_all({T}, {S}, literal=True)",),
    "replace_first": ("T, S, s: {s}.str.replace({T}, {S}, literal=True)",),
    "remove_all": ('T, s: {s}.str.replace_all({T}, "", literal=True)',),
    "remove_prefix": ("T, s: {s}.str.strip_prefix({T})",),
    "remove_suffix": ("T, s: {s}.str.strip_suffix({T})",),
    "text_length": ("s: {s}.str.len_chars().cast(pl.Int64)",),
    "prefix": ("N, s: {s}.str.head({N})",),
    "suffix": ("P, s: {s}.str.tail({P})",),
    "drop_prefix": ("N, s: {s}.str.slice({N})",),
    "drop_suffix": ("P, s: {s}.str.head(-{P})",),
    "character_at": ("N, s: {s}.str.slice({N}, 1)", "M, s: {s}.str.tail(1)"),
    "first_character": ("s: {s}.str.head(1)",),
    "starts_with": ("T, s: {s}.str.starts_with({T})",),
    "ends_with": ("T, s: {s}.str.ends_with({T})",),
    "contains_text": ("T, s: {s}.str.contains({T}, literal=True)",),
    "count_text": ("T, s: {s}.str.count_matches({T}, literal=True).cast(pl.Int64)",),
    "before": ('T, s: {s}.str.splitn({T}, 2).struct.field("field_0")',),
    "after": ('T, s: {s}.str.splitn({T}, 2).struct.field("field_1")',),
    "before_last": ("C, s: {s}.str.split({C}).list.head({s}.str.split({C}).list.len() - 1).list.join({C})",),
    "after_last": ("C, s: {s}.str.split({C}).list.last()",),
    "between": ('T1, T2, s: {s}.str.splitn({T1}, 2).struct.field("field_1").str.splitn({T2}, 2).struct.field("field_0")',),
    "field": ("G, T, s: {s}.str.split({T}).list.get({G}, null_on_oob=True)",),
    "word": (f"G, s: {{s}}.str.extract_all({_NONBLANKS}).list.get({{G}}, null_on_oob=True)",),
    "pad_left": ("N, C, s: {s}.str.pad_start({N}, {C})",),
    "pad_right": ("N, C, s: {s}.str.pad_end({N}, {C})",),
    "to_int": ("s: {s}.str.strip_chars().cast(pl.Int64, strict=False)",),
    "to_text": ("n: {n}.cast(pl.String)",),
    "nth_number": ('G, s: {s}.str.extract_all("[0-9]+").list.get({G}, null_on_oob=True)',),
    "match": ("R, G, s: {s}.str.extract_all({R}).list.get({G}, null_on_oob=True)",),
    "keep": ('R, s: {s}.str.extract_all({R}).list.join("")',),
    "erase": ('J, s: {s}.str.replace_all({J}, "", literal=True)', 'R, s: {s}.str.replace_all({R}, "")'),
    "replace_each": ("J, S, s: {s}.str.replace_all({J}, {S}, literal=True)", "R, B, s: {s}.str.replace_all({R}, {B})"),
    "up_to": ('J, Z, s: {s}.str.splitn({J}, 2).struct.field("field_0")',),
    "past": ('J, Z, s: {s}.str.splitn({J}, 2).struct.field("field_1")', "J, M, s: {s}.str.split({J}).list.last()"),
    "occurrences": ("J, s: {s}.str.count_matches({J}, literal=True).cast(pl.Int64)", "R, s: {s}.str.count_matches({R}).cast(pl.Int64)"),
    "has": ("J, s: {s}.str.contains({J}, literal=True)", "R, s: {s}.str.contains({R})"),
}
_TYPES = {
    "str": "pl.String",
    "int": "pl.Int64",
    "bool": "pl.Boolean",
    "float": "pl.Float64",
    "moment": "pl.Datetime",
    "duration": "pl.Duration",
}


def column(name: str, place: int) -> str:
    """A column by its name."""
    return f"pl.col({quoted(name)})"


def literal(value: Any, type: Type) -> str:
    """A value that stands for a column; a text alone would be the name of one."""
    plain = plain_literal(value, type)
    return f"pl.lit({plain})" if isinstance(value, str) else plain


LANGUAGE = Language("polars", PHRASES, literal, quoted, column, TOKENS)


def type_name(type: Type) -> str:
    """What polars calls a type."""
    if isinstance(type, Con) and type.name == "list":
        return f"pl.List({type_name(type.args[0])})"
    return _TYPES.get(type.name, "pl.Object") if isinstance(type, Con) else "pl.Object"


def printed(term: Term, vocabulary: Vocabulary, columns: Mapping[str, int], type: Type | None = None) -> str:
    """A program for polars."""

    def applied(names: Mapping[str, int]) -> str:
        result = type_name(parameters(plain_form(term, vocabulary, type)[1])[1])
        if len(names) == 1:
            return f"{column(next(iter(names)), 0)}.map_elements(program, return_dtype={result})"
        texts = list(map(quoted, names))
        given = ", ".join(f"row[{text}]" for text in texts)
        return f"pl.struct({', '.join(texts)}).map_elements(lambda row: program({given}), return_dtype={result})"

    return expression_or_function(LANGUAGE, term, vocabulary, columns, type, applied)
