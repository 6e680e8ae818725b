"""Work in a process of its own, so that the one that searches never loads torch, and a deadline can be kept.

The process is a fresh interpreter, not a fork: native threads that the caller's other libraries started would not survive one.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import TypeVar

from synth.worker import isolate

Answer = TypeVar("Answer")
LEAST = 0.1  # seconds
GLANCE = 0.2  # seconds between two looks whether the work is still wanted


def apart(work: Callable[[], Answer], seconds: float, stopped: Callable[[], bool] = lambda: False) -> Answer | None:
    """What the work, a function of some module or a partial of one, gives; None where it fails, takes longer or is stopped."""
    near, far = Pipe()
    command = [sys.executable, "-m", "synth.apart", str(far.fileno()), str(os.getpid())]
    path = os.pathsep.join(part for part in sys.path if part)
    process = subprocess.Popen(command, pass_fds=[far.fileno()], env={**os.environ, "PYTHONPATH": path})
    far.close()
    try:
        near.send(work)
        end = time.monotonic() + max(LEAST, seconds)
        while not near.poll(max(0.0, min(GLANCE, end - time.monotonic()))):
            if stopped() or time.monotonic() >= end:
                return None
        answer: Answer = near.recv()
        return answer
    except (EOFError, OSError):
        return None
    finally:
        process.kill()
        process.wait()
        near.close()


def main() -> None:
    """The life of the process: one piece of work."""
    channel = Connection(int(sys.argv[1]))
    isolate(int(sys.argv[2]))
    with contextlib.suppress(Exception):  # whoever asked goes on without an answer
        channel.send(channel.recv()())


if __name__ == "__main__":
    main()
