"""Lessons: dreams and solved tasks as the arrays that the guide is trained on, made shard by shard from a seed.

Glossary: a step is one production of a program's derivation; a group is a state of a grammar, whose
productions compete.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from random import Random
from typing import Any

import numpy as np

from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term
from dsl.parsing import parse_type
from dsl.primitives import Primitive, Vocabulary
from dsl.subroutine import names_in
from dsl.term import App, Const, Lam, Term, free_indices, rebuild, strip, subterms
from dsl.type import INT, Con, Type
from synth.guide.encode import LENGTH, PSEUDO, SCOPES, bag, example_tokens, marks, scope_of, word_of
from synth.guide.properties.signature import LARGEST, extent, facts, signature
from synth.space.constants import PLAIN
from synth.space.derivation import Derivations
from synth.space.fitted_prior import count_uses
from synth.space.grammar import Grammar
from synth.space.prior import BITS, SCALE, Table
from synth.training import recipes
from synth.training.dreams.bottom_up import Effort
from synth.training.dreams.inputs import rows
from synth.training.dreams.stream import SPOKEN, Dream, night_of
from tasks.task import Example

Array = np.ndarray[Any, Any]
Row = tuple[Any, ...]
Solved = tuple[str, Type, Term]  # domain, type, program
Known = Callable[[str], Sequence[recipes.Solved]]
EXAMPLES = 4  # that the transformer may see of a lesson
SEEN = (2, 5)  # examples that the signature of a lesson is made of
STEPS = 24  # of the longest derivation
SHARD = 2048  # lessons
EFFORT = Effort(candidates=50_000, deeper=30_000, check=25_000, dreams=1_000)
STALE = 0.3  # share of the dreams that is kept on the inputs of its night where it does not run on others
PLAIN_SHARE = {"list": 0.25}  # of the programs without functions that is kept: few of those dreamt have any
GROWN = "+"  # marks the language of a domain with what was learned
TRIES = 4  # for each replay wanted
FITTED, MODELS = 0.5, 30  # share of the nights that are fitted to solved recipes, each to so many
DRAWN = 0.06  # lessons of a recipe for each dream that is looked at
INDEXED = "_indexed"  # ends the name of a word whose function is told places
NIGHTS = 10_000  # numbers that a shard may use
MIXTURE = {"list": 6, "text": 3, "control": 1}  # nights of each domain
LONE = -1e9
MISSED = -60.0  # how much less likely a word is that a night lacks


@dataclass(frozen=True)
class Shard:
    """Lessons as arrays: tokens, places [n, EXAMPLES, LENGTH], properties [n, PROPERTIES], request and night [n], and of each step
    [n, STEPS] the word (-1 where over), the scope, the group's state and the word above (-1 at the root).

    `bends` [nights, SCOPES, words] is by how much each night's language prefers a word, as natural logarithms.
    """

    tokens: Array
    places: Array
    properties: Array
    request: Array
    words: Array
    scopes: Array
    states: Array
    above: Array
    night: Array
    bends: Array

    def __len__(self) -> int:
        return len(self.request)


def spoken(domain: str, grown: bool = False) -> str:
    """The name of the language that tasks of a domain are put in, as it is or as it has grown."""
    return f"{SPOKEN.get(domain, domain)}{GROWN if grown else ''}"


class Lexicon:
    """What lessons are put in terms of: words of several vocabularies, requests, and groups with what the table says of them.

    What was learned, parents first, is spoken wherever there are words for it.
    """

    def __init__(self, vocabularies: Mapping[str, Vocabulary], learned: Sequence[Primitive] = ()) -> None:
        found = {name: p for vocabulary in vocabularies.values() for name, p in vocabulary.items()}
        further = [p for p in learned if p.name not in found]
        self.vocabularies = {**vocabularies, **{f"{name}{GROWN}": _grown(v, further) for name, v in vocabularies.items()}}
        self.whole = Vocabulary((*found.values(), *further))
        self.words = (*sorted(found), *PSEUDO, *(p.name for p in further))  # learned ones last, so that what was numbered stays
        self.index = {word: i for i, word in enumerate(self.words)}
        self.requests: dict[tuple[str, Type], int] = {}
        self.derivations: list[Derivations] = []
        self.constants: list[dict[Type, Const]] = []

    @staticmethod
    def of(domains: Iterable[str], learned: Sequence[Primitive] = ()) -> Lexicon:
        """The lexicon of some domains, and of primitives learned in them."""
        languages = dict.fromkeys(map(spoken, domains))
        return Lexicon({language: load_domain(language).vocabulary for language in languages}, learned)

    def bag(self) -> Array:
        """float32 [words, WORDS]: the descriptions of the words."""
        return bag(self.words, self.whole)

    def marks(self) -> Array:
        """float32 [words, WORDS]: the marks of the words."""
        return marks(self.words, self.whole)

    def request(self, domain: str, type: Type) -> int:
        """The number of a request in the language of a domain."""
        language = spoken(domain)
        if (language, type) not in self.requests:
            grammar = Grammar.from_types(type, self.vocabularies[language])
            literals = {s.type: _literal(s.type) for s in grammar.states if s.context == 0 and isinstance(s.type, Con)}
            grammar = grammar.with_constants([c for c in literals.values() if c is not None])
            self.requests[language, type] = len(self.derivations)
            self.derivations.append(Derivations(grammar, self.vocabularies[language]))
            self.constants.append({t: c for t, c in literals.items() if c is not None})
        return self.requests[language, type]

    def steps(self, request: int, term: Term) -> tuple[Array, Array, Array, Array] | None:
        """Words, scopes, words above (-1 at the root) and states of a program's derivation; None where there is none or it is too long."""
        literals, derivations = self.constants[request], self.derivations[request]
        program = _generic(term, literals)
        found = derivations.of(program)
        if found is None or len(found) > STEPS:
            return None
        grammar, above, pending = derivations.grammar, list[int](), [-1]
        own = [self.index[word_of(p, grammar)] for p in found]
        for word, p in zip(own, found, strict=True):
            above.append(pending.pop())
            pending.extend([word] * len(p.arguments))
        scopes = [scope_of(grammar.contexts[grammar.states[p.state].context]) for p in found]
        return np.array(own), np.array(scopes), np.array(above), np.array([p.state for p in found])

    def bend(self, grammar: Grammar, costs: Sequence[int]) -> Array:
        """float16 [SCOPES, words]: how much likelier than the table says each word is in a language with these costs."""
        plain = Table().costs(grammar).base
        found = np.full((SCOPES, len(self.words)), np.nan, np.float16)
        for p, before, after in zip(grammar.productions, plain, costs, strict=True):
            if p.primitive is not None:
                by = -math.log(2) * BITS * (after - before) / SCALE
                found[scope_of(grammar.contexts[grammar.states[p.state].context]), self.index[p.label]] = max(by, MISSED)
        return np.nan_to_num(found)

    def groups(self) -> tuple[Array, Array]:
        """int64 [requests, states]: the group of each state; float32 [groups, words]: what the table says, as natural logarithms."""
        most = max(len(d.grammar.states) for d in self.derivations)
        numbers, found = np.zeros((len(self.derivations), most), np.int64), list[Array]()
        for number, derivations in enumerate(self.derivations):
            grammar = derivations.grammar
            own = np.full((len(grammar.states), len(self.words)), LONE, np.float32)
            costs = Table({c: _literal_cost(c) for c in self.constants[number].values()}).costs(grammar).base
            for p in grammar.productions:
                at = (p.state, self.index[word_of(p, grammar)])
                own[at] = np.logaddexp(own[at], -math.log(2) * BITS * costs[p.index] / SCALE)
            numbers[number, : len(own)] = np.arange(len(own)) + sum(len(row) for row in found)
            found.append(own)
        return numbers, np.concatenate(found)

    def facts(self) -> Array:
        """float32 [requests, FACTS]: what the types tell."""
        return np.stack([facts(type) for _, type in self.requests])


