"""Dates in texts of other languages: the names of their months and weekdays put into English and back.

Rules that scan the examples say which language; those that read and print moments know English.
"""

from __future__ import annotations

from dsl.domain import Domain
from dsl.languages import from_english, put, to_english
from dsl.primitives import primitive

DOMAIN = Domain("languages", doc="Months and weekdays in other languages than English.")


@primitive("str -> str -> str", phrase="{s}~ with its months and weekdays put from {language} into English", cost=2.5, traits=["scanned"])
def english_dates(language: str, s: str) -> str:
    """The text with its months and weekdays in English instead of German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish,
    Polish or Roman numerals, or with months of any of these languages but numerals.

    >>> english_dates("German", "3. März 2021")
    '3. March 2021'
    >>> english_dates("Spanish", "3 de marzo de 2021")
    '3 of march of 2021'
    """
    return put(to_english(language), s)


@primitive("str -> str -> str", phrase="{s}~ with its months and weekdays put from English into {language}", cost=2.5, traits=["scanned"])
def local_dates(language: str, s: str) -> str:
    """The text with its months and weekdays in another language than English.

    >>> local_dates("French", "Monday, 3 march 2021")
    'Lundi, 3 mars 2021'
    """
    return put(from_english(language), s)
