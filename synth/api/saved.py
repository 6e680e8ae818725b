"""Saved sessions: files of JSON that say which version wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dsl.evaluate import thaw
from synth.config import SolveConfig
from synth.faults import Misuse, require
from tasks.fault import TaskError
from tasks.formats.json_lines import task_from_record
from tasks.strict_json import JsonError, parse
from tasks.task import Hint, Task


@dataclass(frozen=True)
class Saved:
    """What a file holds."""

    task: Task
    options: Mapping[str, Any]
    found: tuple[Hint, ...]

    @property
    def examples(self) -> list[Any]:
        """The examples as a Python user writes them."""
        return [(self._given(example.inputs), thaw(example.output)) for example in self.task.shown]

    @property
    def inputs(self) -> list[Any]:
        """The rows without outputs as a Python user writes them."""
        return [self._given(row) for row in self.task.inputs]

    def _given(self, row: tuple[Any, ...]) -> Any:
        return thaw(row[0]) if len(row) == 1 else tuple(map(thaw, row))


def read(path: Path, format: str, version: int) -> Saved:
    """What a file holds; Misuse with its name where it is no session, or one that a later version wrote."""
    try:
        record = parse(path.read_text(encoding="utf8"))
    except OSError as fault:
        raise Misuse(f"cannot read {path}: {fault.strerror}") from None
    except (UnicodeDecodeError, JsonError) as fault:
        raise Misuse(f"{path} is no saved session: {fault}") from None
    known = isinstance(record, dict) and record.get("format") == format and isinstance(record.get("version"), int)
    require(known, f"{path} is no saved session: it lacks the format '{format}' and a version")
    require(record["version"] <= version, f"{path} was saved by a later version ({record['version']}; this one reads up to {version})")
    try:
        options = {name: value for name, value in record["options"].items() if name in {own.name for own in fields(SolveConfig)}}
        found = tuple(Hint(str(each["program"]), float(each["price"]), str(each["strategy"])) for each in record["found"])
        return Saved(task_from_record(record["task"], str(path)), options, found)
    except TaskError as fault:
        raise Misuse(f"{path}: {fault}") from None
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Misuse(f"{path} is no whole session: {type(fault).__name__}: {fault}") from None
