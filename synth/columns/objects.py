"""Machine code on disk: object files, each with one routine, loaded into one engine in about a millisecond."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm


@cache
def _engine() -> Any:
    """What links object files into this process, the runtime's own symbols known to it."""
    from numba.core.registry import cpu_target
    from numba.core.runtime import rtsys

    rtsys.initialize(cpu_target.target_context)
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


def load(path: Path) -> int | None:
    """The address of the routine in a file; None where there is no such file."""
    try:
        symbol, _, code = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine.get_function_address(symbol.decode()) or None


def keep(path: Path, routine: Any) -> None:
    """Write the machine code of a compiled cfunc to a file, whole or not at all."""
    partial = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        partial.write_bytes(routine.native_name.encode() + b"\n" + routine._library._get_compiled_object())
        partial.replace(path)
    except OSError:  # a full disk: compile anew next time
        partial.unlink(missing_ok=True)
