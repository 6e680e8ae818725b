"""Runs: what `synth bench` and `synth grow` wrote into a directory, to be looked at from Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dsl.markup import inline, line, table, value
from synth.faults import require
from synth.files import peek_lines

MOST = 200


@dataclass(frozen=True, repr=False)
class Run:
    """A directory of a run: `results` are the lines of `results.jsonl`, `progress` those of `progress.jsonl`, an iteration each."""

    path: Path
    results: tuple[dict[str, Any], ...] = ()
    progress: tuple[dict[str, Any], ...] = ()

    @staticmethod
    def open(path: str | Path) -> Run:
        """The run of a directory; Misuse where it holds none."""
        folder = Path(path)
        found = {name: folder / f"{name}.jsonl" for name in ("results", "progress")}
        require(any(file.exists() for file in found.values()), f"{folder} holds no run: it has no results.jsonl or progress.jsonl")
        read = {name: tuple(peek_lines(file)) for name, file in found.items()}
        return Run(folder, read["results"], read["progress"])

    @property
    def counts(self) -> Counter[str]:
        """How many tasks have each status."""
        return Counter(str(record["status"]) for record in self.results)

    def __repr__(self) -> str:
        """The directory and what came of it."""
        told = [", ".join(f"{count} {status}" for status, count in self.counts.most_common())] if self.results else []
        told += [f"{len(self.progress)} iterations"] if self.progress else []
        return f"Run {self.path}: {'; '.join(told) or 'nothing yet'}"

    def _repr_html_(self) -> str:
        """How a notebook shows the run."""
        parts = [line(repr(self))]
        if self.progress:
            head = list(self.progress[-1])
            parts.append(table(head, [[value(record.get(name)) for name in head] for record in self.progress]))
        if self.results:
            rows = [[value(r["task"]), value(r["status"]), value(r.get("seconds")), _program(r)] for r in self.results[:MOST]]
            parts.append(table(["task", "status", "seconds", "program"], rows))
        return "".join(parts)


def _program(record: dict[str, Any]) -> str:
    return inline(str(record["program"])) if record.get("program") else ""
