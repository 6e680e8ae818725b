"""`synth suites`: the shipped suites and what is in them."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from synth.batch.display import put
from synth.config import SuitesConfig
from tasks import Task, load_suite, suite_names


def run(config: SuitesConfig) -> int:
    """Lists the suites, one a line."""
    rows = [_row(name) for name in suite_names()]
    for row in rows:
        if config.output.json:
            put(json.dumps(row))
        else:
            types = ", ".join(f"{count} {type_}" for type_, count in row["types"].items())
            put(f"{row['suite']:<16} {row['tasks']:>4} tasks, {row['shown']} examples shown, {row['held_out']} held out  ({types})")
    return 0


def _row(name: str) -> dict[str, Any]:
    tasks = [task for task in load_suite(name) if isinstance(task, Task)]
    types = Counter(str(task.request) for task in tasks).most_common(3)
    return {
        "suite": name,
        "tasks": len(tasks),
        "shown": sum(len(task.shown) for task in tasks),
        "held_out": sum(len(task.held_out) for task in tasks),
        "types": dict(types),
    }