def _grown(vocabulary: Vocabulary, learned: Iterable[Primitive]) -> Vocabulary:
    """A vocabulary with the subroutines whose bodies it has the words for."""
    for p in learned:
        if p.body is not None and names_in(p.body) <= vocabulary.keys():
            vocabulary = vocabulary.extend(p)
    return vocabulary


def _literal(type: Type) -> Const | None:
    """The literal that stands for all of its type."""
    assert isinstance(type, Con)
    plain = {"int": 0, "str": " ", "list": ()}
    return Const(plain[type.name], type) if type.name in plain else None


def _literal_cost(literal: Const) -> float:
    """What all literals of a type cost together, in units."""
    costs = list(PLAIN.values()) if literal.type == INT else [2.0, 3.0, 3.0]
    return -math.log2(sum(2.0 ** (-BITS * c) for c in costs)) / BITS


def _generic(term: Term, literals: Mapping[Type, Const]) -> Term:
    """The program with the literal that stands for all in place of each."""
    if isinstance(term, Const):
        return literals.get(term.type, term)
    return rebuild(term, lambda part, _: _generic(part, literals))


def lesson(dream: Dream, domain: str, lexicon: Lexicon, chance: Random, night: int = 0) -> Row | None:
    """One row of a shard, without the bends."""
    request = lexicon.request(domain, dream.request)
    steps = lexicon.steps(request, dream.term)
    if steps is None:
        return None
    looked = chance.sample(dream.examples, min(len(dream.examples), chance.randint(*SEEN)))
    tokens, places = np.zeros((EXAMPLES, LENGTH), np.uint16), np.zeros((EXAMPLES, LENGTH), np.uint8)
    for at, example in enumerate(looked[:EXAMPLES]):
        tokens[at], places[at] = example_tokens(example)
    told = np.full((4, STEPS), -1, np.int16)
    told[:, : len(steps[0])] = steps
    words, scopes, above, states = told
    properties = signature(dream.request, looked)
    return tokens, places, properties, np.int16(request), words, np.maximum(scopes, 0), np.maximum(states, 0), above, np.int16(night)


