"""Characters replaced one by one: by those of a known family, or each by one of its own that the rows show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl.primitives import Vocabulary
from dsl.term import App, Const, Prim, Term, Var
from dsl.type import STR, parameters
from synth.space.space import Space

DIGITS = "0123456789"
CAPITALS, SMALLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
TURNED = 13  # places by which ROT13 turns the alphabet
FAMILIES = (
    *(
        (DIGITS, other)
        for other in ("₀₁₂₃₄₅₆₇₈₉", "⁰¹²³⁴⁵⁶⁷⁸⁹", "٠١٢٣٤٥٦٧٨٩", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19")
    ),
    (CAPITALS + SMALLS, "".join(text[TURNED:] + text[:TURNED] for text in (CAPITALS, SMALLS))),
    ("ACGT", "TGCA"),
    ("ACGU", "UGCA"),
)
KNOWN, SHOWN, PAIR = 6.0, 5.0, 2.0  # units: for a family, for characters that only the rows show, and for each of these


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that replace characters one by one, with their prices in units."""
    given, result = parameters(space.grammar.request)
    if result != STR or "translate" not in vocabulary:
        return
    outputs = [example.output for example in space.shown]
    for place in (place for place, type in enumerate(given) if type == STR):
        texts = [example.inputs[place] for example in space.shown]
        for price, old, new in _tables(texts, outputs):
            if all(text.translate(str.maketrans(old, new)) == wanted for text, wanted in zip(texts, outputs, strict=True)):
                yield price, App(Prim("translate"), (Const(old, STR), Const(new, STR), Var(len(given) - 1 - place)))


def _tables(texts: Sequence[str], outputs: Sequence[str]) -> Iterator[tuple[float, str, str]]:
    """The characters that may be replaced, by which, and what that costs: in both directions of a family, or as rows show them."""
    if any(len(text) != len(wanted) for text, wanted in zip(texts, outputs)) or list(texts) == list(outputs):
        return
    for one, other in FAMILIES:
        yield from ((KNOWN, old, new) for old, new in {(one, other), (other, one)})
    pairs = {(a, b) for text, wanted in zip(texts, outputs) for a, b in zip(text, wanted) if a != b}
    left = any(a.casefold() == b.casefold() or a.isdigit() for a, b in pairs)  # letter case, or digits that are reckoned
    if not left and len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}):
        old, new = map("".join, zip(*sorted(pairs)))
        yield SHOWN + PAIR * len(old), old, new


__all__ = ["scan"]
