"""A night: one bank of programs grown bottom-up on random inputs, and the dreams drawn from it.

Every node that a bank keeps is a program with its outputs, and the cheapest of all that behave like it
on those inputs: what a task's answer should be. So no program is sampled; they are enumerated, in a
language that each night bends (some words dropped, some made cheap, or costs fitted to programs of a
person's shape), and drawn by cost. A second, smaller bank of the language as it is tells which of them
have a shorter equivalent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from dsl.kernel import FAIL
from dsl.primitives import Vocabulary
from dsl.term import Const, Term
from dsl.type import BOOL, INT, STR, Type, list_of, parameters
from synth.columns.layout import Frame
from synth.columns.survey import IDLE, TAKER, sizes, survey
from synth.search.enumeration.directed import Chosen
from synth.search.enumeration.enumerator import MOST_COST
from synth.search.enumeration.extract import TermMemory
from synth.space.budget import Budget
from synth.space.constants import PLAIN, harvest
from synth.space.fitted_prior import Fitted, Use
from synth.space.grammar import Grammar
from synth.space.prior import SCALE, Costs, Table
from synth.space.space import Found, Space
from synth.training.dreams.inputs import Row, manner_of, rows
from synth.training.dreams.texts import word
from tasks.task import Example

Array = np.ndarray[Any, Any]
TWINS = 4  # rows, for each of several inputs, that differ from another row in that input alone
LARGEST = 10**6  # numbers in outputs
LONGEST = 60  # characters of a text; a list has a third as many items at most
SHARES = (0.1, 0.25, 0.5, 1.0)  # of the words that a night speaks
COMMON, PLAINLY = 0.7, 2.0  # the least share of the words that cost no more than that many units
TAKERS = (0, 1, 2, 2, 3, 4, 100)  # words that take functions
FAVOURED = SCALE  # cost of a word that this night likes
MISSING = 1 << 12  # a cost that no level reaches
DEEP, SKEW = MOST_COST, 2.0  # of random growth: the cost it is filed at, how far early programs are preferred
DEAREST = 24 * SCALE  # what a dreamt program costs at most
SPREAD = 0.8  # how far kinds of programs that are few are drawn more often: at 1 all kinds are alike
MOST_RARE = 60  # constants that a mark tells apart
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

    candidates: int = 80_000
    deeper: int = 40_000  # applications to random programs besides
    check: int = 40_000  # candidates of the language as it is
    rows: int = 14
    dreams: int = 2_000
    examples: tuple[int, int] = (2, 10)


class Night:
    """Dreams of one request on one set of inputs: `nodes` [n], `rows` and `outputs` [n, most], `counts` [n]."""

    def __init__(
        self,
        request: Type,
        vocabulary: Vocabulary,
        chance: Random,
        effort: Effort,
        given: Mapping[Const, float] | None = None,
        habits: Mapping[Use, float] | None = None,
    ) -> None:
        """`given` are the constants of a language that has its own; without them they are harvested and invented.

        habits: how often words are used where, to which the costs of the night are fitted; without them chance bends them.
        """
        self.request, self.effort = request, effort
        self.known: dict[int, Any] = {}
        self.inputs = rows(request, chance, effort.rows)
        self.twins = _twins(self.inputs, chance) if len(parameters(request)[0]) > 1 else []
        outputs = manner_of(parameters(request)[1], chance)
        shown = tuple(Example(row, outputs(chance)) for row in [*self.inputs, *(row for pairs in self.twins for row, _ in pairs)])
        constants = _constants(shown, request, chance) if given is None else given
        grammar = Grammar.from_types(request, vocabulary, list(constants))
        self.type = grammar.states[0].type
        plain = Table(constants).costs(grammar).base
        usual = _grown(Space(grammar, Costs(plain), shown), effort.check, vocabulary)
        costs = Costs(_bent(grammar, plain, chance)) if habits is None else Fitted(habits, Table(constants)).costs(grammar)
        self.run = _grown(Space(grammar, costs, shown), effort.candidates, vocabulary)
        random = np.random.default_rng(chance.getrandbits(64))
        _deepen(self.run, effort.deeper, random)
        self.reader = TermMemory(grammar, self.run.store, vocabulary)
        self.rare = [p.value for p in grammar.productions if p.kind == "constant" and p.value not in SURE][:MOST_RARE]
        self._draw(self._spread(self._good(plain, usual), random), random)

    def __len__(self) -> int:
        return len(self.nodes)

    def dreams(self) -> Iterator[Dream]:
        """All of them that are good."""
        return filter(None, map(self.dream, range(len(self))))

    # -- drawing --------------------------------------------------------------------------------

    def _draw(self, nodes: Array, random: np.random.Generator) -> None:
        """Draw for each node the rows that become its examples, and keep those that these tell enough of."""
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

    def _good(self, prices: Sequence[int], usual: Chosen) -> Array:
        """Nodes of the answer's state that apply something and have no part that is idle or a detour."""
        store, grammar = self.run.store, self.run.grammar
        own = np.zeros(store.nodes, np.int64)
        self.price, _ = _survey(self.run, prices, self.rare, own)
        own[self._detours(usual)] = IDLE
        self.price, self.marks = _survey(self.run, prices, self.rare, own)
        answers = np.array([p.state == 0 and p.kind == "apply" for p in grammar.productions])
        fine = answers[store[Frame.PRODUCTION][: store.nodes]] & (self.marks & IDLE == 0) & (self.price <= DEAREST)
        return np.flatnonzero(fine)

    def _detours(self, usual: Chosen) -> Array:
        """Nodes of the outermost scope that cost more than what usually does the same.

        A night without `head` says fold1((x, y) -> x, xs) wherever it wants it; whoever learnt from that would look for folds.
        """
        store, grammar = self.run.store, self.run.grammar
        outermost = np.array([grammar.states[p.state].context == 0 for p in grammar.productions])
        nodes = np.flatnonzero(outermost[store[Frame.PRODUCTION][: store.nodes]])
        theirs = np.flatnonzero(outermost[usual.store[Frame.PRODUCTION][: usual.store.nodes]])
        order = theirs[np.argsort(usual.store[Frame.NODE_HASH][theirs], kind="stable")]
        hashes, own = usual.store[Frame.NODE_HASH][order], store[Frame.NODE_HASH][nodes]
        at = np.minimum(np.searchsorted(hashes, own), len(hashes) - 1)
        return np.asarray(nodes[(hashes[at] == own) & (usual.prices_of(order[at]) < self.price[nodes])])

    def _spread(self, nodes: Array, random: np.random.Generator) -> Array:
        """Some of the nodes in random order, each the more likely the fewer have its cost and root, or functions inside if it has."""
        if len(nodes) == 0:
            return nodes
        roots = self.price[nodes] * len(self.run.grammar.productions) + self.run.store[Frame.PRODUCTION][nodes]
        keys = random.exponential(size=len(nodes)) * (_alike(roots) * _alike(self.marks[nodes] & TAKER)) ** SPREAD
        return np.asarray(nodes[np.argsort(keys, kind="stable")[: SURPLUS * self.effort.dreams]])

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
            fine[fine] = sizes(self.run.store.frame, safe[fine]) <= LARGEST
        return fine

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
        """A drawn pair as values; None if its examples do not tell where a constant comes from."""
        node, count = int(self.nodes[index]), self.counts[index]
        places, words = self.rows[index, :count].tolist(), self.outputs[index, :count].tolist()
        value, type = self.value, self.type
        examples = tuple(Example(self.inputs[place], value(word, type)) for place, word in zip(places, words))
        marks = int(self.marks[node]) & ~TAKER
        if marks and not harvest(self.request, examples).keys() >= {c for bit, c in enumerate(self.rare) if marks >> bit & 1}:
            return None
        return Dream(self.request, examples, self.reader.node(node))

    def value(self, word: int, type: Type) -> Any:
        """The value behind a word, looked up once."""
        if word not in self.known:
            self.known[word] = self.run.store.value(word, type)
        return self.known[word]


