"""Pictures of tasks on grids: what was shown, the grid to test on, the attempt, and where that differs from what was wanted."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from dsl.type import GRID, arrow
from dsl.types.colour import PALETTE
from synth.batch.grid_text import Rows
from synth.faults import require
from synth.solving.result import Result
from tasks.fault import Fault
from tasks.task import Task

SHOWN = 2  # examples of a task
TITLES = (*("input", "output") * SHOWN, "to test on", "attempt", "difference")
FORMATS = (".svg", ".png")
WIDTH = 105  # characters of a program in a line
LINES = 3
WRONG = 2  # the colour of a cell that differs


def check(path: str | None, entries: Sequence[Task | Fault]) -> None:
    """Refuse, before anything is solved, a picture that cannot be drawn."""
    if path is None:
        return
    require(path.endswith(FORMATS), f"{path}: a picture ends in {' or '.join(FORMATS)}")
    require(find_spec("matplotlib") is not None, f"{path}: pictures need the extra: pip install 'synth-engine[plot]'")
    fault = any(isinstance(entry, Fault) for entry in entries)
    require(fault or any(map(drawable, entries)), f"--picture {path}: none of these tasks goes from one grid to another")


def draw(entries: Sequence[Task | Fault], results: Sequence[Result], path: str | None) -> None:
    """Write the picture of the tasks on grids, a row each; its format is the path's ending."""
    answered = [(e, r) for e, r in zip(entries, results, strict=False) if isinstance(e, Task) and drawable(e)]
    if path is None or not answered:
        return
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1.6 * len(TITLES), 1.9 * len(answered)), layout="constrained")
    rows = figure.subfigures(len(answered), 1, squeeze=False)[:, 0]
    for part, (task, result) in zip(rows, answered, strict=True):
        program = textwrap.shorten(str(result.program or result.status), WIDTH * LINES, placeholder=" …")
        part.suptitle("\n".join((task.name, *textwrap.wrap(program, WIDTH))), fontsize=7, family="monospace", x=0.01, ha="left")
        for axes, title, grid in zip(part.subplots(1, len(TITLES)), TITLES, grids(task, result), strict=True):
            _draw(axes, title, grid)
    with rc_context({"svg.hashsalt": "synth", "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None} if path.endswith(".svg") else None)


def drawable(entry: Task | Fault) -> bool:
    """Whether something is a task from one grid to another."""
    return isinstance(entry, Task) and entry.request == arrow(GRID, GRID)


def grids(task: Task, result: Result) -> list[Rows | None]:
    """The grids of a row of the picture, None where there is none."""
    shown: list[Rows | None] = [grid for example in task.shown[:SHOWN] for grid in (example.inputs[0], example.output)]
    shown += [None] * (2 * SHOWN - len(shown))
    tested = [*(example.inputs for example in task.held_out), *task.inputs]
    try:
        attempt = result(*tested[0]) if tested and result.program is not None else None
    except ValueError:  # the program fails there
        attempt = None
    wanted = task.held_out[0].output if task.held_out else None
    return [*shown, tested[0][0] if tested else None, attempt, difference(attempt, wanted)]


def difference(attempt: Rows | None, wanted: Rows | None) -> Rows | None:
    """The cells that an attempt has wrong; all of them where it is of another size."""
    if attempt is None or wanted is None:
        return None
    if len(attempt) != len(wanted) or len(attempt[0]) != len(wanted[0]):
        return [[WRONG] * len(row) for row in wanted]
    return [[WRONG * (a != b) for a, b in zip(own, other, strict=True)] for own, other in zip(attempt, wanted, strict=True)]


def _draw(axes: Any, title: str, grid: Rows | None) -> None:
    from matplotlib.colors import ListedColormap

    axes.set_axis_off()
    if grid is None:
        return
    axes.set_title(title, fontsize=7)
    axes.pcolormesh(list(grid), cmap=ListedColormap(PALETTE), vmin=-0.5, vmax=9.5, edgecolors="0.4", linewidth=0.2, rasterized=True)
    axes.set_aspect("equal")
    axes.invert_yaxis()
