"""Insertions: a text put into a cell so many characters from its beginning or its end, other signs and blanks being taken out first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dsl.primitives import Vocabulary
from dsl.term import Const, Let, Prim, Term, Var, call
from dsl.type import INT, STR, parameters
from synth.search.scanning.pieces import further_rows
from synth.search.scanning.template import literal_cost
from synth.space.space import Space

NEEDED = {"keep", "upper", "lower", "prefix", "suffix", "drop_prefix", "drop_suffix", "concat_text"}
PRICE, FROM_START, CLEANED, CASED = 5.0, 0.3, 1.0, 1.0  # units
MOST_PLACE, LONGEST = 8, 3  # characters from an end, and of what is put in
CASES: dict[str, Callable[[str], str]] = {"": str, "upper": str.upper, "lower": str.lower}


def scan(space: Space, vocabulary: Vocabulary) -> Iterator[tuple[float, Term]]:
    """The programs that put one text into a cell, with their prices in units."""
    given, result = parameters(space.grammar.request)
    outputs = [example.output for example in space.shown]
    if result != STR or not vocabulary.keys() >= NEEDED or len(outputs) < 2:
        return
    for place in (place for place, type in enumerate(given) if type == STR):
        cells = [example.inputs[place] for example in space.shown]
        further = [row[place] for row in further_rows(space)]
        column = Var(len(given) - 1 - place)
        for cleaned in (False, True):
            bare = [*map(_bare, cells)] if cleaned else cells
            if cleaned and bare == cells and [*map(_bare, further)] == further:
                continue
            whole = call("keep", Prim("alphanumeric"), column) if cleaned else column
            for case, change in CASES.items():
                own = [*map(change, bare)]
                if case and own == bare:
                    continue
                price = PRICE + CLEANED * cleaned + CASED * bool(case)
                text = call(case, whole) if case else whole
                for more, body in _insertions(own, outputs):
                    yield price + more, body(text)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _insertions(cells: Sequence[str], outputs: Sequence[str]) -> Iterator[tuple[float, Callable[[Term], Term]]]:
    """The places, so far from an end, at which outputs have a text that cells do not have, with what that costs."""
    longer = {len(output) - len(cell) for cell, output in zip(cells, outputs, strict=True)}
    if len(longer) > 1 or not 0 < min(longer) <= LONGEST:
        return
    (size,) = longer
    for at in (*range(1, MOST_PLACE), *range(-MOST_PLACE, 0)):
        cuts = [at if at > 0 else len(cell) + at for cell in cells]
        put = {output[cut : cut + size] for cut, output in zip(cuts, outputs, strict=True)}
        rows = zip(cells, cuts, outputs, strict=True)
        if len(put) == 1 and all(o == c[:cut] + o[cut : cut + size] + c[cut:] and 0 < cut < len(c) for c, cut, o in rows):
            (text,) = put
            spelt = sum(literal_cost(c, text[:k], 2) for k, c in enumerate(text))
            yield spelt + FROM_START * (at > 0), _insertion(text, at)


def _insertion(text: str, at: int) -> Callable[[Term], Term]:
    count, literal = Const(abs(at), INT), Const(text, STR)
    names = ("prefix", "drop_prefix") if at > 0 else ("drop_suffix", "suffix")

    def made(whole: Term) -> Term:
        cell = whole if isinstance(whole, Var) else Var(0)
        body = call("concat_text", call("concat_text", call(names[0], count, cell), literal), call(names[1], count, cell))
        return body if cell is whole else Let(whole, body, "bare")

    return made


__all__ = ["scan"]
