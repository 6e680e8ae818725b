"""What the kernels of graphs share: they see a graph as the run of words that `dsl.types.graph` describes, and speak of nodes by place."""

from __future__ import annotations

from typing import Any


def place_of(node: Any, g: Any) -> Any:
    """The place of a node, -1 where it is not there."""
    for i in range(g[1]):
        if g[2 + i] == node:
            return i
    return -1


def edges_at(own: Any, g: Any, end: Any) -> Any:
    """How many edges have a place as their first end (0) or their second one (1)."""
    count = 0
    for at in range(2 + g[1], len(g), 3):
        if g[at + end] == own:
            count += 1
    return count


def spread(own: Any, g: Any, far: Any) -> None:
    """How many edges away each place is from one, -1 where none lead there; far: int64 [nodes]."""
    n = g[1]
    for i in range(n):
        far[i] = -1
    far[own] = 0
    found, step = True, 0
    while found:
        found = False
        for at in range(2 + n, len(g), 3):
            if far[g[at]] == step and far[g[at + 1]] < 0:
                far[g[at + 1]] = step + 1
                found = True
            if g[0] == 0 and far[g[at + 1]] == step and far[g[at]] < 0:
                far[g[at]] = step + 1
                found = True
        step += 1


def part_count(g: Any) -> Any:
    """How many parts hang together each, whichever way edges lead: union-find."""
    n = g[1]
    root = g[2 : 2 + n].copy()
    for i in range(n):
        root[i] = i
    parts = n
    for at in range(2 + n, len(g), 3):
        a, b = g[at], g[at + 1]
        while root[a] != a:
            a = root[a]
        while root[b] != b:
            b = root[b]
        if a != b:
            root[b] = a
            parts -= 1
    return parts


def put_in_order(g: Any, order: Any) -> Any:
    """How many nodes come before all that their edges lead to, by place into order: int64 [nodes]; all unless there is a cycle."""
    n = g[1]
    waits = g[2 : 2 + n].copy()
    for i in range(n):
        waits[i] = 0
    for at in range(2 + n, len(g), 3):
        waits[g[at + 1]] += 1
    for size in range(n):
        own = 0
        while own < n and waits[own] != 0:
            own += 1
        if own == n:
            return size
        waits[own] = -1
        order[size] = own
        for at in range(2 + n, len(g), 3):
            if g[at] == own:
                waits[g[at + 1]] -= 1
    return n


def kept_part(g: Any, kept: Any, out: Any) -> Any:
    """The words of the part of a graph that has the places marked in kept: int64 [nodes], which then says their new places."""
    n = g[1]
    size = 0
    for i in range(n):
        if kept[i]:
            out[2 + size] = g[2 + i]
            kept[i] = size
            size += 1
        else:
            kept[i] = -1
    out[0] = g[0]
    out[1] = size
    end = 2 + size
    for at in range(2 + n, len(g), 3):
        if kept[g[at]] >= 0 and kept[g[at + 1]] >= 0:
            out[end] = kept[g[at]]
            out[end + 1] = kept[g[at + 1]]
            out[end + 2] = g[at + 2]
            end += 3
    return end
