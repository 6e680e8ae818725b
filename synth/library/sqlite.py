"""SQLite as a back end: one file, any number of processes on one machine. (Not on a network file system: its locks fail there.)

Write-ahead log, full synchronisation: what a transaction kept survives a killed process and a power cut.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from synth.faults import Misuse, require
from synth.library.entry import Damaged
from synth.library.schema import Run

PATIENCE = 120.0  # seconds that a writer waits for others
PAUSE = 0.003  # seconds between two tries: SQLite's own waiting backs off to 0.1, and starves some of many writers
SAVE = "save what is whole by `synth library export FILE`, or restore it from a copy"
Answer = TypeVar("Answer")

BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_TOOBIG})
BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
CLOSED = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})


class Sqlite:
    """A library's file, or with the path ":memory:" one that is gone when it is closed."""

    types: Mapping[str, str] = MappingProxyType({"serial": "INTEGER PRIMARY KEY AUTOINCREMENT", "blob": "BLOB"})

    def __init__(self, path: str, create: bool) -> None:
        self.name, self.path = path, path
        if path != ":memory:":
            require(create or os.path.exists(path), f"there is no library {path}")
            folder = os.path.dirname(path) or "."
            require(os.path.isdir(folder), f"cannot make the library {path}: there is no folder {folder}")
        with self._explained():
            self.connection = sqlite3.connect(path, timeout=0, isolation_level=None, cached_statements=64)
            self.connection.text_factory = partial(str, encoding="utf8", errors="replace")  # a broken text fails its row's hash
            if self._patiently("PRAGMA journal_mode")[0][0] not in ("wal", "memory"):
                self._patiently("PRAGMA journal_mode = WAL")
            self._patiently("PRAGMA synchronous = FULL")

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a reading statement finds."""
        with self._explained():
            return self._patiently(statement, *values)

    def stream(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """The rows that a reading statement finds, as far as it can be read."""
        with self._explained():
            yield from self.connection.execute(statement)

    @contextlib.contextmanager
    def write(self) -> Iterator[Run]:
        """A transaction that no other writer overlaps."""
        with self._explained():
            self._patiently("BEGIN IMMEDIATE")
            try:
                yield self._run
                self._patiently("COMMIT")
            finally:
                if self.connection.in_transaction:
                    with contextlib.suppress(sqlite3.Error):
                        self._run("ROLLBACK")

    def tables(self) -> set[str]:
        """The names of the tables there are."""
        return {name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")}

    def keep_copy(self, version: int) -> None:
        """Save the library beside itself."""
        if self.path == ":memory:":
            return
        with self._explained(), contextlib.closing(sqlite3.connect(f"{self.path}.version-{version}")) as copy:
            self.connection.backup(copy)

    def check(self) -> list[str]:
        """What SQLite finds wrong in the file."""
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check(10)")]
        return [] if found == ["ok"] else [f"{self.name} is damaged: {' '.join(fault.split())}" for fault in found]

    def close(self) -> None:
        """Ends the connection; the last process to do so tidies the log into the file."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()

    def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement, values).fetchall()

    def _patiently(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement, tried again as long as others hold the file."""
        return _patiently(lambda: self._run(statement, *values))

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns SQLite's errors into one line that says what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._fault(error) from None
        except UnicodeDecodeError:  # SQLite's message quotes what it cannot read
            raise Damaged(f"{self.name} is damaged: {SAVE}") from None

    def _fault(self, error: sqlite3.Error) -> Misuse:
        code = _code(error)
        if code in BUSY:
            return Misuse(f"{self.name}: another process has been writing for {PATIENCE:g} s; end it or try again later")
        if code in NO_ROOM:
            kept = "all that was acknowledged is kept, this change is not; make room and repeat it"
            return Misuse(f"{self.name}: the disk is full or fails ({error}): {kept}")
        if code in BROKEN:
            return Damaged(f"{self.name} is damaged or no library ({error}): {SAVE}")
        if code in CLOSED:
            return Misuse(f"cannot open or write the library {self.name} ({error})")
        return Misuse(f"{self.name}: {error}")


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _patiently(call: Callable[[], Answer]) -> Answer:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except sqlite3.OperationalError as error:
            if _code(error) not in BUSY or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE)
