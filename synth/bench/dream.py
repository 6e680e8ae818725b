"""`synth bench dream`: how many tasks with their programs a second are dreamt on one core, processor time.

Two figures each: pairs drawn (a program and its outputs are there, in the store), and dreams made (the
same as a term and examples, those dropped whose examples do not show a constant).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from random import Random

from dsl.domain import load_domain
from dsl.parsing import parse_type
from dsl.primitives import Vocabulary
from dsl.type import is_arrow, parameters
from synth.batch.display import put
from synth.config import BenchConfig
from synth.faults import require
from synth.training.dreams.stream import LIST_REQUESTS, REQUESTS, Effort, Night, night_of

LARGE = Effort(candidates=200_000, deeper=60_000, check=25_000, rows=8, dreams=30_000, examples=(2, 6))
NIGHTS = 8  # one more comes first, so that all is compiled


@dataclass(frozen=True)
class Rate:
    """The figures of one stream."""

    workload: str
    nights: int
    pairs: int
    dreams: int
    pairs_per_second: float
    dreams_per_second: float


def main(config: BenchConfig) -> int:
    """Measure the streams named after `dream`, or all: first_order (lists without functions, large nights) and the domains."""
    known = ("first_order", *REQUESTS)
    for name in config.suites[1:]:
        require(name in known, f"unknown stream '{name}'; there are {', '.join(known)}")
    rates = []
    for name in config.suites[1:] or known:
        rates.append(measure(name, config.search.seed))
        if config.output.json:
            put(json.dumps({key: round(value, 1) if isinstance(value, float) else value for key, value in asdict(rates[-1]).items()}))
    if not config.output.json:
        _show(rates)
    return 0


def measure(name: str, seed: int, nights: int = NIGHTS) -> Rate:
    """The figures of a stream over so many nights."""
    sleep = _first_order(seed) if name == "first_order" else lambda number: night_of(name, seed=seed, number=number)
    sum(1 for _ in sleep(0).dreams())
    pairs, dreams, drawing, making = 0, 0, 0.0, 0.0
    for number in range(1, nights + 1):
        began = time.process_time()
        night = sleep(number)
        drawn = time.process_time()
        dreams += sum(1 for _ in night.dreams())
        pairs, drawing, making = pairs + len(night), drawing + drawn - began, making + time.process_time() - drawn
    return Rate(name, nights, pairs, dreams, pairs / drawing, dreams / (drawing + making))


def _first_order(seed: int) -> Callable[[int], Night]:
    """Nights of list programs without functions."""
    words = load_domain("list").vocabulary.values()
    vocabulary = Vocabulary(tuple(p for p in words if not any(is_arrow(a) for a in parameters(p.type)[0])))

    def sleep(number: int) -> Night:
        chance = Random(f"{seed} first-order {number}")
        return Night(parse_type(chance.choices(list(LIST_REQUESTS), list(LIST_REQUESTS.values()))[0]), vocabulary, chance, LARGE)

    return sleep


def _show(rates: Sequence[Rate]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("stream", box=None, header_style="bold")
    for title in ("nights", "pairs", "pairs/s", "dreams", "dreams/s"):
        table.add_column(title, justify="right")
    for r in rates:
        table.add_row(r.workload, *(f"{n:,.0f}" for n in (r.nights, r.pairs, r.pairs_per_second, r.dreams, r.dreams_per_second)))
    Console().print(table)
