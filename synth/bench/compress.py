"""`synth bench compress [CORPUS…] [--peer stitch_core]`: cost and seconds of compression in both readings, beside Stitch's.

The peer runs in a process of its own, on one thread, over the same file. Reading (a) counts the corpus alone, (b) the bodies too;
a parameter in a body costs what a variable costs, for both sides. Ours is run greedily (beam 1, as Stitch is) and by joint choice.
Seconds are those of the processor, which other work does not lengthen.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from synth.batch.display import put, say
from synth.cli.compress import measure
from synth.config import BenchConfig, CompressConfig
from synth.faults import require
from synth.library.abstraction.compress import compress
from synth.library.abstraction.corpus import Corpus
from synth.library.abstraction.rewrite import measured

ITERATIONS, ARITIES, BEAMS = 10, (2, 3), (1, 2)
PEER_SECONDS = 600
PEER = """
import json, sys, time, stitch_core
found = json.load(open(sys.argv[1], encoding="utf8"))
options = json.loads(sys.argv[2])
if isinstance(found, dict):
    options |= stitch_core.from_dreamcoder(found)
    found = options.pop("programs")
began = time.process_time()
result = stitch_core.compress(found, threads=1, **options).json
seconds = time.process_time() - began
bodies = [abstraction["body"] for abstraction in result["abstractions"]]
print(json.dumps({"seconds": seconds, "cost": result["final_cost"], "bodies": bodies}))
"""


def main(config: BenchConfig) -> int:
    """Prints a row for each corpus, arity and reading, and the geometric means of the ratios."""
    require(len(config.suites) > 1, "give one or more corpora: synth bench compress FILE… [--peer stitch_core]")
    require(config.peer in (None, "stitch_core"), f"unknown peer {config.peer!r}: did you mean stitch_core?")
    require(config.peer is None or find_spec("stitch_core") is not None, "the peer stitch_core is not installed: pip install stitch_core")
    compress(Corpus(["(f (g a))", "(f (g b))"]), 1, 1)  # loads the machine code, which no row should pay for
    if not config.output.json:
        put(f"{'corpus':<24} arity reading beam {'cost':>9} {'seconds':>8} {'peer cost':>9} {'seconds':>8} {'cost':>7} {'time':>7}")
    rows = [
        row for path in config.suites[1:] for arity in ARITIES for bodies in (False, True) for row in _rows(path, arity, bodies, config)
    ]
    for beam in BEAMS:
        paired = [row for row in rows if row["peer_cost"] and row["beam"] == beam]
        if paired and not config.output.json:
            cost, took = (math.exp(sum(math.log(row[key]) for row in paired) / len(paired)) for key in ("cost_ratio", "time_ratio"))
            put(f"beam {beam}, geometric means: cost {cost:.3f} of the peer's, time {took:.2f} times the peer's")
    return 0


def _rows(path: str, arity: int, bodies: bool, config: BenchConfig) -> Iterator[dict[str, Any]]:
    """A row for each beam, beside the peer where one is asked for."""
    peer: dict[str, Any] = _peer(path, arity, bodies) if config.peer else {"peer_cost": None, "peer_seconds": None}
    for beam in BEAMS:
        began = time.process_time()
        ours = measure(CompressConfig(path, ITERATIONS, arity, bodies, beam))
        cost, seconds = ours["final_cost"] + (ours["bodies_cost"] if bodies else 0), round(time.process_time() - began, 3)
        row = {"corpus": path, "arity": arity, "reading": "ab"[bodies], "beam": beam, "cost": cost, "seconds": seconds, **peer}
        if row["peer_cost"]:
            row |= {"cost_ratio": cost / row["peer_cost"], "time_ratio": row["seconds"] / row["peer_seconds"]}
        put(json.dumps(row) if config.output.json else _shown(row))
        yield row


def _shown(row: dict[str, Any]) -> str:
    corpus = os.path.basename(row["corpus"])
    own = f"{corpus:<24} {row['arity']:>5} {row['reading']:>7} {row['beam']:>4} {row['cost']:>9} {row['seconds']:>8.2f}"
    if not row["peer_cost"]:
        return own
    return f"{own} {row['peer_cost']:>9} {row['peer_seconds']:>8.2f} {row['cost_ratio']:>7.3f} {row['time_ratio']:>7.2f}"


def _peer(path: str, arity: int, bodies: bool) -> dict[str, Any]:
    options = json.dumps({"iterations": ITERATIONS, "max_arity": arity} | ({} if bodies else {"no_other_util": True}))
    command = [sys.executable, "-c", PEER, str(Path(path).resolve()), options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PEER_SECONDS, check=False)
    if done.returncode:
        say(f"{path}: the peer failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
        return {"peer_cost": None, "peer_seconds": None}
    found = json.loads(done.stdout.splitlines()[-1])
    extra = sum(measured(found["bodies"], "lam")) if bodies else 0
    return {"peer_cost": found["cost"] + extra, "peer_seconds": found["seconds"]}
