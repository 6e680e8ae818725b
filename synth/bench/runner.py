"""`synth bench SUITE…`: suites solved as a resumable run, and what came of it."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import synth.bench
from dsl.syntax import parse_term
from synth.batch.console import results_of
from synth.batch.display import Display, exit_code, put
from synth.batch.request import adapted, check_names
from synth.bench.agreement import agrees, references
from synth.bench.journal import Journal
from synth.bench.peer import check_peer
from synth.bench.report import COLUMNS, calibrated, lines, summary
from synth.bench.versus import Versus, sygus_tasks
from synth.config import BenchConfig
from synth.faults import require
from synth.library.vocabulary import vocabulary_of
from synth.solving.calibration import draw
from synth.solving.result import Result
from tasks import Fault, Task, load_suite

if TYPE_CHECKING:
    from rich.console import RenderableType

INTERRUPTED = 130


def measurement(name: str) -> Callable[[BenchConfig], int] | None:
    """The `main` of the file of synth/bench that measures under this name, if there is one."""
    if name not in {module.name for module in pkgutil.iter_modules(synth.bench.__path__)}:
        return None
    main: Callable[[BenchConfig], int] | None = getattr(import_module(f"synth.bench.{name}"), "main", None)
    return main


def run(config: BenchConfig) -> int:
    """Carries the command out; its exit code. The first word may name a measurement instead of a suite."""
    require(bool(config.suites), "give a SUITE (a name of `synth suites` or a path), or a measurement such as speed or check")
    own = measurement(config.suites[0])
    return own(config) if own is not None else _run_suites(config)


def _run_suites(config: BenchConfig) -> int:
    if config.peer is not None:
        check_peer(config.peer)
    check_names(config.search)
    entries = [(suite, adapted(entry, config.search)) for suite in config.suites for entry in entries_of(suite, config)]
    require(config.peer is None or bool(sygus_tasks(entries)), f"--peer {config.peer} runs .sl files; none of these tasks is of one")
    journal = Journal(config)
    left = [position for position in range(len(entries)) if position not in journal.records]
    results = _solve(config, entries, left, journal)
    stopped = any(result.status == "interrupted" for result in results)
    versus = None if stopped else Versus.of(config, entries, journal)
    summaries = _summaries(config, entries, journal)
    for row in summaries:
        row.update(_agreement(entries, journal, str(row["suite"]), config.search.library))
        row.update(versus.rows(str(row["suite"])) if versus else {})
    if versus is not None:
        journal.conclude(summaries)
    _draw(config, entries, journal)
    if not config.output.json:
        put("\n".join(lines(summaries)))
    elif config.peer is not None:
        put(json.dumps(summaries[-1]))
    return exit_code([*results, *_earlier(journal, set(left))]) if stopped or versus else INTERRUPTED


def entries_of(suite: str, config: BenchConfig) -> list[Task | Fault]:
    """The tasks of a suite with what is kept back of each, whose inputs are told where columns are asked for."""
    entries = load_suite(suite, config.hold_out)
    if not config.column:
        return entries
    return [replace(e, inputs=tuple(x.inputs for x in e.held_out)) if isinstance(e, Task) else e for e in entries]


def _solve(config: BenchConfig, entries: list[tuple[str, Task | Fault]], left: list[int], journal: Journal) -> list[Result]:
    """Solves what is left, every finished task noted in the journal before it is shown."""

    def record(index: int, result: Result) -> None:
        if result.status != "interrupted":
            journal.add(left[index], result.record())

    chosen = [entries[position][1] for position in left]
    results = []
    with Display(config.output, len(chosen), [entry.name for entry in chosen], lambda: _live_table(config, entries, journal)) as display:
        for _, result in results_of(chosen, config.search, config.workers, display, record):
            display.finished(result, None if config.output.json else "")
            results.append(result)
    return results


def _summaries(config: BenchConfig, entries: list[tuple[str, Task | Fault]], journal: Journal) -> list[dict[str, object]]:
    """One summary a suite, and one of all where there are several."""
    done = sorted(journal.records.items())
    rows = [summary(suite, [record for position, record in done if entries[position][0] == suite]) for suite in config.suites]
    return [*rows, *([summary("all", [record for _, record in done])] if len(rows) > 1 else [])]


def _draw(config: BenchConfig, entries: list[tuple[str, Task | Fault]], journal: Journal) -> None:
    """A reliability diagram in the run directory, a part for each suite whose answers were held against what was kept back."""
    if config.run is None:
        return
    records = {suite: [r for position, r in journal.records.items() if entries[position][0] == suite] for suite in config.suites}
    parts = {Path(suite).stem: found for suite, own in records.items() if (found := calibrated(own)) is not None}
    with suppress(ImportError):
        if parts:
            draw(parts, Path(config.run) / "reliability.svg")


def _agreement(entries: list[tuple[str, Task | Fault]], journal: Journal, suite: str, library: str) -> dict[str, int]:
    """How many answers do what the suite's own programs do on fresh inputs, where it has such programs."""
    known = references(suite)
    if not known:
        return {}
    agreeing = 0
    for position, record in journal.records.items():
        own, task = entries[position]
        if own == suite and isinstance(task, Task) and record["status"] == "solved" and task.name in known:
            vocabulary = vocabulary_of(task.domain, library=library)
            program = parse_term(record["program"], vocabulary, task.request)
            agreeing += agrees(program, vocabulary, known[task.name], task.request)
    return {"agreeing": agreeing}


def _live_table(config: BenchConfig, entries: list[tuple[str, Task | Fault]], journal: Journal) -> RenderableType:
    from rich.table import Table

    table = Table(*(column.replace("_", " ") for column in COLUMNS), box=None, header_style="bold")
    for row in _summaries(config, entries, journal):
        table.add_row(*("-" if row[column] is None else json.dumps(row[column]).strip('"') for column in COLUMNS))
    return table


def _earlier(journal: Journal, now: set[int]) -> list[Result]:
    """What earlier calls of a resumed run found, as far as the exit code asks."""
    earlier = (record for position, record in journal.records.items() if position not in now)
    return [Result(task=record["task"], status=record["status"]) for record in earlier]
