"""`synth train`: a guide from dreams."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.config import TrainConfig
from synth.display import put
from synth.guide.train import train


def run(config: TrainConfig) -> int:
    """Train, and say how it goes; the exit code."""

    def report(line: Mapping[str, Any]) -> None:
        if config.output.json:
            put(json.dumps({key: round(value, 4) for key, value in line.items()}))

    path = train(config, report)
    if not config.output.json:
        put(f"{path}: {path.stat().st_size / 1e6:.1f} MB; progress in {path.with_suffix('.run') / 'progress.jsonl'}")
    return 0


__all__ = ["Path", "run"]
