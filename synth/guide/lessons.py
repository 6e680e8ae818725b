"""Lessons: dreams and solved tasks as the arrays that the guide is trained on, made shard by shard from a seed.

Glossary: a step is one production of a program's derivation; a group is a state of a grammar, whose
productions compete.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

import numpy as np

from dsl.domain import load_domain
from dsl.primitives import Vocabulary
from dsl.syntax import parse_type
from dsl.term import Const, Term, rebuild
from dsl.type import INT, Con, Type
from synth.constants import PLAIN
from synth.derivation import Derivations
from synth.dream import SPOKEN, Dream, night_of
from synth.grammar import Grammar
from synth.guide.encode import LENGTH, PSEUDO, bag, example_tokens, scope_of, word_of
from synth.guide.infer import BITS, steps_of
from synth.guide.signature import MOST_EXAMPLES, PROPERTIES, facts, signature
from synth.night import Effort
from synth.prior import SCALE, Table

Array = np.ndarray
EXAMPLES = 4  # that the transformer sees of a lesson; the signature sees up to MOST_EXAMPLES
STEPS = 24  # of the longest derivation
SHARD = 2048  # lessons
NIGHT = 600  # of one night at most
EFFORT = Effort(candidates=80_000, check=25_000, dreams=NIGHT)
MIXTURE = {"list": 5, "text": 4, "control": 1}  # nights of each domain
LONE = -1e9


@dataclass(frozen=True)
class Shard:
    """Lessons as arrays: tokens, places [n, EXAMPLES, LENGTH], properties [n, PROPERTIES], request [n], and of each step [n, STEPS]
    the word (-1 where over), the scope, the group's state and the word above (-1 at the root)."""

    tokens: Array
    places: Array
    properties: Array
    request: Array
    words: Array
    scopes: Array
    states: Array
    above: Array

    def __len__(self) -> int:
        return len(self.request)


class Lexicon:
    """What lessons are put in terms of: words of several vocabularies, requests, and groups with what the table says of them."""

    def __init__(self, vocabularies: Mapping[str, Vocabulary]) -> None:
        self.vocabularies = vocabularies
        found = {name: p for vocabulary in vocabularies.values() for name, p in vocabulary.items()}
        self.whole = Vocabulary(found.values())
        self.words = (*sorted(found), *PSEUDO)
        self.index = {word: i for i, word in enumerate(self.words)}
        self.requests: dict[tuple[str, Type], int] = {}
        self.derivations: list[Derivations] = []
        self.constants: list[dict[Type, Const]] = []

    @staticmethod
    def of(domains: Iterable[str]) -> Lexicon:
        """The lexicon of the domains as they are."""
        spoken = dict.fromkeys(SPOKEN.get(domain, domain) for domain in domains)
        return Lexicon({domain: load_domain(domain).vocabulary for domain in spoken})

    def bag(self) -> Array:
        """float32 [words, WORDS]: the descriptions of the words."""
        return bag(self.words, self.whole)

    def request(self, domain: str, type: Type) -> int:
        """The number of a request in the language of a domain."""
        spoken = SPOKEN.get(domain, domain)
        if (spoken, type) not in self.requests:
            grammar = Grammar.from_types(type, self.vocabularies[spoken])
            literals = {s.type: _literal(s.type) for s in grammar.states if s.context == 0 and isinstance(s.type, Con)}
            grammar = grammar.with_constants([c for c in literals.values() if c is not None])
            self.requests[spoken, type] = len(self.derivations)
            self.derivations.append(Derivations(grammar, self.vocabularies[spoken]))
            self.constants.append({t: c for t, c in literals.items() if c is not None})
        return self.requests[spoken, type]

    def steps(self, request: int, term: Term) -> tuple[Array, Array, Array, Array] | None:
        """Words, scopes, states and words above of a program's derivation; None where there is none or it is too long."""
        literals, derivations = self.constants[request], self.derivations[request]
        program = _generic(term, literals)
        found = derivations.of(program)
        if found is None or len(found) > STEPS:
            return None
        told = steps_of(program, derivations, self.index)
        assert told is not None
        return (*told, np.array([p.state for p in found]))

    def groups(self) -> tuple[Array, Array]:
        """int64 [requests, states]: the group of each state; float32 [groups, words]: what the table says, as natural logarithms."""
        most = max(len(d.grammar.states) for d in self.derivations)
        numbers, rows = np.zeros((len(self.derivations), most), np.int64), []
        for number, derivations in enumerate(self.derivations):
            grammar = derivations.grammar
            own = np.full((len(grammar.states), len(self.words)), LONE, np.float32)
            costs = Table({c: _literal_cost(c) for c in self.constants[number].values()}).costs(grammar).base
            for p in grammar.productions:
                at = (p.state, self.index[word_of(p, grammar)])
                own[at] = np.logaddexp(own[at], -math.log(2) * BITS * costs[p.index] / SCALE)
            numbers[number, : len(own)] = np.arange(len(own)) + sum(map(len, rows))
            rows.append(own)
        return numbers, np.concatenate(rows)

    def facts(self) -> Array:
        """float32 [requests, FACTS]: what the types tell."""
        return np.stack([facts(type) for _, type in self.requests])


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


