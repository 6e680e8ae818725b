"""Programs in the languages of tables: what a column is computed with there, written by tables of phrases.

On each row on which the program has a value the expression has that value; on the others it gives anything, an absent value if possible.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsl.primitives import Vocabulary
    from dsl.term import Term
    from dsl.type import Type

LANGUAGES = ("pandas", "polars", "sql", "excel")


def printed(language: str, term: Term, vocabulary: Vocabulary, columns: Mapping[str, int], type: Type | None = None) -> str:
    """The program in one of LANGUAGES, over columns of these names at these places; Unsayable where the language has no word for a part."""
    text: str = importlib.import_module(f"dsl.printers.{language}").printed(term, vocabulary, columns, type)
    return text
