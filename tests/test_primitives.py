"""The list domain and what it includes: examples, completeness, and every kernel equal to its reference."""

from __future__ import annotations

import doctest
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.bounds import MAX_INT, MAX_LIST, MAX_STEPS
from dsl.domain import load_domain
from dsl.evaluate import Failure, evaluate, thaw
from dsl.kernel import FAIL
from dsl.primitives import Primitive
from dsl.term import Prim
from dsl.type import BOOL, INT, Con, Type, apply, list_of, parameters, variables

VOCABULARY = load_domain("lists").vocabulary
ALL = [pytest.param(p, id=name) for name, p in sorted(VOCABULARY.items())]
LOOP = "the search runs its function step by step, over many lists at once"
WITHOUT_KERNEL = {"fold": LOOP, "fold1": LOOP, "scan": LOOP, "scan1": LOOP, "iterate": LOOP, "while": LOOP, "unfold": LOOP}
LAZY = ("if", "and", "or")  # lenient in their arguments, not in what a function says of an item
TWINS = [pytest.param(p, id=p.name) for p in VOCABULARY.values() if p.indexed]
WITH_KERNEL = [pytest.param(p, id=name) for name, p in sorted(VOCABULARY.items()) if p.kernel_function]


class Heap:
    """Nested lists: equal ones have the same id."""

    def __init__(self) -> None:
        self.ids: dict[tuple[int, ...], int] = {}

    def make(self, words: Any) -> int:
        return self.ids.setdefault(tuple(int(w) for w in words), 1000 + len(self.ids))

    def item(self, id: int) -> np.ndarray:
        return array(list(self.ids)[id - 1000])


def array(words: Any) -> np.ndarray:
    words = np.array(words, dtype=np.int64)
    words.flags.writeable = False
    return words


def word(value: Any, heap: Heap) -> np.int64:
    """A value as one word: a list is an opaque element."""
    if value is FAIL:
        return np.int64(FAIL)
    return np.int64(heap.make([word(v, heap) for v in value]) if isinstance(value, list) else value)


def value_of(word: Any, type: Type, heap: Heap) -> Any:
    if isinstance(type, Con) and type.name == "list":
        return [value_of(w, type.args[0], heap) for w in heap.item(int(word))]
    assert type == INT or word in (0, 1)
    return bool(word) if type == BOOL else int(word)


def is_list(type: Type) -> bool:
    return isinstance(type, Con) and type.name == "list"


def run_reference(p: Primitive, arguments: list[Any]) -> Any:
    """What the evaluator makes of the primitive; None for a failure."""
    answer = evaluate(Prim(p.name), arguments, VOCABULARY)
    return None if isinstance(answer, Failure) else thaw(answer)


def run_kernel(p: Primitive, arguments: list[Any], result: Type) -> Any:
    """What the kernel makes of the arguments, functions given by their results; None for a failure."""
    heap = Heap()
    declared, own_result = parameters(p.type)
    encoded: list[Any] = []
    for type, value in zip(declared, arguments, strict=True):
        whole = is_list(type) or isinstance(value, tuple)
        encoded.append(array([word(v, heap) for v in value]) if whole else word(value, heap))
    kernel: Any = p.kernel_function
    if "heap" in kernel.__code__.co_varnames[: kernel.__code__.co_argcount]:
        encoded.append(heap)
    out = np.full(MAX_LIST + max((len(v) for v in arguments if isinstance(v, list | tuple)), default=0), -1, dtype=np.int64)
    with np.errstate(over="raise"):
        answer = kernel(*encoded, out) if is_list(own_result) else kernel(*encoded)
    if answer == FAIL:
        return None
    if is_list(own_result) and isinstance(result, Con):
        return [value_of(w, result.args[0], heap) for w in out[:answer]]
    return value_of(answer, result, heap)


