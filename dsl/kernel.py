"""The names a kernel body may use, with their meaning in plain Python.

A kernel is the fast twin of a primitive's reference (see `dsl.primitives`). Here the names
work on ordinary Python objects, so that a kernel body can be run and tested without a
compiler; `synth.columns.heap` gives the same names their compiled meaning.
"""

from __future__ import annotations

from math import isfinite
from struct import pack, unpack
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
    "float_of",
    "float_word",
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


def float_word(value: Any) -> int:
    """The word of a float: its bits, those of a negative one as a number below zero, so that words are in the order of values.

    -0.0 has the word of 0.0; NaN and infinities have none, which is FAIL. No other float comes to FAIL.
    """
    if not isfinite(value):
        return FAIL
    bits: int = unpack("<q", pack("<d", abs(value)))[0]
    return -bits if value < 0 else bits


def float_of(word: Any) -> float:
    """The float of a word."""
    size: float = unpack("<d", pack("<q", abs(int(word))))[0]
    return -size if word < 0 else size


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
