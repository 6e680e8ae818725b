"""Ranges of numbers as texts, such as 1-2, 4-7. They are not enumerated but tried on the inputs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dsl.bounds import MAX_LIST
from dsl.domain import Domain
from dsl.domains.nested import consecutive_runs
from dsl.primitives import primitive

DOMAIN = Domain("ranges", includes=("nested",), doc="Ranges of numbers written as text.")
TWELVES = r"\b(?:12 )?(noon|midnight)\b"
HALF_RANGE = (
    r"(?<![0-9:/.-])(1[0-2]|0?[1-9])(:[0-5][0-9])?\s*(?:[-\u2013\u2014]|to|till?|until)\s*(1[0-2]|0?[1-9])(:[0-5][0-9])?\s*([ap]\.?m\b\.?)"
)


@primitive("str -> list(int)", phrase="the numbers in the ranges of {s}", cost=2.5, traits=["scanned"])
def text_to_ranges(s: str) -> list[int]:
    """The numbers of all the ranges and single numbers that the text names.

    >>> text_to_ranges("1-2, 4-7")
    [1, 2, 4, 5, 6, 7]
    """
    numbers: list[int] = []
    for first, last in re.findall("([0-9]+)(?: *[-\u2013] *([0-9]+))?", s):
        if int(last or first) - int(first) >= MAX_LIST:
            raise ValueError("too long a list")
        numbers += range(int(first), int(last or first) + 1)
    if not numbers or len(numbers) > MAX_LIST:
        raise ValueError("no range, or too long a list")
    return numbers


@primitive("str -> list(int) -> str", phrase="{xs}~ written as ranges with {mark}", cost=2.5, traits=["scanned"])
def ranges_to_text(mark: str, xs: Sequence[int]) -> str:
    """The runs of consecutive numbers, each as its first and last one, with a mark between them.

    >>> ranges_to_text(", ", [1, 2, 4, 5, 6, 7, 9])
    '1-2, 4-7, 9'
    """
    runs = consecutive_runs(xs)
    return mark.join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


@primitive("str -> str", phrase="{s}~ with the ends of its ranges written in full", cost=3.0, traits=["scanned"])
def complete_range(s: str) -> str:
    """The text with each end of a range that has fewer digits than its start as the next number that ends with these.

    >>> complete_range("pp. 123-7, 1998\u201303")
    'pp. 123-127, 1998\u20132003'
    """
    return re.sub("([0-9]+)( ?[-\u2013/] ?)([0-9]+)(?![0-9])", lambda found: found[1] + found[2] + _completed(found[1], found[3]), s)


@primitive("str -> str", phrase="{s}~ with am or pm behind each time", cost=3.0, traits=["scanned"])
def full_times(s: str) -> str:
    """The text with am or pm behind both ends of each range of times where only the second has it, and with noon and midnight as times.

    >>> full_times("9-11:30 am, 11-1 PM")
    '9 am-11:30 am, 11 AM-1 PM'
    >>> full_times("8 am to noon")
    '8 am to 12:00 PM'
    """
    s = re.sub(TWELVES, lambda found: "12:00 " + ("PM" if found[1].lower() == "noon" else "AM"), s, flags=re.IGNORECASE)
    return re.sub(HALF_RANGE, _with_half, s, flags=re.IGNORECASE)


def _with_half(found: re.Match[str]) -> str:
    """A range with the half of the day behind its start as well, which is the other half where its end comes first on the dial."""
    half = found[5]
    if int(found[1]) % 12 > int(found[3]) % 12:
        half = half.translate(str.maketrans("aApP", "pPaA"))
    return f"{found[1]}{found[2] or ''} {half}" + found[0][len(found[1] + (found[2] or "")) :]


def _completed(first: str, last: str) -> str:
    """The end of a range: the least number from its start on that ends with some digits."""
    step = 10 ** len(last)
    return last if len(last) >= len(first) else str(int(first) + (int(last) - int(first)) % step)
