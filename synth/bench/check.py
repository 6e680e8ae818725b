"""`synth bench check`: every compiled kernel against its reference at random inputs, with bounds checks compiled in.

Each primitive runs over a table of random rows three times: the machine code that searches call, with guard words
behind what it may write; the same loop compiled to raise where it leaves an array; and the reference evaluator.
"""

from __future__ import annotations

import ctypes
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np

from dsl.codec import HeapCodec, Unsampled, codec_of
from dsl.domain import domain_names, load_domain
from dsl.evaluate import Failure, compile_term, thaw
from dsl.kernel import FAIL
from dsl.primitives import Primitive, Vocabulary
from dsl.term import Prim
from dsl.type import BOOL, DECIMAL, FLOAT, INT, STR, Con, Type, apply, is_arrow, list_of, parameters, variables
from synth.batch.display import put
from synth.bench.samples import Sampler
from synth.columns.codegen.objects import NotCompilable
from synth.columns.heap import GROWTH, HEAP_SLOTS
from synth.columns.kernels import RAISED, in_heap, kernel
from synth.columns.layout import Frame
from synth.columns.store import Store
from synth.columns.text_order import can_order
from synth.config import BenchConfig
from synth.space.grammar import ordered_on

ROWS = 160  # ordinary rows an instance
LONG_ROWS = 5  # rows at the bounds of length
MOST_FAULTS = 3  # told of a primitive at one type
ANYTHING = (INT, list_of(INT), STR, BOOL, DECIMAL, FLOAT)
CHOICES = {"Num": (INT,), "Ord": (INT, BOOL, STR, DECIMAL, FLOAT)}
GUARD = 256  # words behind what a kernel may write
MARK = -0x5A5A5A5A5A5A5A5B
HEAP = (1 << 17, 1 << 23)  # values and words that kernels may add
WIDEST = 160
ADDRESSED = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * 5)


def main(config: BenchConfig) -> int:
    """Check the kernels of one domain or of all; 1 if any differs from its reference."""
    names = [config.search.domain] if config.search.domain else list(domain_names())
    vocabulary = Vocabulary({p.name: p for name in names for p in load_domain(name).primitives}.values())
    with_kernel = [p for p in vocabulary.values() if p.kernel_function is not None]
    faults = rows = 0
    for p in _shown(with_kernel, config):
        chance = random.Random(f"{config.search.seed} {p.name}")
        for count, fault in check(p, vocabulary, chance):
            rows += count
            if fault is not None:
                faults += 1
                put(json.dumps({"primitive": p.name, "fault": fault}) if config.output.json else f"{p.name}: {fault}")
    without = len(vocabulary) - len(with_kernel)
    summary = {"primitives": len(with_kernel), "rows": rows, "faults": faults, "without_kernel": without}
    text = f"{len(with_kernel)} kernels on {rows} rows: {faults or 'no'} faults ({without} primitives have no kernel)"
    put(json.dumps(summary) if config.output.json else text)
    return 1 if faults else 0


def _shown(primitives: Sequence[Primitive], config: BenchConfig) -> Iterator[Primitive]:
    """The primitives, with a progress bar on a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    silent = config.output.quiet or not console.is_terminal
    yield from track(primitives, "kernels", console=console, transient=True, disable=silent)


def check(
    p: Primitive, vocabulary: Vocabulary, chance: random.Random, rows: int = ROWS, long: int = LONG_ROWS
) -> Iterator[tuple[int, str | None]]:
    """Compare a primitive's kernel with its reference, one type after the other: (rows, fault) pairs."""
    for instance in instances(p):
        texts = ordered_on(p, instance) == STR
        try:
            address, checked = compiled(p, texts)
            table = Table(p, instance, vocabulary, chance, rows, long)
        except Unsampled as unknown:
            yield 0, f"no random values of type {unknown}"
            return
        except (OSError, NotCompilable) as error:
            yield 0, f"does not compile: {_short(' '.join(str(error).split()))}"
            return
        yield len(table.rows), None
        yield from ((0, f"at type {instance}, {fault}") for fault in islice(table.faults(address, checked), MOST_FAULTS))


