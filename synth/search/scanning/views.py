"""Views of a cell: what stands outside brackets, a person's bare name, the phone number or address in it, what stands before its @, the
site of a URL, the name of a file. What is wanted is looked for in what is left of the cell, so that titles, names before an address and
folders before a file, which only some rows have, stand in no rule's way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as with_fields
from itertools import chain, product
from typing import Any

from dsl.evaluate import Failure, compile_term
from dsl.primitives import Vocabulary
from dsl.subroutine import names_in
from dsl.term import Const, Lam, Term, Var, call, replace
from dsl.type import INT, SHAPE, STR, parameters
from synth.search.scanning.pieces import further_rows
from synth.search.scanning.template import concatenated
from synth.space.space import Space

Whole = Callable[[Space], Iterator[tuple[float, Term]]]  # the rules for whole outputs
Row = tuple[Any, ...]
ADDRESS = r"[\w.+-]+@[\w.-]+[^\W_]"
SEEN = 1.5  # units: for the view
UNSHOWN = 1.0  # more where it makes a difference to rows without outputs alone
WHOLE, INITIALS = 2.0, 5.0
WORDS = ((0, 2.5), (-1, 2.6), (1, 3.0))
CASES = (("", 0.0), ("lower", 1.0), ("upper", 1.0), ("title", 1.5))


@dataclass(frozen=True)
class View:
    """What is left of a cell, and of which cells at all."""

    term: Term  # of variable 0, the cell
    needs: str  # a sign that every shown cell has, if any
    mixed: bool = False  # whether it is of use only where some shown cells are as they should be and others are not


VIEWS = (
    View(call("bare_name", Var(0)), " "),
    View(call("forename_first", Var(0)), " ", mixed=True),
    View(call("remove_brackets", Var(0)), ""),
    View(call("phone_digits", Var(0)), ""),
    View(call("find_shape", Const(ADDRESS, SHAPE), Const(0, INT), Var(0)), "@"),
    View(call("before", Const("@", STR), Var(0)), "@"),
    View(call("url_site", Var(0)), "."),
    View(call("file_name", Var(0)), "."),
)


def scan(space: Space, vocabulary: Vocabulary, whole: Whole) -> Iterator[tuple[float, Term]]:
    """The programs that the rules find for what is left of one cell, with their prices in units."""
    given, result = parameters(space.grammar.request)
    if result != STR:
        return
    known, rows = [view for view in VIEWS if names_in(view.term) <= vocabulary.keys()], further_rows(space)
    for place, view in product((place for place, type in enumerate(given) if type == STR), known):
        if not all(view.needs in example.inputs[place] for example in space.shown):
            continue
        run = compile_term(Lam(view.term), vocabulary)
        shown = [row for example in space.shown if (row := _seen(run, place, example.inputs)) is not None]
        further = [(old, row) for old in rows if (row := _seen(run, place, old)) is not None]
        if len(shown) < len(space.shown):
            continue
        changed = [row != example.inputs for row, example in zip(shown, space.shown, strict=True)]
        if (view.mixed and len(set(changed)) == 1) or not (any(changed) or any(row != old for old, row in further)):
            continue
        examples = tuple(with_fields(example, inputs=row) for example, row in zip(space.shown, shown, strict=True))
        seen = with_fields(space, shown=examples, inputs=tuple(row for _, row in further))
        cell = Var(len(given) - 1 - place)
        own = replace(view.term, Var(0), cell)
        for price, term in chain(whole(seen), _words(cell)):
            yield SEEN + UNSHOWN * (not any(changed)) + price, replace(term, cell, own)


def _seen(run: Callable[[Row], Any], place: int, row: Row) -> Row | None:
    """The row with one cell as the view has it; None where it has nothing there."""
    value = run((row[place],))
    return None if isinstance(value, Failure) or not value else (*row[:place], value, *row[place + 1 :])


def _words(cell: Term) -> Iterator[tuple[float, Term]]:
    """The cell itself, its words and the initials of the first and the last in any letter case, whether they are wanted or not."""
    initials = concatenated([call("first_character", part) for part in (cell, call("word", Const(-1, INT), cell))])
    words = ((price, call("word", Const(n, INT), cell)) for n, price in WORDS)
    for price, term in ((WHOLE, cell), *words, (INITIALS, initials)):
        for name, more in CASES:
            yield price + more, call(name, term) if name else term


__all__ = ["scan"]
