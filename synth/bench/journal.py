"""A run directory: `config.json` says what is run, `results.jsonl` gains a synced line with every finished task.

What a peer found goes to `peer.jsonl` in the same way.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from synth import __version__
from synth.config import BenchConfig, Misuse, require
from synth.ledger import append_line, read_lines, write_whole

CONFIG, RESULTS, PEER, SUMMARY = "config.json", "results.jsonl", "peer.jsonl", "summary.json"
FREE = ("max_memory", "workers", "version", "peer")  # what may differ when a run is resumed

Records = dict[int, dict[str, Any]]


class Journal:
    """The records of a run, by the position of their task; without a directory they live in memory only."""

    def __init__(self, config: BenchConfig) -> None:
        self._folder = config.run
        self._said = _description(config)
        self.records: Records = {}
        self.peer: Records = {}
        if config.run is None:
            return
        present = os.path.exists(self._path(CONFIG))
        require(config.resume or not present, f"{config.run} holds a run already; --resume goes on with it")
        try:
            os.makedirs(config.run, exist_ok=True)
            self._resume() if present else self._write(CONFIG, self._said)
        except OSError as fault:
            raise Misuse(f"--run {config.run}: {fault.strerror}") from None

    def add(self, position: int, record: dict[str, Any]) -> None:
        """Keeps a record; it is on the disk when this returns."""
        self._add(RESULTS, self.records, {**record, "position": position})

    def add_peer(self, position: int, record: dict[str, Any]) -> None:
        """Likewise for what the peer made of a task."""
        self._add(PEER, self.peer, {**record, "position": position})

    def _add(self, name: str, records: Records, record: dict[str, Any]) -> None:
        records[record["position"]] = record
        if self._folder is not None:
            append_line(Path(self._path(name)), record)

    def conclude(self, summaries: list[dict[str, Any]]) -> None:
        """Writes the summary beside the results."""
        if self._folder is not None:
            self._write(SUMMARY, summaries)

    def _path(self, name: str) -> str:
        return os.path.join(self._folder or "", name)

    def _write(self, name: str, content: Any) -> None:
        write_whole(Path(self._path(name)), json.dumps(content, indent=1))

    def _resume(self) -> None:
        """Reads what was done, if the configuration is the same."""
        before = self._read_config()
        for key in self._said.keys() - FREE:
            require(
                before.get(key) == self._said[key],
                f"{self._folder} was run with {key} {before.get(key)!r}, not {self._said[key]!r}; give the same options, or another --run",
            )
        self._read(RESULTS, self.records)
        self._read(PEER, self.peer)

    def _read(self, name: str, records: Records) -> None:
        """Reads the records of a file."""
        for record in read_lines(Path(self._path(name))):
            if isinstance(record, dict) and "position" in record:
                records[record["position"]] = record

    def _read_config(self) -> dict[str, Any]:
        try:
            with open(self._path(CONFIG), encoding="utf8") as file:
                content = json.load(file)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise Misuse(f"{self._path(CONFIG)} is not the description of a run; give another --run")
        return content


def _description(config: BenchConfig) -> dict[str, Any]:
    """Everything of the configuration that decides the results."""
    said: dict[str, Any] = {"suites": list(config.suites), "hold_out": config.hold_out, "peer": config.peer, **asdict(config.search)}
    return {**said, "workers": config.workers, "version": __version__}
