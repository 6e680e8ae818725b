"""`synth solve`: programs for the tasks of files or examples; for a .csv the filled table."""

from __future__ import annotations

import os
from collections.abc import Callable

from synth.commands.batch import solve_batch
from synth.config import BatchConfig, require
from synth.display import exit_code, say
from synth.intake import check_names, load_tasks
from synth.result import Result
from tasks.fault import Fault
from tasks.formats.csv_table import TABLE, Table, fill
from tasks.task import Task


def run(config: BatchConfig) -> int:
    """Carries the command out; its exit code."""
    check_names(config.search)
    entries = load_tasks(config)
    if config.out is not None:
        _check_out(config.out, [entry for entry in entries if not isinstance(entry, Fault)])
    return exit_code(solve_batch(entries, config.search, config.workers, config.output, _table_writer(config)))


def _check_out(out: str, tasks: list[Task]) -> None:
    """A wish that cannot be granted is better said before the search than after it."""
    require(len(tasks) == 1 and TABLE in tasks[0].extra, "--out takes the filled table of one .csv file")
    folder = os.path.dirname(out) or "."
    require(os.access(folder, os.W_OK) and not os.path.isdir(out), f"--out: cannot write {out}")


def _table_writer(config: BatchConfig) -> Callable[[Task, Result], str | None]:
    """What to print for a task: nothing of its own unless it is a solved table."""

    def text_of(task: Task, result: Result) -> str | None:
        table = task.extra.get(TABLE)
        if not isinstance(table, Table) or result.status != "solved":
            return None
        filled = fill(table, [_cell(result, row, table) for row in table.inputs])
        if config.out is None:
            return filled
        whole = f"{config.out}.part"
        with open(whole, "w", encoding="utf8", newline="") as file:
            file.write(filled)
        os.replace(whole, config.out)
        say(f"wrote {config.out}: {len(table.to_fill)} cells by {result.program}")
        return ""

    return text_of


def _cell(result: Result, row: tuple[object, ...], table: Table) -> object:
    try:
        return result(*row)
    except ValueError as fault:
        say(f"a cell of {table.header[-1]!r} stays blank: {fault}")
        return None
