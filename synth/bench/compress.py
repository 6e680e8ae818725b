"""`synth bench compress [CORPUS…] [--peer stitch_core]`: cost and seconds of compression in both readings, beside Stitch's.

The peer runs in a process of its own, on one thread, over the same file. Reading (a) counts the corpus alone, (b) the bodies too;
a parameter in a body costs what a variable costs, for both sides.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from synth.commands.compress import measure
from synth.config import BenchConfig, CompressConfig, require
from synth.display import put, say
from synth.library.rewrite import measured

ITERATIONS, ARITIES = 10, (2, 3)
PEER_SECONDS = 600
PEER = """
import json, sys, time, stitch_core
found = json.load(open(sys.argv[1], encoding="utf8"))
options = json.loads(sys.argv[2])
if isinstance(found, dict):
    options |= stitch_core.from_dreamcoder(found)
    found = options.pop("programs")
began = time.perf_counter()
result = stitch_core.compress(found, threads=1, **options).json
seconds = time.perf_counter() - began
bodies = [abstraction["body"] for abstraction in result["abstractions"]]
print(json.dumps({"seconds": seconds, "cost": result["final_cost"], "bodies": bodies}))
"""


def main(config: BenchConfig) -> int:
    """Prints a row for each corpus, arity and reading, and the geometric means of the ratios."""
    require(len(config.suites) > 1, "give one or more corpora: synth bench compress FILE… [--peer stitch_core]")
    require(config.peer in (None, "stitch_core"), f"unknown peer {config.peer!r}: did you mean stitch_core?")
    require(config.peer is None or find_spec("stitch_core") is not None, "the peer stitch_core is not installed: pip install stitch_core")
    if not config.output.json:
        put(f"{'corpus':<28} arity reading {'cost':>10} {'seconds':>8} {'peer cost':>10} {'seconds':>8} {'cost':>7} {'time':>7}")
    rows = [_row(path, arity, bodies, config) for path in config.suites[1:] for arity in ARITIES for bodies in (False, True)]
    paired = [row for row in rows if row["peer_cost"]]
    if paired and not config.output.json:
        cost, took = (math.exp(sum(math.log(row[key]) for row in paired) / len(paired)) for key in ("cost_ratio", "time_ratio"))
        put(f"geometric means: cost {cost:.3f} of the peer's, time {took:.2f} times the peer's")
    return 0


def _row(path: str, arity: int, bodies: bool, config: BenchConfig) -> dict[str, Any]:
    ours = measure(CompressConfig(path, ITERATIONS, arity, bodies))
    cost = ours["final_cost"] + (ours["bodies_cost"] if bodies else 0)
    row: dict[str, Any] = {"corpus": path, "arity": arity, "reading": "ab"[bodies], "cost": cost, "seconds": ours["seconds"]}
    row |= _peer(path, arity, bodies) if config.peer else {"peer_cost": None, "peer_seconds": None}
    if row["peer_cost"]:
        row |= {"cost_ratio": cost / row["peer_cost"], "time_ratio": row["seconds"] / row["peer_seconds"]}
    if config.output.json:
        put(json.dumps(row))
        return row
    beside = (
        f"{row['peer_cost']:>10} {row['peer_seconds']:>8.2f} {row['cost_ratio']:>7.3f} {row['time_ratio']:>7.2f}"
        if row["peer_cost"]
        else ""
    )
    put(f"{os.path.basename(path):<28} {arity:>5} {row['reading']:>7} {cost:>10} {row['seconds']:>8.2f} {beside}")
    return row


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
