"""Programs for Excel: a formula over the cells A2, B2 and so on, with functions that all its versions have.

Excel counts characters in UTF-16 and numbers in doubles: characters beyond U+FFFF count twice, numbers have 15 digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dsl.primitives import Vocabulary
from dsl.printers.phrases import Language, Unsayable, expression
from dsl.term import Term
from dsl.type import Type

LONGEST_LITERAL = 255
_ARITHMETIC = {
    f"{name}{kind}": (line,)
    for kind in ("", "_float", "_decimal")
    for name, line in (
        ("add", "a, b: {a}+{b}"),
        ("subtract", "a, b: {a}-{b}"),
        ("multiply", "a, b: {a}*{b}"),
        ("negate", "a: 0-{a}"),
        ("absolute", "a: ABS({a})"),
        ("min", "a, b: MIN({a},{b})"),
        ("max", "a, b: MAX({a},{b})"),
    )
}
_LAST = 'FIND(CHAR(1),SUBSTITUTE({s},{C},CHAR(1),LEN({s})-LEN(SUBSTITUTE({s},{C},""))))'
PHRASES = {
    **_ARITHMETIC,
    "divide": ("a, P: INT({a}/{P})",),
    "modulo": ("a, P: MOD({a},{P})",),
    "divide_float": ("a, b: {a}/{b}",),
    "divide_decimal": ("a, b: {a}/{b}",),
    "to_decimal": ("n: {n}",),
    "square": ("a: {a}*{a}",),
    "sign": ("a: SIGN({a})",),
    "is_even": ("a: MOD({a},2)=0",),
    "is_odd": ("a: MOD({a},2)=1",),
    "less": ("a, b: {a}<{b}",),
    "less_equal": ("a, b: {a}<={b}",),
    "greater": ("a, b: {a}>{b}",),
    "greater_equal": ("a, b: {a}>={b}",),
    "equal": ("a, b: {a}={b}", "s, t: EXACT({s},{t})"),
    "unequal": ("a, b: {a}<>{b}", "s, t: NOT(EXACT({s},{t}))"),
    "and": ("p, q: IF({p},{q},FALSE)",),
    "or": ("p, q: IF({p},TRUE,{q})",),
    "not": ("p: NOT({p})",),
    "if": ("c, x, y: IF({c},{x},{y})",),
    "concat_text": ("s, t: {s}&{t}",),
    "is_empty_text": ("s: LEN({s})=0",),
    "upper": ("s: UPPER({s})",),
    "lower": ("s: LOWER({s})",),
    "title": ("s: PROPER({s})",),
    "capitalize": ("s: UPPER(LEFT({s},1))&MID({s},2,LEN({s}))",),
    "replace_all": ("T, t, s: SUBSTITUTE({s},{T},{t})",),
    "replace_first": ("T, t, s: SUBSTITUTE({s},{T},{t},1)",),
    "remove_all": ('T, s: SUBSTITUTE({s},{T},"")',),
    "text_length": ("s: LEN({s})",),
    "prefix": ("N, s: LEFT({s},{N})",),
    "suffix": ("P, s: RIGHT({s},{P})",),
    "drop_prefix": ("N, s: MID({s},{N+1},LEN({s}))",),
    "drop_suffix": ("P, s: LEFT({s},MAX(LEN({s})-{P},0))",),
    "character_at": ("N, s: MID({s},{N+1},1)", "M, s: RIGHT({s},1)"),
    "first_character": ("s: LEFT({s},1)",),
    "starts_with": ("T, s: EXACT(LEFT({s},LEN({T})),{T})",),
    "ends_with": ("T, s: EXACT(RIGHT({s},LEN({T})),{T})",),
    "contains_text": ("T, s: ISNUMBER(FIND({T},{s}))",),
    "ensure_prefix": ("T, s: IF(EXACT(LEFT({s},LEN({T})),{T}),{s},{T}&{s})",),
    "ensure_suffix": ("T, s: IF(EXACT(RIGHT({s},LEN({T})),{T}),{s},{s}&{T})",),
    "find": ("T, s: FIND({T},{s})-1",),
    "count_text": ('C, s: LEN({s})-LEN(SUBSTITUTE({s},{C},""))', 'T, s: (LEN({s})-LEN(SUBSTITUTE({s},{T},"")))/LEN({T})'),
    "occurrences": ('J, s: LEN({s})-LEN(SUBSTITUTE({s},{J},""))',),
    "erase": ('J, s: SUBSTITUTE({s},{J},"")',),
    "replace_each": ("J, t, s: SUBSTITUTE({s},{J},{t})",),
    "before": ("T, s: LEFT({s},FIND({T},{s})-1)",),
    "after": ("C, s: MID({s},FIND({C},{s})+1,LEN({s}))", "T, s: MID({s},FIND({T},{s})+LEN({T}),LEN({s}))"),
    "before_last": (f"C, s: LEFT({{s}},{_LAST}-1)",),
    "after_last": (f"C, s: MID({{s}},{_LAST}+1,LEN({{s}}))",),
    "field": ("Z, C, s: LEFT({s},FIND({C},{s}&{C})-1)",),
    "up_to": ("J, Z, s: LEFT({s},FIND({J},{s})-1)",),
    "past": ("J, Z, s: MID({s},FIND({J},{s})+1,LEN({s}))",),
    "has": ("J, s: ISNUMBER(FIND({J},{s}))",),
    "repeat_text": ("s, N: REPT({s},{N})",),
    "pad_left": ("N, C, s: REPT({C},MAX({N}-LEN({s}),0))&{s}",),
    "pad_right": ("N, C, s: {s}&REPT({C},MAX({N}-LEN({s}),0))",),
    "to_int": ("s: VALUE({s})",),
    "to_text": ('n: TEXT({n},"0")',),
}


def quoted(value: Any) -> str:
    """A text or a number."""
    if not isinstance(value, str):
        return str(value)
    if len(value) > LONGEST_LITERAL or not all(" " <= c <= "\uffff" for c in value):
        raise Unsayable("a text that is long or of other characters than those up to U+FFFF")
    return '"' + value.replace('"', '""') + '"'


def literal(value: Any, type: Type) -> str:
    """A value that stands for a cell."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | Decimal() if len(Decimal(value).as_tuple().digits) <= 15:
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        case float():
            return repr(float(value)).upper()
        case str():
            return quoted(value)
    raise Unsayable(f"a literal of type {type}")


def column(name: str, place: int) -> str:
    """The cell of a column in the first row below the header."""
    letters = ""
    place += 1
    while place:
        place, last = divmod(place - 1, 26)
        letters = chr(65 + last) + letters
    return f"{letters}2"


LANGUAGE = Language("Excel", PHRASES, literal, quoted, column, {})


def printed(term: Term, vocabulary: Vocabulary, columns: Mapping[str, int], type: Type | None = None) -> str:
    """A formula; Unsayable where Excel has no words."""
    return "=" + expression(LANGUAGE, term, vocabulary, columns, type)
