"""`synth compress`: abstraction alone, on a corpus of programs."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import Any

from synth.batch.display import put
from synth.batch.precompile import complete
from synth.config import CompressConfig
from synth.library.abstraction.compress import Compression, compress
from synth.library.abstraction.compress_file import load_corpus
from synth.library.abstraction.graph import ABSTRACTION


def run(config: CompressConfig) -> int:
    """Compresses the corpus and says what was found."""
    complete([ABSTRACTION])
    record = measure(config)
    if config.output.json:
        put(json.dumps(record))
        return 0
    for found in record["abstractions"]:
        put(f"{found['name']:<6} {found['uses']:>6} uses, arity {found['arity']}: {found['body']}")
    costs = f"{record['original_cost']:,} -> {record['final_cost']:,} ({record['compression_ratio']:.3f} times shorter"
    put(f"{costs}, bodies {record['bodies_cost']:,}) in {record['seconds']:.2f} s")
    return 0


def measure(config: CompressConfig) -> dict[str, Any]:
    """What `--json` prints; the seconds are those of reading, search and rewriting."""
    began = time.perf_counter()
    corpus = load_corpus(config.programs)
    found = compress(corpus, config.iterations, config.max_arity, count_bodies=config.count_bodies, beam=config.beam)
    return record_of(found, time.perf_counter() - began)


def record_of(found: Compression, seconds: float) -> dict[str, Any]:
    """A compression as plain data."""
    return {
        "original_cost": found.original_cost,
        "final_cost": found.final_cost,
        "bodies_cost": found.bodies_cost,
        "compression_ratio": found.ratio,
        "seconds": round(seconds, 4),
        "abstractions": [asdict(abstraction) for abstraction in found.abstractions],
        "rewritten": list(found.rewritten),
        "counts": found.counts,
    }
