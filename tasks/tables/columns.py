"""The type of a column, told by all of its cells, and its values as texts of the file.

A column is of numbers only if every cell is one in canonical form, so `00123`, `+5` and `true` stay text as they are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from dsl.constructors import codecs
from dsl.type import Con
from dsl.types.int_ import LEAST, MOST
from tasks.value import Value

Kind = Literal["int", "decimal", "str"]
_INT = re.compile(r"0|-?[1-9][0-9]{0,18}")
_DECIMAL = {sign: re.compile(rf"0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*){re.escape(sign)}[0-9]+") for sign in ".,"}
_ERROR = re.compile(r"#(?:N/A|NV|GETTING_DATA|[A-Z0-9/_]+[!?])")
_MARKS = frozenset(("n/a", "na", "nan", "null", "none", "-", "--", "?", "inf", "-inf", "infinity", "-infinity"))


@dataclass(frozen=True)
class Form:
    """How a column is read and written: its type, the sign before the decimals, and how many of them are shown at most."""

    kind: Kind
    sign: str = "."
    decimals: int = 0

    def value(self, cell: str) -> Value:
        """The value of a cell of the column."""
        if self.kind == "int":
            return int(cell)
        return Decimal(cell.replace(self.sign, ".")) if self.kind == "decimal" else cell

    def text(self, value: Value) -> str:
        """The cell of a value."""
        if isinstance(value, str) and self.kind != "decimal":
            return value
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            return json.dumps(value)
        return self._number(value) if self.kind == "decimal" else str(value)

    def _number(self, value: int | float | str | Decimal) -> str:
        """A number with as many decimals as the column shows; as it is where it has more."""
        try:
            number = Decimal(str(value))
            padded = number.quantize(Decimal(1).scaleb(-self.decimals))
        except InvalidOperation:
            return str(value)
        return f"{padded if padded == number else number:f}".replace(".", self.sign)


def is_error(cell: str) -> bool:
    """Whether a cell is what a spreadsheet shows for a formula that failed."""
    return _ERROR.fullmatch(cell.strip()) is not None


def is_mark(cell: str) -> bool:
    """Whether a cell is an error, or a mark for a number that is not there."""
    return is_error(cell) or cell.strip().casefold() in _MARKS


def form_of(cells: Iterable[str], sign: str = ".") -> Form:
    """The form of a column with these cells; marks for what is not there do not count among numbers."""
    shown = [cell for cell in cells if not is_mark(cell)]
    if shown and all(map(_is_int, shown)):
        return Form("int", sign)
    if shown and all(map(decimal_cell(sign), shown)) and _are_held([cell.replace(sign, ".") for cell in shown]):
        return Form("decimal", sign, max(len(cell.partition(sign)[2]) for cell in shown))
    return Form("str", sign)


def unreadable(cell: str, form: Form) -> str | None:
    """Why no program reads a cell of the column, if so."""
    if is_error(cell):
        return f"{cell.strip()} is an error value"
    return f"{cell.strip()!r} is no number" if form.kind != "str" and is_mark(cell) else None


def decimal_cell(sign: str) -> Callable[[str], object]:
    """What tells a plain decimal number, written with this sign, from other cells."""
    return _DECIMAL[sign].fullmatch


def _are_held(cells: Sequence[str]) -> bool:
    """Whether searches hold all of these numbers exactly."""
    codec = codecs().get("decimal")
    return codec is not None and all(codec.holds(Decimal(cell), Con("decimal")) for cell in cells)


def _is_int(cell: str) -> bool:
    return _INT.fullmatch(cell) is not None and LEAST <= int(cell) <= MOST
