"""Pictures as tasks: a folder with a sub-folder of pictures for each class, and the paths of pictures in other files of tasks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dsl.misfit import Misfit
from dsl.module import IMAGE
from dsl.picture import is_picture, read_picture
from dsl.type import STR, Con, Type, arrow, within
from tasks.fault import Fault, one_line
from tasks.task import Example, Task

REQUEST = arrow(IMAGE, STR)
DOMAIN = "perception"


def placed(value: Any, type: Type, folder: str) -> Any:
    """The value with the paths of pictures as seen from the folder of the file that names them."""
    if not isinstance(type, Con) or IMAGE not in within(type):
        return value
    if type == IMAGE:
        return os.path.join(folder, value) if isinstance(value, str) and is_picture(value) else value
    if not isinstance(value, list | tuple):
        return value
    types = type.args if type.name == "pair" else type.args[:1] * len(value)
    return [placed(part, own, folder) for part, own in zip(value, types)] if len(types) == len(value) else value


def class_task(folder: str) -> Task | Fault | None:
    """The task of a folder whose sub-folders hold pictures: each is of the class that its sub-folder is called. None where none do."""
    named = [(path, label) for label in _classes(folder) for path in _pictures(os.path.join(folder, label))]
    if not named:
        return None
    name = one_line(Path(os.path.abspath(folder)).name)
    try:
        shown = tuple(Example((read_picture(path),), label) for path, label in named)
    except Misfit as fault:
        return Fault(name, folder, one_line(f"{folder}: {fault.problem}"))
    further = tuple((read_picture(path),) for path in _pictures(folder))
    labels = sorted({label for _, label in named})
    if len(labels) < 2:
        problem = f"pictures of one class, {labels[0]}, tell it from nothing; give a sub-folder for each class"
        return Fault(name, folder, one_line(f"{folder}: {problem}"))
    return Task(name, DOMAIN, REQUEST, shown, inputs=further, origin=folder)


def _classes(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        yield from sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("."))


def _pictures(folder: str) -> Iterator[str]:
    """The pictures that lie directly in a folder."""
    names = sorted(name for name in os.listdir(folder) if is_picture(name) and not name.startswith("."))
    yield from (os.path.join(folder, name) for name in names)
