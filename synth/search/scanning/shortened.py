"""Texts cut short: those longer than some length end with an ellipsis, the others stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dsl.primitives import Vocabulary
from dsl.term import Const, Term, Var, call
from dsl.type import INT, STR, parameters
from synth.search.scanning.template import concatenated
from synth.space.space import Space

NEEDED = {"if", "greater", "text_length", "prefix", "trim", "length", "words", "take", "join", "concat_text"}
ENDS = ("...", "…", " ...", " …", "..", "[...]", " [...]")
SHORTENED, UNROUND, TRIMMED = 8.0, 0.5, 0.5  # units: for the whole, for a length that is no multiple of five, for no blank at the end
ROUND = 5


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that cut texts short by characters or words, with their prices in units."""
    given, result = parameters(space.grammar.request)
    if result != STR or not vocabulary.keys() >= NEEDED:
        return
    outputs = [example.output for example in space.shown]
    for place in (place for place, type in enumerate(given) if type == STR):
        column = Var(len(given) - 1 - place)
        cells = [example.inputs[place] for example in space.shown]
        for end in (end for end in ENDS if any(text.endswith(end) for text in outputs)):
            pairs = [(cell, text.removesuffix(end)) for cell, text in zip(cells, outputs, strict=True) if cell != text]
            whole = [cell for cell, text in zip(cells, outputs, strict=True) if cell == text]
            cut = all(cell.startswith(head) and head and cell != head for cell, head in pairs)
            if pairs and cut and all(text.endswith(end) for cell, text in zip(cells, outputs, strict=True) if cell != text):
                yield from _by_characters(column, pairs, whole, end)
                yield from _by_words(column, pairs, whole, end)


def _by_characters(column: Term, pairs: Sequence[tuple[str, str]], whole: Sequence[str], end: str) -> Iterator[tuple[float, Term]]:
    """So many characters of texts that are longer than these, with the ellipsis or without."""
    size = max(len(head) for _, head in pairs)
    plain = all(text[:size] == head for text, head in pairs)
    if not plain and not all(text[:size].strip() == head for text, head in pairs):
        return
    shown = call("prefix", Const(size, INT), column)
    kept = concatenated([shown if plain else call("trim", shown), Const(end, STR)])
    for most in dict.fromkeys((size, size + len(end))):
        if max(map(len, whole), default=0) <= most < min(len(text) for text, _ in pairs):
            price = SHORTENED + UNROUND * bool(most % ROUND) + TRIMMED * (not plain)
            yield price, call("if", call("greater", call("text_length", column), Const(most, INT)), kept, column)


def _by_words(column: Term, pairs: Sequence[tuple[str, str]], whole: Sequence[str], end: str) -> Iterator[tuple[float, Term]]:
    """So many words of texts that have more."""
    sizes = {len(head.split()) for _, head in pairs}
    size, words = min(sizes), call("words", column)
    if len(sizes) > 1 or any(len(text.split()) > size for text in whole):
        return
    if all(" ".join(text.split()[:size]) == head and len(text.split()) > size for text, head in pairs):
        kept = concatenated([call("join", Const(" ", STR), call("take", Const(size, INT), words)), Const(end, STR)])
        alone = UNROUND * (len({len(head) for _, head in pairs}) == 1)  # it may be a number of characters
        yield SHORTENED + alone, call("if", call("greater", call("length", words), Const(size, INT)), kept, column)


__all__ = ["scan"]