def gather(lessons: Iterable[Row], bends: Sequence[Array]) -> Shard:
    """Lessons as one shard."""
    return Shard(*[*(np.stack(column) for column in zip(*lessons, strict=True)), np.stack(bends)])


def together(parts: Sequence[Shard], order: Array | None = None) -> Shard:
    """Several shards as one, its lessons in an order, which may leave some out."""
    order = np.arange(sum(map(len, parts))) if order is None else order
    words = max(part.bends.shape[2] for part in parts)
    shifts = np.cumsum([0, *(len(part.bends) for part in parts)])
    whole = [replace(part, bends=np.pad(part.bends, ((0, 0), (0, 0), (0, words - part.bends.shape[2])))) for part in parts]
    columns = {name: np.concatenate([getattr(part, name) for part in whole]) for name in vars(parts[0]) if name != "night"}
    night = np.concatenate([part.night + shift for part, shift in zip(parts, shifts, strict=False)])
    return Shard(**{name: a if name == "bends" else a[order] for name, a in columns.items()}, night=night[order])


def dreamt(
    lexicon: Lexicon,
    domains: Sequence[str],
    seed: int,
    number: int,
    size: int = SHARD,
    effort: Effort = EFFORT,
    *,
    grown: bool = False,
    known: Known = lambda domain: (),
) -> Shard:
    """The shard of a number: lessons of many nights, the domains mixed; the same for the same seed and lexicon.

    grown: the nights speak what was learned, too. known: the solved recipes of a domain, which every second night is fitted to, and
    of which there are lessons among the dreams.
    """
    bends = [np.zeros((SCOPES, len(lexicon.words)), np.float16)]  # of a language as it is
    lessons = list(islice(_stream(lexicon, domains, seed, number, bends, effort, grown, known), size))
    return gather(lessons, bends)


