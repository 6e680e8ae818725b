"""What `synth.columns.codegen.compiler` takes from numba beyond its public interface; pyproject's bound on numba rests on this."""

from __future__ import annotations

import ctypes
import inspect
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from dsl.kernel import FAIL
from synth.columns.codegen import compiler, objects
from synth.columns.codegen.objects import NotCompilable

ROOT = Path(__file__).parent.parent


def test_the_private_parts_of_numba_are_as_they_were() -> None:
    from numba.core.codegen import AOTCodeLibrary, CPUCodegen, JITCPUCodegen
    from numba.core.registry import cpu_target

    for name in ("add_linking_library", "_optimize_final_module", "_get_module_for_linking"):
        assert callable(getattr(AOTCodeLibrary, name)), name
    for name in ("_customize_tm_options", "_customize_tm_features", "_add_module", "set_env"):
        assert callable(getattr(JITCPUCodegen, name)), name
    assert "self._tm = tm" in inspect.getsource(CPUCodegen._init)
    assert hasattr(cpu_target.target_context, "_internal_codegen")
    library = compiler._codegen().create_library("probe")
    assert isinstance(library, AOTCodeLibrary)
    assert {"_final_module", "_linking_libraries"} <= set(vars(library))


def test_the_bound_on_numba_is_the_version_that_was_looked_at() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (bound,) = (line for line in wanted if line.startswith("numba"))
    least, most = bound.removeprefix("numba>=").split(",<")
    assert version("numba").startswith(f"{least}.")
    assert float(most) == pytest.approx(float(least) + 0.01)


def test_the_build_requires_what_the_constraints_pin() -> None:
    pinned = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    for name in ("lark", "llvmlite", "networkx", "numba", "numpy"):
        assert f"{name}=={pinned[name]}" in required


def probe_sum(first: int, second: int) -> int:
    return first + second


def probe_fault(first: int) -> int:
    if first > 3:
        raise ValueError("too much")
    return -first


def probe_text(first: int) -> int:
    return len(str(first)) + len(repr({first: "x"}))


def linked(symbol: str, arity: int) -> ctypes._CFunctionType:  # type: ignore[name-defined]
    return ctypes.PYFUNCTYPE(*[ctypes.c_int64] * (arity + 1))(objects.address(symbol))


def test_a_routine_is_lowered_linked_and_called() -> None:
    objects.link(compiler.object_code({"probe_sum": probe_sum, "probe_fault": probe_fault}, FAIL))
    assert linked("probe_sum", 2)(2**40, -1) == 2**40 - 1
    assert [linked("probe_fault", 1)(n) for n in (3, 4)] == [-3, FAIL]


def test_what_needs_the_runtime_of_numba_is_refused() -> None:
    with pytest.raises(NotCompilable):
        compiler.object_code({"probe_text": probe_text}, FAIL)
