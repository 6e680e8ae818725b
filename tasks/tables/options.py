"""What a call says about the tables it gives, where recognising is not meant."""

from __future__ import annotations

from dataclasses import dataclass

TAB = ("tab", "\\t")  # what may be typed for a tab


@dataclass(frozen=True)
class Options:
    """How tables are read; None leaves it to the file."""

    delimiter: str | None = None
    decimal: str | None = None
    header: bool | None = None
    output_column: str | None = None  # a name, or a number from 1


RECOGNISED = Options()  # all of it left to the file
