"""`synth bench guide SUITE…`: every task with the guide and without it in one run, at equal budgets.

What is compared is how many candidates were evaluated when the answer was met, which repeats on any machine.
Chunks of tasks run with the guide first and without it first in turn, so that seconds are fair too.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from synth.batch.console import results_of
from synth.batch.display import Display, put
from synth.batch.request import adapted, check_names
from synth.bench.journal import Journal
from synth.bench.report import Record, aligned, generalised
from synth.config import BenchConfig
from synth.faults import require
from synth.guide.infer import load_guide
from tasks import Fault, Task, load_suite

CHUNK = 16  # tasks
HARD = 10_000  # candidates without the guide from which on a task says something about it
TELLING = 1_000  # candidates that one side must have taken for a task to count in the geometric mean
SIDES = ("with", "without")
INTERRUPTED, INVALID = 130, 2
Entries = list[tuple[str, Task | Fault]]


def main(config: BenchConfig) -> int:
    """Run the suites named after `guide`; the exit code is 0 whatever was solved."""
    suites = config.suites[1:]
    require(bool(suites), "give a SUITE to compare the guide on: synth bench guide SUITE --max-candidates N")
    require(config.search.guide != "none", "--guide none leaves nothing to compare; give default or a path of weights")
    check_names(config.search)
    require(load_guide(config.search.guide) is not None, "no guide weights are shipped with this version; give --guide PATH")
    entries = [(suite, adapted(entry, config.search)) for suite in suites for entry in load_suite(suite, config.hold_out)]
    journal = Journal(config)
    if not _solve(config, entries, journal):
        return INTERRUPTED
    rows = [_row(suite, journal, [k for k, (own, _) in enumerate(entries) if own == suite]) for suite in suites]
    rows += [_row("all", journal, range(len(entries)))] if len(rows) > 1 else []
    journal.conclude(rows)
    put("\n".join(json.dumps(row) for row in rows) if config.output.json else "\n".join(_lines(rows)))
    return INVALID if any(isinstance(entry, Fault) for _, entry in entries) else 0


def _solve(config: BenchConfig, entries: Entries, journal: Journal) -> bool:
    """Run what is left of both sides; False if it was interrupted."""
    names = [f"{entry.name} {side} guide" for _, entry in entries for side in SIDES]
    with Display(config.output, 2 * len(entries), names) as display:
        for first in range(0, len(entries), CHUNK):
            order = (0, 1) if first // CHUNK % 2 == 0 else (1, 0)
            for side in order:
                left = [k for k in range(first, min(first + CHUNK, len(entries))) if 2 * k + side not in journal.records]
                if left and not _one_side(config, entries, left, side, journal, display):
                    return False
    return True


def _one_side(config: BenchConfig, entries: Entries, left: Sequence[int], side: int, journal: Journal, display: Display) -> bool:
    """Solve some tasks with (0) or without (1) the guide, every one noted as it is finished."""
    search = config.search if side == 0 else replace(config.search, guide="none")
    whole = True
    for index, result in results_of([entries[k][1] for k in left], search, config.workers, display):
        if result.status == "interrupted":
            whole = False
            continue
        record = {**result.record(), "guide": search.guide}
        journal.add(2 * left[index] + side, record)
        if config.output.json:
            put(json.dumps(record))
    return whole


def _row(suite: str, journal: Journal, places: Sequence[int]) -> dict[str, Any]:
    """The figures of the tasks at some places."""
    sides = [[journal.records[2 * k + side] for k in places] for side in (0, 1)]
    ratios = [ratio for a, b in zip(*sides, strict=True) if (ratio := candidate_ratio(a, b)) is not None]
    row: dict[str, Any] = {"suite": suite, "tasks": len(places)}
    for name, records in zip(SIDES, sides, strict=True):
        solved = [record for record in records if record["status"] == "solved"]
        row[f"solved_{name}"] = len(solved)
        row[f"generalised_{name}"] = sum(map(generalised, records))
        row[f"wrong_{name}"] = len(solved) - row[f"generalised_{name}"]
    row["compared"] = len(ratios)
    row["median_candidate_ratio"] = round(statistics.median(ratios), 2) if ratios else None
    telling = [ratio for a, b in zip(*sides, strict=True) if (ratio := telling_ratio(a, b)) is not None]
    row["telling"] = len(telling)
    row["geometric_candidate_ratio"] = round(statistics.geometric_mean(telling), 2) if telling else None
    row["worse"] = round(sum(ratio < 1 for ratio in telling) / len(telling), 3) if telling else None
    return row


def candidate_ratio(guided: Record, unguided: Record) -> float | None:
    """Candidates without the guide over candidates with it, of a task that both solve and that was not easy without."""
    both = _reached(guided, unguided)
    return None if both is None or both[1] <= HARD else both[1] / both[0]


def telling_ratio(guided: Record, unguided: Record) -> float | None:
    """The same of a task that took one of the two over a thousand, so that what the guide makes dearer counts as well."""
    both = _reached(guided, unguided)
    return None if both is None or max(both) <= TELLING else both[1] / both[0]


def _reached(guided: Record, unguided: Record) -> tuple[int, int] | None:
    """The candidates that both sides had evaluated when the answer was met, None where one has no answer."""
    if not guided["status"] == unguided["status"] == "solved":
        return None
    return max(1, guided["reached"]), max(1, unguided["reached"])


def _lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    """A line a suite under a header."""
    head = tuple(name.replace("_", " ") for name in rows[0])
    return aligned([head, *(tuple("-" if value is None else str(value) for value in row.values()) for row in rows)])
