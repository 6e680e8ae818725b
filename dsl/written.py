"""Numbers of JSON with all their digits: a float that keeps those it was read from, and decimals written as they are."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


class Written(float):
    """The float of some digits; `written` are the digits."""

    written: str

    def __new__(cls, digits: str) -> Written:
        made = super().__new__(cls, digits)
        made.written = digits
        return made

    def __reduce__(self) -> tuple[type[Written], tuple[str]]:
        return Written, (self.written,)


class WrittenObject(dict[str, Any]):
    """An object of JSON, which says nothing of its type; a dict that a Python user writes is a map."""


def dumps(value: Any, ensure_ascii: bool = True) -> str:
    """The JSON text of a value, like `json.dumps`; decimals are numbers."""
    match value:
        case Decimal():
            return str(value)
        case list() | tuple():
            return f"[{', '.join(dumps(item, ensure_ascii) for item in value)}]"
        case dict():
            return "{" + ", ".join(f"{dumps(str(key), ensure_ascii)}: {dumps(item, ensure_ascii)}" for key, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=ensure_ascii)
