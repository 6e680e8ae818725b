"""Routines: functions written in Python and run as machine code, and the entry points by which Python calls them.

A routine is plain Python until `synth.columns.codegen.compiler` takes it up. Entry points that share much are compiled into one
object file, which processes load without any compiler.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import numpy as np

from dsl.kernel import FAIL
from synth.columns.codegen import objects
from synth.columns.codegen.objects import Missing, Unfit

F = TypeVar("F", bound=Callable[..., Any])
RAISED = FAIL + 1  # what an entry gives where it found no memory
Routines = Mapping[str, Callable[..., int]]  # by symbol


def routine(function: F) -> F:
    """Mark a function that is compiled with the entries that call it."""
    function.is_routine = True  # type: ignore[attr-defined]
    return function


def intrinsic(function: F) -> F:
    """Mark a function that `synth.columns.codegen.intrinsics` gives to compiled code; Python has none of its own."""
    function.is_intrinsic = True  # type: ignore[attr-defined]
    return function


class ObjectFile(ABC):
    """Routines that are compiled together, kept under a name, and linked together."""

    failed = RAISED  # what a routine gives where it raises
    checked = False  # whether routines raise where they leave an array or divide by zero
    meanings: Mapping[FunctionType, FunctionType] = {}  # what compiled code has in place of some functions

    def __init__(self, name: str) -> None:
        self.name = name
        self._linked = False

    @abstractmethod
    def routines(self) -> Routines:
        """What is compiled, by symbol; the symbols of different files differ."""

    def available(self) -> bytes:
        """The code that shipped or that the user's folder holds; Unfit says what is wrong with the first that there is."""
        try:
            return objects.read(objects.SHIPPED, self.name)
        except Unfit as shipped:
            try:
                return objects.read(objects.cache_folder(), self.name)
            except Missing:
                raise shipped from None

    def build(self, folder: Path) -> bytes:
        """The code in a folder, compiled and written there unless it is good already; one process at a time makes it."""
        from synth.columns.codegen.compiler import object_code

        with objects.locked(folder, self.name):
            with suppress(Unfit):
                return objects.read(folder, self.name)
            routines = self.routines()
            code = object_code(routines, self.failed, self.checked, self.meanings)
            objects.write(folder, self.name, code, sources(routines.values()))
        return code

    def load(self, make: bool = False) -> None:
        """Have the code in this process; Unfit where there is none, unless it may be made here and now."""
        if self._linked:
            return
        try:
            code = self.available()
        except Unfit:
            if not make:
                raise
            code = self.build(objects.cache_folder())
        objects.link(code)
        self._linked = True

    def address(self, symbol: str) -> int:
        """Where a routine stands, its file being loaded."""
        return objects.address(symbol)


class Part(ObjectFile):
    """The object file of the entry points of some modules of the engine."""

    def __init__(self, name: str, *modules: str) -> None:
        super().__init__(name)
        self.modules = modules
        self.entries: dict[str, Entry] = {}

    def entry(self, function: Callable[..., int]) -> Entry:
        """Make an entry point of a routine that takes and gives int64 words."""
        return self.entries.setdefault(function.__name__, Entry(self, function))

    def routines(self) -> Routines:
        """Its entries."""
        for module in self.modules:
            importlib.import_module(module)
        return {entry.symbol: entry.function for entry in self.entries.values()}


class Entry:
    """A routine that Python calls: arrays are passed by address, everything else as an int64."""

    def __init__(self, part: Part, function: Callable[..., int]) -> None:
        self.part, self.function, self.symbol = part, function, f"synth_{function.__name__}"

    @cached_property
    def address(self) -> int:
        """Where its machine code stands."""
        self.part.load(make=True)
        return self.part.address(self.symbol)

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


def sources(routines: Any) -> set[Path]:
    """The files of the package that some routines are made from: all of the execution core, and where they and what they call stand."""
    own = Path(__file__).parents[1]
    found = {*own.rglob("*.py"), objects.ROOT / "dsl" / "bounds.py", objects.ROOT / "dsl" / "kernel.py"}
    pending, seen = [r for r in routines if isinstance(r, FunctionType)], set()
    while pending:
        function = pending.pop()
        if function in seen:
            continue
        seen.add(function)
        module = sys.modules.get(function.__module__)
        path = Path(getattr(module, "__file__", None) or objects.ROOT.parent)
        if path.is_relative_to(objects.ROOT) and path.is_file():
            found.add(path)
        used = (function.__globals__.get(name) for name in function.__code__.co_names)
        pending += [made for value in used if isinstance(made := getattr(value, "make", value), FunctionType)]
    return found
