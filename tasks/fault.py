"""What is wrong with a task and where: an exception while one task is built, a record once a file is read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from dsl.misfit import Step as Step
from dsl.misfit import describe as describe
from dsl.misfit import nearest as nearest
from dsl.quote import clip, lone_surrogate

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_SPOKEN = {"train": "example", "test": "held-out example", "inputs": "input"}


@dataclass(frozen=True)
class Fault:
    """A task that could not be read; `message` is one line that names file, place, fault and the nearest valid thing."""

    name: str
    origin: str
    message: str

    def __str__(self) -> str:
        return self.message


class TaskError(ValueError):
    """A fault inside one task; `path` leads from the record to the place, as keys and positions."""

    def __init__(self, problem: str, *path: Step) -> None:
        super().__init__(problem)
        self.problem = problem
        self.path: tuple[Step, ...] = path

    def inside(self, *steps: Step) -> TaskError:
        """The same error, seen from further out."""
        self.path = steps + self.path
        return self

    @property
    def json_path(self) -> str:
        return "$" + "".join(_json_step(step) for step in self.path)

    def __str__(self) -> str:
        place = _spoken(self.path)
        return one_line(f"{place}: {self.problem}" if place else self.problem)


def _json_step(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{clip(step)}" if _PLAIN_KEY.match(step) else f"[{clip(json.dumps(step))}]"


def _spoken(path: tuple[Step, ...]) -> str:
    """The path in the words of someone who wrote examples, not JSON: `example 3, input 1, item 2`."""
    words: list[str] = []
    noun = ""
    for step in path:
        if isinstance(step, int):
            words.append(f"{noun or 'item'} {step + 1}")
            noun = ""
        else:
            noun = _SPOKEN.get(step, "")
            if not noun:
                words.append(clip(step))
    return ", ".join([*words, noun + "s"] if noun else words)


def check_unicode(text: str, path: tuple[Step, ...] = ()) -> None:
    """Refuse a text with half of a surrogate pair, which no encoding can write."""
    problem = lone_surrogate(text)
    if problem is not None:
        raise TaskError(problem, *path)


def one_line(text: str) -> str:
    """The text with line breaks and unprintable characters escaped, so that any terminal and log takes it."""
    if text.isascii() and text.isprintable():
        return text
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in text)
    return shown.encode("utf-8", "backslashreplace").decode()
