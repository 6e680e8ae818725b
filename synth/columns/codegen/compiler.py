"""From routines to machine code on disk: numba types and lowers them, LLVM optimises a whole object file at once.

Every entry of a file takes and gives int64 words, so that neither numba nor its runtime is needed where the file is
loaded: the few functions of that runtime which compiled code calls are linked in below. Only this module and what it
compiles import numba, and only where something is to be compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import FunctionType
from typing import Any, ClassVar

import llvmlite.binding as llvm
import numpy as np
from numba import njit, types
from numba.core.codegen import AOTCodeLibrary, JITCPUCodegen
from numba.core.compiler_lock import global_compiler_lock
from numba.core.errors import NumbaError
from numba.core.registry import cpu_target

from dsl.characters import Table
from synth.columns.codegen import intrinsics
from synth.columns.codegen.objects import LEVELS, NotCompilable, level

_FAST = {"boundscheck": False, "error_model": "numpy"}
_CHECKED = {"boundscheck": True, "error_model": "python"}
_BARE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_FOREIGN = ("NRT_", "numba_")  # what only a process with numba could link
_RUNTIME = """
declare ptr @malloc(i64)
declare void @free(ptr)

define linkonce_odr ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align) {
  %wide = zext i32 %align to i64
  %more = add i64 %wide, 48
  %total = add i64 %size, %more
  %memory = call ptr @malloc(i64 %total)
  %none = icmp eq ptr %memory, null
  br i1 %none, label %end, label %some
some:
  store i64 1, ptr %memory
  %address = ptrtoint ptr %memory to i64
  %behind = add i64 %address, %more
  %over = urem i64 %behind, %wide
  %first = sub i64 %behind, %over
  %data = inttoptr i64 %first to ptr
  %place = getelementptr i8, ptr %memory, i64 24
  store ptr %data, ptr %place
  br label %end
end:
  ret ptr %memory
}

define linkonce_odr ptr @NRT_MemInfo_alloc_safe_aligned(i64 %size, i32 %align) {
  %memory = call ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 %align)
  ret ptr %memory
}

define linkonce_odr ptr @NRT_MemInfo_alloc(i64 %size) {
  %memory = call ptr @NRT_MemInfo_alloc_aligned(i64 %size, i32 16)
  ret ptr %memory
}

define linkonce_odr ptr @NRT_Allocate(i64 %size) {
  %memory = call ptr @malloc(i64 %size)
  ret ptr %memory
}

define linkonce_odr ptr @NRT_MemInfo_data_fast(ptr %memory) {
  %place = getelementptr i8, ptr %memory, i64 24
  %data = load ptr, ptr %place
  ret ptr %data
}

define linkonce_odr void @NRT_incref(ptr %memory) noinline {
  %none = icmp eq ptr %memory, null
  br i1 %none, label %end, label %some
some:
  %before = load i64, ptr %memory
  %after = add i64 %before, 1
  store i64 %after, ptr %memory
  br label %end
end:
  ret void
}

define linkonce_odr void @NRT_decref(ptr %memory) noinline {
  %none = icmp eq ptr %memory, null
  br i1 %none, label %end, label %some
some:
  %before = load i64, ptr %memory
  %after = sub i64 %before, 1
  store i64 %after, ptr %memory
  %last = icmp eq i64 %after, 0
  br i1 %last, label %free, label %end
free:
  call void @free(ptr %memory)
  br label %end
end:
  ret void
}

define linkonce_odr void @NRT_MemInfo_call_dtor(ptr %memory) {
  call void @free(ptr %memory)
  ret void
}

