"""Who uses whom: the subroutines of a library as a directed acyclic graph, in layers, and its picture."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx

from synth.faults import Misuse
from synth.library.drawing import CHARACTERS, Box, paint
from synth.library.entry import Solution, Subroutine

PICTURES = (".png", ".svg", ".pdf")
TEXTS = (".dot", ".json")
MOST_LINES = 4  # of a body
MOST_LEAVES = 3  # tasks that are named


def lineage(subroutines: Iterable[Subroutine], solutions: Iterable[Solution] = ()) -> networkx.DiGraph:
    """The graph by names, an edge from each subroutine to those that mention it.

    `layer` is the longest way to a node, `tasks` are those that it was found in or that it helped to solve.
    """
    users: dict[str, list[str]] = {}
    for solution in solutions:
        for _, key in solution.parents:
            users.setdefault(key, []).append(solution.task)
    graph = networkx.DiGraph()
    for entry in subroutines:  # parents come first
        layer = 1 + max((graph.nodes[parent]["layer"] for parent, _ in entry.parents), default=-1)
        tasks = list(dict.fromkeys((*users.get(entry.key, ()), *entry.tasks)))
        told = {"type": entry.type, "body": entry.body, "solutions": len(users.get(entry.key, ())), "iteration": entry.iteration}
        graph.add_node(entry.name, **told, tasks=tasks, layer=layer)
        graph.add_edges_from((parent, entry.name) for parent, _ in entry.parents)
    return graph


def draw(graph: networkx.DiGraph, path: str | Path) -> None:
    """Writes the graph: a picture by matplotlib, or .dot or .json; Misuse for any other ending."""
    kind = Path(path).suffix
    if kind in TEXTS:
        Path(path).write_text(_dot(graph) if kind == ".dot" else _json(graph), encoding="utf8")
    elif kind in PICTURES:
        paint(graph, {name: _box(name, values) for name, values in graph.nodes.items()}, path)
    else:
        raise Misuse(f"{path}: a graph is written as {', '.join((*PICTURES, *TEXTS))}")


def _json(graph: networkx.DiGraph) -> str:
    nodes = [{"name": name, **values} for name, values in graph.nodes.items()]
    return json.dumps({"nodes": nodes, "edges": [list(edge) for edge in graph.edges]}, indent=1) + "\n"


def _dot(graph: networkx.DiGraph) -> str:
    lines = ["digraph library {", "  rankdir=BT; node [shape=box];"]
    lines += [f"  {json.dumps(name)} [label={json.dumps(_label(_box(name, values)))}];" for name, values in graph.nodes.items()]
    lines += [f"  {json.dumps(parent)} -> {json.dumps(child)};" for parent, child in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"


def _box(name: str, values: dict[str, Any]) -> Box:
    """What stands in a box: name, type and body, and below the tasks whose solutions have the word."""
    body = textwrap.wrap(values["body"], CHARACTERS)
    if len(body) > MOST_LINES:
        body = [*body[: MOST_LINES - 1], f"{body[MOST_LINES - 1][: CHARACTERS - 2]} …"]
    tasks = values["tasks"]
    leaves = [textwrap.shorten(f"· {task}", CHARACTERS, placeholder=" …") for task in tasks[:MOST_LEAVES]]
    more = [f"· and {len(tasks) - MOST_LEAVES} more"] if len(tasks) > MOST_LEAVES else []
    return Box([name, *textwrap.wrap(values["type"], CHARACTERS), *body], [*leaves, *more])


def _label(box: Box) -> str:
    return "\n".join((*box.lines, *box.leaves))
