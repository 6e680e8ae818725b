"""Files that survive a crash: whole ones written aside and renamed, and ledgers that gain a synced line at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def write_whole(path: Path, text: str) -> None:
    """Put a file in place, entirely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with open(part, "w", encoding="utf8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the renaming itself
    finally:
        os.close(folder)


def write_lines(path: Path, records: Iterable[Any]) -> None:
    """Put a file of JSON lines in place, entirely or not at all."""
    write_whole(path, "".join(json.dumps(record) + "\n" for record in records))


def append_line(path: Path, record: Any) -> None:
    """Add a JSON line; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a", encoding="utf8") as file:
        file.write(json.dumps(record) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path) -> list[Any]:
    """The records of a file of JSON lines, none if it is missing; what a crash tore off at its end is cut off."""
    if not path.exists():
        return []
    records, whole = [], 0
    with open(path, "rb+") as file:
        for line in file:
            try:
                records.append(json.loads(line if line.endswith(b"\n") else b""))
            except ValueError:
                break
            whole += len(line)
        file.truncate(whole)
    return records