def lesson(dream: Dream, domain: str, lexicon: Lexicon, chance: Random) -> tuple[Array, ...] | None:
    """One row of a shard."""
    request = lexicon.request(domain, dream.request)
    steps = lexicon.steps(request, dream.term)
    if steps is None:
        return None
    looked = chance.sample(dream.examples, min(len(dream.examples), MOST_EXAMPLES))
    tokens, places = np.zeros((EXAMPLES, LENGTH), np.uint16), np.zeros((EXAMPLES, LENGTH), np.uint8)
    for at, example in enumerate(looked[:EXAMPLES]):
        tokens[at], places[at] = example_tokens(example)
    rows = np.full((4, STEPS), -1, np.int16)
    rows[:, : len(steps[0])] = steps
    words, scopes, above, states = rows
    return tokens, places, signature(dream.request, looked), np.int16(request), words, np.maximum(scopes, 0), np.maximum(states, 0), above


def gather(lessons: Iterable[tuple[Array, ...]]) -> Shard:
    """Lessons as one shard."""
    return Shard(*(np.stack(column) for column in zip(*lessons, strict=True)))


def empty(count: int) -> Shard:
    """A shard of so many rows without anything."""
    step = np.zeros((count, STEPS), np.int16)
    tokens = np.zeros((count, EXAMPLES, LENGTH), np.uint16)
    properties = np.zeros((count, PROPERTIES), np.uint8)
    return Shard(tokens, tokens.astype(np.uint8), properties, np.zeros(count, np.int16), step, step, step, step)


def dreamt(lexicon: Lexicon, domains: Sequence[str], seed: int, number: int, size: int = SHARD) -> Shard:
    """The shard of a number: lessons of many nights, the domains mixed; the same for the same seed and lexicon."""
    chance = Random(f"lessons {seed} {number}")
    return gather(islice(_stream(lexicon, domains, seed, number, chance), size))


def _stream(lexicon: Lexicon, domains: Sequence[str], seed: int, number: int, chance: Random) -> Iterator[tuple[Array, ...]]:
    weights = [MIXTURE.get(domain, 1) for domain in domains]
    night = number * 10_000
    while True:
        domain = chance.choices(domains, weights)[0]
        for dream in night_of(domain, seed=seed, number=night, effort=EFFORT).dreams():
            row = lesson(dream, domain, lexicon, chance)
            if row is not None:
                yield row
        night += 1


def register_all(lexicon: Lexicon, domains: Iterable[str]) -> None:
    """Number all requests that are dreamt of, in one order, so that shards made apart agree."""
    from synth.dream import REQUESTS

    for domain in domains:
        for text in REQUESTS[domain]:
            lexicon.request(domain, parse_type(text))
