"""The execution core: values and words, compiled kernels against references, and a store that grows without a trace."""

from __future__ import annotations

import ctypes
import random
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.bounds import MAX_INT
from dsl.domain import load_domain
from dsl.evaluate import Failure, compile_term
from dsl.kernel import FAIL
from dsl.parsing import parse_type
from dsl.primitives import Primitive, Vocabulary, primitive
from dsl.term import Const
from dsl.type import INT, STR, Con, Type
from synth.bench.check import Table, check, compiled, instances
from synth.bench.workloads import value as random_value
from synth.columns.heap import GROWTH
from synth.columns.layout import BLOCK, Frame
from synth.columns.store import Store
from synth.search.enumeration import enumerator
from synth.search.enumeration.enumerator import CHECK, BottomUp
from synth.space.budget import Budget
from synth.space.grammar import Grammar, ordered_on
from synth.space.prior import Uniform
from synth.space.space import Fit, Found, Level, Space
from tasks.task import Example

# -- values and words ---------------------------------------------------------------------------

TYPES = ("int", "bool", "str", "list(int)", "list(bool)", "list(list(str))", "pair(int, str)", "list(pair(int, bool))")
ONE_STORE = Store(1, 1)


def values(type: Type) -> st.SearchStrategy[Any]:
    assert isinstance(type, Con)
    match type.name:
        case "int":
            return st.integers(-MAX_INT, MAX_INT)
        case "bool":
            return st.booleans()
        case "str":
            return st.text(max_size=20)
        case "pair":
            return st.tuples(*map(values, type.args))
    return st.lists(values(type.args[0]), max_size=6).map(tuple)


