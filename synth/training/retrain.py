"""Retraining the guide between two iterations of growing, in a process of its own: the one that searches never loads torch.

    figures = retrain(run / "guide.safetensors", domains=["list"], solved=[("list", type, program), …], learned=subroutines, protect=True)

Lessons are dreams in the language as it has grown and the programs that solved tasks, each on fresh inputs. With `protect`, what
the guide knew of the domains that it was trained on first is held by elastic weight consolidation (Kirkpatrick et al. 2017).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from dsl.domain import load_domain
from dsl.primitives import Primitive
from synth.faults import Misuse
from synth.process import apart
from synth.training.course import Course
from synth.training.dataset import Solved
from synth.training.dreams.stream import REQUESTS

LONGEST = 1800.0  # seconds, where a retraining takes about 170


def retrain(
    out: Path,
    begin: str = "default",
    *,
    domains: Sequence[str],
    solved: Sequence[Solved] = (),
    learned: Sequence[Primitive] = (),
    protect: bool = False,
    seed: int = 0,
    course: Course | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Mapping[str, float] | None:
    """Train the weights `begin` on and write them to `out`, whole or not at all; None, and nothing written, where `stopped` says so.

    The same arguments give the same bytes on one machine. Subroutines stand parents first. The figures, each before and after: `top_1`,
    the share of a program's words that the guide thinks likeliest, and `bits` a program, on held-out `new` and `earlier` dreams.
    Raises Misuse with one line where weights are no guide's, or none of the domains is dreamt of and nothing was solved.
    """
    work = partial(_work, out, begin, tuple(domains), tuple(solved), tuple(learned), protect, seed, course or Course())
    found = apart(work, LONGEST, stopped)
    if isinstance(found, str):
        raise Misuse(f"the guide was not retrained: {found}")
    if found is None and not stopped():
        raise Misuse(f"the guide was not retrained: the process that does it was ended, or took more than {LONGEST:.0f} seconds")
    return found


def dreamt_of(domains: Sequence[str]) -> tuple[str, ...]:
    """Those of some domains that there are dreams of, by the names they have there."""
    named = {load_domain(name).name: name for name in REQUESTS}
    return tuple(dict.fromkeys(named[own] for domain in domains if (own := load_domain(domain).name) in named))


def _work(
    out: Path,
    begin: str,
    domains: tuple[str, ...],
    solved: tuple[Solved, ...],
    learned: tuple[Primitive, ...],
    protect: bool,
    seed: int,
    course: Course,
) -> dict[str, float] | str:
    """What the process does: the figures, or what was wrong in one line."""
    from synth.training.fine_tune import Tuning

    try:
        return Tuning(begin, dreamt_of(domains), solved, learned, seed, course).carried_out(out, protect)
    except Exception as fault:  # whoever asked is in another process
        return str(fault) if isinstance(fault, Misuse) else f"{type(fault).__name__}: {fault}"
