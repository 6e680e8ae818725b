"""How a notebook shows a library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dsl.markup import inline, line, table, value

if TYPE_CHECKING:
    from synth.library.entry import Subroutine

MOST = 200


def of_library(name: str, subroutines: Sequence[Subroutine], solutions: int) -> str:
    """The subroutines with their types and bodies."""
    rows = [[inline(entry.name), inline(str(entry.type)), inline(str(entry.body)), value(entry.doc or "")] for entry in subroutines[:MOST]]
    more = f" (the first {MOST})" if len(subroutines) > MOST else ""
    told = f"{len(subroutines)} subroutines{more}, {solutions} solutions"
    return line(name, told) + (table(["subroutine", "type", "body", "meaning"], rows) if rows else "")
