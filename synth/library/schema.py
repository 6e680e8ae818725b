"""The tables of a library, and how one of an earlier version becomes one of this."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any, Protocol, TypeAlias

from synth.faults import Misuse, require
from synth.library.entry import Entry, Module, Solution, Subroutine, record

VERSION = 1
Run: TypeAlias = Callable[..., list[tuple[Any, ...]]]  # (statement with ? for values, *values) -> rows


class Database(Protocol):
    """A back end: one connection, whose faults come out as Misuse, Damaged or Unreachable."""

    name: str  # what messages call it
    types: Mapping[str, str]  # what this dialect calls {serial} and {blob}

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a reading statement finds."""

    def stream(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """The same row by row, as far as it can be read."""

    def write(self) -> AbstractContextManager[Run]:
        """A transaction that no other writer overlaps; durable when it has ended, undone by an exception."""

    def tables(self) -> set[str]:
        """The names of the tables there are."""

    def keep_copy(self, version: int) -> None:
        """Save all as it is, where the back end keeps no copies of its own."""

    def check(self) -> list[str]:
        """Faults that the back end itself finds."""

    def close(self) -> None:
        """Ends the connection."""


META = "CREATE TABLE library_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
_PROVENANCE = "run TEXT NOT NULL, iteration BIGINT NOT NULL, parents TEXT NOT NULL, digest TEXT NOT NULL"
TABLES = {
    "subroutines": f"""CREATE TABLE subroutines (id {{serial}}, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL, body TEXT NOT NULL, doc TEXT NOT NULL, examples TEXT NOT NULL, cost DOUBLE PRECISION NOT NULL,
        body_cost DOUBLE PRECISION NOT NULL, tasks TEXT NOT NULL, {_PROVENANCE})""",
    "solutions": f"""CREATE TABLE solutions (id {{serial}}, key TEXT NOT NULL UNIQUE, task TEXT NOT NULL,
        type TEXT NOT NULL, program TEXT NOT NULL, domain TEXT NOT NULL, cost DOUBLE PRECISION NOT NULL,
        candidates BIGINT NOT NULL, seconds DOUBLE PRECISION NOT NULL, seed BIGINT NOT NULL, {_PROVENANCE})""",
    "modules": f"""CREATE TABLE modules (id {{serial}}, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
        type TEXT NOT NULL, weights {{blob}} NOT NULL, doc TEXT NOT NULL, metrics TEXT NOT NULL, tasks TEXT NOT NULL, {_PROVENANCE})""",
}
TABLE_OF: dict[type[Entry], str] = {Subroutine: "subroutines", Solution: "solutions", Module: "modules"}

# What brings a library of a version to the next one: statements, run in one transaction.
MIGRATIONS: dict[int, Sequence[str]] = {}


class Statements:
    """The SQL of one kind of entry; it is made of our own constants alone, all values are parameters."""

    def __init__(self, kind: type[Entry]) -> None:
        self.kind, table = kind, TABLE_OF[kind]
        self.columns = tuple(f.name for f in fields(kind))
        named = ", ".join((*self.columns, "digest"))
        marks = ", ".join("?" for _ in (*self.columns, "digest"))
        changes = ", ".join(f"{column} = ?" for column in (*self.columns, "digest"))
        self.select = f"SELECT {named} FROM {table} ORDER BY id"  # noqa: S608
        self.backwards = f"{self.select} DESC"
        self.by_key = f"SELECT {named} FROM {table} WHERE key = ?"  # noqa: S608
        self.insert = f"INSERT INTO {table} ({named}) VALUES ({marks})"  # noqa: S608
        self.update = f"UPDATE {table} SET {changes} WHERE key = ?"  # noqa: S608


STATEMENTS = {kind: Statements(kind) for kind in TABLE_OF}


def to_row(entry: Entry) -> list[Any]:
    """The values of an entry's columns: what is not a text, number or bytes, as JSON."""
    return [json.dumps(v) if isinstance(v, tuple | dict) else v for v in record(entry).values()]


def from_row(kind: type[Entry], row: Sequence[Any]) -> dict[str, Any]:
    """The fields of an entry, its JSON read; what is no JSON stays, and fails the check of the entry."""
    values = dict(zip(STATEMENTS[kind].columns, row))
    for name in ("examples", "tasks", "parents", "metrics"):
        if name in values:
            values[name] = _read(values[name])
    return values


def _read(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def prepare(database: Database, create: bool) -> None:
    """Have the tables in this version; Misuse where the database is something else, or of a later version."""
    found = _version(database)
    if found is None:
        require(create, f"{database.name} holds no library")
        _create(database)
    elif found != VERSION:
        _migrate(database, found)


def _version(database: Database) -> int | None:
    """The version of the tables, None where there are none."""
    present = database.tables()
    if "library_meta" not in present:
        require(
            not present,
            f"{database.name} belongs to another program: it has the table {min(present, default='')}; give a database of its own",
        )
        return None
    rows = database.rows("SELECT value FROM library_meta WHERE key = 'version'")
    if not rows or not str(rows[0][0]).isdecimal():
        raise Misuse(f"{database.name} does not say its version: it is damaged, restore it from a backup")
    found = int(rows[0][0])
    newer = f"{database.name} is of version {found}, this synth reads up to {VERSION}: use a newer synth, or have one export it"
    require(found <= VERSION, newer)
    return found


def _create(database: Database) -> None:
    with database.write() as run:
        if database.tables():  # another process was faster
            return
        for statement in (META, *TABLES.values()):
            run(statement.format(**database.types))
        run("INSERT INTO library_meta (key, value) VALUES ('version', ?)", str(VERSION))


def _migrate(database: Database, found: int) -> None:
    """Bring an older library up to this version, a copy kept."""
    require(all(v in MIGRATIONS for v in range(found, VERSION)), f"{database.name} is of version {found}, which cannot be read any more")
    database.keep_copy(found)
    with database.write() as run:
        for version in range(_version(database) or found, VERSION):  # another process may have been faster
            for statement in MIGRATIONS[version]:
                run(statement.format(**database.types))
        run("UPDATE library_meta SET value = ? WHERE key = 'version'", str(VERSION))
