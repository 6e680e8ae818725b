"""The execution core: columns of words, compiled kernels, the machine that runs lambda bodies.

Compiled code is cached on disk under a key made of this package's sources, so that a changed
routine is never run from a stale cache.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths if path.exists())).hexdigest()[:16]


def _folders() -> tuple[Path, Path]:
    """Where compiled code is kept, by the version of what it was made from: of the core, and of kernels."""
    import numba

    here = Path(__file__).parent
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "synth-engine"
    shared = [here / "runtime.py", here / "kernels.py", here / "texts.py", here.parent.parent / "dsl" / "bounds.py"]
    core, kernels = base / _digest(sorted(here.glob("*.py"))), base / f"kernels-{_digest(shared)}"
    try:
        core.mkdir(parents=True, exist_ok=True)
        kernels.mkdir(parents=True, exist_ok=True)
    except OSError:  # a read-only home: compile anew in each session
        core = kernels = Path(tempfile.mkdtemp(prefix="synth-engine-"))
    numba.config.CACHE_DIR = str(core)
    return core, kernels


CORE, KERNELS = _folders()
