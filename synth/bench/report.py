"""What a run of a suite amounts to: counts and medians over its records."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

Record = dict[str, Any]

COLUMNS = ("suite", "tasks", "solved", "generalised", "wrong", "median_seconds", "median_candidates")


def generalised(record: Record) -> bool:
    """Whether a solved task also holds on every example kept back."""
    return bool(record["status"] == "solved" and record["test_correct"] == record["test_total"])


def summary(suite: str, records: Sequence[Record]) -> Record:
    """Tasks, solved, generalised, solved but wrong on what was kept back, and medians over the solved."""
    solved = [record for record in records if record["status"] == "solved"]
    general = sum(generalised(record) for record in solved)
    return {
        "suite": suite,
        "tasks": len(records),
        "solved": len(solved),
        "generalised": general,
        "wrong": len(solved) - general,
        "median_seconds": statistics.median(record["seconds"] for record in solved) if solved else None,
        "median_candidates": statistics.median(record["candidates"] for record in solved) if solved else None,
    }


def lines(summaries: Sequence[Record]) -> list[str]:
    """The summaries as aligned lines of text, a header first."""
    rows = [tuple(column.replace("_", " ") for column in COLUMNS)]
    rows += [tuple(_cell(row[column]) for column in COLUMNS) for row in summaries]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    table = ["  ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(row, widths))) for row in rows]
    fresh = [
        f"{s['suite']}: {s['agreeing']} of {s['solved']} answers agree with the reference on fresh inputs"
        for s in summaries
        if "agreeing" in s
    ]
    return [*table, *fresh]


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
