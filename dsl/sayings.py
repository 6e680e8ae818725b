"""What explanations say of literals: texts, numbers, places, so many of a thing, and formats by an example of what they print."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from dsl.moment import Moment
from dsl.quote import clip
from dsl.term import literal
from dsl.type import COLOUR, Type

LONGEST = 60  # characters of a literal that is told in full
SAMPLE = Moment(2021, 3, 25, 15, 6, 7)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_FROM_THE_END = ("last", "last but one", "last but two")
_SIGNS = {" ": "blank", "\n": "line break", "\t": "tab"}
_CLOCK = re.compile(r"%[-^:]?[HIMSpP]")
_CALENDAR = re.compile(r"%[-^:]?[YymbBdjaAuGVwq]")
SELECTING = re.compile(r"\b(?:first|last|every|any|next|each|second|third|the) $")  # words after which a noun has no article


def said_literal(value: Any, type: Type, before: str) -> str:
    """A literal, behind the words that stand before it."""
    if value is None:
        return "null"
    if type == COLOUR:
        return f"colour {value}"
    if not isinstance(value, str):
        return clip(literal(value, type)[1].removesuffix("d") if isinstance(value, Decimal) else literal(value, type)[1], LONGEST)
    if value == "":
        return "nothing" if before.endswith((" with ", "then ", "by ")) else "empty text" if SELECTING.search(before) else "the empty text"
    if value in _SIGNS:
        return _SIGNS[value] if SELECTING.search(before) else f"a {_SIGNS[value]}"
    return quoted(value)


def quoted(text: str) -> str:
    """A text in quotes, white space but for blanks escaped."""
    plain = clip(text, LONGEST).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return f'"{plain}"' if "'" in plain else f"'{plain}'"


def ordinal(place: int) -> str:
    """The place of an item in words, from 0, or from the end if negative."""
    if place < 0:
        return _FROM_THE_END[-place - 1] if -place <= len(_FROM_THE_END) else f"last but {-place - 1}"
    if place < len(_ORDINALS):
        return _ORDINALS[place]
    number = place + 1
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def so_many(number: int, noun: str, before: str) -> str:
    """So many of a thing: `3 characters`, but `the first character`."""
    if number == 1:
        return noun if SELECTING.search(before) else f"1 {noun}"
    return f"{number} {noun}s"


def said_format(manner: str, text: str) -> str:
    """What a format prints or reads: an example, or for `kind` the name of what it finds."""
    if manner == "kind":
        found = [name for name, pattern in (("date", _CALENDAR), ("time", _CLOCK)) if pattern.search(text)]
        months = [(text.find("%d"), text.find("%m"))] if "%d" in text and "%m" in text and "%Y/%m" not in text else []
        order = "".join(" (day first)" if day < month else " (month first)" for day, month in months)
        return (" and ".join(found) or "moment") + order
    if manner == "number" and (plain := _plain_number(text)):
        return plain
    try:
        return f"like {quoted(_example(manner, text))}"
    except ValueError:
        return f"by the format {quoted(text)}"


def _plain_number(text: str) -> str:
    """A format of numbers that is said in few words."""
    found = re.fullmatch(r"0(?:\.(0+))?|(00+)", text)
    if text.startswith("Digits "):
        return f"with {so_many(int(text.removeprefix('Digits ')), 'significant digit', '')}"
    if text in ("", "General") or found is None:
        return "in plain digits" if text in ("", "General") else ""
    decimals, digits = found.groups()
    if digits:
        return f"with at least {len(digits)} digits"
    return f"with {so_many(len(decimals), 'decimal', '')}" if decimals else "without decimals"


def _example(manner: str, text: str) -> str:
    if manner == "moment":
        from dsl.moment_printing import printed as moment

        return moment(text, SAMPLE)
    if manner == "duration":
        from dsl.durations import printed as duration

        return duration(text, timedelta(hours=26, minutes=5 if "M" in text else 0, seconds=7 if "S" in text else 0))
    from dsl.number_formats import printed as number

    return number(text, Decimal("1234.5"))
