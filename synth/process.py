"""Processes: what cuts a child loose and what it holds; and a call in a process of its own, so that who searches never loads torch.

That process is a fresh interpreter, not a fork: native threads that the caller's other libraries started would not survive one.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import mmap
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import Any, TypeVar

PR_SET_PDEATHSIG = 1
Answer = TypeVar("Answer")
LEAST = 0.1  # seconds
GLANCE = 0.2  # seconds between two looks whether the work is still wanted


def apart(
    work: Callable[..., Answer],
    seconds: float,
    stopped: Callable[[], bool] = lambda: False,
    heard: Callable[[Any], None] | None = None,
) -> Answer | None:
    """What the work, a function of some module or a partial of one, gives; None where it fails, takes longer or is stopped.

    With `heard` the work is given a function of one argument, and what it tells that is heard here.
    """
    near, far = Pipe()
    command = [sys.executable, "-m", "synth.process", str(far.fileno()), str(os.getpid())]
    path = os.pathsep.join(part for part in sys.path if part)
    process = subprocess.Popen(command, pass_fds=[far.fileno()], env={**os.environ, "PYTHONPATH": path})
    far.close()
    try:
        near.send((work, heard is not None))
        end = time.monotonic() + max(LEAST, seconds)
        while True:
            if near.poll(max(0.0, min(GLANCE, end - time.monotonic()))):
                done, told = near.recv()
                if done:
                    answer: Answer = told
                    return answer
                assert heard is not None
                heard(told)
            if stopped() or time.monotonic() >= end:
                return None
    except (EOFError, OSError):
        return None
    finally:
        process.kill()
        process.wait()
        near.close()


def isolate(parent: int) -> None:
    """Cuts the child loose from the caller's signals and streams, and ties its life to the parent's."""
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    faulthandler.disable()
    tie(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    sys.stdout = open(os.devnull, "w", encoding="utf8")  # noqa: SIM115 - lives as long as the process
    sys.stderr = sys.__stderr__
    warnings.simplefilter("ignore")


def tie(parent: int) -> None:
    """Has this process killed when its parent ends, which it may have done already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def lead() -> None:
    """Makes the process lead a session, so that what a user's primitive starts can be ended with it.

    RLIMIT_NPROC would not do: it counts all processes of the user and does not bind root. A group is ended as one,
    however fast it forks; what forks its way into a group of its own dies with the process that it left.
    """
    os.setsid()
    parent = os.getpid()

    def note() -> None:
        nonlocal parent
        parent = os.getpid()

    os.register_at_fork(before=note, after_in_child=lambda: tie(parent))


def resident(pid: int) -> int:
    """Resident bytes of a process, 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * mmap.PAGESIZE
    except (OSError, IndexError):
        return 0


def data_bytes() -> int:
    """Bytes of data that this process has asked for, 0 where the system does not tell."""
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii", errors="replace") as file:
        fields = dict(line.split(":", 1) for line in file)
        return int(fields["VmData"].split()[0]) << 10
    return 0


def main() -> None:
    """The life of the process: one piece of work."""
    channel = Connection(int(sys.argv[1]))
    isolate(int(sys.argv[2]))
    with contextlib.suppress(Exception):  # whoever asked goes on without an answer
        work, talks = channel.recv()
        channel.send((True, work(lambda told: channel.send((False, told))) if talks else work()))


if __name__ == "__main__":
    main()
