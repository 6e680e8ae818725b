"""Tables that a library remembers: each column of a CSV file looked up by another one becomes a word of the language."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dsl.bounds import MAX_LIST, MAX_TEXT
from dsl.domain import load_domain
from dsl.primitives import subroutine
from dsl.term import App, Const, Lam, Prim, Var
from dsl.type import STR, arrow, list_of
from synth.faults import Misuse, require
from synth.library.conversion import subroutine_entry
from synth.library.entry import Subroutine

COST = 2.0  # of a look-up, in units
ORIGIN = "table "  # begins the `run` of the entries that are look-ups
DOMAIN = "tables"  # that has the word `recall`


@dataclass(frozen=True)
class Table:
    """A table by name; the first row of its file names the columns."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(path: str) -> Table:
    """The table of a CSV file, named like the file; Misuse names what is wrong with which row."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = [tuple(row) for row in csv.reader(file, strict=True) if row]
    except OSError as error:
        raise Misuse(f"cannot read {path}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise Misuse(f"{path} is no CSV file in UTF-8: {error}") from None
    require(len(rows) > 1 and len(rows[0]) > 1, f"{path}: a table has a row of names, further rows and two columns or more")
    require(len(rows) - 1 <= MAX_LIST, f"{path}: a table has at most {MAX_LIST} rows, this one has {len(rows) - 1}")
    for number, row in enumerate(rows[1:], 2):
        require(len(row) == len(rows[0]), f"{path}: row {number} has {len(row)} cells, the first row has {len(rows[0])}")
        require(max(map(len, row)) <= MAX_TEXT, f"{path}: row {number} has a cell of more than {MAX_TEXT} characters")
    table = Table(_plain(Path(path).stem), rows[0], tuple(rows[1:]))
    twice = _ambiguous(table, 0, range(1, len(rows[0])))
    require(twice is None, f"{path}: the first column has {twice!r} twice with different cells beside it; it has to name each row")
    return table


def _plain(name: str) -> str:
    """A name made of what words of the language may have."""
    return re.sub("[^a-z0-9]+", "_", name.lower()).strip("_") or "column"


def _ambiguous(table: Table, key: int, values: Sequence[int]) -> str | None:
    """A key that stands in rows of different values, None where there is none."""
    known: dict[str, tuple[str, ...]] = {}
    for row in table.rows:
        beside = tuple(row[value] for value in values)
        if known.setdefault(row[key], beside) != beside:
            return row[key]
    return None


def entries_of(table: Table) -> list[Subroutine]:
    """The look-ups of each further column by the first, and of the first by each that allows it."""
    vocabulary = load_domain(DOMAIN).vocabulary
    found = []
    for name, key, value in _look_ups(table):
        pairs = {row[key]: row[value] for row in table.rows}
        lists = (Const(tuple(texts), list_of(STR)) for texts in (pairs, pairs.values()))
        body = Lam(App(Prim("recall"), (*lists, Var(0))), "s")
        doc = f"The {table.columns[value]} beside a {table.columns[key]} in the table {table.name}."
        word = subroutine(name, arrow(STR, STR), body, doc=doc, cost=COST)
        found.append(subroutine_entry(word, vocabulary, run=f"{ORIGIN}{table.name}"))
    return found


def _look_ups(table: Table) -> Iterator[tuple[str, int, int]]:
    """Names with the columns of keys and of values."""
    several = len(table.columns) > 2
    for j in range(1, len(table.columns)):
        column = f"_{_plain(table.columns[j])}" if several else ""
        yield f"recall_{table.name}{column}", 0, j
        if _ambiguous(table, j, (0,)) is None:
            yield f"recall_{table.name}{f'_by{column}' if several else '_back'}", j, 0


def tables_in(subroutines: Sequence[Subroutine]) -> dict[str, list[Subroutine]]:
    """The look-ups of each table, by its name."""
    found: dict[str, list[Subroutine]] = {}
    for entry in subroutines:
        if entry.run.startswith(ORIGIN):
            found.setdefault(entry.run.removeprefix(ORIGIN), []).append(entry)
    return found


__all__ = ["Table", "entries_of", "read_table", "tables_in"]
