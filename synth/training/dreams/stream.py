"""Dreams: an endless stream of tasks with the programs that make them, to train the guide on. Nothing is read from any file.

    for dream in dreams("list", seed=0):
        dream.request, dream.examples, dream.term

The stream is a sequence of nights (`synth/training/dreams/bottom_up.py`), each on another request and other inputs. A night
depends on the seed and its number alone, so workers share a stream by taking every n-th night.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from dsl.domain import load_domain
from dsl.parsing import parse_type
from dsl.primitives import Vocabulary
from synth.faults import require
from synth.space.constants import allowed
from synth.space.fitted_prior import Use
from synth.training.dreams.bottom_up import Dream, Effort, Night

LIST_REQUESTS = {
    "list(int) -> list(int)": 14,
    "list(int) -> int": 6,
    "list(int) -> int -> list(int)": 5,
    "int -> list(int) -> list(int)": 3,
    "list(int) -> int -> int": 2,
    "int -> list(int) -> int": 1,
    "list(int) -> list(int) -> list(int)": 7,
    "list(int) -> list(int) -> int": 3,
    "list(int) -> list(int) -> int -> list(int)": 2,
    "list(int) -> list(int) -> list(int) -> list(int)": 1,
    "list(int) -> bool": 2,
    "list(int) -> int -> bool": 1,
    "list(int) -> list(int) -> bool": 1,
    "list(list(int)) -> list(int)": 2,
    "list(list(int)) -> int": 1,
    "list(list(int)) -> list(list(int))": 1,
    "list(int) -> list(list(int))": 1,
    "list(int) -> int -> int -> list(int)": 1,
    "int -> int -> list(int)": 1,
    "int -> list(int)": 1,
}
TEXT_REQUESTS = {
    "str -> str": 12,
    "str -> str -> str": 5,
    "str -> int": 3,
    "str -> bool": 2,
    "str -> int -> str": 2,
    "str -> str -> bool": 1,
    "str -> str -> int": 1,
    "str -> list(str)": 2,
    "list(str) -> str": 2,
    "list(str) -> list(str)": 1,
    "list(str) -> str -> str": 1,
    "str -> str -> str -> str": 1,
    "str -> list(int)": 1,
    "int -> str": 1,
}
CONTROL_REQUESTS = {
    "int -> int": 6,
    "int -> int -> int": 5,
    "int -> int -> int -> int": 2,
    "int -> bool": 3,
    "int -> int -> bool": 2,
    "int -> list(int)": 3,
    "list(int) -> int": 3,
    "list(int) -> list(int)": 2,
}
REQUESTS = {"list": LIST_REQUESTS, "text": TEXT_REQUESTS, "control": CONTROL_REQUESTS, "lists_base": LIST_REQUESTS}
SPOKEN = {"control": "list"}  # tasks of control are put in the words of lists and numbers


def dreams(domain: str, *, seed: int, effort: Effort | None = None, shard: tuple[int, int] = (0, 1)) -> Iterator[Dream]:
    """An endless stream of dreams of a domain, one of REQUESTS; the same seed gives the same ones.

    shard: (k, n) takes every n-th night from the k-th on. Neighbours come from one night and share inputs: shuffle.
    Raises Misuse for a domain of which nothing is dreamt.
    """
    number, step = shard
    while True:
        night = night_of(domain, seed=seed, number=number, effort=effort)
        yield from night.dreams()
        number += step


def night_of(
    domain: str,
    *,
    seed: int,
    number: int,
    effort: Effort | None = None,
    vocabulary: Vocabulary | None = None,
    habits: Mapping[Use, float] | None = None,
) -> Night:
    """One night of the stream, put in other words if some are given, fitted to `habits` if there are any; raises Misuse like `dreams`."""
    require(domain in REQUESTS, f"nothing is dreamt of domain {domain!r}; there are {', '.join(REQUESTS)}")
    chance = Random(f"{seed} {domain} {number}")
    wanted = REQUESTS[domain]
    request = chance.choices(list(wanted), list(wanted.values()))[0]
    spoken = load_domain(SPOKEN.get(domain, domain))
    given = None if spoken.constants == "harvest" else allowed(spoken, parse_type(request), ())
    return Night(parse_type(request), vocabulary or spoken.vocabulary, chance, effort or Effort(), given, habits)


__all__ = ["Dream", "Effort", "Night", "dreams", "night_of"]
