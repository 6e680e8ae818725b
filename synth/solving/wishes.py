"""Wishes: words that an answer must use or avoid, costs of words, and a hint: a program to begin with or a sketch with holes to be filled.

What is avoided is left out of the vocabulary. What must be used, and the words of a hint, cost less; an answer without the former is none,
and a hint that is right on all examples is the answer. A sketch becomes a word of its own, a function of what stands in its holes:
`xs -> map(?, sort(xs))` is `xs -> sketch(?, xs)` for `sketch = (f, xs) -> map(f, sort(xs))`, and only programs that begin with it are
answers. A hole below a lambda is a function of the lambda's variables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property

from dsl.bounds import MOST_ARGUMENTS
from dsl.operators import OPERATORS
from dsl.parsing import nearest
from dsl.primitives import Primitive, Vocabulary, subroutine
from dsl.quote import clip
from dsl.rewrite import beta_normal, eta_long, simplify
from dsl.subroutine import expanded, names_in
from dsl.syntax import parse_term
from dsl.term import App, Const, Hole, Lam, Prim, Term, Var, lam, rebuild, strip, subterms
from dsl.type import Type, arrow, parameters
from dsl.typed import Types, with_own_parts
from synth.config import SolveConfig
from synth.faults import Misuse, require

SKETCH, HINT = "sketch", "hint"  # the word for a program with holes; by which strategy a hint is found
FAVOUR = {"must_use": 0.25, "hint": 0.5}  # of its cost that a word costs
OWN = 0.1  # units that a sketch costs
HINTED = 1.0  # units that a literal of a hint costs
MOST_KNOWN = 16

_known: dict[tuple[object, ...], tuple[Vocabulary, Wishes]] = {}


@dataclass(frozen=True, eq=False)
class Wishes:
    """What a call asks of the answer, beyond the examples."""

    vocabulary: Vocabulary  # what programs may say, at the prices that the wishes make
    wanted: tuple[frozenset[str], ...] = ()  # of each of these sets the answer uses one
    avoided: frozenset[str] = frozenset()
    hint: Term | None = None
    sketch: Primitive | None = None

    @cached_property
    def literals(self) -> tuple[Const, ...]:
        """The literals of a hint."""
        return () if self.hint is None else tuple(t for t in subterms(self.hint) if isinstance(t, Const))

    def met(self, term: Term) -> bool:
        """Whether a program uses what it must and nothing that it may not."""
        if not self.wanted and not self.avoided:
            return True
        names = names_in(expanded(term, self.vocabulary)) | names_in(term)
        return not names & self.avoided and all(names & word for word in self.wanted)

    def filled(self, term: Term) -> Term | None:
        """The program that a search found, the sketch written out, what fills it simplified; None where it is none of the sketch's."""
        if self.sketch is None:
            return term
        hints, body = strip(term)
        inputs = tuple(Var(index) for index in reversed(range(len(hints))))
        if not (isinstance(body, App) and body.function == Prim(SKETCH) and body.arguments[-len(inputs) :] == inputs):
            return None
        with suppress(ValueError, RecursionError):
            term = simplify(term, self.vocabulary)
        written = beta_normal(_written_out(term, self.sketch))
        return None if SKETCH in names_in(written) else written


def _written_out(term: Term, sketch: Primitive) -> Term:
    if term == Prim(SKETCH):
        assert sketch.body is not None
        return sketch.body
    return rebuild(term, lambda part, _: _written_out(part, sketch))


def wishes_of(config: SolveConfig, base: Vocabulary, request: Type) -> Wishes:
    """The wishes of a call over a vocabulary; Misuse names an unknown word and the nearest one. The same object for the same wishes."""
    if not config.wishful:
        return Wishes(base)
    key = id(base), config.must_use, config.avoid, config.hint, config.costs, request
    if key not in _known:
        if len(_known) >= MOST_KNOWN:
            del _known[next(iter(_known))]
        _known[key] = base, _wishes(config, base, request)
    return _known[key][1]


