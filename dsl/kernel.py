"""The names a kernel body may use, with their meaning in plain Python.

A kernel is the fast twin of a primitive's reference (see `dsl.primitives`). Here the names
work on ordinary Python objects, so that a kernel body can be run and tested without a
compiler; `synth.columns.heap` gives the same names their compiled meaning.
"""

from __future__ import annotations

from typing import Any

from dsl.bounds import MAX_LIST, MAX_STEPS, MAX_TEXT

FAIL = -(2**63)
LARGEST = 2**63 - 1
VEIL = 0x211CE0FBADC0FFEE  # bits turned over in the words of bit-vectors, so that FAIL is no number anybody asks for

__all__ = [
    "FAIL",
    "LARGEST",
    "MAX_LIST",
    "MAX_STEPS",
    "MAX_TEXT",
    "add64",
    "item",
    "make",
    "mul64",
    "sub64",
]


def _checked(value: int) -> int:
    return value if -LARGEST <= value <= LARGEST else FAIL


def add64(a: Any, b: Any) -> int:
    """a + b, or FAIL outside 64 bits."""
    return _checked(int(a) + int(b))


def sub64(a: Any, b: Any) -> int:
    """a - b, or FAIL outside 64 bits."""
    return _checked(int(a) - int(b))


def mul64(a: Any, b: Any) -> int:
    """a * b, or FAIL outside 64 bits."""
    return _checked(int(a) * int(b))


def bits_word(value: int) -> int:
    """The word that stands for a bit-vector of 64 bits."""
    return (value - 2 * (value & 2**63)) ^ VEIL


def bits_value(word: int) -> int:
    """The bit-vector that a word stands for."""
    return (word ^ VEIL) & (2**64 - 1)


def item(heap: Any, id: Any) -> Any:
    """The nested list or text behind an opaque element."""
    return heap.item(int(id))


def make(heap: Any, values: Any) -> int:
    """The opaque element that stands for a new nested list or text."""
    return int(heap.make(values))
