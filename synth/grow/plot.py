"""The plot of a growing run: tasks solved and candidates spent, iteration by iteration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SIZE = (9.0, 3.6)  # inches
WIDE = 10  # times the least from which on a scale is logarithmic


def plot(lines: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw the lines of `progress.jsonl`: the shares solved on the left, the median of candidates on the right."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    iterations = [line["iteration"] for line in lines]
    figure = Figure(figsize=SIZE, layout="constrained")
    left, right = figure.subplots(1, 2)
    for name, label in (("train", "learned from"), ("held_out", "held out")):
        if not any(line[f"tasks_{name}"] for line in lines):
            continue  # a curve of no tasks means nothing
        shares = [100 * line[f"solved_{name}"] / max(1, line[f"tasks_{name}"]) for line in lines]
        left.plot(iterations, shares, marker="o", label=label)
    left.set(xlabel="iteration", ylabel="tasks solved, %", ylim=(0, 100))
    left.legend()
    known = [(line["iteration"], line["median_candidates"]) for line in lines if line["median_candidates"]]
    right.plot([i for i, _ in known], [count for _, count in known], marker="o", color="tab:green")
    right.set(xlabel="iteration", ylabel="candidates to a solution, median")
    counts = [count for _, count in known]
    if counts and max(counts) > WIDE * min(counts):
        right.set(yscale="log")
    elif counts:
        right.set(ylim=(0, 1.1 * max(counts)))
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
    figure.savefig(path, dpi=130)
