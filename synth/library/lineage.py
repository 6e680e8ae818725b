"""Who uses whom: the subroutines of a library as a directed acyclic graph, in layers, and its picture."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx

from synth.faults import Misuse
from synth.library.entry import Solution, Subroutine

PICTURES = (".png", ".svg", ".pdf")
TEXTS = (".dot", ".json")
WIDTH = 26  # characters of a line in a box
MOST_LINES = 4  # of a body


def lineage(subroutines: Iterable[Subroutine], solutions: Iterable[Solution] = ()) -> networkx.DiGraph:
    """The graph by names, an edge from each subroutine to those that mention it; `layer` is the longest way to a node."""
    uses = Counter(key for solution in solutions for _, key in solution.parents)
    graph = networkx.DiGraph()
    for entry in subroutines:  # parents come first
        layer = 1 + max((graph.nodes[parent]["layer"] for parent, _ in entry.parents), default=-1)
        graph.add_node(entry.name, type=entry.type, body=entry.body, solutions=uses[entry.key], iteration=entry.iteration, layer=layer)
        graph.add_edges_from((parent, entry.name) for parent, _ in entry.parents)
    return graph


def draw(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes the graph: a picture by matplotlib, or .dot or .json; Misuse for any other ending."""
    kind = Path(path).suffix
    if kind in TEXTS:
        Path(path).write_text(_dot(graph) if kind == ".dot" else _json(graph), encoding="utf8")
    elif kind in PICTURES:
        from synth.library.drawing import paint

        paint(graph, {name: _label(name, values) for name, values in graph.nodes.items()}, path)
    else:
        raise Misuse(f"{path}: a graph is written as {', '.join((*PICTURES, *TEXTS))}")


def _json(graph: networkx.DiGraph) -> str:
    nodes = [{"name": name, **values} for name, values in graph.nodes.items()]
    return json.dumps({"nodes": nodes, "edges": [list(edge) for edge in graph.edges]}, indent=1) + "\n"


def _dot(graph: networkx.DiGraph) -> str:
    lines = ["digraph library {", "  rankdir=BT; node [shape=box];"]
    lines += [f"  {json.dumps(name)} [label={json.dumps(_label(name, values))}];" for name, values in graph.nodes.items()]
    lines += [f"  {json.dumps(parent)} -> {json.dumps(child)};" for parent, child in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _label(name: str, values: dict[str, Any]) -> str:
    """What stands in a box: name, type, body, and in how many solutions it is."""
    body = textwrap.wrap(values["body"], WIDTH)
    if len(body) > MOST_LINES:
        body = [*body[: MOST_LINES - 1], f"{body[MOST_LINES - 1][: WIDTH - 2]} …"]
    used = f"in {values['solutions']} solutions" if values["solutions"] else ""
    return "\n".join([name, *textwrap.wrap(values["type"], WIDTH), *body, *([used] if used else [])])
