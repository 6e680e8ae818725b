"""Routines: functions written in Python and run as machine code, and the entry points by which Python calls them.

A routine is plain Python until `synth.columns.compiler` takes it up. Entry points that share much are compiled into one
object file, which later processes load without any compiler.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import sys
from collections.abc import Callable
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from dsl.kernel import FAIL
from synth.columns import objects

F = TypeVar("F", bound=Callable[..., Any])
RAISED = FAIL + 1  # what an entry gives where it found no memory


def routine(function: F) -> F:
    """Mark a function that is compiled with the entries that call it."""
    return function


def intrinsic(function: F) -> F:
    """Mark a function that `synth.columns.intrinsics` gives to compiled code; Python has none of its own."""
    return function


class NotCompilable(ValueError):
    """A function says what compiled code cannot."""


class Part:
    """An object file of entry points, made from the sources of this package and of some modules."""

    def __init__(self, name: str, *modules: str) -> None:
        self.name, self.modules = name, modules
        self.entries: dict[str, Entry] = {}

    def entry(self, function: Callable[..., int]) -> Entry:
        """Make an entry point of a routine that takes and gives int64 words."""
        return self.entries.setdefault(function.__name__, Entry(self, function))

    @cached_property
    def file(self) -> Path:
        """Where the machine code is kept, by the version of all that it was made from."""
        here = Path(__file__).parent
        own = [Path(str(sys.modules[m].__file__)) for m in self.modules if m in sys.modules]
        sources = sorted({*here.glob("*.py"), here.parent.parent / "dsl" / "bounds.py", *own})
        return objects.folder() / f"{self.name}-{digest(*(path.read_bytes() for path in sources), machine())}.o"

    @cached_property
    def addresses(self) -> dict[str, int]:
        """Where each entry stands: read from the disk, else compiled (seconds) and written there."""
        for module in self.modules:
            importlib.import_module(module)
        addresses = objects.linked(self.file, self._compiled, map(_symbol, self.entries))
        return {name: addresses[_symbol(name)] for name in self.entries}

    def load(self) -> None:
        """Have the entries in this process."""
        assert self.addresses

    def _compiled(self) -> bytes:
        from synth.columns.compiler import object_code

        return object_code({_symbol(name): entry.function for name, entry in self.entries.items()}, RAISED)


class Entry:
    """A routine that Python calls: arrays are passed by address, everything else as an int64."""

    def __init__(self, part: Part, function: Callable[..., int]) -> None:
        self.part, self.function = part, function

    @cached_property
    def address(self) -> int:
        """Where its machine code stands."""
        return self.part.addresses[self.function.__name__]

    @cached_property
    def _code(self) -> Callable[..., int]:
        words = [ctypes.c_int64] * self.function.__code__.co_argcount  # type: ignore[attr-defined]
        return ctypes.PYFUNCTYPE(ctypes.c_int64, *words)(self.address)

    def __call__(self, *arguments: Any) -> int:
        """Call the machine code; MemoryError where it found no memory."""
        answer = self._code(*[a if a.__class__ is int else _word(a) for a in arguments])
        if answer == RAISED:
            raise MemoryError
        return answer


def _word(argument: Any) -> int:
    if isinstance(argument, np.ndarray):
        if not argument.flags.c_contiguous or argument.dtype.itemsize != 8:
            raise TypeError("compiled code takes rows of 64-bit words without gaps")
        return argument.ctypes.data
    return int(argument)


def _symbol(name: str) -> str:
    return f"synth_{name}"


def digest(*contents: bytes) -> str:
    """A short name for some contents."""
    return hashlib.sha256(b"|".join(contents)).hexdigest()[:16]


def machine() -> bytes:
    """What machine code depends on besides its sources."""
    return "|".join([sys.version, version("numba"), version("llvmlite"), objects.processor()]).encode()
