"""A library as JSON lines: the form that is exported, imported and shipped. The first line says format, version and number of entries."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dsl.quote import clip
from synth.faults import Misuse, require
from synth.files import write_whole
from synth.library.entry import KINDS, NAMES, Damaged, Entry, checked, digest, record
from synth.library.schema import VERSION

FORMAT = "synth library"


def write(path: str | Path, entries: Sequence[Entry]) -> None:
    """Writes the file as a whole or not at all."""
    head = {"format": FORMAT, "version": VERSION, "entries": len(entries)}
    lines = [json.dumps(head), *(json.dumps(_line(entry), ensure_ascii=False) for entry in entries)]
    try:
        write_whole(Path(path), "".join(f"{line}\n" for line in lines))
    except OSError as error:
        raise Misuse(f"cannot write {path}: {error.strerror}; nothing there was changed") from None


def read(path: str | Path) -> tuple[Entry, ...]:
    """The entries of a file; Damaged names the line that is not what was written."""
    try:
        with open(path, encoding="utf8") as file:
            lines = file.read().removesuffix("\n").split("\n")  # not splitlines: texts may hold other separators
    except FileNotFoundError:
        raise Misuse(f"there is no library {path}") from None
    except OSError as error:
        raise Misuse(f"cannot read the library {path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Misuse(f"cannot read the library {path}: not UTF-8 text at byte {error.start}") from None
    _check_head(path, _parsed(lines[0]), len(lines) - 1)
    return tuple(_entries(path, lines[1:]))


def _check_head(path: str | Path, head: Any, entries: int) -> None:
    require(isinstance(head, dict) and head.get("format") == FORMAT, f"{path} is no library: its first line does not say '{FORMAT}'")
    version = head.get("version")
    known = isinstance(version, int) and 1 <= version <= VERSION
    require(known, f"{path} is of version {clip(str(version))}, this synth reads up to {VERSION}: use a newer synth")
    if head.get("entries") != entries:
        raise Damaged(f"{path} is damaged: it should have {head.get('entries')} entries, there are {entries}")


def _entries(path: str | Path, lines: list[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines, 2):
        place = f"{path}: line {number}"
        values = _parsed(line)
        if not isinstance(values, dict) or values.get("kind") not in KINDS:
            raise Damaged(f"{place} is damaged: it is no entry of a library")
        kind = KINDS[values.pop("kind")]
        if "weights" in values:
            values["weights"] = _bytes(values["weights"])
        yield checked(kind, values, values.pop("digest", None), place)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _line(entry: Entry) -> dict[str, Any]:
    values = {"kind": NAMES[type(entry)], **record(entry), "digest": digest(entry)}
    if "weights" in values:
        values["weights"] = base64.b64encode(values["weights"]).decode()
    return values


def _bytes(text: Any) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError, binascii.Error):
        return None
