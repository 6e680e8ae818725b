"""What a person sees of a batch: a live line while it runs, programs and a table at its end.

Progress, tables and colours go to standard error and only to a terminal; answers go to standard output.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from dsl.quote import MOST_LINE, clip
from dsl.written import dumps
from synth.batch.grid_text import beside
from synth.config import OutputConfig
from synth.solving.result import Progress, Result

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

    from dsl.module import Module
    from tasks.fault import Fault

REFRESH = 0.1  # seconds between two drawings of the live line
WIDEST_PROGRAM = 100


def say(text: str) -> None:
    """One line to the user on standard error."""
    sys.stderr.write(f"synth: {clip(text, MOST_LINE)}\n")


def ask(text: str) -> None:
    """A question to the user on standard error, or a part of one."""
    sys.stderr.write(text)
    sys.stderr.flush()


def put(text: str) -> None:
    """One line of the answer, at once, on standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def on_terminal() -> bool:
    """Whether somebody watches standard error."""
    return sys.stderr.isatty()


def invalid(fault: Fault, seed: int) -> Result:
    """The result of what could not be read as a task."""
    return Result(task=fault.name, status="invalid", seed=seed, error=fault.message)


def exit_code(results: list[Result]) -> int:
    """The first of 130, 4, 2, 1, 3, 0 that applies; 5, a server that does not answer, ends a command before."""
    statuses = {result.status for result in results}
    if "interrupted" in statuses:
        return 130
    if any(result.internal for result in results):
        return 4
    if "invalid" in statuses:
        return 2
    if statuses & {"timeout", "exhausted", "ambiguous"}:
        return 1
    return 3 if "infeasible" in statuses else 0


class Display:
    """Shows one batch of tasks; used as a context so that the terminal is left in order."""

    def __init__(self, output: OutputConfig, total: int, names: Sequence[str], header: Callable[[], RenderableType] | None = None) -> None:
        self._output = output
        self._total = total
        self._names = names
        self._header = header
        self._results: list[Result] = []
        self._done = self._solved = 0
        self._shown_at = 0.0
        self._live: Live | None = None
        self._console: Console | None = None

    def __enter__(self) -> Display:
        if sys.stderr.isatty() and not self._output.quiet:
            from rich.console import Console
            from rich.live import Live

            self._console = Console(stderr=True)
            self._live = Live(console=self._console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False)
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live:
            self._live.stop()
            self._live = None

    def arrived(self, result: Result) -> None:
        """Counts a task as done, perhaps before its turn to be shown."""
        self._done += 1
        self._solved += result.status == "solved"

    def progress(self, index: int, progress: Progress) -> None:
        """Draws the live line, not more often than the eye needs."""
        if not self._live or time.monotonic() - self._shown_at < REFRESH:
            return
        from rich.console import Group
        from rich.text import Text

        self._shown_at = time.monotonic()
        counts = f"{self._done}/{self._total} done, {self._solved} solved · " if self._total > 1 else ""
        parts = [f"{counts}{self._names[index]}: {count(progress.candidates)} candidates, cost {progress.cost:g}"]
        parts += [f"best {progress.best}"] if progress.best else []
        parts += [progress.note] if progress.note else []
        line = Text(" · ".join(parts), no_wrap=True, overflow="ellipsis")
        self._live.update(Group(self._header(), line) if self._header else line, refresh=True)

    def finished(self, result: Result, text: str | None = None) -> None:
        """Prints one answer; `text` replaces the usual lines, as the filled table of a .csv does."""
        self._results.append(result)
        if self._live and not self._output.json:
            self._live.update("", refresh=True)
        if self._output.json:
            put(dumps(result.record()))
        elif text is not None:
            sys.stdout.write(text)
            sys.stdout.flush()
        elif self._total == 1:
            self._put_whole(result)
        elif not self._tabulates:
            shown = result.shown if result.printed and "\n" not in result.shown else result.sygus or result.program or ""
            put(f"{result.task}\t{result.status}\t{shown}" + (f"\t{result.explanation or ''}" if self._output.explain else ""))
        self._explain(result, text)

    def summary(self) -> None:
        """The table of several tasks, on a terminal."""
        self.__exit__(None, None, None)
        if self._console is None or self._total < 2:
            return
        from rich.table import Table
        from rich.text import Text

        table = Table("task", "status", "shown", "held out", "seconds", "candidates", "program", box=None, header_style="bold")
        for result in self._results:
            colour = "green" if result.status == "solved" else "yellow"
            correct = [f"{result.train_correct}/{result.train_total}", f"{result.test_correct}/{result.test_total}"]
            cells = [*correct, f"{result.seconds:.2f}", count(result.candidates)]
            program = Text(str(result.program or ""), overflow="ellipsis", no_wrap=True)
            table.add_row(Text(result.task), Text(result.status, style=colour), *cells, program)
        self._console.print(table)
        self._console.print(tally(self._results))

    @property
    def _tabulates(self) -> bool:
        return self._console is not None and sys.stdout.isatty()

    def _put_whole(self, result: Result) -> None:
        if result.status != "solved":
            return
        if result.modules:
            put("\n".join([f"{result.program}\n", *map(_weights, result.modules)]))
        else:
            put(result.sygus or f"{result.program}\n\n{result.shown}")
        if self._output.explain:
            put(f"\n{result.explanation}")
        for other in result.alternatives:
            inputs = ", ".join(map(_short, other.inputs))
            put(f"\nalso fits: {other.program}\n  on {inputs} it gives {_short(other.there)}, the answer above {_short(other.here)}")
        if self._console and result.attempts:
            for grids in result.attempts:
                self._console.print(beside(grids))
        if self._console:
            self._console.print(f"[bold green]solved[/] in {result.seconds:.2f} s, {counted(result)}", highlight=False)

    def _explain(self, result: Result, text: str | None) -> None:
        """Says on one line why a task has no answer, or what happened on the way to it."""
        if result.status == "invalid":
            say(result.error or clip(result.task))
        elif result.status == "solved":
            if result.error:
                say(f"{clip(result.task)}: {result.error}")
            if result.unsure and not self._output.json and not self._output.quiet and text is None:
                say(f"{clip(result.task)}: {doubt(result)}")
        elif self._total == 1 or result.error:
            right = f"is right on {result.train_correct} of {result.train_total}"
            best = f"; the best so far, {result.program}, {right}" if result.program else ""
            reason = f": {result.error}" if result.error else ""
            spent = f"after {result.seconds:.1f} s and {count(result.candidates)} candidates"
            say(f"{clip(result.task)}: {result.status} {spent}{reason}{best}")


