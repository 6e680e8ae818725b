"""JSON read strictly: nothing that Python's reader would let pass and the language has no value for."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from dsl.quote import MAX_NESTING, clip, lone_surrogate, too_deep
from dsl.written import Written, WrittenObject
from tasks.fault import Step, TaskError, check_unicode

_LEAST, _MOST = -(2**63), 2**64 - 1  # up to bits(64); which of the two ranges holds is known with the type
_LONGEST_INT = 20
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_HINTS = {"'": "texts stand in double quotes", "T": "write true", "F": "write false", "N": "there is no null value"}


class JsonError(ValueError):
    """Text that is no JSON, with the line and column (from 1) where it stops being any."""

    def __init__(self, problem: str, text: str, position: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = text.count("\n", 0, position) + 1
        self.column = position - text.rfind("\n", 0, position)


@dataclass(frozen=True)
class _Flaw:
    """Stands in the parsed tree for what is JSON, or nearly, and still refused; the tree tells the path."""

    problem: str


class _Reader:
    """One decoder, and whether it came upon a flaw."""

    def __init__(self, text: str) -> None:
        self.flawed = _SURROGATE.search(text) is not None or lone_surrogate(text) is not None
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=self._int, parse_float=self._float, parse_constant=self._constant
        )

    def _flaw(self, problem: str) -> _Flaw:
        self.flawed = True
        return _Flaw(problem)

    def _object(self, pairs: list[tuple[str, Any]]) -> object:
        built = WrittenObject(pairs)
        if len(built) == len(pairs):
            return built
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        return self._flaw(f"key {clip(json.dumps(twice))} occurs twice; keep one")

    def _int(self, digits: str) -> object:
        value = int(digits) if len(digits) <= _LONGEST_INT else None
        if value is None or not _LEAST <= value <= _MOST:
            shown = digits if len(digits) <= 2 * _LONGEST_INT else f"of {len(digits)} digits"
            return self._flaw(f"int {shown} is outside 64 bits ({_LEAST} to {2**63 - 1})")
        return value

    def _float(self, digits: str) -> object:
        value = Written(digits)
        return value if math.isfinite(value) else self._flaw(f"{digits[:30]} is too large for a float; the largest is 1.797e308")

    def _constant(self, name: str) -> object:
        return self._flaw(f"{name} is not a value; floats are finite")


def parse(text: str) -> Any:
    """The one JSON value in the text; JsonError where it is no JSON, TaskError with a path where it is refused."""
    value, end = scan(text, skip_space(text, 0))
    end = skip_space(text, end)
    if end < len(text):
        raise JsonError(f"not JSON: more text after the end of the value, near {text[end : end + 20]!r}", text, end)
    return value


def scan(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that starts at a position, and where it ends."""
    _check_depth(text, start)
    reader = _Reader(text)
    try:
        value, end = reader.decoder.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise JsonError(_explain(error), text, error.pos) from None
    if reader.flawed:
        _raise_first_flaw(value, ())
    return value, end


def skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\n\r":
        position += 1
    return position


def _explain(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :]
    if not rest.strip():
        return "not JSON: the text ends too early"
    said = error.msg[0].lower() + error.msg[1:].removesuffix(" at")
    hint = _HINTS.get(rest[0], "no comma goes before a closing bracket" if rest[0] in "]}" else "")
    return f"not JSON: {said}, near {rest[:20]!r}" + (f"; {hint}" if hint else "")


def _check_depth(text: str, start: int) -> None:
    """Refuse deep nesting before anything is built."""
    at = too_deep(text, start)
    if at is not None:
        raise JsonError(f"nesting deeper than {MAX_NESTING}", text, at)


def _raise_first_flaw(value: object, path: tuple[Step, ...]) -> None:
    match value:
        case _Flaw(problem):
            raise TaskError(problem, *path)
        case str():
            check_unicode(value, path)
        case list():
            for position, item in enumerate(value):
                _raise_first_flaw(item, (*path, position))
        case dict():
            for key, item in value.items():
                check_unicode(key, path)
                _raise_first_flaw(item, (*path, key))
