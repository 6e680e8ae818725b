"""Texts joined out of pieces, most of which a chain of operations makes of one input.

A chain applies one operation after the other to an input text; what else an operation takes is a constant or an input.
There are few enough chains to go through them deeper than through all programs, in a grammar and a bank of their own.
The wanted texts are then paths of pieces (FlashFill, Gulwani 2011): chains, other programs, parts of a text between two
places of an input, and literals that all wanted texts share. The cheapest path wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dsl.evaluate import compile_term
from dsl.primitives import Primitive
from dsl.term import App, Const, Lam, Prim, Term, Var, strip
from dsl.term import replace as exchange
from dsl.traits import Trait
from dsl.type import INT, STR, TOKEN, Type, arrow
from synth.columns.layout import Frame
from synth.search.enumeration.enumerator import BottomUp
from synth.search.strings.occurrences import distinct, occurring
from synth.search.strings.paths import LITERAL, PIECE, Prices, cheapest
from synth.space.budget import Budget
from synth.space.constants import TORN
from synth.space.grammar import Grammar, Production, State
from synth.space.prior import SCALE, UNKNOWN, Costs
from synth.space.space import Fit, Level, Space

NAME = "chains"
PIECES, INPUTS, MARKS, NEW, PLACES, POSITIONS, TOKENS = range(7)  # the states of the grammar of chains
STATES = tuple(State(i, 0, t) for i, t in enumerate((STR, STR, STR, STR, INT, INT, TOKEN)))
HOMES: dict[Type, tuple[int, ...]] = {  # of inputs; of constants but for the first two of a text
    STR: (PIECES, INPUTS, MARKS, NEW),
    INT: (PLACES, POSITIONS),
    TOKEN: (TOKENS,),
}
BESIDE: dict[Type, int] = {STR: MARKS, INT: PLACES, TOKEN: TOKENS}  # what an operation takes beside the text
JOIN, CUT = arrow(STR, STR, STR), arrow(INT, INT, STR, STR)  # how paths use operations that join texts and cut them
NEAR, FAR = range(-5, 6), range(-30, 31)  # places that operations and parts may name
MOST_CHARACTERS = 20
SHARE = 4  # of candidates, for each that the run of all programs made: its next level makes about that many
GROWTH = 1.5  # of the bank, before paths are sought anew
MOST_PIECES = 20_000
MOST_OTHERS = 2000  # pieces that other programs make
MOST_SOURCES = 24
MOST_POSITIONS = 400
LOOKED_THROUGH = 3000  # chains, for texts as long as an input
PATIENCE = 3000  # vectors gone on from
HASTES = (0, 30, 100)  # hundredths: the cheapest path first, else one that is found sooner
LEAST_EXAMPLES = 3  # what fewer texts share may be chance
LONGEST = 400  # wanted texts beyond it are not taken apart
MOST_UNLIKE = 4  # chains in place of one part of a program
CONSTANT = 1  # what constants and inputs cost in the order of the search, whatever their price


@dataclass(frozen=True)
class Language:
    """The chains among the programs of a space, and the price of each production: its cost among all programs."""

    space: Space
    prices: np.ndarray


def language(space: Space) -> Language | None:
    """The chains among the programs of a space; None where no input is a text."""
    built: list[Production] = []
    prices: list[int] = []

    def add(p: Production, price: int, state: int, arguments: tuple[int, ...] = ()) -> None:
        built.append(replace(p, index=len(built), state=state, arguments=arguments))
        prices.append(price)

    for p, price in zip(space.grammar.productions, space.costs.base, strict=True):
        for state, arguments in _roles(space.grammar, p):
            add(p, price, state, arguments)
    known = {(p.state, p.value) for p in built if p.kind == "constant"}
    for state, constant in _constants(space):
        if (state, constant) not in known:
            add(Production(0, state, "constant", value=constant), int(SCALE * UNKNOWN), state)
    if not any(p.kind == "variable" and p.state == PIECES for p in built):
        return None
    grammar = Grammar(space.grammar.request, space.grammar.contexts[:1], STATES, tuple(built))
    costs = tuple(price if p.kind == "apply" else CONSTANT for p, price in zip(built, prices))
    carried = tuple(replace(space.shown[0], inputs=row, output="") for row in space.carried)
    return Language(Space(grammar, Costs(costs), (*space.shown, *carried)), np.array(prices, np.int64))


def _roles(grammar: Grammar, p: Production) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The states of chains that a production makes values of, and those of its arguments there."""
    states = [grammar.states[s] for s in (p.state, *p.arguments)]
    if any(s.context != 0 or s.type not in BESIDE for s in states):
        return
    result, *arguments = (s.type for s in states)
    if p.kind != "apply":
        yield from ((home, ()) for home in (HOMES[result][2:] if result == STR and p.kind == "constant" else HOMES[result]))
        return
    beside = [BESIDE[t] for t in arguments]
    if result == TOKEN:
        yield TOKENS, tuple(beside)
    elif arguments[-1] == STR and p.primitive is not None and not p.primitive.traits & {"joins", "lengthens"}:  # paths join
        if "replaces" in p.primitive.traits and arguments[-2:-1] == [STR]:
            beside[-2] = NEW
        beside[-1] = PIECES if result == STR else INPUTS
        yield (PIECES if result == STR else POSITIONS), tuple(beside)
        if "cuts" in p.primitive.traits and p.instance == CUT:  # out of an input between any two places
            yield PIECES, (POSITIONS, POSITIONS, INPUTS)