# Random arguments: type variables stand for numbers, truth values or lists, ordered ones for the first two.
NUMBERS = st.integers(-3, 5) | st.sampled_from([7, 10, 64, 407, MAX_INT, -MAX_INT, MAX_INT // 2 + 1, -(2**62), 2**32, -(2**31)])


def values(type: Type) -> st.SearchStrategy[Any]:
    if is_list(type):
        return st.lists(values(type.args[0]), max_size=6 if type.args[0] in (INT, BOOL) else 4)  # type: ignore[union-attr]
    return NUMBERS if type == INT else st.booleans()


def ground(p: Primitive, data: st.DataObject) -> Type:
    choices = {
        v.name: data.draw(st.sampled_from([INT, BOOL] if v.cls == "Ord" else [INT, INT, BOOL, list_of(INT)])) for v in variables(p.type)
    }
    return apply(choices, p.type)


def tabulated(type: Type, items: list[tuple[Any, ...]], may_fail: bool, data: st.DataObject) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """A random function, and its results for the given arguments, FAIL where it has none."""
    result = parameters(type)[1]
    table: dict[str, Any] = {}
    for item in items:
        if repr(item) not in table:
            table[repr(item)] = FAIL if may_fail and data.draw(st.integers(0, 5)) == 0 else data.draw(values(result))

    def function(*arguments: Any) -> Any:
        answer = table[repr(tuple(thaw(a) for a in arguments))]
        if answer is FAIL:
            raise ValueError("the function fails")
        return tuple(map(freeze_list, answer)) if isinstance(answer, list) else answer

    return function, tuple(table[repr(item)] for item in items)


def freeze_list(value: Any) -> Any:
    return tuple(map(freeze_list, value)) if isinstance(value, list) else value


def draw_arguments(types: tuple[Type, ...], data: st.DataObject) -> tuple[list[Any], list[Any]]:
    """Arguments for the reference and for the kernel: they differ in the functions."""
    plain = [None if isinstance(t, Con) and t.name == "->" else data.draw(values(t)) for t in types]
    lists = [v for v, t in zip(plain, types, strict=True) if is_list(t)]
    given, kernel_given = list(plain), list(plain)
    for k, type in enumerate(types):
        if plain[k] is None:
            items: list[tuple[Any, ...]] = list(zip(*lists, strict=False))
            if len(parameters(type)[0]) > len(lists):
                items = [(i, *item) for i, item in enumerate(items)]
            given[k], kernel_given[k] = tabulated(type, items, data.draw(st.booleans()), data)
    return given, kernel_given


@pytest.mark.parametrize("p", ALL)
def test_examples_hold(p: Primitive) -> None:
    names = {p.function.__name__: p}
    test = doctest.DocTestParser().get_doctest(p.function.__doc__, names, p.name, None, None)
    assert test.examples
    assert p.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


@pytest.mark.parametrize("p", ALL)
def test_is_complete(p: Primitive) -> None:
    assert p.doc.split("\n")[0].endswith(".")
    assert 1.0 <= p.cost <= 5.0
    assert p.cost - 2.0 <= p.body_cost
    assert (p.kernel_function is None) == (p.name in WITHOUT_KERNEL)
    assert (p.loop is not None) == (p.name in WITHOUT_KERNEL)


@pytest.mark.parametrize("p", TWINS)
def test_an_indexed_twin_takes_the_place_first(p: Primitive) -> None:
    twin = VOCABULARY[p.indexed or ""]
    (own, *rest), result = parameters(p.type)
    (function, *others), twin_result = parameters(twin.type)
    assert str(function) == f"int -> {own}"
    assert (list(map(str, others)), str(twin_result)) == (list(map(str, rest)), str(result))
    assert twin.cost > p.cost


@pytest.mark.parametrize("p", [v for v in WITH_KERNEL if v.id not in LAZY])
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_kernel_equals_reference(p: Primitive, data: st.DataObject) -> None:
    types, result = parameters(ground(p, data))
    given, kernel_given = draw_arguments(types, data)
    failing = any(isinstance(v, tuple) and any(r is FAIL for r in v) for v in kernel_given)
    expected = run_reference(p, given)
    if failing and not p.lenient:
        assert expected is None
    else:
        assert run_kernel(p, kernel_given, result) == expected


FULL = list(range(MAX_LIST))
LONG = [1] * (MAX_LIST + 1)
BOUNDS = [
    ("cons", [1, FULL[1:]]), ("cons", [1, FULL]), ("snoc", [FULL[1:], 1]), ("snoc", [FULL, 1]),
    ("append", [FULL, []]), ("append", [FULL, [1]]), ("append", [[], LONG]), ("interleave", [FULL[1:], [1]]), ("interleave", [FULL, [1]]),
    ("insert_at", [0, 1, FULL[1:]]), ("insert_at", [0, 1, FULL]), ("range", [MAX_LIST]), ("range", [MAX_LIST + 1]), ("range", [MAX_INT]),
    ("range_from", [1, MAX_LIST]), ("range_from", [0, MAX_LIST]), ("range_from", [-MAX_INT, MAX_INT]), ("range_from", [MAX_INT, -MAX_INT]),
    ("range_from", [MAX_INT - 1, MAX_INT]), ("repeat", [1, MAX_LIST]), ("repeat", [1, MAX_LIST + 1]), ("repeat", [1, MAX_INT]),
    ("replicate", [[1, 2], MAX_LIST // 2]), ("replicate", [[1, 2], MAX_LIST // 2 + 1]), ("replicate", [[1, 2], MAX_INT]),
    ("replicate", [[], MAX_INT]), ("flatten", [[FULL, []]]), ("flatten", [[FULL, [1]]]), ("transpose", [[FULL, FULL]]),
    ("transpose", [[LONG, LONG]]), ("transpose", [[[x, x] for x in LONG]]), ("split_on", [1, LONG[2:]]), ("split_on", [1, LONG[1:]]),
    ("split_on", [0, LONG]), ("take", [MAX_INT, LONG]), ("drop", [-MAX_INT, LONG]), ("slice", [MAX_INT, -MAX_INT, FULL]),
    ("slice", [-MAX_INT, MAX_INT, LONG]), ("rotate", [-MAX_INT, LONG]), ("every_nth", [MAX_INT, LONG]), ("chunks", [MAX_INT, FULL]),
    ("windows", [MAX_INT, FULL]), ("reverse", [LONG]), ("sort", [LONG]), ("unique", [LONG + FULL]), ("digits", [MAX_INT]),
    ("from_digits", [[9] * 18]), ("from_digits", [[9] * 19]), ("from_digits", [[0] * 30 + [7]]), ("power", [2, 62]), ("power", [2, 63]),
    ("power", [-2, 63]), ("power", [-1, MAX_INT]), ("power", [-1, MAX_INT - 1]), ("power", [0, MAX_INT]), ("power", [3, MAX_INT]),
    ("sum", [[MAX_INT, MAX_INT, -MAX_INT]]), ("sum", [[-MAX_INT, -1]]), ("sum", [[-MAX_INT, -1, 1]]), ("sum", [[MAX_INT] * 50]),
    ("product", [[MAX_INT, MAX_INT, 0]]), ("product", [[2**62, -2]]), ("product", [[-(2**62), 1, -1]]), ("divide", [-MAX_INT, -1]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments"), BOUNDS, ids=lambda v: v if isinstance(v, str) else "")
def test_kernel_equals_reference_at_the_bounds(name: str, arguments: list[Any]) -> None:
    p = VOCABULARY[name]
    choices = {v.name: INT for v in variables(p.type)}
    assert run_kernel(p, arguments, parameters(apply(choices, p.type))[1]) == run_reference(p, arguments)


@pytest.mark.parametrize("name", LAZY)
def test_lazy_primitives_pass_failures_on(name: str) -> None:
    p = VOCABULARY[name]
    failure = Failure("some reason")
    for arguments in itertools.product([True, False, failure], repeat=p.arity):
        answer = p.function(*arguments)
        words = [np.int64(FAIL if a is failure else a) for a in arguments]
        assert p.kernel_function(*words) == (FAIL if answer is failure else int(answer))


@pytest.mark.parametrize("p", [v for v in ALL if v.values[0].commutative or v.values[0].associative])
def test_commutative_and_associative_as_declared(p: Primitive) -> None:
    types, _ = parameters(p.type)
    values = {"bool": [False, True], "int": [-3, 0, 2, 7]}.get(str(types[0]), [[], [1], [2, 1]])
    for a, b, c in itertools.product(values, repeat=3):
        if p.commutative:
            assert p(a, b) == p(b, a)
        if p.associative:
            assert p(p(a, b), c) == p(a, p(b, c))


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("iterate", [lambda x: x + 1, MAX_STEPS, 0], MAX_STEPS),
        ("iterate", [lambda x: x + 1, MAX_STEPS + 1, 0], None),
        ("iterate", [lambda x: x + 1, -1, 5], 5),
        ("while", [lambda x: x < MAX_STEPS, lambda x: x + 1, 0], MAX_STEPS),
        ("while", [lambda x: x <= MAX_STEPS, lambda x: x + 1, 0], None),
        ("unfold", [lambda x: x + 1, lambda x: x == MAX_STEPS, 0], list(range(MAX_STEPS))),
        ("unfold", [lambda x: x + 1, lambda x: x > MAX_STEPS, 0], None),
        ("unfold", [lambda x: x + 1, lambda x: True, 0], []),
        ("fold", [lambda a, x: a * 2 + x, 0, [1, 0, 1]], 5),
        ("fold", [lambda a, x: a, 7, []], 7),
        ("fold1", [lambda a, x: a, []], None),
        ("fold1", [lambda a, x: a - x, [1]], 1),
        ("scan", [lambda a, x: a + x, 1, []], []),
        ("scan1", [lambda a, x: a + x, []], []),
        ("scan1", [lambda a, x: min(a, x), [3, 1, 2]], [3, 1, 1]),
    ],
)  # fmt: skip
def test_loops_and_their_bounds(name: str, arguments: list[Any], expected: Any) -> None:
    assert run_reference(VOCABULARY[name], arguments) == expected
