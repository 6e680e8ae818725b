"""Names of parameters, made of what people call their data."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Sequence

from dsl.operators import KEYWORDS
from dsl.term import Lam, Let, Term, rebuild

LONGEST = 40
_TAKEN = KEYWORDS | frozenset((*keyword.kwlist, *keyword.softkwlist, *dir(builtins)))


def identifiers(names: Sequence[str]) -> tuple[str, ...]:
    """Names that this language and Python take, in small letters and all different: `Unit price` becomes unit_price."""
    found: list[str] = []
    for name in map(_identifier, names):
        number = 2
        different = name
        while different and different in found:
            different, number = f"{name}{number}", number + 1
        found.append(different)
    return tuple(found)


def with_parameters(term: Term, names: Sequence[str]) -> Term:
    """The function with its first parameters named so; an empty name leaves one as it is."""
    if not names or not isinstance(term, Lam):
        return term
    return Lam(with_parameters(term.body, names[1:]), names[0] or term.hint)


def nameless(term: Term) -> Term:
    """The term with no names for its variables, so that the printer chooses them."""
    renamed = rebuild(term, lambda part, _: nameless(part))
    match renamed:
        case Lam(body):
            return Lam(body)
        case Let(value, body):
            return Let(value, body)
    return renamed


def _identifier(name: str) -> str:
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name).lower())
    plain = "_".join(words)[:LONGEST].strip("_")
    if not plain:
        return ""
    plain = plain if plain.isidentifier() else f"x{plain}"
    if not plain.isidentifier():
        return ""
    return f"{plain}_" if plain in _TAKEN else plain
