"""`synth grow`: suites solved again and again, with more words each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from synth import __version__
from synth.batch.console import interruptible
from synth.batch.display import on_terminal, put, say
from synth.batch.request import adapted, check_names
from synth.config import GrowConfig
from synth.faults import Misuse, require
from synth.files import claim, read_lines, write_whole
from synth.grow.cycle import Engine
from synth.grow.knowledge import Knowledge
from synth.library.abstraction.classics import rediscovered
from synth.library.abstraction.discovery import cheapest
from synth.library.store import Library, open_library
from tasks import Fault, Task, load_suite

if TYPE_CHECKING:
    from rich.live import Live

FREE = ("workers", "version", "output", "run", "resume", "iterations", "train")  # what may differ when a run is resumed
COLUMNS = ("iteration", "solved_train", "solved_held_out", "subroutines", "compression_ratio", "median_candidates", "seconds")


def run(config: GrowConfig) -> int:
    """Carries the command out; 130 if it was interrupted, 2 if some tasks were left out for their faults."""
    require(
        config.search.library != "default", "give --library sqlite:///PATH or postgresql://…, where the run puts what it learns; or none"
    )
    url, search = config.search.library, replace(config.search, library="none")
    check_names(search)
    tasks, whole = _tasks(config)
    with open_library(url) if url != "none" else nullcontext() as library:
        if library is not None:
            library.require_open()
        assert config.run is not None
        claim(config.run, {**asdict(config), "version": __version__}, config.resume, FREE)
        done = _grow(replace(config, search=search), tasks, library)
    if done < config.iterations:
        say(f"interrupted; `--run {config.run} --resume` goes on")
        return 130
    return 0 if whole else 2


def _grow(config: GrowConfig, tasks: list[Task], library: Library | None) -> int:
    """Runs the iterations; how many are done."""
    done = 0
    with interruptible() as stopped, Table(config.output.quiet) as table:
        engine = Engine(config, tasks, table.watch, stopped, partial(_dream, config, tasks, stopped))
        for known, line in engine.iterations(library):
            done += 1
            table.row(line)
            if config.output.json:
                put(json.dumps(line))
            if done == config.iterations:
                _pictures(engine, known)
                _classics(engine, known, config.output.quiet)
                if engine.held_out and engine.kept is not None and not config.output.quiet:
                    told = f"{engine.kept} of {len(known.subroutines)} subroutines"
                    say(f"into the library: {told}, those that saved candidates on other tasks or are usual functions")
    return done


def _dream(config: GrowConfig, tasks: list[Task], stopped: Callable[[], bool], out: Path, begin: str, known: Knowledge) -> bool:
    """Retrain the guide on what is known, where there is something to dream of; whether that was not interrupted."""
    from synth.training.retrain import retrain

    spoken = {task.name: (task.domain, task.request) for task in tasks}
    solved = [(*spoken[name], cheapest(programs)) for name, programs in known.frontiers.items()]
    domains = sorted({domain for domain, _ in spoken.values()})
    told: dict[str, Any] = {"learned": known.subroutines, "protect": config.protect, "seed": config.search.seed, "stopped": stopped}
    try:
        return retrain(out, begin, domains=domains, solved=solved, **told) is not None
    except Misuse as fault:
        say(f"{fault}; it stays as it is")
        return True


def _classics(engine: Engine, known: Knowledge, quiet: bool) -> None:
    """Say and write down which classic functions were found again."""
    found = rediscovered(engine.base.extend(*known.subroutines))
    write_whole(engine.folder / "rediscovered.json", json.dumps(found, indent=1) + "\n")
    if found and not quiet:
        say("rediscovered: " + ", ".join(name if name == own else f"{name} as {own}" for name, own in sorted(found.items())))


def _pictures(engine: Engine, known: Knowledge) -> None:
    """A plot of the progress and a picture of the library, where there is something to draw with."""
    from synth.grow.plot import plot

    if find_spec("matplotlib") is None:
        say("no pictures: they need the extra, pip install 'synth-engine[plot]'")
        return
    plot(read_lines(engine.folder / "progress.jsonl"), engine.folder / "progress.png")
    if known.subroutines:
        from synth.library.lineage import draw, lineage

        draw(lineage(*engine.entries(known)), engine.folder / "library.png")


def _tasks(config: GrowConfig) -> tuple[list[Task], bool]:
    """The tasks of all suites, one of each name, and whether that is all of them."""
    found, whole = dict[str, Task](), True
    for suite in config.suites:
        for entry in load_suite(suite):
            task = adapted(entry, config.search)
            if isinstance(task, Fault):
                say(f"left out: {task.message}")
                whole = False
                continue
            name, number = task.name, 1
            while name in found:
                number += 1
                name = f"{task.name} ({number})"
            found[name] = replace(task, name=name)
    require(bool(found), f"no tasks in {', '.join(config.suites)}")
    return list(found.values()), whole


class Table:
    """The iterations so far, on standard error: drawn anew on a terminal, else a line for each."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self.rows, self.note = quiet, list[dict[str, Any]](), ""
        self.live: Live | None = None

    def __enter__(self) -> Table:
        if not self.quiet and on_terminal():
            from rich.console import Console
            from rich.live import Live

            self.live = Live(console=Console(stderr=True), auto_refresh=False, redirect_stdout=False, redirect_stderr=False)
            self.live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.live:
            self.note = ""
            self.draw()
            self.live.stop()

    def watch(self, step: str, iteration: int, done: int, of: int) -> None:
        """Show how far a step is."""
        self.note = f"iteration {iteration}, {step}: {done} of {of}"
        self.draw()

    def row(self, line: dict[str, Any]) -> None:
        """Add an iteration."""
        self.rows.append(line)
        self.draw()
        if not self.live and not self.quiet:
            say(", ".join(f"{column.replace('_', ' ')} {_shown(line, column)}" for column in COLUMNS))

    def draw(self) -> None:
        """Draw the table and the note below it."""
        if self.live:
            from rich.console import Group
            from rich.table import Table as Grid

            grid = Grid(*(column.replace("_", " ") for column in COLUMNS), box=None, header_style="bold")
            for line in self.rows:
                grid.add_row(*(_shown(line, column) for column in COLUMNS))
            self.live.update(Group(grid, self.note), refresh=True)


def _shown(line: dict[str, Any], column: str) -> str:
    value = line[column]
    of = f" of {line[column.replace('solved', 'tasks')]}" if column.startswith("solved") else ""
    return "-" if value is None else f"{value}{of}"
