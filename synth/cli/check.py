"""`synth check`: how a trained module of a library does, by class and group, and what misleads it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dsl.module import Module
from dsl.quote import clip
from dsl.type import parameters
from synth.batch.display import put, say
from synth.batch.request import retyped
from synth.config import CheckConfig
from synth.faults import Misuse, require
from synth.hybrid.modules import loaded
from synth.library.entry import Module as Entry
from synth.library.store import open_library
from tasks import Task, load
from tasks.fault import TaskError
from tasks.task import Example

SHOWN = 8  # slices


def run(config: CheckConfig) -> int:
    """Says what is known of the module, or what it does on data."""
    module = _module(config)
    if not config.data:
        put(
            json.dumps({"module": module.name, **module.metrics})
            if config.output.json
            else "\n".join([_named(module), *figures(module.metrics)])
        )
        return 0
    require(bool(module.labels), f"{module.name} says real numbers; only what says labels can be checked on data")
    examples = [example for path in config.data for example in _examples(path, module)]

    from synth.hybrid.check import check  # torch

    found = check(module, [e.inputs for e in examples], [e.output for e in examples])
    if config.output.json:
        put(json.dumps({"module": module.name, **found.record()}))
        return 0
    put(f"{_named(module)}\n  right on {found.accuracy:.1%} of {found.rows} examples, calibration error {found.calibration_error:.3f}")
    if found.radius is not None:
        put(f"  half of what it says changes when each number of an input does by {found.radius:g}")
    for own in found.slices[:SHOWN]:
        put(f"  {own.name}: {own.accuracy:.0%} of {own.count} (95 %: {own.low:.0%} to {own.high:.0%})")
    if len(found.slices) > SHOWN:
        say(f"{len(found.slices) - SHOWN} more slices, all as good or better; --json writes all")
    return 0


def figures(metrics: Mapping[str, Any]) -> list[str]:
    """What was measured when a module was trained, in two lines at most."""
    told = []
    if "accuracy" in metrics:
        weakest = f" (weakest: {metrics['weakest']})" if "weakest" in metrics else ""
        told.append(
            f"  right on {metrics['accuracy']:.0%} of examples kept apart{weakest}, calibration error {metrics['calibration_error']:.3f}"
        )
    elif "error" in metrics:
        told.append(f"  off by {metrics['error']:.3g} on examples kept apart, which spread by {metrics['spread']:.3g}")
    elif "examples_right" in metrics:
        told.append(f"  {metrics['examples_right']} of {metrics['examples']} examples of the task that it was trained in hold")
    if metrics.get("radius") is not None:
        told.append(f"  half of what it says changes when each number of an input does by {metrics['radius']:g}")
    return told


def _named(module: Module) -> str:
    return f"{module.name} : {module.type}, {module.told[0].lower()}{module.told[1:]}"


def _module(config: CheckConfig) -> Module:
    with open_library(config.library, create=False) as library:
        entry = library.find(config.module)
    if not isinstance(entry, Entry):
        raise Misuse(f"{clip(config.module)} is a subroutine; `synth check` is for trained modules")
    return loaded(entry)


def _examples(path: str, module: Module) -> Sequence[Example]:
    """The examples of all tasks in a file or folder, as the module sees them."""
    found: list[Example] = []
    for entry in load(path):
        if not isinstance(entry, Task):
            raise Misuse(entry.message)
        try:
            task = entry if parameters(entry.request) == parameters(module.type) else retyped(entry, str(module.type))
        except TaskError as fault:
            raise Misuse(f"{entry.origin or entry.name}: not examples of {module.name}, {module.type}: {fault}") from None
        found += [*task.shown, *task.held_out]
    return found
