"""Machine code on disk: object files, linked into this process by LLVM in about a millisecond each."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm

from dsl.syntax import cache_folder


@cache
def folder() -> Path:
    """Where machine code is kept; a fresh folder where the user's cache cannot be written."""
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        if os.access(cache_folder(), os.W_OK):
            return cache_folder()
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="synth-engine-"))


@cache
def processor() -> str:
    """The processor that machine code is for."""
    return f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


@cache
def _engine() -> Any:
    """What links object files into this process."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


def linked(path: Path, make: Callable[[], bytes], symbols: Iterable[str]) -> dict[str, int]:
    """The addresses of the routines in a file, which is made first where there is none."""
    try:
        code = path.read_bytes()
    except OSError:
        code = make()
        _keep(path, code)
    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return {symbol: int(engine.get_function_address(symbol)) for symbol in symbols}


def _keep(path: Path, code: bytes) -> None:
    """Write machine code to a file, whole or not at all."""
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        partial.write_bytes(code)
        partial.replace(path)
    except OSError:  # a full disk: compile anew next time
        partial.unlink(missing_ok=True)
