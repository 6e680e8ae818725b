"""Programs in the form that compression reads, and back.

A part of a lambda's body that mentions the lambda's variables cannot be an argument of an abstraction as it stands. So a program
is also written with such a part as a function applied to those variables, an equal program with one redex: its function is
closed below the lambda, and an abstraction may take it as a parameter. Whatever redexes remain are reduced on the way back.
Paper: Cao et al., "babble: Learning Better Abstractions with E-Graphs and Anti-unification" (2023), for equal programs side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from dsl.primitives import Primitive, Vocabulary
from dsl.rewrite import beta_normal
from dsl.sexpr import parse_sexpr, to_sexpr
from dsl.term import App, Lam, Let, Prim, Term, Var, children, free_indices, lam, rebuild, strip, subterms
from dsl.type import TVar
from synth.library.abstraction.variants import over_views

MOST_VARIANTS = 36  # of one program
MOST_THREADED = 2  # variables that such a function takes

__all__ = ["from_text", "regrouped", "to_sexpr", "variants"]


def variants(term: Term, vocabulary: Vocabulary) -> list[Term]:
    """The program, and equal ones each with one part of a lambda's body as an applied function."""
    hints, body = strip(term)
    found = dict.fromkeys([term])
    for part, binders in _parts(body, 0):
        if len(found) > MOST_VARIANTS:
            break
        own = sorted(i for i in free_indices(part) if i < binders)
        if isinstance(part, Var | Lam) or not 0 < len(own) <= MOST_THREADED:
            continue
        plain = () if any(isinstance(t, App) and isinstance(t.function, Var) for t in subterms(part)) else (_applied(part, own),)
        for applied in (*over_views(part, own, vocabulary), *plain):
            found[lam(len(hints), _replaced(body, part, applied), hints)] = None
    return list(found)


def regrouped(term: Term, vocabulary: Vocabulary) -> Term:
    """The program with what mentions no variable side by side wherever the order of operands is free: x + (1 + 1) for 1 + (x + 1)."""
    term = rebuild(term, lambda part, _: regrouped(part, vocabulary))
    match term:
        case App(Prim(name), (_, _)) if vocabulary[name].commutative and vocabulary[name].associative:
            operands = list(_operands(term, name))
            closed = sorted((o for o in operands if not free_indices(o)), key=to_sexpr)
            if 1 < len(closed) < len(operands):
                return _joined(name, [*(o for o in operands if free_indices(o)), _joined(name, closed)])
    return term


def _operands(term: Term, name: str) -> Iterator[Term]:
    match term:
        case App(Prim(own), (left, right)) if own == name:
            yield from _operands(left, name)
            yield from _operands(right, name)
        case _:
            yield term


def _joined(name: str, operands: Sequence[Term]) -> Term:
    return reduce(lambda right, left: App(Prim(name), (left, right)), reversed(operands))


def _parts(term: Term, binders: int) -> Iterator[tuple[Term, int]]:
    """The parts that are arguments, with the binders around each."""
    match term:
        case Lam(inner):
            yield from ((inner, binders + 1),) if not isinstance(inner, Lam) else ()
            yield from _parts(inner, binders + 1)
        case App(_, arguments):
            for argument in arguments:
                if binders:
                    yield argument, binders
                yield from _parts(argument, binders)
        case Let():
            return


def _applied(part: Term, own: list[int]) -> Term:
    """(x… -> part)(x…) for some of its variables."""
    count = len(own)
    place = {index: count - 1 - k for k, index in enumerate(reversed(own))}
    inner = _renumbered(part, place, count, 0)
    for _ in own:
        inner = Lam(inner)
    return App(inner, tuple(Var(i) for i in reversed(own)))


def _renumbered(term: Term, place: Mapping[int, int], count: int, depth: int) -> Term:
    if isinstance(term, Var):
        if term.index < depth:
            return term
        outer = term.index - depth
        return Var(depth + place[outer]) if outer in place else Var(term.index + count)
    return rebuild(term, lambda part, inner: _renumbered(part, place, count, inner), depth)


def _replaced(term: Term, old: Term, new: Term) -> Term:
    """The term with `new` for the very part `old`; both stand below the same binders."""
    if term is old:
        return new
    if not children(term):
        return term
    return rebuild(term, lambda part, _: _replaced(part, old, new))


def from_text(text: str, vocabulary: Vocabulary, meanings: Mapping[str, Term], parameters: int = 0) -> Term:
    """The term of a rewritten text, abstractions replaced by what they mean, reduced; with parameters, a function of those."""
    names = [*meanings, *(f"#{i}" for i in range(parameters))]
    known = vocabulary.extend(*(Primitive(name, TVar("a")) for name in names))
    return beta_normal(lam(parameters, _understood(parse_sexpr(text, known), meanings, parameters)))


def _understood(term: Term, meanings: Mapping[str, Term], depth: int) -> Term:
    if isinstance(term, Prim):
        if term.name.startswith("#"):
            return Var(depth - 1 - int(term.name[1:]))
        return meanings.get(term.name, term)
    return rebuild(term, lambda part, inner: _understood(part, meanings, inner), depth)
