"""PostgreSQL as a back end, for a team: psycopg 3, the extra `postgres`."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from synth.faults import Misuse, Unreachable
from synth.library.entry import Damaged
from synth.library.schema import Run

PATIENCE = 10  # seconds that a server may take to answer the first call
WRITERS = 0x5E17_11B5  # the advisory lock that makes writers take turns, as they do with SQLite


class Postgres:
    """A library in a database of a PostgreSQL server, or in the schema that the URL's search_path names."""

    types: Mapping[str, str] = MappingProxyType({"serial": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "blob": "BYTEA"})

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise Misuse("a postgresql:// library needs the extra: pip install 'synth-engine[postgres]'") from None
        self.name = re.sub(r"(//[^/@]*):[^/@]*@|password=[^&]*", r"\1@", url)  # no password in messages
        self.errors = psycopg
        with self._explained():
            self.connection = psycopg.connect(url, autocommit=True, connect_timeout=PATIENCE, application_name="synth")
            self._run("SET synchronous_commit TO on")
            self._run("SET client_min_messages TO error")

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a reading statement finds."""
        with self._explained():
            return self._run(statement, *values)

    def stream(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """The rows that a reading statement finds."""
        yield from self.rows(statement)

    @contextlib.contextmanager
    def write(self) -> Iterator[Run]:
        """A transaction that no other writer overlaps."""
        with self._explained(), self.connection.transaction():
            self._run("SELECT pg_advisory_xact_lock(?, hashtext(current_schema()))", WRITERS)
            yield self._run

    def tables(self) -> set[str]:
        """The names of the tables there are."""
        return {name for (name,) in self.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}

    def keep_copy(self, version: int) -> None:
        """Nothing: changes of tables are undone with their transaction, and copies are the server's business."""

    def check(self) -> list[str]:
        """Nothing: the server checks its files itself."""
        return []

    def close(self) -> None:
        """Ends the connection."""
        self.connection.close()

    def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        cursor = self.connection.execute(statement.replace("?", "%s"), values)
        return cursor.fetchall() if cursor.description else []

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns psycopg's errors into one line that says what to do."""
        try:
            yield
        except self.errors.Error as error:
            raise self._fault(error) from None

    def _fault(self, error: Any) -> Misuse:
        said = " ".join(str(error).split()) or type(error).__name__
        state = error.sqlstate or ""
        if state.startswith("53") and state != "53300":
            kept = "all that was acknowledged is kept, this change is not; make room and repeat it"
            return Misuse(f"{self.name}: the server has no room left ({said}): {kept}")
        if state.startswith("XX"):
            return Damaged(f"{self.name} is damaged ({said}): restore it from a copy or an export")
        if isinstance(error, self.errors.OperationalError):
            return Unreachable(f"{self.name}: the server does not answer ({said}); start it, or give another --library")
        return Misuse(f"{self.name}: {said}")
