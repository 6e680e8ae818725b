"""A layered drawing of a directed acyclic graph (Sugiyama, Tagawa and Toda, 1981), by matplotlib.

An edge over several layers passes a *bend* in each layer between. Nodes without edges stand in rows of their own below.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import networkx

from synth.faults import Misuse

SWEEPS = 6
ROW = 6  # nodes without edges in a row
LINE, MARGIN = 0.135, 0.16  # inches: a line of text, and what a box adds to its text above and below
CHARACTER = 0.085  # inches
BEND = 0.25  # the width of a bend, in columns
INK, PAPER = "#4a6a8a", "#eef3fa"
Place: TypeAlias = tuple[float, float]


def layout(graph: networkx.DiGraph) -> tuple[dict[str, Place], dict[tuple[str, str], list[Place]]]:
    """Where nodes stand (column, layer), and the bends of each edge from its lower end to its upper; `layer` is given for nodes."""
    level = networkx.get_node_attributes(graph, "layer")
    alone = [name for name in graph if graph.degree(name) == 0]
    whole = networkx.DiGraph()
    whole.add_nodes_from(((name,), {"layer": level[name]}) for name in graph if name not in set(alone))
    chains = {}
    for lower, upper in graph.edges:
        bends = [(lower, upper, layer) for layer in range(level[lower] + 1, level[upper])]
        whole.add_nodes_from((bend, {"layer": bend[2]}) for bend in bends)
        networkx.add_path(whole, [(lower,), *bends, (upper,)])
        chains[lower, upper] = bends
    at = _columns(_ordered(whole))
    found = {name: at[name,] for name in graph if (name,) in at}
    found.update({name: (k % ROW + 0.5, -1.0 - k // ROW) for k, name in enumerate(alone)})
    return found, {edge: [at[bend] for bend in bends] for edge, bends in chains.items()}


def _ordered(whole: networkx.DiGraph) -> list[list[tuple[object, ...]]]:
    """The members of each layer from left to right, near to what they are joined with."""
    level = networkx.get_node_attributes(whole, "layer")
    layers = [sorted((n for n in whole if level[n] == layer), key=str) for layer in range(max(level.values(), default=-1) + 1)]
    for sweep in range(SWEEPS):
        upwards = sweep % 2 == 0
        at = {name: x for name, (x, _) in _columns(layers).items()}
        for members in layers if upwards else reversed(layers):
            near = whole.predecessors if upwards else whole.successors
            means = {n: sum(at[m] for m in near(n)) / len(list(near(n))) if list(near(n)) else at[n] for n in members}
            members.sort(key=lambda n, means=means: (means[n], str(n)))  # type: ignore[misc]
            at.update({name: x for name, (x, _) in _columns([members]).items()})
    return layers


def _columns(layers: list[list[tuple[object, ...]]]) -> dict[tuple[object, ...], Place]:
    """Places side by side, the layers centred over each other."""
    widths = [[1.0 if len(n) == 1 else BEND for n in members] for members in layers]
    widest = max(map(sum, widths), default=0.0)
    found = {}
    for layer, members in enumerate(layers):
        left = (widest - sum(widths[layer])) / 2
        for name, width in zip(members, widths[layer]):
            found[name] = (left + width / 2, float(layer))
            left += width
    return found


def paint(graph: networkx.DiGraph, labels: Mapping[str, str], path: str | Path) -> None:
    """Writes the picture; its format is the path's ending."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise Misuse(f"{path}: pictures need the extra: pip install 'synth-engine[plot]'; .dot and .json do without") from None
    at, bends = layout(graph)
    lines = {name: label.count("\n") + 1 for name, label in labels.items()}
    width = CHARACTER * (3 + max(len(line) for label in labels.values() for line in label.split("\n")))
    height = LINE * max(lines.values()) + 2 * MARGIN + 0.45  # inches from layer to layer
    columns = max(x for x, _ in at.values()) + 0.5
    lowest, highest = min(y for _, y in at.values()) - 0.5, max(y for _, y in at.values()) + 0.5
    figure = Figure(figsize=(width * columns, height * (highest - lowest)))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, columns), ylim=(lowest, highest))
    axes.axis("off")
    look = {"boxstyle": "round,pad=0.4", "facecolor": PAPER, "edgecolor": INK}
    for name, label in labels.items():
        axes.text(*at[name], label, ha="center", va="center", fontsize=8, family="monospace", parse_math=False, bbox=look, zorder=2)
    half = {name: (LINE * count / 2 + 0.06) / height for name, count in lines.items()}
    for lower, upper in graph.edges:
        start, end = (at[lower][0], at[lower][1] + half[lower]), (at[upper][0], at[upper][1] - half[upper])
        way = [start, *bends[lower, upper], end]
        axes.plot([x for x, _ in way[:-1]], [y for _, y in way[:-1]], color=INK, linewidth=1, zorder=1)
        axes.annotate("", xy=way[-1], xytext=way[-2], arrowprops={"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0}, zorder=1)
    figure.savefig(path, dpi=130)
