"""What a subroutine's documentation shows: its body in words of the language, and calls that solutions made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from dsl.evaluate import Failure, compile_term, thaw
from dsl.primitives import Primitive, Vocabulary
from dsl.subroutine import names_in
from dsl.term import App, Prim, Term, free_indices, print_term, subterms
from dsl.type import GRID, is_arrow, parameters, within

MOST = 3
WIDEST = 120  # characters of a call
WIDEST_GRIDS = 2000  # of one with grids, which pages show as pictures

Run = tuple[Term, Sequence[Any]]  # a program and inputs of it


def documented(p: Primitive, runs: Iterable[Run], tasks: Sequence[str], vocabulary: Vocabulary) -> Primitive:
    """The subroutine with a text that says what it is and whose solutions it was made of, and with examples from those."""
    assert p.body is not None
    made_of = f"; made of solutions of {', '.join(tasks[:3])}" + (" and others" if len(tasks) > 3 else "") if tasks else ""
    found: dict[str, str] = {}
    for program, inputs in runs:
        if p.name in names_in(program) and len(found) < MOST:
            found.update(dict(calls(p, program, inputs, vocabulary)[:1]))
    return replace(p, doc=f"{print_term(p.body)}{made_of}.", examples=tuple(found.items()))


def calls(p: Primitive, program: Term, inputs: Sequence[Any], vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The calls of a subroutine that a program makes on some inputs: arguments and result, as texts.

    A function that it takes is shown as it stands in the program, if it stands there once and by itself.
    """
    assert p.body is not None
    given = [t.arguments[0] for t in subterms(program) if isinstance(t, App) and t.function == Prim(p.name)]
    takes = any(map(is_arrow, parameters(p.type)[0]))
    if takes and (len(set(given)) != 1 or free_indices(given[0])):
        return []
    made: list[tuple[str, str]] = []
    meaning = compile_term(p.body, vocabulary)

    def noted(*values: Any) -> Any:
        result = meaning(values)
        if not isinstance(result, Failure):
            shown = [print_term(given[0]), *map(_text, values[1:])] if takes else list(map(_text, values))
            made.append((", ".join(shown), _text(result)))
        return result

    others = (noted_p for q in vocabulary.values() for noted_p in [replace(q, function=noted, body=None) if q.name == p.name else q])
    compile_term(program, Vocabulary(others))(inputs)
    widest = WIDEST_GRIDS if GRID in within(p.type) else WIDEST
    return [(arguments, result) for arguments, result in made if len(arguments) + len(result) <= widest]


def _text(value: Any) -> str:
    return repr(thaw(value))
