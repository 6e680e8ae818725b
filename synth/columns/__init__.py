"""The execution core: columns of words, compiled kernels, the machine that runs lambda bodies.

Compiled code is cached on disk under a key made of this package's sources, so that a changed
routine is never run from a stale cache.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from dsl.syntax import cache_folder


def _digest(paths: Iterable[Path], versions: Iterable[str] = ()) -> str:
    contents = [path.read_bytes() for path in paths]
    return hashlib.sha256(b"".join([*contents, *(v.encode() for v in versions)])).hexdigest()[:16]


def _folders() -> tuple[Path, Path]:
    """Where compiled code is kept, by the version of what it was made from: of the core, and of kernels."""
    import llvmlite
    import numba
    from llvmlite.binding import get_host_cpu_features, get_host_cpu_name

    here = Path(__file__).parent
    base = cache_folder()
    compiled = [path for path in sorted(here.glob("*.py")) if b"@njit" in path.read_bytes()]
    shared = [here / "runtime.py", here / "kernels.py", here / "texts.py", here.parent.parent / "dsl" / "bounds.py"]
    machine = [sys.version, numba.__version__, llvmlite.__version__, get_host_cpu_name(), get_host_cpu_features().flatten()]
    core, kernels = base / _digest(compiled, machine), base / f"kernels-{_digest(shared, machine)}"
    try:
        core.mkdir(parents=True, exist_ok=True)
        kernels.mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only home: compile anew in each session
        core = kernels = Path(tempfile.mkdtemp(prefix="synth-engine-"))
    numba.config.CACHE_DIR = str(core)
    return core, kernels


CORE, KERNELS = _folders()
