"""`synth bench grow`: runs of `synth grow` that are killed at random moments and resumed must end as an unbroken one does.

A run is a process of its own and is killed for good (SIGKILL) once; only the seconds that were measured may differ afterwards.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from synth.batch.display import put, say
from synth.config import BenchConfig
from synth.files import read_lines

RUNS = 20
SUITE = ("list_basics", "--domain", "list", "--iterations", "2", "--max-candidates", "2000", "--no-train", "--quiet")
FREE = ("seconds.jsonl", "seconds")


def main(config: BenchConfig) -> int:
    """Runs the check; 1 if some run ended differently."""
    chance = random.Random(config.search.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.monotonic()
        _grow(folder / "unbroken" / "run").wait()
        whole = time.monotonic() - began
        wanted = content(folder / "unbroken" / "run")
        same = 0
        for number in range(RUNS):
            place = folder / str(number) / "run"
            moment = chance.uniform(0.1, 0.95) * whole
            same += _killed(place, moment, config.workers) == wanted
            say(f"run {number + 1} of {RUNS}: killed after {moment:.1f} s of about {whole:.1f} s; {same} the same")
            shutil.rmtree(place.parent)
    summary = {"runs": RUNS, "identical": same, "files": len(wanted), "unbroken_seconds": round(whole, 1)}
    put(json.dumps(summary))
    return int(same < RUNS)


def _grow(place: Path, *more: str) -> subprocess.Popen[bytes]:
    place.parent.mkdir(exist_ok=True)
    library = f"sqlite:///{place.parent / 'library.db'}"
    return subprocess.Popen([sys.executable, "-m", "synth", "grow", *SUITE, "--run", str(place), "--library", library, *more])


def _killed(place: Path, moment: float, workers: int) -> dict[str, Any]:
    """What a run leaves that was killed at some moment and then resumed."""
    run = _grow(place, "--workers", str(workers))
    try:
        run.wait(moment)
    except subprocess.TimeoutExpired:
        run.kill()
        run.wait()
    _grow(place, "--resume").wait()
    return content(place)


def content(place: Path) -> dict[str, Any]:
    """All that a run and its library hold, but for the seconds."""
    from synth.library.entry import Entry, record
    from synth.library.store import open_library

    found: dict[str, Any] = {}
    for path in sorted(place.rglob("*.jsonl")):
        if path.name not in FREE:
            found[str(path.relative_to(place))] = [_timeless(line) for line in read_lines(path)]
    with open_library(f"sqlite:///{place.parent / 'library.db'}") as library:
        entries: list[Entry] = [*library.subroutines(), *library.solutions()]
    found["library"] = sorted(json.dumps(record(entry), default=dict) for entry in entries)
    return found


def _timeless(line: Any) -> Any:
    return {key: value for key, value in line.items() if key not in FREE} if isinstance(line, dict) else line
