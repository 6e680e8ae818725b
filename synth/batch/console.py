"""A batch of tasks from the command line: solved over workers, shown as they finish, stopped by Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from types import FrameType

from synth.batch.display import Display, invalid
from synth.batch.pool import in_order, solve_all
from synth.config import OutputConfig, SolveConfig
from synth.solving.result import Result
from tasks.fault import Fault
from tasks.task import Task

Entries = Sequence[Task | Fault]


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """A function that says whether Ctrl-C was pressed; a second one ends the program at once."""
    pressed = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, before)


def results_of(
    entries: Entries, search: SolveConfig, workers: int, display: Display, record: Callable[[int, Result], None] | None = None
) -> Iterator[tuple[int, Result]]:
    """Every entry's position and result, in order; `record` hears of each as soon as it is there."""
    positions = [position for position, entry in enumerate(entries) if isinstance(entry, Task)]
    chosen = [entry for entry in entries if isinstance(entry, Task)]
    faults = ((i, invalid(entry, search.seed)) for i, entry in enumerate(entries) if isinstance(entry, Fault))
    with interruptible() as stopped:
        solved = solve_all(
            chosen, search, workers, watch=lambda index, progress: display.progress(positions[index], progress), stopped=stopped
        )
        yield from in_order(_heard(chain(faults, ((positions[i], result) for i, result in solved)), display, record))


def _heard(
    results: Iterator[tuple[int, Result]], display: Display, record: Callable[[int, Result], None] | None
) -> Iterator[tuple[int, Result]]:
    for position, result in results:
        display.arrived(result)
        if record:
            record(position, result)
        yield position, result


def solve_batch(
    entries: Entries,
    search: SolveConfig,
    workers: int,
    output: OutputConfig,
    text_of: Callable[[Task, Result], str | None] | None = None,
    language: str = "python",
) -> list[Result]:
    """Solves and shows all entries, programs in a language; `text_of` may give the text to print for a task."""
    results = []
    with Display(output, len(entries), [entry.name for entry in entries]) as display:
        for position, result in results_of(entries, search, workers, display):
            entry, result = entries[position], result.shown_in(language)
            display.finished(result, text_of(entry, result) if text_of and isinstance(entry, Task) else None)
            results.append(result)
        display.summary()
    return results
