"""Primitives without a kernel: the Python reference, called row by row behind the address that a kernel would have.

Whatever the reference does wrong fails its row: an exception, a result of another type, out of
bounds, or too long in coming. Arrays never move here, because compiled code is under way: new
nested values go into the room that the store keeps free, and fail their row beyond it.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from dsl.codec import HeapCodec, codec_of
from dsl.evaluate import Failure, result_check
from dsl.kernel import FAIL
from dsl.primitives import Primitive
from dsl.type import INT, Con, Type, is_arrow, parameters
from synth.columns.codegen.objects import Unfit
from synth.columns.heap import HEAP_SLOTS
from synth.columns.kernels import Kernel, in_heap
from synth.columns.store import Store

ROUTINE = ctypes.CFUNCTYPE(*[ctypes.c_int64] * 6)
MOST_DECODED = 1 << 16  # values kept in their Python form
GLANCE = 0.2  # seconds between two looks for machine code
Answers = Callable[[int, int, int, int, int], int]


def interpretable(primitive: Primitive, instance: Type) -> bool:
    """Whether a primitive can be called row by row: first-order, on types whose values have words."""
    arguments, result = parameters(instance)
    return primitive.function is not None and all(_has_words(t) for t in (*arguments, result))


def _has_words(type: Type) -> bool:
    if is_arrow(type) or not isinstance(type, Con):
        return False
    codec = codec_of(type)
    return codec.held and codec.referenced and all(map(_has_words, type.args))


@lru_cache(maxsize=256)
def _run_of(count: int) -> Any:
    return ctypes.c_int64 * count


def _fails(table: int, rows: int, out: int, scratch: int, room: int) -> int:
    return -1


class _Swapped:
    """Answers by the reference until there is machine code, and by that from then on."""

    def __init__(self, answers: Answers, later: Callable[[], Kernel]) -> None:
        self.answers = answers
        self._later: Callable[[], Kernel] | None = later
        self._looked = time.monotonic()

    def __call__(self, *arguments: int) -> int:
        if self._later is not None and time.monotonic() - self._looked > GLANCE:
            self._looked = time.monotonic()
            with suppress(Unfit):
                self.answers, self._later = ctypes.PYFUNCTYPE(*[ctypes.c_int64] * 6)(self._later().address), None
        return self.answers(*arguments)


def _words(address: int, count: int) -> Any:
    """The words that begin at an address, as a writable ctypes array."""
    return _run_of(count).from_address(address)


class Interpreter:
    """Calls references on the values of one store, until no time is left."""

    def __init__(self, store: Store, left: Callable[[], float]) -> None:
        self.store, self.left = store, left
        self._decoded: dict[tuple[int, Type], Any] = {}

    def kernel(self, primitive: Primitive, instance: Type, later: Callable[[], Kernel] | None = None) -> Kernel:
        """A routine with the interface of kernels; one that always fails where the primitive is not interpretable.

        `later` gives machine code that does the same, or raises Unfit as long as there is none.
        """
        result = parameters(instance)[1]
        answers = self._answers(primitive, instance) if interpretable(primitive, instance) else _fails
        answers = _Swapped(answers, later) if later else answers

        def run(table: int, rows: int, out: int, scratch: int, room: int) -> int:
            try:
                return answers(table, rows, out, scratch, room)
            except BaseException:  # nothing may rise through compiled code
                return -1

        routine = ROUTINE(run)
        address = ctypes.cast(routine, ctypes.c_void_p).value
        assert address is not None
        return Kernel(address, in_heap(result), routine)

    def _answers(self, primitive: Primitive, instance: Type) -> Answers:
        """The row loop."""
        types, result = parameters(instance)
        answer, scratched = self._answer(primitive, types, result), in_heap(result)

        def run(table: int, rows: int, out_at: int, scratch: int, room: int) -> int:
            entries = _words(table, HEAP_SLOTS + 3 * len(types))
            columns = [_words(entries[HEAP_SLOTS + 3 * j], rows)[:] for j in range(len(types))]
            out, used, good = _words(out_at, rows), 0, 0
            for r, words in enumerate(zip(*columns)):
                out[r] = FAIL
                value = answer(words)
                if value is None:
                    continue
                try:
                    if not scratched:
                        out[r] = self.word(value, result)
                    else:
                        content = self._content(value, result)
                        if used + len(content) > room:
                            continue
                        _words(scratch + 8 * used, len(content))[:] = content
                        out[r], used = len(content), used + len(content)
                    good += 1
                except (TypeError, ValueError, OverflowError):
                    continue
            return used if good else -1

        return run

    def _answer(self, primitive: Primitive, types: Sequence[Type], result: Type) -> Callable[[Sequence[int]], Any]:
        """What gives the checked result for a row of words, None for a failure."""
        function, check, left = primitive.function, result_check(primitive.type), self.left
        assert function is not None

        def answer(words: Sequence[int]) -> Any:
            if left() <= 0 or (FAIL in words and not primitive.lenient):
                return None
            try:
                values = tuple(self._value(word, type) for word, type in zip(words, types))
                value = function(*values)
                return None if value.__class__ is bool and result == INT else check(value, values)
            except (Exception, SystemExit, GeneratorExit):
                return None

        return answer

    def _value(self, word: int, type: Type) -> Any:
        if word == FAIL:
            return Failure("the argument failed")
        if not in_heap(type):
            return self.store.value(word, type)
        key = (word, type)
        if key not in self._decoded:
            if len(self._decoded) >= MOST_DECODED:
                self._decoded.clear()
            self._decoded[key] = self.store.value(word, type)
        return self._decoded[key]

    def word(self, value: Any, type: Type) -> int:
        """The word of a value that is exactly of a type; a TypeError if it is not, a ValueError without room."""
        assert isinstance(type, Con)
        codec = codec_of(type)
        if not codec.holds(value, type):
            raise TypeError(f"expected {type}, found {value!r}")
        return codec.word(value, type, self)

    def _content(self, value: Any, type: Type) -> list[int]:
        """The words of which a text, list or pair is made."""
        assert isinstance(type, Con)
        codec = codec_of(type)
        if not isinstance(codec, HeapCodec) or not codec.holds(value, type):
            raise TypeError(f"expected {type}, found {value!r}")
        return codec.content(value, type, self)

    def value(self, word: int, type: Type) -> Any:
        """The value behind a word."""
        return self.store.value(word, type)

    def intern(self, run: Sequence[int]) -> int:
        """The number of a run of words; a ValueError without room."""
        id = self.store.intern_within(run)
        if id == FAIL:
            raise ValueError("no room in the heap")
        return id

    def run(self, id: int) -> list[int]:
        """The run of a number."""
        return self.store.run(id)

    def number(self, value: Any) -> int:
        """The number of an opaque value."""
        return self.store.number(value)

    def numbered(self, number: int) -> Any:
        """The opaque value of a number."""
        return self.store.numbered(number)


__all__ = ["Interpreter", "interpretable"]
