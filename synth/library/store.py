"""A library of subroutines, solutions and trained modules, behind one URL.

Inserts are idempotent: an entry whose program (or weights) is there already is answered with what is there. What a call has
returned is on the disk. Every row is checked against its hash when it is read, so nothing damaged is served.
A connection belongs to the process that opened it: a forked child opens its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import cast

from dsl.domain import domain_names, load_domain
from dsl.parsing import nearest
from dsl.primitives import Primitive, Vocabulary
from synth.faults import Misuse, require
from synth.library import jsonl
from synth.library.conversion import extended, keys_of, mentioned, renamed
from synth.library.entry import NAMES, Damaged, Entry, Module, Solution, Subroutine, checked, digest, require_name
from synth.library.markup import of_library
from synth.library.postgres import Postgres
from synth.library.schema import STATEMENTS, Database, Run, from_row, prepare, to_row
from synth.library.sqlite import Sqlite

SHIPPED = Path(__file__).with_name("default.jsonl")


def open_library(url: str, *, create: bool = True) -> Library:
    """The library at `sqlite:///path`, `postgresql://…`, in a `.jsonl` file, or "default"; the last two cannot be changed.

    Raises Misuse for what is no library, Damaged for a broken one, Unreachable where a server does not answer.
    """
    if url == "default" or url.endswith(".jsonl"):
        return _from_lines(url)
    if url.startswith(("postgresql://", "postgres://")):
        database: Database = Postgres(url)
    else:
        path = url.removeprefix("sqlite:///")
        known = "a library is sqlite:///PATH, postgresql://…, a .jsonl file, default or none"
        require(url.startswith("sqlite:///") and path != "", f"cannot open the library {url!r}: {known}")
        database = Sqlite(path, create)
    try:
        prepare(database, create)
    except BaseException:
        database.close()
        raise
    return Library(database)


def _from_lines(url: str) -> Library:
    entries = jsonl.read(SHIPPED if url == "default" else url)
    database = Sqlite(":memory:", create=True)
    prepare(database, create=True)
    library = Library(database)
    library.add(entries)
    return Library(database, fixed=url)


class Library:
    """An open library; also a context that closes it."""

    def __init__(self, database: Database, fixed: str | None = None) -> None:
        self._database = database
        self._fixed = fixed
        self.name = fixed or database.name

    def __repr__(self) -> str:
        """The name and how much there is."""
        return f"Library {self.name}: {len(self.subroutines())} subroutines, {len(self.solutions())} solutions"

    def _repr_html_(self) -> str:
        """How a notebook shows the library."""
        return of_library(self.name, self.subroutines(), len(self.solutions()))

    # -- reading --------------------------------------------------------------------------------

    def subroutines(self) -> tuple[Subroutine, ...]:
        """All subroutines, parents first."""
        return cast("tuple[Subroutine, ...]", self._all(Subroutine))

    def solutions(self) -> tuple[Solution, ...]:
        """All solutions, oldest first."""
        return cast("tuple[Solution, ...]", self._all(Solution))

    def modules(self) -> tuple[Module, ...]:
        """All trained modules, oldest first."""
        return cast("tuple[Module, ...]", self._all(Module))

    def vocabulary(self, base: Vocabulary) -> Vocabulary:
        """The base and those subroutines that can be said in it."""
        return extended(base, self.subroutines())

    def find(self, name: str) -> Subroutine | Module:
        """The subroutine or module of a name; Misuse names the nearest."""
        both: tuple[Subroutine | Module, ...] = (*self.subroutines(), *self.modules())
        named = {entry.name: entry for entry in both}
        if name not in named:
            near = nearest(name, named)
            raise Misuse(f"{self.name} has no {name!r}" + (f": did you mean {near!r}?" if near else ""))
        return named[name]

    def salvage(self) -> tuple[list[Entry], list[str]]:
        """What is whole, parents first, and the faults of the rest; without a damaged subroutine goes all that mentions it."""
        kinds: tuple[type[Entry], ...] = (Solution, Module, Subroutine)  # parents last: writers may be at work
        faults: list[str] = []
        read = {kind: self._remains(kind, faults) for kind in kinds}
        kept: list[Entry] = []
        present: set[str] = set()
        for entry in (*read[Subroutine], *read[Module], *read[Solution]):
            if isinstance(entry, Damaged):
                faults.append(str(entry))
            elif all(key in present for _, key in entry.parents):
                kept.append(entry)
                present.add(entry.key)
            else:
                faults.append(f"{self.name}: {_called(entry)} mentions a subroutine that is missing or damaged")
        return kept, faults

    def verify(self) -> list[str]:
        """All that is wrong: in the file, in a row, or with a body that is not what its type and key say."""
        kept, damaged = self.salvage()
        subroutines = [entry for entry in kept if isinstance(entry, Subroutine)]
        unsure = {entry.key: entry for entry in subroutines}
        for domain in domain_names():
            found = keys_of(extended(load_domain(domain).vocabulary, _with_ancestors(unsure, subroutines)))
            unsure = {key: entry for key, entry in unsure.items() if found.get(entry.name) != key}
        known_names = {*language(), *(entry.name for entry in subroutines)}
        wrong = [entry for entry in unsure.values() if mentioned(entry.body) <= known_names]  # others may mention words of the user's own
        faults = [f"{self.name}: {_called(entry)} is not what its type and key say: {entry.body}" for entry in wrong]
        return [*self._database.check(), *damaged, *faults]

    # -- writing --------------------------------------------------------------------------------

    def require_open(self) -> None:
        """Raises Misuse for a library that cannot be changed."""
        require(self._fixed is None, f"the library {self._fixed!r} cannot be changed: give --library sqlite:///PATH")

    def add(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Adds all of them or none, parents given first; what the library now has for each, perhaps under another name."""
        self.require_open()
        with self._database.write() as run:
            return tuple(self._insert(run, entry) for entry in entries)

    def add_subroutine(self, entry: Subroutine) -> Subroutine:
        """The subroutine that the library now has for this program: the one given, or an equal one that was there."""
        return cast(Subroutine, self.add((entry,))[0])

    def add_solution(self, entry: Solution) -> Solution:
        """The solution that the library now has for this task, program and run."""
        return cast(Solution, self.add((entry,))[0])

    def add_module(self, entry: Module) -> Module:
        """The module that the library now has for these weights."""
        return cast(Module, self.add((entry,))[0])

    def revise(self, entry: Subroutine) -> Subroutine:
        """Gives the subroutine of this program the entry's costs, doc and examples; Misuse where there is none."""
        self.require_open()
        statements = STATEMENTS[Subroutine]
        with self._database.write() as run:
            rows = run(statements.by_key, entry.key)
            require(bool(rows), f"{self.name} lacks {_called(entry)}: add that first")
            known = cast(Subroutine, self._entry(Subroutine, rows[0]))
            found = dataclasses.replace(known, cost=entry.cost, body_cost=entry.body_cost, doc=entry.doc, examples=entry.examples)
            run(statements.update, *to_row(found), digest(found), found.key)
        return found

    def rename(self, old: str, new: str) -> None:
        """Gives a subroutine or module another name, in all programs that mention it too."""
        self.require_open()
        require_name(new)
        require(new not in language(), f"{new!r} is a word of the language already: give another name")
        with self._database.write() as run:
            self.find(old)
            require(old == new or not self._taken(run, new), f"{self.name} has a {new!r} already: give another name")
            for kind in STATEMENTS:
                for entry in self._all(kind):
                    changed = _with_names(entry, {old: new})
                    if changed != entry:
                        run(STATEMENTS[kind].update, *to_row(changed), digest(changed), changed.key)

    def close(self) -> None:
        """Ends the connection."""
        self._database.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- rows -----------------------------------------------------------------------------------

    def _all(self, kind: type[Entry]) -> tuple[Entry, ...]:
        found = []
        for row in self._database.rows(STATEMENTS[kind].select):
            try:
                found.append(self._entry(kind, row))
            except Damaged as fault:
                raise Damaged(f"{fault}; `synth library export FILE` saves what is whole, import that into a new library") from None
        return tuple(found)

    def _remains(self, kind: type[Entry], faults: list[str]) -> list[Entry | Damaged]:
        """What can be read of a table whose file may be broken: from its first row on, then from its last."""
        ends: list[list[Entry | Damaged]] = []
        for statement in (STATEMENTS[kind].select, STATEMENTS[kind].backwards):
            ends.append([])
            try:
                ends[-1].extend(map(partial(self._checked, kind), self._database.stream(statement)))
                return ends[0] if len(ends) == 1 else ends[1][::-1]
            except Damaged as fault:
                faults.append(str(fault))
        first = {entry.key for entry in ends[0] if not isinstance(entry, Damaged)}
        return [*ends[0], *(e for e in reversed(ends[1]) if isinstance(e, Damaged) or e.key not in first)]

    def _checked(self, kind: type[Entry], row: Sequence[object]) -> Entry | Damaged:
        try:
            return self._entry(kind, row)
        except Damaged as fault:
            return fault

    def _entry(self, kind: type[Entry], row: Sequence[object]) -> Entry:
        values = from_row(kind, row[:-1])
        called = values.get("name", values.get("task"))
        return checked(kind, values, row[-1], f"{self.name}: {NAMES[kind]} {called!r}")

    def _insert(self, run: Run, entry: Entry) -> Entry:
        statements = STATEMENTS[type(entry)]
        for row in run(statements.by_key, entry.key):
            return self._entry(type(entry), row)
        entry = _with_names(entry, dict(self._parent_names(run, entry)))
        if not isinstance(entry, Solution):
            require_name(entry.name)
            entry = dataclasses.replace(entry, name=self._free_name(run, entry.name))
        run(statements.insert, *to_row(entry), digest(entry))
        return entry

    def _parent_names(self, run: Run, entry: Entry) -> Iterator[tuple[str, str]]:
        """What this library calls the subroutines that an entry mentions."""
        for name, key in entry.parents:
            rows = run(STATEMENTS[Subroutine].by_key, key)
            require(bool(rows), f"{self.name} lacks {name!r}, which {_called(entry)} mentions: add that first")
            yield name, cast(Subroutine, self._entry(Subroutine, rows[0])).name

    def _free_name(self, run: Run, name: str) -> str:
        if name not in language() and not self._taken(run, name):
            return name
        taken = {row[0] for row in run("SELECT name FROM subroutines UNION SELECT name FROM modules")} | set(language())
        return next(free for number in count(2) if (free := f"{name}_{number}") not in taken)

    def _taken(self, run: Run, name: str) -> bool:
        both = "SELECT name FROM subroutines WHERE name = ? UNION SELECT name FROM modules WHERE name = ?"
        return bool(run(both, name, name))


