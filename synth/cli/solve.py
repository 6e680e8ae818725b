"""`synth solve`: programs for the tasks of files or examples; a table comes back filled."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from synth.batch.console import solve_batch
from synth.batch.display import exit_code, say
from synth.batch.request import check_names, learns, load_tasks
from synth.cli import asking, pictures
from synth.cli.script import write_script
from synth.cli.tables import RIVALS, Tables, columns_of
from synth.config import BatchConfig
from synth.faults import require
from tasks.fault import Fault
from tasks.task import Task


def run(config: BatchConfig) -> int:
    """Carries the command out; its exit code."""
    entries = load_tasks(config)
    check_names(config.search, learns(entries))
    tables = Tables(entries, config)
    _check(config, entries, tables)
    search = config.search
    if tables.to_fill and not config.output.json:
        search = replace(search, alternatives=max(search.alternatives, RIVALS))
    for note in tables.notes:
        say(note)
    if config.ask:
        return asking.run(entries, search, config, tables)
    results = solve_batch(entries, search, config.workers, config.output, tables.text_of, config.print)
    pictures.draw(entries, results, config.picture)
    if config.python is not None and results[0].status == "solved":
        say(f"wrote {' and '.join(write_script(results[0], config.python))}")
    return exit_code(results)


def _check(config: BatchConfig, entries: Sequence[Task | Fault], tables: Tables) -> None:
    """A wish that cannot be granted is better said before the search than after it."""
    alone = config.python is None or (len(entries) == 1 and not config.ask)
    require(alone, f"--python takes the program of one task, but {len(entries)} are given")
    asked = ("--delimiter", config.delimiter), ("--decimal", config.decimal), ("--output-column", config.output_column)
    for flag in (flag for flag, value in (*asked, ("--no-header", config.no_header or None)) if value is not None):
        fault = any(isinstance(entry, Fault) for entry in entries)
        require(fault or bool(columns_of(entries)), f"{flag} is for tables, and none is given")
    pictures.check(config.picture, entries)
    if config.out is None:
        for table in (column.table for column in tables.to_fill if not config.output.json):
            require(table.is_text, f"{table.origin}: give --out FILE, where the filled table goes")
        return
    tasks = [entry for entry in entries if isinstance(entry, Task)]
    if entries and not tasks:
        return  # what is wrong with the file is said in its place
    alone = bool(tables.to_fill) and len(tables.to_fill) == len(tasks) and len({id(column.table) for column in tables.to_fill}) == 1
    require(alone, "--out takes the filled table of one file")
    require(bool(config.out), "--out is empty; give the path of a file")
    table, ending = tables.to_fill[0].table, Path(config.out).suffix.lower()
    own = Path(table.origin).suffix.lower()
    require(table.is_text or ending in ("", own), f"--out: {config.out} should end in {own}, as the file that is read")
    target = os.path.realpath(config.out)
    require(os.access(os.path.dirname(target), os.W_OK) and not os.path.isdir(target), f"--out: cannot write {config.out}")
