"""Training in a process of its own, so that the one that searches never loads torch, and a deadline can be kept."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from multiprocessing import get_context
from typing import TypeVar

from synth.worker import isolate

Answer = TypeVar("Answer")
LEAST = 0.1  # seconds


def apart(work: Callable[[], Answer], seconds: float) -> Answer | None:
    """What the work gives in a forked process; None where it fails or takes longer."""
    near, far = get_context("fork").Pipe(duplex=False)
    process = get_context("fork").Process(target=_live, args=(work, far, os.getpid()), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # native thread pools that sleep do no harm to a fork
        process.start()
    far.close()
    try:
        return near.recv() if near.poll(max(LEAST, seconds)) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()
        near.close()


def _live(work: Callable[[], object], far: object, parent: int) -> None:
    isolate(parent)
    far.send(work())  # type: ignore[attr-defined]