def _stream(
    lexicon: Lexicon, domains: Sequence[str], seed: int, number: int, bends: list[Array], effort: Effort, grown: bool, known: Known
) -> Iterator[Row]:
    """Lessons night after night; the languages of the nights are added to `bends`.

    The programs of a night share its inputs, which would give its language away, so each is shown on inputs of its own.
    """
    chance = Random(f"lessons {seed} {number}")
    weights = [MIXTURE.get(domain, 1) for domain in domains]
    for place in count(number * NIGHTS):
        domain = chance.choices(domains, weights)[0]
        language, models = spoken(domain, grown), known(domain)
        words = lexicon.vocabularies[language]
        habits = None
        if models and chance.random() < FITTED:
            sample = chance.sample(models, min(MODELS, len(models)))
            habits = count_uses([(model.program, model.request) for model in sample], words)
        night = night_of(domain, seed=seed, number=place, effort=effort, vocabulary=words, habits=habits)
        bends.append(lexicon.bend(night.run.grammar, night.run.space.costs.base))
        for dream in night.dreams():
            if models and chance.random() < DRAWN:
                drawn = chance.choice(models).dream(chance)
                told = None if drawn is None else lesson(drawn, language, lexicon, chance)
                if told is not None:
                    yield told
            if careless(dream.term) or (chance.random() > PLAIN_SHARE.get(domain, 1.0) and not _has_function(dream.term)):
                continue
            fresh = _on_fresh_inputs(dream.request, dream.term, night.run.vocabulary, chance)
            shown = fresh or (dream if chance.random() < STALE else None)
            row = None if shown is None else lesson(shown, language, lexicon, chance, len(bends) - 1)
            if row is not None:
                yield row


def replayed(solved: Sequence[Solved], lexicon: Lexicon, seed: int, size: int) -> Shard | None:
    """Lessons of programs that solved tasks of (domain, type), each on fresh inputs; None if the lexicon derives none of them."""
    chance = Random(f"replays {seed}")
    found: list[Row] = []
    for domain, type, program in [*solved] * (TRIES * size // max(1, len(solved))):
        dream = _on_fresh_inputs(type, program, lexicon.whole, chance)
        row = dream and lesson(dream, spoken(domain, grown=True), lexicon, chance)
        if row:
            found.append(row)
        if len(found) == size:
            break
    return gather(found, [np.zeros((SCOPES, len(lexicon.words)), np.float16)]) if found else None


def _on_fresh_inputs(type: Type, program: Term, vocabulary: Vocabulary, chance: Random) -> Dream | None:
    """A task for a program; None if it fails, or always gives the same."""
    run = compile_term(program, vocabulary)
    told = [Example(row, run(row)) for row in rows(type, chance, SEEN[1])]
    kept = tuple(e for e in told if not isinstance(e.output, Failure) and extent(e.output) <= LARGEST)
    return Dream(type, kept, program) if len(kept) > 1 and len({e.output for e in kept}) > 1 else None


def _has_function(program: Term) -> bool:
    return any(isinstance(part, Lam) for part in subterms(strip(program)[1]))


def careless(program: Term) -> bool:
    """Whether a function inside ignores one of several parameters, as enumeration likes and nobody writes; a place may be all it reads."""
    return any(
        isinstance(part, App) and not str(part.function).endswith(INDEXED) and any(map(_ignoring, part.arguments))
        for part in subterms(strip(program)[1])
    )


def _ignoring(argument: Term) -> bool:
    parameters, body = strip(argument)
    return len(parameters) > 1 and not {*range(len(parameters))} <= free_indices(body)


def register_all(lexicon: Lexicon, domains: Iterable[str]) -> None:
    """Number all requests that are dreamt of, in one order, so that shards made apart agree."""
    from synth.training.dreams.stream import REQUESTS

    for domain in domains:
        for text in REQUESTS[domain]:
            lexicon.request(domain, parse_type(text))
        for each in recipes.solved():
            if each.suite in recipes.SUITES.get(domain, ()):
                lexicon.request(domain, each.request)