def _constants(space: Space) -> Iterator[tuple[int, Const]]:
    """Places, the marks that inputs have, and the characters that outputs have, those first that came from nowhere."""
    yield from ((PLACES, Const(n, INT)) for n in NEAR)
    yield from ((POSITIONS, Const(n, INT)) for n in FAR)
    given = ["".join(v for v in e.inputs if isinstance(v, str)) for e in space.shown]
    marks = Counter(c for text in given for c in sorted(set(text)) if not c.isalnum())
    made = Counter(c for text, e in zip(given, space.shown) for c in sorted(set(e.output) - set(text)))
    made.update(sorted(set.intersection(*(set(e.output) for e in space.shown))))
    yield from ((MARKS, Const(c, STR)) for c, _ in marks.most_common(MOST_CHARACTERS))
    yield from ((NEW, Const(c, STR)) for c, _ in made.most_common(MOST_CHARACTERS))


def _parts(term: Term) -> Iterator[Term]:
    """The applications in a program that stand in no function, and the inputs among what they take."""
    if isinstance(term, App):
        if not isinstance(term.function, Lam):
            yield term
        yield from (argument for argument in term.arguments if isinstance(argument, Var))
        for argument in term.arguments:
            yield from _parts(argument)


@dataclass(frozen=True)
class Kept:
    """Columns of kept programs, cheapest first."""

    words: np.ndarray  # int64 [programs, rows]
    costs: np.ndarray
    nodes: np.ndarray  # below zero: a program from outside, as ~index

    def first(self, count: int) -> Kept:
        """The cheapest so many."""
        return Kept(self.words[:count], self.costs[:count], self.nodes[:count])


