"""What a child of the nursery does for one request: it reads a table, fills columns of it, or writes it down.

A request comes as a line of JSON and the bytes of a table; what is found goes back as lines of JSON, each an event's name and its data.
The server says "stop" by another line, or by hanging up.
"""

from __future__ import annotations

import json
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from synth.config import SolveConfig
from synth.faults import Misuse
from synth.web import sheet
from synth.web.fill import RIVALS, Fill, Fitting, task_for
from synth.web.trace import parts
from tasks.fault import TaskError
from tasks.formats.csv_table import TextTable
from tasks.tables.table import TABLE, Column
from tasks.task import Hint

CHUNK = 1 << 16
MOST_HEAD = 1 << 26  # bytes of the line that says what is wanted


class Gone(Exception):
    """Nobody wants the answer any longer."""


@dataclass
class Line:
    """The child's end of the connection."""

    connection: socket.socket
    rest: bytes = b""
    stopped: bool = False

    def request(self) -> tuple[dict[str, Any], bytes]:
        """What is wanted, and the bytes of the table that it is wanted of."""
        while b"\n" not in self.rest:
            self._more()
            if len(self.rest) > MOST_HEAD:
                raise Gone
        head, _, self.rest = self.rest.partition(b"\n")
        wanted = json.loads(head)
        while len(self.rest) < wanted["size"]:
            self._more()
        data, self.rest = self.rest[: wanted["size"]], b""
        return wanted, data

    def send(self, event: str, data: Any) -> None:
        """One event; Gone where nobody listens."""
        try:
            self.connection.sendall(f"{event} {json.dumps(data, separators=(',', ':'), default=str)}\n".encode())
        except OSError:
            raise Gone from None

    def is_stopped(self) -> bool:
        """Whether the work should end: it was said so, or nobody listens."""
        while not self.stopped and select.select([self.connection], [], [], 0)[0]:
            with suppress(OSError):
                self.connection.recv(CHUNK)
            self.stopped = True  # a word, or none because the other end is closed
        return self.stopped

    def _more(self) -> None:
        more = self.connection.recv(CHUNK)
        if not more:
            raise Gone
        self.rest += more


def carry_out(connection: socket.socket) -> None:
    """Does what one request asks for; what is wrong with it is said in an event `fault`."""
    line = Line(connection)
    with suppress(Gone, OSError):
        wanted, data = line.request()
        try:
            WORK[wanted["do"]](line, wanted, data)
        except (Misuse, TaskError) as fault:
            line.send("fault", {"message": fault.problem if isinstance(fault, TaskError) else str(fault)})
        except MemoryError:
            line.send("fault", {"message": "this table needs more memory than a request may have"})


def _read(line: Line, wanted: dict[str, Any], data: bytes) -> None:
    table, text = sheet.read(wanted["name"], data)
    line.send("table", {**sheet.described(table), "text": text})


def _revise(line: Line, wanted: dict[str, Any], data: bytes) -> None:
    """Gives a column a name: the one that is named, or a new one."""
    table, _ = sheet.read(wanted["name"], data)
    column, name = wanted["column"], sheet.cell_text(wanted["title"])
    text = table.widened(name) if column is None else table.renamed(sheet.column_of(table, column), name)
    changed, _ = sheet.read(wanted["name"], text.encode())
    line.send("table", {**sheet.described(changed), "text": text})


def _write(line: Line, wanted: dict[str, Any], data: bytes) -> None:
    table, _ = sheet.read(wanted["name"], data)
    cells = {**sheet.cells_of(table, wanted["filled"]), **sheet.cells_of(table, wanted["edits"])}
    line.send("file", {"text": table.filled(cells)})


def _fill(line: Line, wanted: dict[str, Any], data: bytes) -> None:
    table = _edited(wanted, data)
    limits = {name: wanted[name] for name in ("timeout", "max_memory", "library")}
    hints = {int(column): tuple(Hint(*hint) for hint in given) for column, given in wanted["hints"].items()}
    Fill(table, SolveConfig(**limits, alternatives=RIVALS), hints, tuple(wanted["view"]), line.send).run(wanted["columns"], line.is_stopped)


def _trace(line: Line, wanted: dict[str, Any], data: bytes) -> None:
    """The parts of a program on a row, an example or one filled in; none where the column has changed so that none fit."""
    table = _edited(wanted, data)
    row, column = next(iter(sheet.cells_of(table, [[wanted["row"], wanted["column"], ""]])))
    told = []
    with suppress(Misuse):  # the row was the only example
        task = task_for(sheet.edited(table, {(row, column): ""}), column)
        filled: Column = task.extra[TABLE]
        result = Fitting(task, wanted["library"]).result(wanted["program"])
        if result is not None and row in filled.to_fill:
            told = parts(result, filled.inputs[filled.to_fill.index(row)])
    line.send("trace", {"row": row, "parts": told})


def _edited(wanted: dict[str, Any], data: bytes) -> TextTable:
    table, _ = sheet.read(wanted["name"], data)
    return sheet.edited(table, sheet.cells_of(table, wanted["edits"]))


WORK: dict[str, Callable[[Line, dict[str, Any], bytes], None]] = {
    "read": _read, "revise": _revise, "write": _write, "fill": _fill, "trace": _trace,
}  # fmt: skip