@pytest.mark.parametrize("text", TYPES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_word_stands_for_its_value(text: str, data: st.DataObject) -> None:
    type = parse_type(text)
    first, second = data.draw(values(type)), data.draw(values(type))
    words = ONE_STORE.word(first, type), ONE_STORE.word(second, type)
    assert [ONE_STORE.value(w, type) for w in words] == [first, second]
    assert (words[0] == words[1]) == (first == second)


def test_lists_of_numbers_that_differ_in_few_bits_are_different_lists() -> None:
    bits = [0, -1, MAX_INT, 2**62, -(2**62), 2**32, -MAX_INT]
    every = {(a, b, c): ONE_STORE.word((a, b, c), parse_type("list(int)")) for a in bits for b in bits for c in bits}
    assert len(set(every.values())) == len(every)


# -- kernels ------------------------------------------------------------------------------------

VOCABULARY = load_domain("text").vocabulary
REPRESENTATIVE = [
    "add",
    "divide",
    "power",
    "if",
    "sum",
    "product",
    "take",
    "append",
    "unique",
    "sort",
    "sort_by",
    "maximum",
    "at_or",
    "flatten",
    "chunks",
    "group_by",
    "filter",
    "zip_with",
    "any",
    "take_while",
    "range",
    "split",
    "join",
    "replace_all",
    "to_text",
]


@pytest.mark.parametrize("name", REPRESENTATIVE)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_machine_code_says_what_the_reference_says(name: str, seed: int) -> None:
    p, chance = VOCABULARY[name], random.Random(seed)
    instance = chance.choice(instances(p)[:2])
    table = Table(p, instance, VOCABULARY, chance, rows=40, long=1)
    assert list(table.faults(*compiled(p, ordered_on(p, instance) == STR))) == []


@primitive("list(int) -> int")
def second(xs: Any) -> Any:
    """The item at place 1."""
    return xs[1]


@second.kernel
def _(xs: Any) -> Any:
    return xs[1]


@primitive("list(int) -> list(int)")
def padded(xs: Any) -> Any:
    """The items, as they are."""
    return xs


@padded.kernel
def _(xs: Any, out: Any) -> Any:
    for i in range(len(xs) + 5000):
        out[i] = xs[i] if i < len(xs) else 0
    return len(xs)


@primitive("int -> int -> int")
def share(a: Any, b: Any) -> Any:
    """The quotient, rounded down."""
    return a // b


@share.kernel
def _(a: Any, b: Any) -> Any:
    return a // b


@primitive("int -> int")
def larger(a: Any) -> Any:
    """The next number."""
    return a + 1


@larger.kernel
def _(a: Any) -> Any:
    return a + 1 if a < 9 else a


@pytest.mark.parametrize(
    ("p", "fault"),
    [(second, "leaves an array"), (padded, "leaves an array"), (share, "divides by zero"), (larger, "should give")],
    ids=lambda v: str(v),
)
def test_the_check_finds_what_is_wrong_with_a_kernel(p: Primitive, fault: str) -> None:
    found = [text for _, text in check(p, Vocabulary([p]), random.Random(1)) if text]
    assert found
    assert all(fault in text for text in found)


# -- a store that grows -------------------------------------------------------------------------


class Tight(Store):
    """A store that begins with next to no room, and has a mark behind every array that grows."""

    MARK = 0xA5
    BEHIND = 512  # bytes at most

    def __init__(self, productions: int, rows: int) -> None:
        self.marks: dict[Frame, np.ndarray] = {}
        super().__init__(productions, rows)
        self._heap(2, 8)
        for entry in (Frame.PRODUCTION, Frame.PLACE, Frame.PLACED, Frame.NODE_SLOT, Frame.NODE_HASH, Frame.CELLS):
            self._region(entry, 1, self[entry].dtype)
        self._region(Frame.ARGUMENTS, 1, np.int32, 4)
        self._table(Frame.SLOTS, 2)
        self[Frame.COUNTERS][2:5] = 1, 1, 1

    def _set(self, entry: Frame, array: np.ndarray) -> None:
        self.intact()
        super()._set(entry, array)
        if entry in self.regions:
            room = min(self.BEHIND, self.regions[entry].bytes - array.nbytes)
            behind = (ctypes.c_uint8 * room).from_address(array.ctypes.data + array.nbytes)
            self.marks[entry] = np.frombuffer(behind, np.uint8)
            self.marks[entry][:] = self.MARK

    def _take(self, sizes: dict[Frame, int]) -> bool:
        self.intact()
        for entry in sizes:
            self.marks[entry][:] = 0
            self.marks[entry] = self.marks[entry][:0]
        return super()._take(sizes)

    def intact(self) -> None:
        """Nothing was written behind an array."""
        for entry, mark in self.marks.items():
            assert (mark == self.MARK).all(), entry.name


class Roomy(Store):
    """A store with room for all that a small search keeps."""

    def __init__(self, productions: int, rows: int) -> None:
        super().__init__(productions, rows)
        self.reserve(1 << 16, rows, 1 << 19, 1 << 24)


# -- small searches -----------------------------------------------------------------------------


def space(request: str, words: str, *constants: int, outputs: Any = None) -> tuple[Space, Vocabulary]:
    """A space over a few primitives, with random examples that ask for nothing reachable unless outputs are given."""
    vocabulary = Vocabulary(VOCABULARY[name] for name in words.split())
    grammar = Grammar.from_types(parse_type(request), vocabulary, [Const(c, INT) for c in constants])
    chance = random.Random(request)
    inputs = [tuple(random_value(t, chance) for t in grammar.contexts[0].variables) for _ in range(5)]
    wanted = outputs or [random_value(grammar.states[0].type, chance, strange=True)] * 5
    shown = [Example(i, o(*i) if callable(o) else o) for i, o in zip(inputs, wanted)]
    return Space(grammar, Uniform().costs(grammar), tuple(shown)), vocabulary


def searched(it: tuple[Space, Vocabulary], candidates: int) -> tuple[BottomUp, list[Found]]:
    run = BottomUp(it[0], Budget(candidates), it[1])
    return run, list(run.levels())


SPACES = {
    "first-order": space("list(int) -> int -> list(int)", "reverse sort take cons append sum add maximum at negate", 1),
    "nested lists": space("list(int) -> list(list(int))", "prefixes chunks windows reverse rotate head take length", 2),
    "lambdas": space("list(int) -> list(int)", "map map_indexed filter filter_indexed add multiply less sum range", 1, 2),
    "text": space("str -> str", "concat_text upper words join split first_character replace_all text_length prefix", 1),
}
CANDIDATES = 20_000


@pytest.mark.parametrize("name", SPACES)
def test_growth_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    for store in (Tight, Store, Roomy):
        monkeypatch.setattr(enumerator, "Store", store)
        runs.append(searched(SPACES[name], CANDIDATES)[0])
    tight = runs[0].store
    assert isinstance(tight, Tight)
    tight.intact()
    assert tight.nodes > 2 * BLOCK
    for run in runs[1:]:
        nodes = min(run.store.nodes, tight.nodes)  # the budget is looked at between calls, and those are cut where room ends
        assert nodes > 0.95 * tight.nodes
        for entry in (Frame.PRODUCTION, Frame.ARGUMENTS):
            assert (run.store[entry][:nodes] == tight[entry][:nodes]).all()


def columns(run: BottomUp) -> list[tuple[int, tuple[int, ...]]]:
    """The state and the words of every node, those included that were put off."""
    for bank in run.banks:
        for state, cost in tuple(bank.segments):
            run.settled(bank, state, cost)
    assert not run.pending
    found = []
    for node in range(run.store.nodes):
        state = run.grammar.states[run.grammar.productions[run.store[Frame.PRODUCTION][node]].state]
        found.append((state.index, tuple(run.store.column(node, run.banks[state.context].rows).tolist())))
    return found


@pytest.mark.parametrize("name", SPACES)
def test_no_two_nodes_of_a_state_are_equal(name: str) -> None:
    run, _ = searched(SPACES[name], CANDIDATES)
    assert Counter(columns(run)).most_common(1)[0][1] == 1


@pytest.mark.parametrize("name", SPACES)
def test_no_node_fails_on_every_row(name: str) -> None:
    run, _ = searched(SPACES[name], CANDIDATES)
    assert not [column for _, column in columns(run) if set(column) == {FAIL}]


@pytest.mark.parametrize("name", SPACES)
def test_a_column_is_what_its_program_gives(name: str) -> None:
    run, _ = searched(SPACES[name], CANDIDATES)
    late = {node for segment in run.pending for node in (segment.first, segment.end - 1)}
    assert all(set(run.store.column(node, 5).tolist()) == {FAIL} for node in late)
    for node, (index, words) in enumerate(columns(run)):
        state = run.grammar.states[index]
        if state.context or (node % 50 and node not in late):
            continue
        program = compile_term(run.reader.node(node), SPACES[name][1])
        for example, word in zip(SPACES[name][0].shown, words):
            value = program(example.inputs)
            assert isinstance(value, Failure) if word == FAIL else run.store.value(word, state.type) == value


@pytest.mark.parametrize("name", SPACES)
def test_the_same_search_twice_keeps_the_same_programs(name: str) -> None:
    first, second = (searched(SPACES[name], CANDIDATES) for _ in range(2))
    assert first[1] == second[1]
    assert (first[0].store[Frame.ARGUMENTS][: first[0].store.nodes] == second[0].store[Frame.ARGUMENTS][: second[0].store.nodes]).all()


REACHABLE = {
    "first-order": (
        "list(int) -> int -> list(int)",
        "reverse sort take cons append sum add maximum at negate",
        lambda xs, n: (*sorted(xs)[:2][::-1], n),
    ),
    "lambdas": (
        "list(int) -> list(int)",
        "map map_indexed filter filter_indexed add multiply less sum range",
        lambda xs: tuple(x * x + x for x in xs),
    ),
}


@pytest.mark.parametrize("name", REACHABLE)
def test_costs_never_fall_and_every_fit_is_right(name: str) -> None:
    request, words, target = REACHABLE[name]
    it = space(request, words, 1, 2, outputs=[target] * 5)
    _, events = searched(it, 400_000)
    costs = [e.cost for e in events if isinstance(e, Fit | Level)]
    assert costs == sorted(costs)
    fits = [e for e in events if isinstance(e, Fit)]
    assert fits
    for fit in fits:
        program = compile_term(fit.term, it[1])
        assert [program(e.inputs) for e in it[0].shown] == [e.output for e in it[0].shown]


@pytest.mark.parametrize("most", [1, 1000, 30_000])
def test_a_budget_of_candidates_is_kept(most: int) -> None:
    run, _ = searched(SPACES["first-order"], most)
    assert most <= run.store.candidates < most + CHECK


def test_the_widest_row_of_text_fits_the_scratch() -> None:
    run, _ = searched(space("str -> str", "repeat_text concat_text replace_all to_int", 1000, 4096), 4000)
    assert int(run.store.frame[Frame.SCRATCH_ROOM]) >= run.banks[0].rows * GROWTH