def _weights(module: Module) -> str:
    """A trained module in one line."""
    known = {"accuracy": "right on {:.0%} of examples kept apart", "error": "off by {:.3g} on examples kept apart"}
    told = [text.format(float(module.metrics[name])) for name, text in known.items() if name in module.metrics]
    size = f"{module.size / 1000:.0f} kB of weights, which --json and --python FILE write out"
    return f"{module.name} : {module.type}, {'; '.join([*told, size])}"


def unsure(result: Result) -> str:
    """That an answer is unsure, with its confidence where that is known."""
    return "unsure" if result.confidence is None else f"unsure, confidence {result.confidence:.2f}"


def doubt(result: Result) -> str:
    """That an answer is unsure, with the input that tells the likeliest readings apart."""
    question = result.question()
    if question is None:
        return f"{unsure(result)}: a few more examples would tell whether this is meant"
    inputs, (here, *others) = ", ".join(map(_short, question.inputs)), map(_short, question.readings)
    if not others:
        return f"{unsure(result)}: for {inputs} the program gives {here}; is that right?"
    return f"{unsure(result)}: for {inputs} the program gives {here}, another that fits gives {others[0]}; which one is meant?"


def counted(result: Result) -> str:
    """Candidates and examples of a solved task."""
    held_out = f", {result.test_correct} of {result.test_total} held-out examples right" if result.test_total else ""
    return f"{count(result.candidates)} candidates, {result.train_correct} of {result.train_total} examples right{held_out}"


def tally(results: list[Result]) -> str:
    """How many tasks were solved, and how many of those hold on everything kept back."""
    solved = sum(result.status == "solved" for result in results)
    return f"{solved} of {len(results)} solved, {sum(result.generalised for result in results)} generalised"


def count(number: int) -> str:
    """A number of candidates, readable: 4,711 or 1.2 M."""
    return f"{number:,}" if number < 100_000 else f"{number / 1e6:.1f} M"


def _short(value: Any) -> str:
    return clip(dumps(value), WIDEST_PROGRAM)
