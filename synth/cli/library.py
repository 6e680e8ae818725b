"""`synth library`: look at the subroutines of a library, move them, check them, draw who uses whom."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from dsl.domain import load_domain
from synth.batch.display import put, say
from synth.cli.check import figures
from synth.config import LibraryConfig
from synth.faults import Misuse, require
from synth.library import jsonl
from synth.library.entry import Entry, Module, Solution, Subroutine, digest, record
from synth.library.store import Library, open_library
from synth.library.tables import ORIGIN, Table, entries_of, read_table, rows_of, tables_in


def run(config: LibraryConfig) -> int:
    """Carries the command out; 1 where `export` or `verify` finds damage."""
    require(config.library != "none", "give a library: --library default, sqlite:///PATH, postgresql://… or a .jsonl file")
    if config.action == "import":
        given = jsonl.read(config.arguments[0])  # before a library is made for what cannot be read
        with open_library(config.library) as library:
            return _import(library, given)
    if config.action == "table" and config.arguments[0] == "add":
        table = read_table(config.arguments[1])
        with open_library(config.library) as library:
            return _add_table(library, table)
    with open_library(config.library, create=False) as library:
        return _ACTIONS[config.action](library, config)


def _list(library: Library, config: LibraryConfig) -> int:
    uses = _uses(library)
    listed: tuple[Subroutine | Module, ...] = (*library.subroutines(), *library.modules())
    for entry in listed:
        if config.output.json:
            put(json.dumps({**_plain(entry), "uses": uses[entry.key]}))
        else:
            what = entry.body if isinstance(entry, Subroutine) else f"a module of {len(entry.weights):,} bytes"
            put(f"{entry.name} : {entry.type} = {what}")
    counts = f"{len(library.subroutines())} subroutines, {len(library.modules())} modules, {len(library.solutions())} solutions"
    if not config.output.json:
        say(f"{library.name}: {counts}")
    return 0


def _show(library: Library, config: LibraryConfig) -> int:
    entry = library.find(config.arguments[0])
    values = {**_plain(entry), "uses": _uses(library)[entry.key]}
    if config.output.json:
        put(json.dumps(values))
        return 0
    put(f"{entry.name} : {entry.type}")
    rows = _rows(library, entry)
    if rows:
        put(f"  of the {entry.run}, {len(rows)} rows:")
        put("\n".join(f"    {json.dumps(key, ensure_ascii=False)} -> {json.dumps(rows[key], ensure_ascii=False)}" for key in rows))
    elif isinstance(entry, Subroutine):
        put(f"  = {entry.body}")
    if entry.doc:
        put(f"  {entry.doc}")
    if isinstance(entry, Subroutine):
        for arguments, result in entry.examples:
            put(f"  {entry.name}({arguments}) is {result}")
    if isinstance(entry, Module):
        put("\n".join(figures(entry.metrics)) or "  nothing was measured of it")
    for name in ("cost", "body_cost", "tasks", "run", "iteration", "parents", "weights", "uses", "key"):
        if values.get(name) not in (None, "", [], ()):
            shown = ", ".join(_word(v) for v in values[name]) if isinstance(values[name], list | tuple) else values[name]
            put(f"  {name}: {shown}")
    return 0


def _rows(library: Library, entry: Subroutine | Module) -> dict[str, str]:
    """What stands in the table of a look-up; nothing of other entries."""
    if isinstance(entry, Module) or not entry.run.startswith(ORIGIN):
        return {}
    word = library.vocabulary(load_domain("text").vocabulary).get(entry.name)
    return {} if word is None else rows_of(word)


def _word(value: Any) -> str:
    """A task's name, or that of a parent without its key."""
    return str(value[0] if isinstance(value, tuple | list) else value)


def _rename(library: Library, config: LibraryConfig) -> int:
    old, new = config.arguments
    library.rename(old, new)
    say(f"{library.name}: {old} is now called {new}")
    return 0


def _export(library: Library, config: LibraryConfig) -> int:
    entries, faults = library.salvage()
    jsonl.write(config.arguments[0], entries)
    for fault in faults:
        say(f"left out: {fault}")
    say(f"wrote {config.arguments[0]}: {len(entries)} entries")
    return 1 if faults else 0


def _import(library: Library, given: Sequence[Entry]) -> int:
    before = _size(library)
    kept = library.add(given)
    for entry, own in zip(given, kept):
        if not isinstance(entry, Solution) and not isinstance(own, Solution) and entry.name != own.name:
            say(f"{entry.name} is called {own.name} here")
    say(f"{library.name}: {_size(library) - before} of {len(given)} entries are new")
    return 0


def _graph(library: Library, config: LibraryConfig) -> int:
    from synth.library.lineage import draw, lineage

    (file,) = config.arguments
    graph = lineage(library.subroutines(), library.solutions())
    require(len(graph) > 0, f"{library.name} holds no subroutines to draw")
    try:
        draw(graph, file)
    except OSError as error:
        raise Misuse(f"cannot write {file}: {error.strerror}") from None
    say(f"wrote {file}: {len(graph)} subroutines")
    return 0


def _verify(library: Library, config: LibraryConfig) -> int:
    faults = library.verify()
    entries = len(library.salvage()[0])
    if config.output.json:
        put(json.dumps({"entries": entries, "faults": faults}))
    else:
        for fault in faults:
            put(fault)
        advice = "; `synth library export FILE` saves what is whole, import that into a new library" if faults else ""
        put(f"{library.name}: {entries} entries are whole, {len(faults) or 'no'} faults{advice}")
    return 1 if faults else 0


def _add_table(library: Library, table: Table) -> int:
    for entry in library.add(entries_of(table)):
        if isinstance(entry, Subroutine):
            say(f"{library.name}: {entry.name}: {entry.doc} ({len(table.rows)} rows)")
    return 0


def _table(library: Library, config: LibraryConfig) -> int:
    known = tables_in(library.subroutines())
    action, *names = config.arguments
    if action == "show":
        require(names[0] in known, f"{library.name} has no table {names[0]!r}: it has {', '.join(known) or 'none'}")
        known = {names[0]: known[names[0]]}
    for name, entries in known.items():
        if config.output.json:
            put(json.dumps({"table": name, "words": [_plain(entry) for entry in entries]}))
            continue
        put(f"{name}: {', '.join(entry.name for entry in entries)}")
        for entry in entries if action == "show" else ():
            put(f"  {entry.name}: {entry.doc}")
            put(f"    {entry.body}")
    return 0


_ACTIONS = {
    "list": _list, "show": _show, "rename": _rename, "export": _export, "graph": _graph, "verify": _verify, "table": _table,
}  # fmt: skip


def _uses(library: Library) -> Counter[str]:
    """By key of a subroutine, how many subroutines and solutions mention it."""
    programs: tuple[Subroutine | Solution, ...] = (*library.subroutines(), *library.solutions())
    return Counter(key for entry in programs for _, key in entry.parents)


def _size(library: Library) -> int:
    return len(library.subroutines()) + len(library.modules()) + len(library.solutions())


def _plain(entry: Subroutine | Module) -> dict[str, Any]:
    values = {**record(entry), "digest": digest(entry)}
    if isinstance(entry, Module):
        values["weights"] = f"{len(entry.weights):,} bytes"
    return values