@lru_cache(maxsize=4)
def compiled(p: Primitive, texts: bool) -> tuple[int, int]:
    """The addresses of a primitive's machine code and of the loop with checks."""
    return kernel(p, texts, make=True).address, kernel(p, texts, checked=True, make=True).address


def instances(p: Primitive) -> list[Type]:
    """Ground types that cover what a primitive's type variables may stand for where its kernel runs."""
    free = list(variables(p.type))
    found = []
    for k in range(len(ANYTHING)):
        chosen = {v.name: (choices := CHOICES.get(v.cls or "", ANYTHING))[(k + j) % len(choices)] for j, v in enumerate(free)}
        found.append(apply(chosen, p.type))
    return [t for t in dict.fromkeys(found) if can_order(p, ordered_on(p, t))]


@dataclass(frozen=True)
class Row:
    """One application: `given` goes to the reference; a tuple of results stands for a function at the kernel."""

    given: tuple[Any, ...]
    results: tuple[Any, ...]  # for each argument that is a function, its results, else None
    failing: int | None = None  # the argument that fails


class Table:
    """Random rows for one primitive at one type, in the form in which kernels take them."""

    def __init__(self, p: Primitive, instance: Type, vocabulary: Vocabulary, chance: random.Random, rows: int, long: int) -> None:
        self.primitive, self.instance = p, instance
        self.types, self.result = parameters(instance)
        own_result = parameters(p.type)[1]
        self.in_scratch = in_heap(own_result)
        self.reference = compile_term(Prim(p.name), vocabulary)
        sampler = Sampler(chance)
        self.rows = [self._row(sampler, k < long) for k in range(rows + long)]
        self.rows += [replace(row, failing=j) for row in self.rows[-3:] for j in range(len(self.types))]
        self.store = Store(1, 1)
        self.columns = [self._column(j) for j in range(len(self.types))]
        self.store.reserve_heap(*HEAP)
        self.room = sum(GROWTH + sum(_length(v) for v in row.given) for row in self.rows)

    # -- rows -----------------------------------------------------------------------------------

    def _row(self, sampler: Sampler, long: bool) -> Row:
        sampler.turn(long)
        plain = [None if is_arrow(t) else sampler.value(t) for t in self.types]
        lists = [v for v, t in zip(plain, self.types) if isinstance(t, Con) and t.name in ("list", "option")]
        items: list[tuple[Any, ...]] = list(zip(*lists, strict=False)) if lists else []
        given: list[Any] = list(plain)
        results: list[Any] = [None] * len(plain)
        for j, type in enumerate(self.types):
            if is_arrow(type):
                width = len(parameters(type)[0])
                placed = [(i, *item) for i, item in enumerate(items)] if width > len(lists) else items
                given[j], results[j] = _function(placed, type, sampler)
        return Row(tuple(given), tuple(results))

    def expected(self, row: Row) -> Any:
        """What the reference says; a Failure where it has no value."""
        if row.failing is None:
            return self.reference(row.given)
        failure = Failure("the argument fails")
        if not self.primitive.lenient or any(r is not None for r in row.results):
            return failure
        assert self.primitive.function is not None
        return self.primitive.function(*(failure if j == row.failing else v for j, v in enumerate(row.given)))

    # -- encoding -------------------------------------------------------------------------------

    def _column(self, j: int) -> tuple[np.ndarray, np.ndarray, np.ndarray] | np.ndarray:
        """The words of an argument; with a function, also the lists of results they stand for."""
        type = self.types[j]
        if not is_arrow(type):
            return np.array([FAIL if row.failing == j else self.store.word(row.given[j], type) for row in self.rows], np.int64)
        result = parameters(type)[1]
        lists = [[FAIL if v is FAIL else self.store.word(v, result) for v in row.results[j]] for row in self.rows]
        words = np.arange(len(lists))
        for k, row in enumerate(self.rows):
            if row.failing == j or (FAIL in lists[k] and not self.primitive.lenient):
                words[k] = FAIL
        start = np.cumsum([0, *map(len, lists)])
        return words, np.array([w for results in lists for w in results], np.int64), start

    def table(self) -> np.ndarray:
        """The addresses through which a kernel reaches the heap and its arguments."""
        found = np.zeros(HEAP_SLOTS + 3 * len(self.columns), np.int64)
        found[:HEAP_SLOTS] = self.store.frame[:HEAP_SLOTS]
        for j, column in enumerate(self.columns):
            at = HEAP_SLOTS + 3 * j
            if isinstance(column, tuple):
                found[at : at + 3] = [part.ctypes.data for part in column]
            else:
                found[at : at + 3] = column.ctypes.data, self.store.frame[Frame.HEAP_DATA], self.store.frame[Frame.HEAP_START]
        return found

    # -- comparing ------------------------------------------------------------------------------

    def faults(self, address: int, checked: int) -> Iterator[str]:
        """Everything that is wrong with the kernel on these rows."""
        out, scratch = (np.full(n + GUARD, MARK, np.int64) for n in (len(self.rows), self.room))
        rows, table = len(self.rows), self.table()
        sizes = table.ctypes.data, rows, out.ctypes.data, scratch.ctypes.data, self.room
        ADDRESSED(address)(*sizes)
        if (out[rows:] != MARK).any() or (scratch[self.room :] != MARK).any():
            yield "it writes behind its room"
        compiled = out[:rows].copy(), scratch[: self.room].copy()
        out[:], scratch[:] = MARK, MARK
        if ADDRESSED(checked)(*sizes) == RAISED:
            yield f"{self._call(int(np.argmax(out == MARK)))} leaves an array or divides by zero"
            return
        for k, (got, safe) in enumerate(zip(self._words(*compiled), self._words(out, scratch))):
            if got != safe:
                yield f"{self._call(k)} comes to something else with bounds checks"
                continue
            value = self.expected(self.rows[k])
            if got != self._encoded(value):
                wanted = "fail" if isinstance(value, Failure) else f"give {_short(repr(thaw(value)))}"
                yield f"{self._call(k)} should {wanted}, the kernel gives {self._decoded(got)}"

    def _words(self, out: np.ndarray, scratch: np.ndarray) -> Iterator[Any]:
        """Each row's result: FAIL, a word, or the words of a list."""
        at = 0
        for word in out[: len(self.rows)].tolist():
            if not self.in_scratch or word == FAIL:
                yield word
                continue
            if not 0 <= word <= self.room - at:
                yield f"length {word}"
                return
            yield scratch[at : at + word].tolist()
            at += word

    def _encoded(self, value: Any) -> Any:
        if isinstance(value, Failure):
            return FAIL
        if not self.in_scratch:
            return self.store.word(value, self.result)
        assert isinstance(self.result, Con)
        codec = codec_of(self.result)
        assert isinstance(codec, HeapCodec)
        return codec.content(value, self.result, self.store)

    def _decoded(self, words: Any) -> str:
        if words == FAIL:
            return "a failure"
        try:
            word = self.store.intern(words) if isinstance(words, list) else words
            return _short(repr(thaw(self.store.value(word, self.result))))
        except (IndexError, ValueError, TypeError):
            return f"the words {_short(repr(words))}"

    def _call(self, k: int) -> str:
        row = self.rows[k]
        shown = [r if r is not None else v for v, r in zip(row.given, row.results)]
        texts = ["failure" if j == row.failing else _short(repr(thaw(v))) for j, v in enumerate(shown)]
        return f"{self.primitive.name}({', '.join(texts)})"


def _function(items: Sequence[tuple[Any, ...]], type: Type, sampler: Sampler) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """A random function, and its results for the given arguments, FAIL where it has none."""
    result = parameters(type)[1]
    known: dict[tuple[Any, ...], Any] = {}
    fails = sampler.chance.random() < 0.2
    for item in items:
        if item not in known:
            known[item] = FAIL if fails and sampler.chance.random() < 0.2 else sampler.value(result, inside=True)

    def function(*arguments: Any) -> Any:
        answer = known[arguments]
        if answer is FAIL:
            raise ValueError("the function fails")
        return answer

    return function, tuple(known[item] for item in items)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, tuple | str) else 0


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST // 2]} … {text[-WIDEST // 4 :]}"
