"""From what a user typed to tasks: files, examples and Python values read, names looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dsl.constructors import codecs
from dsl.type import parameters, within
from synth.config import BatchConfig, SolveConfig
from synth.faults import Misuse, require
from synth.library.vocabulary import fetch, vocabulary_of
from tasks.fault import Fault, TaskError
from tasks.tables.options import TAB, Options
from tasks.task import Task, fit_inputs, task_of, typed
from tasks.value import plain, read_type

LEARNS = "perception"  # the domain of tasks that modules are trained for

if TYPE_CHECKING:
    from dsl.primitives import Primitive


def learns(entries: Iterable[Task | Fault]) -> bool:
    """Whether a task may end with a trained module to be kept."""
    return any(isinstance(entry, Task) and entry.domain == LEARNS for entry in entries)


def check_names(config: SolveConfig, learns: bool = False) -> None:
    """Raises Misuse for a domain, strategy, guide or library that does not exist; the library is read, workers inherit it.

    Where something may be learned a library is made on its first use.
    """
    if config.domain is not None:
        vocabulary_of(config.domain)
    if config.strategy is not None:
        from synth.solving.solver import load_strategy

        load_strategy(config.strategy)
    if config.guide not in ("default", "none"):
        from synth.guide.infer import load_guide

        load_guide(config.guide)
    require(learns or not config.noise, f"--noise is for tasks around trained modules, of the domain {LEARNS}")
    if learns and config.library.startswith("sqlite:///"):
        from synth.library.store import open_library

        open_library(config.library).close()
    fetch(config.library)


def load_tasks(config: BatchConfig) -> list[Task | Fault]:
    """The tasks of `synth solve`, in order; whatever could not be read is a Fault in its place."""
    from tasks import load

    if config.examples:
        return [_from_examples(config)]
    delimiter = "\t" if config.delimiter in TAB else config.delimiter
    tables = Options(delimiter, config.decimal, False if config.no_header else None, config.output_column)
    entries = [entry for file in config.files for entry in load(file, max_file=config.max_file << 20, tables=tables)]
    return [adapted(entry, config.search) for entry in entries]


def _from_examples(config: BatchConfig) -> Task | Fault:
    from tasks import parse_example

    try:
        shown = [parse_example(text) for text in config.examples]
        return adapted(task_of("examples", shown, request=config.search.type), replace(config.search, type=None))
    except TaskError as error:
        return Fault("examples", "--example", f"--example: {error}")


def adapted(entry: Task | Fault, config: SolveConfig) -> Task | Fault:
    """The task with the type and the domain that the call asks for in place of its own."""
    if isinstance(entry, Fault):
        return entry
    try:
        task = resolved(entry if config.type is None else retyped(entry, config.type), config.domain)
        check_wishes(task, config)
        return task
    except (TaskError, Misuse) as error:
        return Fault(entry.name, entry.origin, f"{entry.origin or entry.name}: {error}")


def resolved(task: Task, domain: str | None, primitives: Sequence[Primitive] = ()) -> Task:
    """The task in the domain that the call asks for, else in its own; Misuse where it has no words or holds no such values."""
    task = task if domain is None else replace(task, domain=domain)
    vocabulary_of(task.domain, primitives)
    check_types(task)
    return task


def check_wishes(task: Task, config: SolveConfig) -> None:
    """Raises Misuse for words to use or avoid, costs and hints that the task cannot have."""
    if config.wishful:
        from synth.solving.problem import problem_of

        problem_of(task, config)


def check_types(task: Task) -> None:
    """Raises Misuse for values that searches do not hold."""
    held = [name for name, codec in codecs().items() if codec.held]
    for name in sorted({type.name for type in within(task.request)} - set(held)):
        raise Misuse(f"no program can take or give a {name} yet; tasks are of {', '.join(held[:-1])} and {held[-1]}")


def retyped(task: Task, request: str) -> Task:
    """The same examples under another type; a TaskError says which does not fit."""
    try:
        wanted = read_type(request)
    except TaskError as error:
        raise error.inside("--type") from None
    whole, shown, held_out = typed(wanted, task.shown, task.held_out)
    return replace(task, request=whole, shown=shown, held_out=held_out, inputs=fit_inputs(task.inputs, whole))


def task_from(examples: Task | Iterable[Any], request: str | None, inputs: Sequence[Any] = ()) -> Task:
    """The task that Python values describe, with the inputs of further rows; a TaskError, which is a ValueError, names what is at fault."""
    task = _task_from(examples, request)
    if not inputs:
        return task
    single = len(parameters(task.request)[0]) == 1
    rows = [row if isinstance(row, tuple) and not single else (row,) for row in inputs]
    return replace(task, inputs=fit_inputs(plain(rows), task.request))


def _task_from(examples: Task | Iterable[Any], request: str | None) -> Task:
    if isinstance(examples, Task):
        return examples if request is None else retyped(examples, request)
    if hasattr(examples, "columns"):
        raise Misuse("expected a list of (input, output) pairs or a Task, found a data frame; df.synth.program('column') is for one")
    if isinstance(examples, (str, bytes, dict)) or not isinstance(examples, Iterable):
        raise Misuse(f"expected a list of (input, output) pairs or a Task, found a {type(examples).__name__}")
    return task_of("examples", plain(list(examples)), request=request)
