"""Notebooks: how a session and a run look there, and the line that tells how a search stands."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from dsl.markup import line, table, value
from dsl.quote import clip
from dsl.type import Type
from synth.solving.markup import types_of
from synth.solving.result import Progress, Result

EVERY = 0.2  # seconds between two changes of the line
MOST_ROWS = 20


def of_session(examples: Sequence[Any], inputs: Sequence[Any], result: Result | None) -> str:
    """The examples, the rows without outputs with what the answer gives for them, and the answer."""
    single = not any(isinstance(given, tuple) for given, _ in examples)
    types, wanted = types_of(None if result is None else result.type)
    own = types[0] if single else None
    rows = [[value(given if single else list(given), own), value(output, wanted), "example"] for given, output in examples]
    for row in inputs[:MOST_ROWS]:
        rows.append([value(list(row) if isinstance(row, tuple) else row, own), _given(result, row, wanted), ""])
    more = [line("", f"and {len(inputs) - MOST_ROWS} more rows")] if len(inputs) > MOST_ROWS else []
    answer = line("", "not solved yet: ask for its result") if result is None else result._repr_html_()
    return "".join([table(["input", "output", ""], rows), *more, answer])


def _given(result: Result | None, row: Any, wanted: Type | None) -> str:
    if result is None or result.program is None:
        return ""
    try:
        given = result(*row) if isinstance(row, tuple) and len(row) > 1 else result(row[0] if isinstance(row, tuple) else row)
        return value(given, wanted)
    except ValueError:
        return ""


def in_notebook() -> bool:
    """Whether this process is the kernel of a notebook."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return type(shell).__name__ == "ZMQInteractiveShell"


@contextmanager
def watched(watch: Callable[[Progress], None] | None) -> Iterator[Callable[[Progress], None] | None]:
    """What hears how a search stands: what the caller gives, else in a notebook a line that goes when the search ends."""
    if watch is not None or not in_notebook():
        yield watch
        return
    ipython = import_module("IPython.display")
    handle, shown = ipython.display(ipython.HTML(""), display_id=True), 0.0

    def tell(progress: Progress) -> None:
        nonlocal shown
        if time.monotonic() - shown >= EVERY:
            shown = time.monotonic()
            best = f" · best {clip(progress.best)}" if progress.best else ""
            note = f" · {progress.note}" if progress.note else ""
            handle.update(ipython.HTML(line("searching", f"{progress.candidates:,} candidates, cost {progress.cost:g}{best}{note}")))

    try:
        yield tell
    finally:
        handle.update(ipython.HTML(""))
