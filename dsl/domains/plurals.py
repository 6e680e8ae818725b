"""Plurals: nouns of English as they are for several things."""

from __future__ import annotations

import re

from dsl.domain import Domain
from dsl.primitives import primitive

DOMAIN = Domain("plurals", doc="Plurals of English nouns.")
IRREGULAR = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "people",
    "foot": "feet",
    "tooth": "teeth",
    "goose": "geese",
    "mouse": "mice",
    "ox": "oxen",
    "sheep": "sheep",
    "fish": "fish",
    "deer": "deer",
    "series": "series",
    "species": "species",
    "potato": "potatoes",
    "tomato": "tomatoes",
    "hero": "heroes",
    "echo": "echoes",
    "leaf": "leaves",
    "loaf": "loaves",
    "half": "halves",
    "shelf": "shelves",
    "wolf": "wolves",
    "thief": "thieves",
    "knife": "knives",
    "wife": "wives",
    "life": "lives",
}


@primitive("str -> str", phrase="the plural of {s}", cost=2.5, traits=["scanned"])
def plural(s: str) -> str:
    """The plural of an English noun, or of a text that ends with one.

    >>> plural("city")
    'cities'
    >>> plural("lunch box")
    'lunch boxes'
    >>> plural("Child")
    'Children'
    """
    noun = re.findall(r"\w*\Z", s)[0]
    known, small = IRREGULAR.get(noun.lower()), noun.lower()
    before = s[: len(s) - len(noun)]
    if not noun:
        return s
    if known is not None:
        many = noun[0] + known[1:]
    elif re.search("[^aeiou]y$", small):
        many = noun[:-1] + "ies"
    else:
        many = noun + ("es" if re.search("(s|x|z|ch|sh)$", small) else "s")
    return before + (many.upper() if noun.isupper() and len(noun) > 1 else many)
