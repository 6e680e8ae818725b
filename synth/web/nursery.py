"""The process that children are forked from: it has read the words, the guide and the machine code, so that a child searches at once.

It runs no event loop and no thread, which a fork would not survive. The server asks for a child by handing over one end of a pair of
sockets.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import warnings
from collections.abc import Callable
from functools import partial
from math import ceil
from typing import NoReturn

from synth.process import isolate

Work = Callable[[socket.socket], None]


class Nursery:
    """The server's end of the process."""

    def __init__(self, prepare: Callable[[], None], work: Work, seconds: float) -> None:
        """Forks it: `prepare` is done there once, `work` in each child with its socket, for so many seconds at most."""
        self._near, far = socket.socketpair()
        parent = os.getpid()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # native thread pools that sleep do no harm to a fork
            self.pid = os.fork()
        if self.pid == 0:
            self._near.close()
            _live(far, parent, prepare, partial(_work, work, ceil(seconds)))
        far.close()

    def child(self) -> socket.socket:
        """The server's end of a socket to a new child; OSError where the process is gone."""
        near, far = socket.socketpair()
        with far:
            try:
                socket.send_fds(self._near, [b"."], [far.fileno()])
            except OSError:
                near.close()
                raise
        return near

    def gone(self) -> bool:
        """Whether the process has ended: its end of the channel is closed then."""
        try:
            return not self._near.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except ConnectionError:  # it had not read all that it was handed
            return True

    def end(self) -> None:
        """Ends the process, and with it its children."""
        self._near.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


def _live(channel: socket.socket, parent: int, prepare: Callable[[], None], child: Callable[[socket.socket, int], NoReturn]) -> NoReturn:
    """The whole life of the process: a child for each socket that comes, until the server is gone."""
    try:
        isolate(parent)
        prepare()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are collected by the system
        own = os.getpid()
        while True:
            _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
            if not descriptors:
                break
            with socket.socket(fileno=descriptors[0]) as connection:
                if os.fork() == 0:
                    channel.close()
                    child(connection, own)
    finally:
        os._exit(0)


def _work(work: Work, seconds: int, connection: socket.socket, parent: int) -> NoReturn:
    """The whole life of a child."""
    try:
        isolate(parent)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.alarm(seconds)
        work(connection)
    finally:
        os._exit(0)
