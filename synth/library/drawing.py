"""A picture of a directed acyclic graph as wide as a screen: boxes in layers (Sugiyama, Tagawa and Toda, 1981), packed into columns.

What hangs together stands together, each layer below the one before; blocks are set where the columns are shortest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx

from synth.faults import Misuse

SWEEPS = 6
COLUMNS = 4
COLUMN, GAP, BELOW = 3.3, 0.16, 0.34  # inches: a column, what is between boxes, and what is between layers
LINE, MARGIN = 0.13, 0.07  # inches: a line of text, and what a box adds to its text on each side
SIZE, DOTS = 7.5, 110  # points of the letters, dots an inch
CHARACTERS = 48  # of a line in a box
INK, PAPER, FAINT = "#4a6a8a", "#eef3fa", "#6b7480"


@dataclass(frozen=True)
class Box:
    """What stands in a box: its lines, of which the first is its name, and below in small the leaves that hang on it."""

    lines: Sequence[str]
    leaves: Sequence[str] = ()

    @property
    def height(self) -> float:
        """Inches from its top to the bottom of its leaves."""
        return self.upper + (LINE * len(self.leaves) + MARGIN if self.leaves else 0.0)

    @property
    def upper(self) -> float:
        """Inches of the box without its leaves."""
        return LINE * len(self.lines) + 2 * MARGIN


def layout(graph: networkx.DiGraph, heights: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Where the top left corner of each node is, in columns from the left and inches from the top; `layer` is given for nodes."""
    tops, found = [0.0] * COLUMNS, {}
    parts = sorted(networkx.weakly_connected_components(graph), key=len, reverse=True)
    for part in parts:
        layers = _ordered(graph.subgraph(part))
        rows = [layer[first : first + COLUMNS] for layer in layers for first in range(0, len(layer), COLUMNS)]
        wide = max(map(len, rows))
        column = min(range(COLUMNS - wide + 1), key=lambda k, wide=wide: max(tops[k : k + wide]))  # type: ignore[misc]
        top = max(tops[column : column + wide])
        for row in rows:
            for place, name in enumerate(row):
                found[name] = (column + (wide - len(row)) / 2 + place, top)
            top += max(heights[name] for name in row) + BELOW
        tops[column : column + wide] = [top - BELOW + GAP] * wide
    return found


def _ordered(part: networkx.DiGraph) -> list[list[str]]:
    """The members of each layer from left to right, near to what they are joined with."""
    level = networkx.get_node_attributes(part, "layer")
    layers = [sorted(name for name in part if level[name] == layer) for layer in sorted(set(level.values()))]
    at = {name: float(place) for layer in layers for place, name in enumerate(layer)}
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for members in layers if downwards else reversed(layers):
            near = part.predecessors if downwards else part.successors
            means = {n: sum(at[m] for m in near(n)) / len(list(near(n))) if list(near(n)) else at[n] for n in members}
            members.sort(key=lambda n, means=means: (means[n], n))  # type: ignore[misc]
            at.update({name: float(place) for place, name in enumerate(members)})
    return layers


def paint(graph: networkx.DiGraph, boxes: Mapping[str, Box], path: str | Path) -> None:
    """Writes the picture; its format is the path's ending. Misuse without matplotlib."""
    try:
        from matplotlib.figure import Figure
        from matplotlib.patches import Rectangle
    except ImportError:
        raise Misuse(f"{path}: pictures need the extra: pip install 'synth-engine[plot]'; .dot and .json do without") from None
    at = layout(graph, {name: box.height for name, box in boxes.items()})
    wide = COLUMN * (max(column for column, _ in at.values()) + 1)
    high = max(top + boxes[name].height for name, (_, top) in at.items()) + GAP
    figure = Figure(figsize=(wide, high + GAP))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, wide), ylim=(high, -GAP))
    axes.axis("off")
    for name, box in boxes.items():
        left, top = at[name][0] * COLUMN + GAP / 2, at[name][1]
        for low, size, paper in ((top, box.height, "white"), (top, box.upper, PAPER)):
            axes.add_patch(Rectangle((left, low), COLUMN - GAP, size, facecolor=paper, edgecolor=INK, linewidth=0.8, zorder=2))
        for height, text, look in _texts(box):
            axes.text(left + MARGIN, top + height, text, fontsize=SIZE, family="monospace", va="top", parse_math=False, zorder=3, **look)
    for lower, upper in graph.edges:
        (column, top), (other, low) = at[lower], at[upper]
        start, end = ((column + 0.5) * COLUMN, top + boxes[lower].height), ((other + 0.5) * COLUMN, low)
        arrow = {"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0, "linewidth": 1}
        axes.annotate("", xy=end, xytext=start, arrowprops=arrow, zorder=1)
    figure.savefig(path, dpi=DOTS)


def _texts(box: Box) -> Iterator[tuple[float, str, dict[str, Any]]]:
    """The lines of a box: inches from its top, text, and how they look."""
    for place, line in enumerate(box.lines):
        yield MARGIN + LINE * place, line, {"weight": "bold" if not place else "normal"}
    for place, line in enumerate(box.leaves):
        yield box.upper + MARGIN / 2 + LINE * place, line, {"color": FAINT}


__all__ = ["CHARACTERS", "Box", "layout", "paint"]
