"""What a run of a suite amounts to: counts and medians over its records."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from synth.solving.calibration import SURE, Calibration, calibration

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
        **(found.record() if (found := calibrated(solved)) else {}),
        "median_seconds": statistics.median(record["seconds"] for record in solved) if solved else None,
        "median_candidates": round(statistics.median(record["candidates"] for record in solved)) if solved else None,
    }


def calibrated(records: Sequence[Record]) -> Calibration | None:
    """How well the confidence of answers agrees with the examples kept back; None where none of either is known."""
    told = [
        (record["confidence"], generalised(record)) for record in records if record.get("confidence") is not None and record["test_total"]
    ]
    return calibration(told) if told else None


LONG = 30  # words; answers longer than that are counted
SIDE_COLUMNS = ("solved", "infeasible", "generalised", "median_seconds", "seconds_on_common", "median_size", "largest_size", "long_answers")


def comparison(peer: str, ours: Sequence[Record], theirs: Sequence[Record]) -> Record:
    """Both sides over the same tasks, one record of each side for a task, and their times over the tasks that both solve."""
    common = [(a, b) for a, b in zip(ours, theirs, strict=True) if a["status"] == b["status"] == "solved"]
    own, other = (sum(pair[side]["seconds"] for pair in common) for side in (0, 1))
    return {
        "peer": peer,
        "tasks": len(ours),
        "common": len(common),
        "time_ratio": round(own / other, 4) if other else None,
        "ours": {**_side(ours), "seconds_on_common": round(own, 4)},
        "theirs": {**_side(theirs), "seconds_on_common": round(other, 4)},
    }


def _side(records: Sequence[Record]) -> Record:
    """What one engine did: counts, its median time, and how long its answers are."""
    solved = [record for record in records if record["status"] == "solved"]
    sizes = [record["size"] for record in solved]
    return {
        "solved": len(solved),
        "infeasible": sum(record["status"] == "infeasible" for record in records),
        "generalised": sum(map(generalised, records)),
        "median_seconds": statistics.median(record["seconds"] for record in solved) if solved else None,
        "median_size": statistics.median(sizes) if sizes else None,
        "largest_size": max(sizes, default=None),
        "long_answers": sum(size > LONG for size in sizes),
    }


def comparison_lines(suite: str, found: Record) -> list[str]:
    """A comparison as lines of text: a table with a row a side, and the ratio of the times."""
    head = ("", *(column.replace("_", " ") for column in SIDE_COLUMNS))
    rows = [
        (name, *(_cell(found[side][column]) for column in SIDE_COLUMNS)) for name, side in (("ours", "ours"), (found["peer"], "theirs"))
    ]
    ratio = "" if found["time_ratio"] is None else f"; our time is {found['time_ratio']:.2f} of theirs"
    return [f"{suite}: {found['tasks']} .sl tasks, {found['common']} solved by both{ratio}", *aligned([head, *rows])]


def check_lines(suite: str, found: Record) -> list[str]:
    """What the second opinion on our answers says."""
    by, unsettled = found["by"], f", says nothing of {found['unsettled']}" if found["unsettled"] else ""
    faults = f"; FAULTS: {', '.join(found['faults'])}" if found["faults"] else ""
    return [f"{suite}: {by} confirms {found['confirmed']} of {found['answers']} answers{unsettled}{faults}"]


def lines(summaries: Sequence[Record]) -> list[str]:
    """The summaries as aligned lines of text, a header first."""
    rows = [tuple(column.replace("_", " ") for column in COLUMNS)]
    rows += [tuple(_cell(row[column]) for column in COLUMNS) for row in summaries]
    fresh = [
        f"{s['suite']}: {s['agreeing']} of {s['solved']} answers agree with the reference on fresh inputs"
        for s in summaries
        if "agreeing" in s
    ]
    sure = [_sureness_line(s) for s in summaries if "sure" in s]
    told = [s for s in summaries if s is summaries[-1] or s["tasks"] > 1]  # not each of many files
    versus = [line for s in told if "comparison" in s for line in comparison_lines(s["suite"], s["comparison"])]
    checked = [line for s in told if "check" in s for line in check_lines(s["suite"], s["check"])]
    return [*aligned(rows), *sure, *fresh, *versus, *checked]


def _sureness_line(found: Record) -> str:
    sure, wrong, error = found["sure"], found["sure_wrong"], found["calibration_error"]
    return f"{found['suite']}: {sure} answers have a confidence of {SURE} or more, {wrong} of them wrong; calibration error {error:.3f}"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(row, widths))) for row in rows]


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
