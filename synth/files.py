"""Files that survive a crash: whole ones written aside and renamed, ledgers of synced lines, and the folders of runs."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from dsl.written import dumps
from synth.faults import Misuse, require

CONFIG = "config.json"  # in the folder of a run: what is run


def write_whole(path: Path, content: str | bytes) -> None:
    """Put a file in place, entirely or not at all, with the mode of the one that was there; its folder must exist."""
    part = path.with_name(f"{path.name}.part")
    try:
        with open(part, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)
        os.replace(part, path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the renaming itself
    finally:
        os.close(folder)


def write_lines(path: Path, records: Iterable[Any]) -> None:
    """Put a file of JSON lines in place, entirely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, "".join(dumps(record) + "\n" for record in records))


def append_line(path: Path, record: Any) -> None:
    """Add a JSON line; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a", encoding="utf8") as file:
        file.write(dumps(record) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path) -> list[Any]:
    """The records of a file of JSON lines, none if it is missing; what a crash tore off at its end is cut off.

    Raises Misuse for damage elsewhere: what follows it may be whole.
    """
    if not path.exists():
        return []
    with open(path, "rb+") as file:
        records, whole = _whole_lines(path, file)
        file.truncate(whole)
    return records


def peek_lines(path: Path) -> list[Any]:
    """The same of a file that may be growing, which stays as it is."""
    if not path.is_file():
        return []
    with open(path, "rb") as file:
        return _whole_lines(path, file)[0]


def _whole_lines(path: Path, file: IO[bytes]) -> tuple[list[Any], int]:
    """The records of a file of JSON lines, and the bytes that they take."""
    records, whole = [], 0
    lines = file.readlines()
    for number, line in enumerate(lines, 1):
        try:
            records.append(json.loads(line if line.endswith(b"\n") else b""))
        except ValueError:
            require(number == len(lines), f"{path}: line {number} is damaged; mend or delete it")
            break
        whole += len(line)
    return records, whole


def claim(run: str, said: Mapping[str, Any], resume: bool, free: Collection[str] = ()) -> None:
    """Make a folder a run's, or see that it is the very run.

    `said` describes the run; what `free` names may differ when it is resumed.
    Raises Misuse for the folder of another run, for one that holds a run not resumed, for one that can't be written.
    """
    path = Path(run) / CONFIG
    present = path.exists()
    require(resume or not present, f"{run} holds a run already; --resume goes on with it")
    try:
        if present:
            _same(run, path, json.loads(json.dumps(said)), free)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(said, indent=1) + "\n")
    except OSError as fault:
        raise Misuse(f"--run {run}: {fault.strerror}") from None


def _same(run: str, path: Path, said: dict[str, Any], free: Collection[str]) -> None:
    try:
        before = json.loads(path.read_text(encoding="utf8"))
    except ValueError:
        before = None
    require(isinstance(before, dict), f"{path} is not the description of a run; give another --run")
    for key, value in said.items():
        if key not in free:
            _agree(run, key, before.get(key), value)


def _agree(run: str, key: str, before: Any, now: Any) -> None:
    if isinstance(before, dict) and isinstance(now, dict):
        for part in now:
            _agree(run, part, before.get(part), now[part])
    require(before == now, f"{run} was run with {key} {before!r}, not {now!r}; give the same options, or another --run")
