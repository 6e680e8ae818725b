"""A night: one bank of programs grown bottom-up on random inputs, and the dreams drawn from it.

Every node that a bank keeps is a program with its outputs, and the cheapest of all that behave like it
on those inputs: what a task's answer should be. So no program is sampled; they are enumerated, in a
language that each night bends (some words dropped, some made cheap), and drawn by cost. A second,
smaller bank of the language as it is tells which of them have a shorter equivalent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from dsl.primitives import Vocabulary
from dsl.term import Const, Lam, Term, free_indices, strip, subterms
from dsl.type import BOOL, INT, STR, Type, list_of, parameters
from synth.budget import Budget
from synth.columns.frame import Frame
from synth.columns.runtime import FAIL
from synth.constants import PLAIN, harvest
from synth.grammar import Grammar
from synth.inputs import Row, manner_of, rows
from synth.phrases import word
from synth.prior import SCALE, Costs, Table
from synth.search.bottom_up import BottomUp
from synth.space import Space
from tasks.task import Example

Array = np.ndarray[Any, Any]
TWINS = 4  # rows, for each of several inputs, that differ from another row in that input alone
LARGEST = 10**6  # numbers in outputs
LONGEST = 60  # characters of a text; a list has a third as many items at most
VOCABULARIES = (15, 30, 50, 1000)  # words that a night speaks
FAVOURED = SCALE  # cost of a word that this night likes
MISSING = 1 << 12  # a cost that no level reaches
SPREAD = 0.7  # how far kinds of programs that are few are drawn more often: at 1 all kinds are alike
SURPLUS = 3  # nodes looked at for each dream
SURE = frozenset((*(Const(n, INT) for n in PLAIN), Const((), list_of(INT)), Const("", STR), Const(" ", STR)))  # every task has them
PIECES = (", ", "-", ". ", " (", ")", "/", "@", ".com", ": ", "_")


@dataclass(frozen=True)
class Dream:
    """A task and the program that makes it."""

    request: Type
    examples: tuple[Example, ...]
    term: Term


@dataclass(frozen=True)
class Effort:
    """What a night costs and brings: candidates evaluated, rows they live on, dreams drawn, examples of each."""

    candidates: int = 120_000
    check: int = 40_000  # candidates of the language as it is
    rows: int = 14
    dreams: int = 3_000
    examples: tuple[int, int] = (2, 10)


class Night:
    """Dreams of one request on one set of inputs: `nodes` [n], `rows` and `outputs` [n, most], `counts` [n]."""

    def __init__(self, request: Type, vocabulary: Vocabulary, chance: Random, effort: Effort) -> None:
        self.request, self.effort, self.vocabulary = request, effort, vocabulary
        self.inputs = rows(request, chance, effort.rows)
        self.twins = _twins(self.inputs, chance) if len(parameters(request)[0]) > 1 else []
        outputs = manner_of(parameters(request)[1], chance)
        shown = tuple(Example(row, outputs(chance)) for row in [*self.inputs, *(row for pairs in self.twins for row, _ in pairs)])
        constants = _constants(shown, request, chance)
        grammar = Grammar.from_types(request, vocabulary, list(constants))
        self.type, self.table = grammar.states[0].type, Table(constants)
        plain = self.table.costs(grammar).base
        self.usual = _prices(BottomUp(Space(grammar, Costs(plain), shown), Budget(effort.check), vocabulary)) if effort.check else {}
        bent = Costs(_bent(grammar, plain, chance))
        self.run = BottomUp(Space(grammar, bent, shown), Budget(effort.candidates), vocabulary)
        for _ in self.run.levels():
            pass
        self._draw(np.random.default_rng(chance.getrandbits(64)))

    def __len__(self) -> int:
        return len(self.nodes)

    def dreams(self) -> Iterator[Dream]:
        """All of them that are good."""
        return filter(None, map(self.dream, range(len(self))))

    # -- drawing --------------------------------------------------------------------------------

    def _draw(self, random: np.random.Generator) -> None:
        """Draw nodes, and for each the rows that become its examples."""
        nodes = self._spread(random)
        words = self._words(nodes)
        least, most = self.effort.examples
        fine = self._modest(words[:, : len(self.inputs)])
        counts = np.minimum(random.integers(least, most + 1, len(nodes)), fine.sum(axis=1))
        order = np.argsort(random.random(fine.shape) + 2.0 * ~fine, axis=1)[:, :most]
        used = np.arange(order.shape[1])[None, :] < counts[:, None]
        outputs = np.take_along_axis(words, order, axis=1)
        good = (counts >= least) & self._telling(outputs, used, counts) & ~self._copies(outputs, order, used, counts)
        kept = np.flatnonzero(good & self._reads_all(words))[: self.effort.dreams]
        self.nodes, self.rows, self.counts, self.outputs = nodes[kept], order[kept], counts[kept], outputs[kept]

    def _spread(self, random: np.random.Generator) -> Array:
        """Nodes of the answer's state that apply something, in random order, the more likely the fewer are of their cost and root."""
        store, grammar = self.run.store, self.run.grammar
        answers = np.array([p.state == 0 and p.kind == "apply" for p in grammar.productions])
        roots = store[Frame.PRODUCTION][: store.nodes]
        nodes = np.flatnonzero(answers[roots])
        if not len(nodes):
            return nodes
        kinds = self.run.prices_of(nodes) * len(answers) + roots[nodes]
        _, kind, members = np.unique(kinds, return_inverse=True, return_counts=True)
        keys = random.exponential(size=len(nodes)) * members[kind].astype(float) ** SPREAD
        return nodes[np.argsort(keys, kind="stable")[: SURPLUS * self.effort.dreams]]

    def _words(self, nodes: Array) -> Array:
        """int64 [nodes, rows]: the columns of nodes."""
        store = self.run.store
        found: Array = store[Frame.CELLS][store[Frame.PLACE][nodes][:, None] + np.arange(len(self.run.space.shown))]
        return found

    def _modest(self, words: Array) -> Array:
        """Which words are values of a size that people write."""
        fine: Array = words != FAIL
        if self.type == BOOL:
            return fine
        safe = np.where(fine, words, 0)
        if self.type == INT:
            return np.asarray(fine & (np.abs(safe) <= LARGEST))
        start = self.run.store[Frame.HEAP_START]
        fine &= start[safe + 1] - start[safe] <= (LONGEST if self.type == STR else LONGEST // 3)
        if self.type == list_of(INT):
            fine &= self._largest()[safe] <= LARGEST
        return fine

    def _largest(self) -> Array:
        """The largest number, sign apart, of each list of the heap; 0 of an empty one."""
        store = self.run.store
        values, words = store[Frame.HEAP_COUNTERS][:2].tolist()
        starts = store[Frame.HEAP_START][: values + 1]
        sizes = np.abs(np.append(store[Frame.HEAP_DATA][:words], 0))
        return np.where(np.diff(starts) > 0, np.maximum.reduceat(sizes, starts[:-1]), 0)

    def _telling(self, outputs: Array, used: Array, counts: Array) -> Array:
        """Whether outputs differ: two of them at least, and of texts and lists no value fills more than half."""
        same = (outputs[:, :, None] == outputs[:, None, :]) & used[:, :, None] & used[:, None, :]
        most = same.sum(axis=2).max(axis=1, initial=0)
        return np.asarray(most < counts if self.type in (BOOL, INT) else 2 * most <= np.maximum(counts, 2))

    def _copies(self, outputs: Array, order: Array, used: Array, counts: Array) -> Array:
        """Whether more than half of the outputs are an input unchanged."""
        copies = np.zeros(len(outputs), bool)
        for place, type in enumerate(parameters(self.request)[0]):
            if type == self.type:
                given = np.array([self.run.store.word(row[place], type) for row in self.inputs])
                copies |= 2 * ((outputs == given[order]) & used).sum(axis=1) > counts
        return copies

    def _reads_all(self, words: Array) -> Array:
        """Whether each of several inputs alone changes the output somewhere."""
        reads, at = np.ones(len(words), bool), len(self.inputs)
        for pairs in self.twins:
            twins, originals = words[:, at : at + len(pairs)], words[:, [original for _, original in pairs]]
            reads &= ((twins != originals) & (twins != FAIL) & (originals != FAIL)).any(axis=1)
            at += len(pairs)
        return reads

    # -- making values --------------------------------------------------------------------------

    def dream(self, index: int) -> Dream | None:
        """A drawn pair as values; None if a shorter program does it, or its examples do not tell where a constant comes from."""
        node = int(self.nodes[index])
        term = self.run.reader.node(node)
        if self._has_shorter(node, term) or not purposeful(term):
            return None
        count = self.counts[index]
        places, words = self.rows[index, :count].tolist(), self.outputs[index, :count].tolist()
        value, type = self.run.store.value, self.type
        examples = tuple(Example(self.inputs[place], value(word, type)) for place, word in zip(places, words))
        rare = {part for part in subterms(term) if isinstance(part, Const)} - SURE
        if rare and not rare <= harvest(self.request, examples).keys():
            return None
        return Dream(self.request, examples, term)

    def _has_shorter(self, node: int, term: Term) -> bool:
        """Whether the language as it is has a program for the same outputs that costs less."""
        usual = self.usual.get(int(self.run.store[Frame.NODE_HASH][node]))
        return usual is not None and usual < round(SCALE * self.table.price(strip(term)[1], self.vocabulary))


def purposeful(term: Term) -> bool:
    """Whether all functions inside a program read one of their parameters."""
    return all(_reads(part) for part in subterms(strip(term)[1]) if isinstance(part, Lam))


def _reads(function: Lam) -> bool:
    hints, body = strip(function)
    return min(free_indices(body), default=len(hints)) < len(hints)


def _prices(run: BottomUp) -> dict[int, int]:
    """What the answers that a bank finds cost, by the hash of their outputs."""
    for _ in run.levels():
        pass
    answers = np.array([p.state == 0 for p in run.grammar.productions])
    nodes = np.flatnonzero(answers[run.store[Frame.PRODUCTION][: run.store.nodes]])
    return dict(zip(run.store[Frame.NODE_HASH][nodes].tolist(), run.prices_of(nodes).tolist(), strict=True))


def _twins(inputs: Sequence[Row], chance: Random) -> list[list[tuple[Row, int]]]:
    """For each input, rows that differ in it alone from an original, and the place of that."""
    found: list[list[tuple[Row, int]]] = []
    for place in range(len(inputs[0])):
        found.append([])
        for _ in range(TWINS):
            original = chance.randrange(len(inputs))
            row = inputs[original]
            others = [other[place] for other in inputs if other[place] != row[place]] or [row[place]]
            found[-1].append(((*row[:place], chance.choice(others), *row[place + 1 :]), original))
    return found


def _constants(shown: Sequence[Example], request: Type, chance: Random) -> dict[Const, float]:
    """What the examples offer, and a few invented ones that outputs may show."""
    found = dict(harvest(request, shown))
    for _ in range(3):
        found.setdefault(Const(chance.randint(-20, 100), INT), 3.0)
    if Const("", STR) in found:
        for piece in chance.sample((*PIECES, word(chance), word(chance).capitalize() + " ", word(chance).upper()), 4):
            found.setdefault(Const(piece, STR), 3.0)
    return found


def _bent(grammar: Grammar, base: Sequence[int], chance: Random) -> tuple[int, ...]:
    """Costs of a language of which some words are missing, some dearer than usual, and a few cheap."""
    names = sorted({p.label for p in grammar.productions if p.primitive is not None})
    kept = chance.sample(names, min(len(names), chance.choice(VOCABULARIES)))
    favoured = set(kept[: chance.randint(0, 6)])
    change = {name: chance.choice((-2, -1, 0, 0, 0, 1, 2)) for name in kept}
    found = []
    for production, cost in zip(grammar.productions, base, strict=True):
        name = production.label
        if production.primitive is not None:
            cost = min(cost, FAVOURED) if name in favoured else max(1, cost + change[name]) if name in change else MISSING
        found.append(cost)
    return tuple(found)
