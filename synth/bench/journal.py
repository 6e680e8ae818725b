"""A run directory: `config.json` says what is run, `results.jsonl` gains a synced line with every finished task.

What a peer found goes to `peer.jsonl` in the same way.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from synth import __version__
from synth.config import BenchConfig
from synth.files import append_line, claim, read_lines, write_whole

RESULTS, PEER, SUMMARY = "results.jsonl", "peer.jsonl", "summary.json"
FREE = ("max_memory", "workers", "version", "peer")  # what may differ when a run is resumed

Records = dict[int, dict[str, Any]]


class Journal:
    """The records of a run, by the position of their task; without a directory they live in memory only."""

    def __init__(self, config: BenchConfig) -> None:
        self._folder = Path(config.run) if config.run is not None else None
        self.records: Records = {}
        self.peer: Records = {}
        if config.run is not None:
            claim(config.run, _description(config), config.resume, FREE)
            self._read(RESULTS, self.records)
            self._read(PEER, self.peer)

    def add(self, position: int, record: dict[str, Any]) -> None:
        """Keeps a record; it is on the disk when this returns."""
        self._add(RESULTS, self.records, {**record, "position": position})

    def add_peer(self, position: int, record: dict[str, Any]) -> None:
        """Likewise for what the peer made of a task."""
        self._add(PEER, self.peer, {**record, "position": position})

    def _add(self, name: str, records: Records, record: dict[str, Any]) -> None:
        records[record["position"]] = record
        if self._folder is not None:
            append_line(self._folder / name, record)

    def conclude(self, summaries: list[dict[str, Any]]) -> None:
        """Writes the summary beside the results."""
        if self._folder is not None:
            write_whole(self._folder / SUMMARY, json.dumps(summaries, indent=1))

    def _read(self, name: str, records: Records) -> None:
        """Reads the records of a file."""
        assert self._folder is not None
        for record in read_lines(self._folder / name):
            if isinstance(record, dict) and "position" in record:
                records[record["position"]] = record


def _description(config: BenchConfig) -> dict[str, Any]:
    """Everything of the configuration that decides the results."""
    said: dict[str, Any] = {
        "suites": list(config.suites),
        "hold_out": config.hold_out,
        "column": config.column,
        "peer": config.peer,
        **asdict(config.search),
    }
    return {**said, "workers": config.workers, "version": __version__}
