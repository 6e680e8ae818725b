"""Tables on the command line: what was read with what, what filled a column and how sure that is, and where the filled table goes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from dsl.evaluate import Failure
from synth.batch.display import say, unsure
from synth.batch.filling import filling, is_meant_blank, rivals
from synth.config import BatchConfig
from synth.faults import Misuse
from synth.files import write_whole
from synth.solving.result import Result
from tasks.fault import Fault
from tasks.tables.table import TABLE, Column
from tasks.task import Task

RIVALS = 3  # other programs that a table tells of
MOST_ROWS = 3  # rows it tells of each
MOST_CHECKED = 3  # rows to check that are told
MOST_BLANK = 10  # rows of which it says why they stay blank


class Tables:
    """The tables of a batch, each filled and handed over when the last of its columns is done."""

    def __init__(self, entries: Sequence[Task | Fault], config: BatchConfig) -> None:
        self._config = config
        self._columns = columns_of(entries)
        self._waiting = list(self.to_fill)
        self._cells: dict[int, dict[tuple[int, int], str]] = {}  # new ones by table
        self._programs: dict[int, list[str]] = {}

    @cached_property
    def to_fill(self) -> list[Column]:
        """The columns with blanks."""
        return [column for column in self._columns if column.to_fill or column.unread]

    @property
    def notes(self) -> Iterable[str]:
        """What is to be told of how the tables were read; of rows that are left out, quiet or not."""
        for table in dict.fromkeys(column.table for column in self._columns):
            told = [] if self._config.output.quiet else [*table.notes]
            told += [note for column in self._columns if column.table is table for note in column.notes]
            yield from (f"{table.origin}: {note}" for note in told)

    def text_of(self, task: Task, result: Result) -> str | None:
        """What to print for a task: nothing of its own unless it is the last column of a table of which something could be filled."""
        column = task.extra.get(TABLE)
        if not isinstance(column, Column) or column not in self._waiting:
            return None
        self._waiting.remove(column)
        key, several = id(column.table), sum(other.table is column.table for other in self.to_fill) > 1
        if result.status == "solved" and is_meant_blank(task, result, column):
            say(f"column {column.name} stays blank: no program explains it, so that its blanks may be meant")
        elif result.status == "solved":
            if not self._config.output.quiet:
                _explain(task, result, column)
            if self._config.output.explain:
                say(f"column {column.name}: {result.explanation}")
            self._cells.setdefault(key, {}).update(_filled(result, column))
            self._programs.setdefault(key, []).append(str(result.program))
        elif several:
            say(f"column {column.name} stays blank: {result.status} after {result.seconds:.1f} s")
        if any(other.table is column.table for other in self._waiting):
            return ""
        return self._handed_over(column) if key in self._cells else "" if several else None

    def _handed_over(self, column: Column) -> str:
        """The filled table as text to print; nothing where it goes to a file."""
        cells, programs = self._cells[id(column.table)], self._programs[id(column.table)]
        if self._config.out is None and self._config.output.json:
            return ""
        filled = column.table.filled(cells)
        if self._config.out is None:
            assert isinstance(filled, str), "other tables need --out"
            return filled
        _write(self._config.out, filled)
        say(f"wrote {self._config.out}: {len(cells)} cells by {' and '.join(programs)}")
        return ""


def columns_of(entries: Iterable[Task | Fault]) -> list[Column]:
    """The columns of tables among tasks."""
    return [entry.extra[TABLE] for entry in entries if isinstance(entry, Task) and TABLE in entry.extra]


def _filled(result: Result, column: Column) -> dict[tuple[int, int], str]:
    """The new cells of a column; of the rows that stay blank it is said why."""
    found = filling(result, column)
    for place, why in found.blank[:MOST_BLANK]:
        say(f"row {place + 1}: column {column.name} stays blank: {why}")
    if len(found.blank) > MOST_BLANK:
        say(f"column {column.name} stays blank in {len(found.blank)} rows in all")
    return found.cells


def _write(out: str, filled: str | bytes) -> None:
    """Put a table where a path leads; a pipe or a device is written to."""
    target = Path(out).resolve()
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(filled.encode() if isinstance(filled, str) else filled)
        else:
            write_whole(target, filled)
    except OSError as fault:
        raise Misuse(f"--out: cannot write {out}: {fault.strerror}") from None


def _explain(task: Task, result: Result, column: Column) -> None:
    """Says which program filled the column, and where others that fit the filled rows would fill in something else."""
    say(f"column {column.name}: {result.program}" + (f"; {unsure(result)}" if result.unsure else ""))
    for line in result.shown.splitlines() if result.printed else ():
        say(f"  {line}")
    checks = result.rows_to_check
    for check in checks[:MOST_CHECKED]:
        say(f"  check row {check.row} of column {column.name}: {check.reason}")
    if len(checks) > MOST_CHECKED:
        say(f"  {len(checks)} rows of column {column.name} to check in all")
    for rival in rivals(task, result, column):
        unlike = [f"row {place + 1}: {_shown(there)} for {_shown(here)}" for place, here, there in rival.unlike[:MOST_ROWS]]
        more = f"; {len(rival.unlike)} rows in all" if len(rival.unlike) > MOST_ROWS else ""
        say(f"  {rival.program} would differ, {'; '.join(unlike)}{more}")


def _shown(value: object) -> str:
    return "a blank" if isinstance(value, Failure) else json.dumps(value, default=str)
