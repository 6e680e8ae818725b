"""How numbers stand in texts: reading them, and the formats that print them.

A number is read with its sign, commas between groups of digits, a decimal point and an exponent. A format is written as
in a spreadsheet: 0 a digit, # a digit that may be absent, a comma for groups of three (two commas: Indian groups), `?` a blank for
an absent leading digit, a leading + for the sign of positive numbers. An empty format prints what was written, General the shortest form.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache

NUMBER = re.compile(
    r"(?:(?<![\w.,)\]])[-+]|(?<![\d.]))"
    r"(?:(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\d)\.\d+)(?:[eE][-+]?\d+(?!\w))?"
)
_WHOLE = re.compile(
    r"\s*(?P<open>\()?(?P<sign>[-+])?\s*[$€£¥₹]?\s*(?P<number>[-+]?[\d,.]+(?:[eE][-+]?\d+)?)\s*(?:%|[$€£¥₹])?(?(open)\))\s*"
)
_FORMAT = re.compile(r"(?P<plus>\+)?(?P<blanks>\?*)(?P<whole>[#,.0]*?0)(?:(?P<point>[.,])(?P<fixed>0*)(?P<free>#*))?")
MOST_DIGITS = 60


def value_of(text: str) -> Decimal:
    """The number that a text without blanks writes."""
    return Decimal(text.replace(",", ""))


def numbers_in(text: str) -> list[Decimal]:
    """The numbers of a text, from left to right."""
    return [value_of(found.group()) for found in NUMBER.finditer(text)]


def whole_number(text: str) -> Decimal:
    """The number that is all of a text, signs of money and percent aside; ValueError for any other text."""
    found = _WHOLE.fullmatch(text)
    if found is None or NUMBER.fullmatch(found["number"]) is None:
        raise ValueError("not a number")
    value = value_of(found["number"])
    return -value if found["open"] or found["sign"] == "-" else value


def plain(value: Decimal) -> str:
    """All digits of a number, as it is written, without an exponent."""
    return format(value, "f")


def shortest(value: Decimal) -> str:
    """The digits of a number without zeros at the end."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed(pattern: str, value: Decimal) -> str:
    """The number as a format has it, halves rounded away from zero; ValueError for a text that is no format."""
    if abs(value.adjusted()) > MOST_DIGITS:
        raise ValueError("a number of too many digits")
    if pattern in ("", "General"):
        return shortest(value) if pattern else plain(value)
    return _printer(pattern).of(value)


@cache
def _printer(pattern: str) -> _Printer:
    return _Printer(pattern)


class _Printer:
    """A format taken apart."""

    def __init__(self, pattern: str) -> None:
        found = _FORMAT.fullmatch(pattern)
        if found is None:
            raise ValueError(f"no format of numbers: {pattern!r}")
        self.plus, self.width = bool(found["plus"]), len(found["blanks"])
        self.swapped = found["point"] == "," or ("." in found["whole"])
        whole = found["whole"].replace(".", ",") if self.swapped else found["whole"]
        self.indian, self.grouped = whole.count(",") > 1, "," in whole
        self.least_whole = whole.count("0")
        self.fixed, self.free = len(found["fixed"] or ""), len(found["free"] or "")

    def of(self, value: Decimal) -> str:
        """The text of a number."""
        with localcontext(prec=2 * MOST_DIGITS + 20):
            value = value.quantize(Decimal(1).scaleb(-self.fixed - self.free), ROUND_HALF_UP)
        digits, _, decimals = plain(abs(value)).partition(".")
        while len(decimals) > self.fixed and decimals.endswith("0"):
            decimals = decimals[:-1]
        sign = "-" if value < 0 else "+" if self.plus else ""
        whole = (sign + self._in_groups(digits.zfill(self.least_whole))).rjust(self.width + 1)
        text = whole + ("." + decimals if decimals else "")
        return text.translate(str.maketrans(".,", ",.")) if self.swapped else text

    def _in_groups(self, digits: str) -> str:
        if not self.grouped:
            return digits
        head, last = digits[:-3], digits[-3:]
        step = 2 if self.indian else 3
        groups = [head[max(0, i - step) : i] for i in range(len(head), 0, -step)]
        return ",".join([*reversed(groups), last])