define linkonce_odr void @NRT_Free(ptr %memory) {
  call void @free(ptr %memory)
  ret void
}
"""


class _Library(AOTCodeLibrary):  # type: ignore[misc]
    """One function as it was lowered, without what it calls: the file that it goes into is linked and optimised as a whole."""

    def add_llvm_module(self, ll_module: Any) -> None:
        """Take the module in as it is."""
        self._final_module.link_in(ll_module)

    def finalize(self) -> None:
        """Nothing: there is more to link."""
        self._finalized = True

    def reached(self) -> dict[_Library, None]:
        """The libraries of all that it calls."""
        found: dict[_Library, None] = {}
        pending = list(self._linking_libraries)
        while pending:
            library = pending.pop()
            if library not in found:
                found[library] = None
                pending += library._linking_libraries
        return found

    def get_pointer_to_function(self, name: str) -> int:
        """None: this code is not for this process."""
        return 0


class _Codegen(JITCPUCodegen):  # type: ignore[misc]
    """Makes code for this machine, to be loaded by address."""

    _library_class = _Library

    def _customize_tm_options(self, options: dict[str, Any]) -> None:
        super()._customize_tm_options(options)
        options["cpu"] = level() if level() in LEVELS else ""

    def _customize_tm_features(self) -> str:
        return ""  # the level says it all

    def _add_module(self, module: Any) -> None:
        pass

    def set_env(self, env_name: str, env: Any) -> None:
        """Nothing: no compiled routine looks at its module."""


@cache
def _codegen() -> _Codegen:
    return _Codegen("synth")


@contextmanager
def _ahead_of_time() -> Iterator[_Codegen]:
    """Have numba lower for files instead of for this process."""
    context, own = cpu_target.target_context, _codegen()
    before, context._internal_codegen = context._internal_codegen, own
    try:
        yield own
    finally:
        context._internal_codegen = before


class _Dispatchers:
    """Routines as numba takes them; those of the engine are lowered once in a process."""

    shared: ClassVar[dict[FunctionType, Any]] = {}

    def __init__(self, checked: bool, meanings: Mapping[FunctionType, FunctionType]) -> None:
        self.checked, self.meanings = checked, meanings
        self.own: dict[FunctionType, Any] = {}

    def of(self, function: FunctionType) -> Any:
        """A routine, with the routines and intrinsics that it calls replaced by theirs."""
        function = self.meanings.get(function, function)
        if hasattr(function, "is_intrinsic"):
            return getattr(intrinsics, function.__name__)
        known = self.shared if hasattr(function, "is_routine") else self.own
        if function not in known:
            known[function] = self._made(function)
        return known[function]

    def _made(self, function: FunctionType) -> Any:
        names = dict(function.__globals__)
        for name in function.__code__.co_names:
            used = names.get(name)
            if isinstance(used, FunctionType):
                names[name] = self.of(used)
            elif isinstance(used, int) and not isinstance(used, bool):
                names[name] = int(used)
            elif isinstance(used, Table):
                names[name] = _constant(used)
        options = _CHECKED if self.checked and not hasattr(function, "is_routine") else _FAST
        return njit(**options, **_BARE)(FunctionType(function.__code__, names, function.__name__, function.__defaults__))


def _constant(table: Table) -> np.ndarray[Any, Any]:
    """A table as numba freezes it into the code, in the narrowest words that hold its numbers."""
    most = max(map(abs, table.numbers))
    return np.array(table.numbers, next(t for t in (np.int8, np.int16, np.int32, np.int64) if most <= np.iinfo(t).max))


def object_code(
    entries: Mapping[str, Callable[..., Any]],
    failed: int,
    checked: bool = False,
    meanings: Mapping[FunctionType, FunctionType] | None = None,
) -> bytes:
    """An object file with a routine for each symbol, which gives `failed` where the routine raises; NotCompilable if one is none.

    With `checked` they raise where they leave an array or divide by zero, and so does what they call but for the engine's own
    routines. `meanings` are functions that stand for others.
    """
    try:
        return _object_code(entries, failed, _Dispatchers(checked, meanings or {}))
    except NumbaError as error:
        raise NotCompilable(str(error)) from error


def _object_code(entries: Mapping[str, Callable[..., Any]], failed: int, dispatchers: _Dispatchers) -> bytes:
    with global_compiler_lock, _ahead_of_time() as codegen:
        whole = codegen.create_library("whole")
        for symbol, function in entries.items():
            assert isinstance(function, FunctionType)
            taken, own = (types.int64,) * function.__code__.co_argcount, dispatchers.of(function)
            own.compile(types.int64(*taken))
            made = own.overloads[taken]
            whole.add_linking_library(made.library)
            whole.add_llvm_module(llvm.parse_assembly(_entry(symbol, made.fndesc.mangled_name, len(taken), failed)))
        return _emitted(whole, codegen, set(entries))


def _entry(symbol: str, native: str, arity: int, failed: int) -> str:
    """The routine as other code calls it, without numba's own convention."""
    given = [f"i64 %a{k}" for k in range(arity)]
    return f"""
        declare i32 @"{native}"({", ".join(["ptr", "ptr", *["i64"] * arity])})
        define i64 @"{symbol}"({", ".join(given)}) {{
          %result = alloca i64
          %fault = alloca ptr
          %status = call i32 @"{native}"({", ".join(["ptr %result", "ptr %fault", *given])})
          %good = icmp eq i32 %status, 0
          %value = load i64, ptr %result
          %answer = select i1 %good, i64 %value, i64 {failed}
          ret i64 %answer
        }}"""


def _emitted(whole: Any, codegen: _Codegen, symbols: set[str]) -> bytes:
    """The library optimised, with nothing left in it but what its entries call."""
    module = whole._final_module
    for library in whole.reached():
        module.link_in(library._get_module_for_linking(), preserve=True)
    module.link_in(llvm.parse_assembly(_RUNTIME))
    for value in (*module.functions, *module.global_variables):
        if not value.is_declaration and value.name not in symbols:
            value.linkage = "internal"
    AOTCodeLibrary._optimize_final_module(whole)
    missing = [f.name for f in whole._final_module.functions if f.is_declaration and f.name.startswith(_FOREIGN)]
    if missing:
        raise NotCompilable(f"compiled code would need {', '.join(missing)}")
    whole._final_module.verify()
    code: bytes = codegen._tm.emit_object(whole._final_module)
    return code