def _alike(kinds: Array) -> Array:
    """How many are of the kind of each."""
    _, kind, members = np.unique(kinds, return_inverse=True, return_counts=True)
    return np.asarray(members[kind], float)


def _grown(space: Space, candidates: int, vocabulary: Vocabulary) -> Chosen:
    run = Chosen(space, Budget(candidates), vocabulary)
    for _ in run.levels():
        pass
    return run


def _deepen(run: Chosen, candidates: int, random: np.random.Generator) -> None:
    """Apply the words of this night to random programs of any cost, so that some become much larger than the rest."""
    run.budget.candidates = run.store.candidates + candidates
    plain, takers = ([p for p in kind if run.cost[p.index] < MISSING] for kind in run.productions())
    share = max(1, candidates // max(1, len(plain) + len(takers)))
    asked = {a for p in (*plain, *takers) for a in p.arguments if run.grammar.states[a].context == 0}
    pools = {a: run.nodes(a) for a in sorted(asked)}
    for p in plain:
        if all(len(pools[a]) for a in p.arguments):
            _exhaust(run, run.on(p, DEEP, np.stack([_some(pools[a], share, random) for a in p.arguments], axis=1)))
    for p in takers:
        bodies, few = run.bodies(p), max(1, int(share**0.5))
        if len(bodies) and all(len(pools[a]) for a in p.arguments[1:]):
            others = np.full((few, 3), -1, np.int64)
            for j, a in enumerate(p.arguments[1:]):
                others[:, j] = _some(pools[a], few, random)
            _exhaust(run, run.with_bodies(p, DEEP, np.sort(_some(bodies, few, random)), others))


def _some(nodes: Array, count: int, random: np.random.Generator) -> Array:
    """Random nodes, early ones more often."""
    return np.asarray(nodes[(len(nodes) * random.random(count) ** SKEW).astype(np.int64)])


def _exhaust(run: Chosen, found: Iterator[Found]) -> None:
    for _ in run.until_spent(found):
        pass


def _survey(run: Chosen, prices: Sequence[int], rare: Sequence[Const], own: Array) -> tuple[Array, Array]:
    """Of each node its cost under other prices, and which rare constants it has (a bit each) or IDLE, by its own marks and its parts'."""
    store, grammar = run.store, run.grammar
    place = {constant: 1 << bit for bit, constant in enumerate(rare)}
    count = len(grammar.productions)
    leaves, depth, inner, plain = (np.zeros(count, np.int64) for _ in range(4))
    for p in grammar.productions:
        scope = grammar.contexts[grammar.states[p.state].context]
        if p.kind == "variable":
            depth[p.index] = scope.depth + 1
        elif p.kind == "constant":
            leaves[p.index] = place.get(p.value, 0 if p.value in SURE else IDLE)
        elif p.kind == "apply":
            bodies = [j for j, a in enumerate(p.arguments) if grammar.states[a].context != scope.index]
            plain[p.index] = grammar.states[p.state].type in (INT, BOOL, STR)
            inner[p.index] = sum(1 << j for j in bodies) | (scope.depth + 2) << 4
    found = np.stack([own, own, own])
    survey(store.frame, store.nodes, np.array(prices), leaves, depth, inner, plain, found)
    return found[0], found[1]


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
    """Costs of a language of which many words are missing, some dearer than usual, and a few cheap."""
    scope = [grammar.states[p.state].context for p in grammar.productions]
    words = sorted({(p.primitive.cost, p.label) for p in grammar.productions if p.primitive is not None})
    takers = {p.label for p in grammar.productions if any(grammar.states[a].context > scope[p.index] for a in p.arguments)}
    takers.discard("capture")
    share = chance.choice(SHARES)
    kept = [name for cost, name in words if name not in takers and chance.random() < max(share, COMMON if cost <= PLAINLY else 0.0)]
    higher = sorted(takers)
    higher = chance.sample(higher, min(len(higher), chance.choice(TAKERS)))
    favoured = {*chance.sample(kept, min(len(kept), chance.randint(0, 5))), *(name for name in higher if chance.random() < 0.7)}
    change = {name: chance.choice((-2, -1, 0, 0, 0, 1, 2)) for name in (*kept, *higher)}
    found = []
    for production, cost in zip(grammar.productions, base, strict=True):
        name = production.label
        if production.primitive is not None:
            cost = min(cost, FAVOURED) if name in favoured else max(1, cost + change[name]) if name in change else MISSING
        found.append(cost)
    return tuple(found)
