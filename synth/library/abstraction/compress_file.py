"""Reads corpora: Stitch's list of programs, and DreamCoder's record whose frontiers hold the programs of one task each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from synth.faults import Misuse, require
from synth.library.abstraction.corpus import Corpus, Unreadable


def load_corpus(path: str) -> Corpus:
    """The corpus of a file; a Misuse names the file and the place of what is wrong in it."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf8"))
    except OSError as fault:
        raise Misuse(f"{path}: {fault.strerror}") from None
    except UnicodeDecodeError as fault:
        raise Misuse(f"{path}: not UTF-8 text at byte {fault.start}") from None
    except json.JSONDecodeError as fault:
        raise Misuse(f"{path}, line {fault.lineno}, column {fault.colno}: not JSON: {fault.msg}") from None
    except RecursionError:
        raise Misuse(f"{path}: nested too deeply for JSON") from None
    except ValueError:
        raise Misuse(f"{path}: a number of more digits than are read") from None
    programs, tasks = _frontiers(path, found) if isinstance(found, dict) else (_listed(path, found), None)
    require(bool(programs), f"{path}: holds no programs")
    try:
        return Corpus(programs, tasks)
    except Unreadable as fault:
        raise Misuse(f"{path}, {fault}") from None


def _listed(path: str, found: Any) -> list[str]:
    require(isinstance(found, list), f"{path}: expected a list of programs or an object with 'frontiers', found {_kind(found)}")
    for position, program in enumerate(found):
        require(isinstance(program, str), f"{path}, program {position + 1}: expected a text, found {_kind(program)}")
    return list(found)


def _frontiers(path: str, found: dict[str, Any]) -> tuple[list[str], list[str]]:
    frontiers = found.get("frontiers")
    require(isinstance(frontiers, list), f"{path}: an object should have a list 'frontiers', found {_kind(frontiers)}")
    programs, tasks = [], []
    for i, frontier in enumerate(frontiers or []):
        place = f"{path}, frontier {i + 1}"
        entries = frontier.get("programs") if isinstance(frontier, dict) else None
        require(isinstance(entries, list), f"{place}: expected an object with a list 'programs'")
        for j, entry in enumerate(entries or []):
            program = entry.get("program") if isinstance(entry, dict) else None
            require(isinstance(program, str), f"{place}, program {j + 1}: expected an object with a text 'program'")
            programs.append(str(program))
            tasks.append(str(frontier.get("task", i)))
    return programs, tasks


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}
    return kinds.get(type(value), "nothing")
