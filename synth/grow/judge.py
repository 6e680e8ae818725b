"""Which subroutines pay: what answers with them save, in candidates, on tasks that they were not learned from."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dsl.primitives import Vocabulary
from dsl.sexpr import parse_sexpr
from dsl.subroutine import inlined, names_in
from synth.grow.knowledge import Knowledge
from synth.library.abstraction.classics import classic_of
from synth.library.abstraction.discovery import reach, written_out
from synth.library.tables import rows_of

Records = Iterable[Mapping[str, Any]]  # what a run keeps of results


def saved(before: Records, after: Records, made_of: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> dict[str, float]:
    """By subroutine: by how many doublings the candidates fell on the tasks whose answers use it, those that it came of left out.

    A task that was not solved before counts as solved with twice what it was given.
    """
    spent = {r["task"]: r["reached"] if r["generalised"] else 2 * r["candidates"] for r in before}
    found: dict[str, float] = defaultdict(float)
    for record in after:
        if record["generalised"] and record["frontier"]:
            gain = math.log2(max(1, spent[record["task"]])) - math.log2(max(1, record["reached"]))
            for name in reach(names_in(parse_sexpr(record["frontier"][0], vocabulary)), vocabulary):
                found[name] += gain * (record["task"] not in made_of.get(name, ()))
    return found


def worth_keeping(gains: Mapping[str, float], vocabulary: Vocabulary) -> set[str]:
    """The subroutines that saved something, and of those that no further task asked for the usual functions, which others will."""
    return {name for name, gain in gains.items() if gain > 0 or (gain == 0 and classic_of(vocabulary[name], vocabulary) is not None)}


def only(known: Knowledge, kept: Collection[str]) -> Knowledge:
    """What is known with some of the subroutines and all tables; the others are written out wherever they stood."""
    gone = Vocabulary(p for p in known.subroutines if p.name not in kept and not rows_of(p))
    words = tuple(written_out(p, gone) for p in known.subroutines if p.name not in gone)
    frontiers = {task: tuple(dict.fromkeys(inlined(program, gone) for program in own)) for task, own in known.frontiers.items()}
    return replace(known, subroutines=words, frontiers=frontiers)