class Chains:
    """The chains of one task, brought up beside the run of all programs, and the paths through the wanted texts."""

    def __init__(self, outer: BottomUp) -> None:
        self.outer = outer
        self.joins, self.cuts = self._operation("joins", JOIN), self._operation("cuts", CUT)
        chains = language(outer.space) if self._applies() else None
        self.run: BottomUp | None = None
        self.looked = self.best = 0
        if chains is None or self.joins is None:
            return
        space = chains.space
        self.best = 1 << 30
        self.budget = Budget(None, outer.budget.deadline, outer.store.limit // 2)
        outer.store.limit -= self.budget.bytes
        self.run = BottomUp(space, self.budget, outer.vocabulary)
        outer.eager = self.run.eager = True  # any program may be a piece, so all columns are looked at
        self.goals = self.run.goal_words[: len(outer.space.shown)]  # without those of rows that are only carried
        self.levels = self.run.levels()
        self.state_of = np.array([p.state for p in space.grammar.productions], np.int64)
        self.seen = self.seen_outside = 0
        none = np.empty(0, np.int64)
        self.own_price = chains.prices
        self.price = none  # of each chain kept
        self.useful = {PIECES: none, POSITIONS: none}  # nodes
        self.others: list[tuple[int, int]] = []  # cost and node of pieces that other programs make
        self.other_words = np.empty((0, len(self.goals)), np.int64)
        cost_of = {p.label: cost for p, cost in zip(outer.grammar.productions, outer.cost, strict=True) if p.state == 0}
        self.join = cost_of[self.joins.name]
        self.part = -1 if self.cuts is None else cost_of[self.cuts.name]
        self.literal = int(SCALE * UNKNOWN) if len(outer.space.shown) >= LEAST_EXAMPLES else -1

    def _operation(self, trait: Trait, type: Type) -> Primitive | None:
        """The primitive of a trait and type that makes answers, None where there is none."""
        made = (p.primitive for p in self.outer.grammar.productions if p.state == 0 and p.kind == "apply" and p.instance == type)
        return next((p for p in made if p is not None and trait in p.traits), None)

    def _applies(self) -> bool:
        lengths = [len(e.output) for e in self.outer.space.shown] if self.outer.grammar.states[0].type == STR else []
        return self.joins is not None and bool(lengths) and max(lengths) <= LONGEST

    # -- the bank of chains ---------------------------------------------------------------------

    def advance(self, reached: int) -> Iterator[Fit]:
        """Go through SHARE chains for each other program there was, and look for paths; none counts as cheaper than what was reached."""
        if self.run is None:
            return
        outer = self.outer
        while self.run.store.candidates <= SHARE * outer.store.candidates and self.level():
            yield from self.look(reached)

    def level(self) -> bool:
        """One more level of chains; False at their end."""
        assert self.run is not None
        outer = self.outer
        self.budget.deadline, self.budget.ceiling = outer.budget.deadline, outer.budget.ceiling
        if outer.budget.candidates is not None:
            self.budget.candidates = self.run.store.candidates + outer.budget.candidates_left()
        found = next((e for e in self.levels if isinstance(e, Level)), None)
        self._set_prices()
        outer.beside = self.run.store.candidates
        outer.budget.stats.full |= self.budget.stats.full
        outer.watch()
        return found is not None

    def _set_prices(self) -> None:
        """Price the new chains, whose parts are older."""
        assert self.run is not None
        store, seen = self.run.store, len(self.price)
        new = self.own_price[store[Frame.PRODUCTION][seen : store.nodes]]
        kinds = store[Frame.PRODUCTION][seen : store.nodes]
        arguments = store[Frame.ARGUMENTS][seen : store.nodes]
        applied = np.array([p.kind == "apply" for p in self.run.grammar.productions])[kinds]
        for column in arguments.T if seen else ():
            has = applied & (column >= 0)
            new[has] += self.price[column[has]]
        self.price = np.concatenate((self.price, new))

    def _update(self) -> None:
        """Note which new chains are pieces of the wanted texts or places, and which other programs are pieces."""
        assert self.run is not None
        store = self.run.store
        states = self.state_of[store[Frame.PRODUCTION][self.seen : store.nodes]]
        for state in (PIECES, POSITIONS):
            nodes = np.nonzero(states == state)[0] + self.seen
            if state == PIECES:
                nodes = nodes[self._occur(self.run, nodes, self.goals)]
            self.useful[state] = np.concatenate((self.useful[state], nodes))
        self.seen = store.nodes
        self._update_others()

    def _occur(self, run: BottomUp, nodes: np.ndarray, goals: np.ndarray) -> np.ndarray:
        """Which programs of a run give, on every row, something that stands in the wanted text."""
        heap, masks = run.store.heap, np.zeros(len(nodes), np.int64)
        places = run.store[Frame.PLACE][nodes]
        occurring(run.store[Frame.CELLS], len(nodes), places, heap.data, heap.start, len(goals), goals, True, masks)
        return masks > 0

    def _update_others(self) -> None:
        assert self.run is not None
        outer, store = self.outer, self.outer.store
        own = np.array([p.state for p in outer.grammar.productions], np.int64)
        nodes = np.nonzero(own[store[Frame.PRODUCTION][self.seen_outside : store.nodes]] == 0)[0] + self.seen_outside
        self.seen_outside = store.nodes
        room = MOST_OTHERS - len(self.others)
        nodes = nodes[self._occur(outer, nodes, outer.goal_words)][:room] if room > 0 else nodes[:0]
        if not len(nodes):
            return
        self.others += zip(outer.prices_of(nodes).tolist(), nodes.tolist())
        rows = len(outer.goal_words)
        words = [[self.run.store.word(store.value(int(w), STR), STR) for w in store.column(n, rows)] for n in nodes.tolist()]
        self.other_words = np.concatenate((self.other_words, np.array(words, np.int64)))

    # -- paths ----------------------------------------------------------------------------------

    def look(self, reached: int) -> Iterator[Fit]:
        """The cheapest path through the wanted texts, if the bank has grown and it is cheaper than those before."""
        run = self.run
        assert run is not None
        if run.store.nodes <= GROWTH * self.looked:
            return
        self.looked = run.store.nodes
        self._update()
        pieces, sources, positions = self._pieces(), self._sources(), self._positions()
        edges, total = self._path(pieces, sources, positions)
        if len(edges):
            self.best = total
            *rest, term = (self._edge(edge, pieces, sources, positions) for edge in edges)
            assert self.joins is not None
            while rest:
                term = App(Prim(self.joins.name), (rest.pop(), term))
            yield Fit(run.close(term), max(self.best, reached), NAME)

    # -- what is the same on the shown rows alone -----------------------------------------------

    def unlike(self, fit: Fit) -> Iterator[Fit]:
        """The program with a part replaced by a chain that does the same on the shown rows, but not on all that are carried."""
        if self.run is None or not self.outer.space.carried:
            return
        inputs, pieces = [example.inputs for example in self.run.space.shown], self._all_pieces()
        body = strip(fit.term)[1]
        for part in dict.fromkeys(_parts(body)):
            run = compile_term(self.run.close(part), self.outer.vocabulary)
            values = [run(row) for row in inputs]
            for other, costs in self._equals(values, pieces):
                yield Fit(self.run.close(exchange(body, part, other)), fit.cost + costs, fit.strategy)

    def _equals(self, values: Sequence[Any], nodes: np.ndarray) -> Iterator[tuple[Term, int]]:
        """Some of the cheapest of these chains that have the values on the shown rows, each others on carried ones, with their costs."""
        assert self.run is not None
        shown, store = len(self.goals), self.run.store
        if any(not isinstance(value, str) for value in values[:shown]):
            return
        words = np.array([store.word(value, STR) for value in values], np.int64)
        places = store[Frame.PLACE][nodes]
        same = np.ones(len(nodes), bool)
        for row in range(shown):
            same[same] = store[Frame.CELLS][places[same] + row] == words[row]
        own = nodes[same]
        found = {tuple(words.tolist())}
        for node in own[np.argsort(self.price[own], kind="stable")].tolist():
            column = tuple(store.column(node, len(words)).tolist())
            if column not in found:
                found.add(column)
                yield self._term(node), int(self.price[node])
            if len(found) > MOST_UNLIKE:
                return

    def _all_pieces(self) -> np.ndarray:
        """The nodes of all chains that make texts."""
        assert self.run is not None
        return np.nonzero(self.state_of[self.run.store[Frame.PRODUCTION][: len(self.price)]] == PIECES)[0]

    def _path(self, *tables: Kept) -> tuple[list[list[int]], int]:
        """The edges of the cheapest path that is found, and its cost; no edges if there is none cheaper than before."""
        assert self.run is not None
        prices = Prices(self.join, self.part, literal=self.literal, torn=int(SCALE * TORN))
        most = min(self.best - 1, self.outer.budget.ceiling)
        own = [(table.words, table.costs) for table in tables]
        return cheapest(self.run.store.heap, self.goals, own, prices, PATIENCE, most, ends=True, hastes=HASTES)

    def _edge(self, edge: list[int], pieces: Kept, sources: Kept, positions: Kept) -> Term:
        """The program that an edge stands for."""
        kind, first, second, third = edge
        if kind == PIECE:
            return self._term(int(pieces.nodes[first]))
        if kind == LITERAL:
            return Const(self.outer.space.shown[0].output[first : first + second], STR)
        places = (self._term(int(positions.nodes[k])) for k in (second, third))
        assert self.cuts is not None
        return App(Prim(self.cuts.name), (*places, self._term(int(sources.nodes[first]))))

    def _term(self, node: int) -> Term:
        assert self.run is not None
        reader = self.run.reader.node(node) if node >= 0 else self.outer.reader.node(self.others[~node][1])
        return strip(reader)[1]

    def _columns(self, nodes: np.ndarray, most: int) -> Kept:
        """Some chains, those with equal values once."""
        assert self.run is not None
        store, rows = self.run.store, np.arange(len(self.goals))
        places = store[Frame.PLACE][nodes]
        first = np.empty(most, np.int64)
        own = first[: distinct(store[Frame.CELLS], len(places), places, len(rows), rows, most, first)]
        words = store[Frame.CELLS][places[own][:, None] + rows[None, :]]
        return Kept(words, self.price[nodes[own]], nodes[own])

    def _pieces(self) -> Kept:
        """What stands in all wanted texts."""
        kept = self._columns(self.useful[PIECES], MOST_PIECES)
        words = np.concatenate((kept.words, self.other_words))
        costs = np.concatenate((kept.costs, np.array([cost for cost, _ in self.others], np.int64)))
        nodes = np.concatenate((kept.nodes, ~np.arange(len(self.others))))
        order = np.argsort(costs, kind="stable")
        return Kept(words[order], costs[order], nodes[order])

    def _sources(self) -> Kept:
        """Texts as long as an input on all rows, so that places of the input are places of theirs."""
        run = self.run
        assert run is not None
        kept = self._columns(self._all_pieces()[:LOOKED_THROUGH], LOOKED_THROUGH)
        lengths = run.store.heap.start[kept.words + 1] - run.store.heap.start[kept.words]
        texts = [i for i, v in enumerate(run.space.shown[0].inputs) if isinstance(v, str)]
        given = [np.array([len(e.inputs[i]) for e in self.outer.space.shown]) for i in texts]
        chosen = np.any([(lengths == g).all(axis=1) for g in given], axis=0).nonzero()[0][:MOST_SOURCES]
        return Kept(kept.words[chosen], kept.costs[chosen], kept.nodes[chosen])

    def _positions(self) -> Kept:
        """Places, those behind the end of an input counted back from there left out."""
        kept = self._columns(self.useful[POSITIONS], 4 * MOST_POSITIONS)
        return kept.first(MOST_POSITIONS)
