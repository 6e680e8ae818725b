"""Tables that a library remembers, as words: each column of a CSV file looked up by another one, and what growing learned."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dsl.bounds import MAX_LIST, MAX_TEXT
from dsl.domain import load_domain
from dsl.primitives import Primitive, subroutine
from dsl.term import App, Const, Lam, Prim, Term, Var, print_term, strip, subterms
from dsl.type import STR, arrow, list_of
from synth.faults import Misuse, require
from synth.library.conversion import subroutine_entry
from synth.library.entry import Subroutine

COST = 2.0  # of a look-up, in units
ORIGIN = "table "  # begins the `run` of the entries that are look-ups
DOMAIN, LOOK_UP = "tables", "recall"  # the domain that has the word


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
    table = Table(plain_name(Path(path).stem), rows[0], tuple(rows[1:]))
    twice = _ambiguous(table, 0, range(1, len(rows[0])))
    require(twice is None, f"{path}: the first column has {twice!r} twice with different cells beside it; it has to name each row")
    return table


def plain_name(name: str) -> str:
    """The name, made of what words of the language may have."""
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
        doc = f"The {table.columns[value]} beside a {table.columns[key]} in the table {table.name}."
        word = subroutine(name, arrow(STR, STR), Lam(_recall(pairs), "s"), doc=doc, cost=COST)
        found.append(subroutine_entry(word, vocabulary, run=f"{ORIGIN}{table.name}"))
    return found


def _look_ups(table: Table) -> Iterator[tuple[str, int, int]]:
    """Names with the columns of keys and of values."""
    several = len(table.columns) > 2
    for j in range(1, len(table.columns)):
        column = f"_{plain_name(table.columns[j])}" if several else ""
        yield f"recall_{table.name}{column}", 0, j
        if _ambiguous(table, j, (0,)) is None:
            yield f"recall_{table.name}{f'_by{column}' if several else '_back'}", j, 0


def _recall(rows: Mapping[str, str]) -> Term:
    """The entry for the innermost variable."""
    keys, values = (Const(tuple(texts), list_of(STR)) for texts in (rows, rows.values()))
    return App(Prim(LOOK_UP), (keys, values, Var(0)))


def learned_word(table: str, rows: Mapping[str, str], rule: Term | None = None) -> Primitive:
    """The word for a table that growing learned: a look-up, or where its rows are exceptions to a rule, what that says of all else."""
    if rule is None:
        body, doc = Lam(_recall(rows), "s"), f"What stands beside a text in the table {table}."
    else:
        (hint,), general = strip(rule)
        known = App(Prim("contains"), (Var(0), Const(tuple(rows), list_of(STR))))
        body = Lam(App(Prim("if"), (known, _recall(rows), general)), hint)
        doc = f"What stands beside a text in the table {table}; of all others {print_term(rule)}."
    return subroutine(f"recall_{table}", arrow(STR, STR), body, doc=doc)


def rows_of(word: Primitive) -> dict[str, str]:
    """The rows of the table that a word looks something up in; of other words none."""
    for part in () if word.body is None else subterms(word.body):
        match part:
            case App(Prim(name), (Const(keys), Const(values), _)) if name == LOOK_UP:
                return dict(zip(keys, values, strict=False))
    return {}


def origin_of(word: Primitive) -> str | None:
    """The `run` of the entry of a learned table; None of other words."""
    return f"{ORIGIN}{word.name.removeprefix('recall_')}" if rows_of(word) else None


def tables_in(subroutines: Sequence[Subroutine]) -> dict[str, list[Subroutine]]:
    """The look-ups of each table, by its name."""
    found: dict[str, list[Subroutine]] = {}
    for entry in subroutines:
        if entry.run.startswith(ORIGIN):
            found.setdefault(entry.run.removeprefix(ORIGIN), []).append(entry)
    return found


__all__ = ["LOOK_UP", "ORIGIN", "Table", "entries_of", "learned_word", "origin_of", "plain_name", "read_table", "rows_of", "tables_in"]
