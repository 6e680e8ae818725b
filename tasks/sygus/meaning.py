"""What a word of a SyGuS file stands for."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.term import Term
from dsl.type import Type


@dataclass(frozen=True)
class Meaning:
    """A term whose free variables are the arguments, the last one 0."""

    term: Term
    types: tuple[Type, ...]  # of the arguments
    result: Type
