"""A number with a point as JSON wrote it: a float that keeps its digits, for types that read them unrounded."""

from __future__ import annotations


class Written(float):
    """The float of some digits; `written` are the digits."""

    written: str

    def __new__(cls, digits: str) -> Written:
        made = super().__new__(cls, digits)
        made.written = digits
        return made

    def __reduce__(self) -> tuple[type[Written], tuple[str]]:
        return Written, (self.written,)