@cache
def language() -> Vocabulary:
    """The words of all domains, which no subroutine may take."""
    words: dict[str, Primitive] = {}
    for name in domain_names():
        words.update(load_domain(name).vocabulary)
    return Vocabulary(words.values())


def _with_ancestors(keys: Iterable[str], subroutines: Sequence[Subroutine]) -> list[Subroutine]:
    """The subroutines of these keys and all that they are made of, parents first."""
    wanted = set(keys)
    for entry in reversed(subroutines):
        if entry.key in wanted:
            wanted.update(key for _, key in entry.parents)
    return [entry for entry in subroutines if entry.key in wanted]


def _called(entry: Entry) -> str:
    return f"{NAMES[type(entry)]} {entry.task if isinstance(entry, Solution) else entry.name!r}"


def _with_names(entry: Entry, names: dict[str, str]) -> Entry:
    """The entry with words called otherwise: itself, what its program mentions, its parents."""
    parents = tuple((names.get(name, name), key) for name, key in entry.parents)
    match entry:
        case Subroutine(name=name, body=body):
            return dataclasses.replace(entry, parents=parents, name=names.get(name, name), body=_renamed(body, names))
        case Module(name=name):
            return dataclasses.replace(entry, parents=parents, name=names.get(name, name))
    return dataclasses.replace(entry, parents=parents, program=_renamed(entry.program, names))


def _renamed(program: str, names: dict[str, str]) -> str:
    try:
        return renamed(program, names)
    except ValueError:  # a text that is no program mentions nothing
        return program
