"""`synth solve`: programs for the tasks of files or examples; for a .csv the filled table."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dsl.evaluate import Failure, compile_term, thaw
from dsl.parsing import parse_type
from dsl.syntax import parse_term
from synth.batch.console import solve_batch
from synth.batch.display import exit_code, say
from synth.batch.request import check_names, load_tasks
from synth.config import BatchConfig
from synth.faults import Misuse, require
from synth.files import write_whole
from synth.solving.result import Result
from tasks.fault import Fault
from tasks.formats.csv_table import TABLE, Table, fill
from tasks.task import Task

RIVALS = 3  # other programs that a table tells of
MOST_ROWS = 3  # rows it tells of each


def run(config: BatchConfig) -> int:
    """Carries the command out; its exit code."""
    check_names(config.search)
    entries = load_tasks(config)
    if config.out is not None:
        _check_out(config.out, [entry for entry in entries if not isinstance(entry, Fault)])
    search = config.search
    if not config.output.json and any(not isinstance(entry, Fault) and TABLE in entry.extra for entry in entries):
        search = replace(search, alternatives=max(search.alternatives, RIVALS))
    return exit_code(solve_batch(entries, search, config.workers, config.output, _table_writer(config)))


def _check_out(out: str, tasks: list[Task]) -> None:
    """A wish that cannot be granted is better said before the search than after it."""
    require(len(tasks) == 1 and TABLE in tasks[0].extra, "--out takes the filled table of one .csv file")
    require(bool(out), "--out is empty; give the path of a .csv file")
    target = os.path.realpath(out)
    require(os.access(os.path.dirname(target), os.W_OK) and not os.path.isdir(target), f"--out: cannot write {out}")


def _table_writer(config: BatchConfig) -> Callable[[Task, Result], str | None]:
    """What to print for a task: nothing of its own unless it is a solved table."""

    def text_of(task: Task, result: Result) -> str | None:
        table = task.extra.get(TABLE)
        if not isinstance(table, Table) or result.status != "solved":
            return None
        if not config.output.quiet:
            _explain(result, table)
        filled = fill(table, [_cell(result, row, table) for row in table.inputs])
        if config.out is None:
            return filled
        _write(config.out, filled)
        say(f"wrote {config.out}: {len(table.to_fill)} cells by {result.program}")
        return ""

    return text_of


def _write(out: str, filled: str) -> None:
    """Put a table where a path leads; a pipe or a device is written to."""
    target = Path(out).resolve()
    try:
        if target.exists() and not target.is_file():
            target.write_text(filled, encoding="utf8")
        else:
            write_whole(target, filled)
    except OSError as fault:
        raise Misuse(f"--out: cannot write {out}: {fault.strerror}") from None


def _explain(result: Result, table: Table) -> None:
    """Says which program filled the column, and where others that fit the filled rows would fill in something else."""
    say(f"column {table.header[-1]!r}: {result.program}")
    assert result.vocabulary is not None and result.type is not None
    vocabulary, request = result.vocabulary(), parse_type(result.type)
    chosen = compile_term(parse_term(str(result.program), vocabulary, request), vocabulary)
    for other in result.alternatives:
        rival = compile_term(parse_term(other.program, vocabulary, request), vocabulary)
        cells = [(place, chosen(row), rival(row)) for place, row in zip(table.to_fill, table.inputs, strict=True)]
        unlike = [f"row {place + 1}: {_shown(there)} for {_shown(here)}" for place, here, there in cells if here != there]
        where = "; ".join(unlike[:MOST_ROWS]) or "but not in this table"
        say(f"  {other.program} would differ, {where}" + (f"; {len(unlike)} rows in all" if len(unlike) > MOST_ROWS else ""))


def _shown(value: object) -> str:
    return "a blank" if isinstance(value, Failure) else json.dumps(thaw(value))


def _cell(result: Result, row: tuple[object, ...], table: Table) -> object:
    try:
        return result(*row)
    except ValueError as fault:
        say(f"a cell of {table.header[-1]!r} stays blank: {fault}")
        return None