def _wishes(config: SolveConfig, base: Vocabulary, request: Type) -> Wishes:
    wanted = tuple(_named("must_use", name, base) for name in config.must_use)
    avoided = frozenset[str]().union(*(_named("avoid", name, base) for name in config.avoid))
    avoided |= {twin for name in avoided if (twin := base[name].indexed or "") in base}  # which is said in place of the former only
    for name, words in zip(config.must_use, wanted):
        require(not words <= avoided, f"must_use and avoid both name {name}")
    hint = None if config.hint is None else _read(config.hint, base, request)
    holes = hint is not None and any(isinstance(t, Hole) for t in subterms(hint))
    said = frozenset() if hint is None else names_in(hint)
    for name in sorted(said & avoided):
        raise Misuse(f"the hint uses {name}, which is to be avoided")
    sketch = _sketch(hint, base, request) if hint is not None and holes else None
    cheaper = {name: FAVOUR["hint"] for name in said if not holes} | {name: FAVOUR["must_use"] for words in wanted for name in words}
    own = {word: units for name, units in config.own_costs.items() for word in _named("costs", name, base)}
    kept = [_priced(p, cheaper.get(name), own.get(name)) for name, p in base.items() if not _mentions(p, avoided, base)]
    return Wishes(Vocabulary([*kept, *([sketch] if sketch else [])]), wanted, avoided, None if holes else hint, sketch)


def _named(wish: str, name: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The words that a name or an operator's symbol means."""
    if name in vocabulary:
        return frozenset([name])
    if name in OPERATORS and (meant := frozenset(OPERATORS[name].candidates(vocabulary).values())):
        return meant
    near = nearest(name, [*vocabulary, *OPERATORS])
    hint = f"did you mean {near}?" if near else "`synth domains NAME` lists the words of a domain"
    raise Misuse(f"{wish}: no primitive of the task's domain is named {clip(repr(name))}; {hint}")


def _read(text: str, vocabulary: Vocabulary, request: Type) -> Term:
    try:
        term = parse_term(text, vocabulary, request)
    except ValueError as fault:
        raise Misuse(f"hint: {fault}") from None
    return eta_long(term, vocabulary) if not any(isinstance(t, Hole) for t in subterms(term)) else term


def _priced(p: Primitive, share: float | None, own: float | None) -> Primitive:
    """The word at its own cost, where one is given, and at the share of it that the wishes leave."""
    p = p if own is None else replace(p, cost=own, body_cost=own)
    return p if share is None else replace(p, cost=share * p.cost, body_cost=share * p.body_cost)


def _mentions(p: Primitive, names: frozenset[str], vocabulary: Vocabulary) -> bool:
    """Whether a word is one of these, or a subroutine made of one."""
    return bool(names) and (p.name in names or (p.body is not None and bool(names_in(expanded(p.body, vocabulary)) & names)))


# -- sketches ---------------------------------------------------------------------------------------


def _sketch(hint: Term, vocabulary: Vocabulary, request: Type) -> Primitive:
    """The word for a program with holes: a function of what fills them, and of the program's inputs."""
    inputs, output = parameters(request)
    hints, body = strip(hint)
    require(len(hints) == len(inputs), f"hint: a sketch names its inputs, as {_EXAMPLE[len(inputs) > 1]} does; this task has {len(inputs)}")
    own = with_own_parts(hint)
    types = Types(own, vocabulary, request)
    holes = list(_holes(own, types, -len(inputs), ()))
    require(not isinstance(body, Hole), "hint: a sketch of nothing but a hole says nothing")
    count = len(holes) + len(inputs)
    require(count <= MOST_ARGUMENTS, f"hint: a sketch has at most {MOST_ARGUMENTS} holes and inputs together, this one has {count}")
    filler = iter(range(len(holes)))
    filled = _with_fillers(strip(own)[1], 0, len(inputs), len(holes), filler)
    body = lam(len(holes) + len(inputs), filled)
    return replace(subroutine(SKETCH, arrow(*holes, *inputs, output), body, cost=OWN), body_cost=OWN)


_EXAMPLE = "'xs -> map(?, xs)'", "'(xs, n) -> take(?, xs)'"


def _holes(term: Term, types: Types, depth: int, around: tuple[Type, ...]) -> Iterable[Type]:
    """The types of what fills the holes, from left to right; below lambdas functions of their variables."""
    match term:
        case Hole():
            yield arrow(*around, types.of(term))
        case Lam(body):
            parameter = parameters(types.of(term))[0][0]
            yield from _holes(body, types, depth + 1, (*around, parameter) if depth >= 0 else around)
        case App(function, arguments):
            for part in (function, *arguments):
                yield from _holes(part, types, depth, around)


def _with_fillers(term: Term, depth: int, inputs: int, holes: int, filler: Iterable[int]) -> Term:
    """The sketch with a variable, applied to those of the lambdas around it, for each hole."""
    if isinstance(term, Hole):
        variable = Var(depth + inputs + holes - 1 - next(iter(filler)))
        local: Sequence[Term] = [Var(index) for index in reversed(range(depth))]
        return App(variable, tuple(local)) if local else variable
    return rebuild(term, lambda part, inner: _with_fillers(part, depth + inner, inputs, holes, filler))
