"""The tasks of `synth bench hybrid`: what each shows, what it is judged on, and how much time and which option it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synth.bench.digits import load_digits
from synth.hybrid.made import SHAPES, picture, sentence, sentences
from tasks.task import Example

TRAINED_ON = 1200  # scans of digits: the others judge
WRONG = 0.1  # of the outputs, where some are


@dataclass(frozen=True)
class Drawn:
    """A task: examples to solve it by, and sets of others to judge it on by name."""

    name: str
    type: str
    shown: Sequence[Example]
    judged: Mapping[str, Sequence[Example]]
    seconds: float
    noise: float = 0.0
    rename: str | None = None  # what the module that is trained is called from then on
    keeps: bool = True  # whether it sees and adds to the modules of the run
    domain: str = "perception"


class Scans:
    """Digits to draw examples from."""

    def __init__(self, seed: int) -> None:
        digits = load_digits()
        order = np.random.default_rng(seed).permutation(len(digits.labels))
        self.images = [tuple(tuple(round(float(v), 4) for v in row) for row in image) for image in digits.images[order]]
        self.labels: list[int] = digits.labels[order].tolist()
        self.chance = np.random.default_rng(seed + 1)

    def row(self, unseen: bool, least: int, most: int) -> tuple[tuple[Any, ...], list[int]]:
        """A sequence of images, and the digits that they show."""
        first, end = (TRAINED_ON, len(self.labels)) if unseen else (0, TRAINED_ON)
        places = self.chance.integers(first, end, int(self.chance.integers(least, most + 1)))
        return tuple(self.images[p] for p in places), [self.labels[p] for p in places]

    def balanced(self, each: int) -> list[tuple[Any, int]]:
        """So many images of each digit."""
        found = [[p for p in range(TRAINED_ON) if self.labels[p] == digit][:each] for digit in range(10)]
        return [(self.images[p], self.labels[p]) for places in found for p in places]


Function = Callable[..., Any]


@dataclass(frozen=True)
class Maker:
    """Draws the tasks."""

    scans: Scans
    judged: int  # examples of each set that judges
    seconds: float

    def lists(self, name: str, type: str, function: Function, count: int, **rest: Any) -> Drawn:
        """A task over a list of digits, judged on lists as long as those shown and on longer ones."""

        def some(count: int, unseen: bool, least: int, most: int) -> list[Example]:
            drawn = [self.scans.row(unseen, least, most) for _ in range(count)]
            return [Example((images,), function(digits)) for images, digits in drawn]

        sets = {"same": some(self.judged, True, 1, 3), "longer": some(self.judged, True, 5, 8)}
        return Drawn(name, type, some(count, False, 1, 3), sets, **{"seconds": self.seconds, **rest})

    def rising(self, count: int) -> Drawn:
        """Whether the digits rise, half of the time."""

        def some(count: int, unseen: bool, least: int, most: int) -> list[Example]:
            found = []
            for number in range(count):
                images, digits = self.scans.row(unseen, least, most)
                if number % 2:
                    order = sorted(range(len(digits)), key=digits.__getitem__)
                    images, digits = tuple(images[k] for k in order), [digits[k] for k in order]
                found.append(Example((images,), list(digits) == sorted(digits)))
            return found

        sets = {"same": some(self.judged, True, 1, 3), "longer": some(self.judged, True, 5, 8)}
        return Drawn("is it rising", "list(image) -> bool", some(count, False, 1, 3), sets, self.seconds)

    def numbers(self, count: int) -> Drawn:
        """Two numbers written in digits, added."""

        def some(count: int, unseen: bool, least: int, most: int) -> list[Example]:
            found = []
            for _ in range(count):
                (a, left), (b, right) = (self.scans.row(unseen, least, most) for _ in range(2))
                found.append(Example((a, b), sum(int("".join(map(str, digits))) for digits in (left, right))))
            return found

        sets = {"same": some(self.judged, True, 1, 3), "longer": some(self.judged, True, 5, 8)}
        return Drawn("two numbers added", "list(image) -> list(image) -> int", some(count, False, 1, 3), sets, self.seconds)

    def labelled(self, each: int, wrong: float = 0.0) -> Drawn:
        """Labelled digits, some of them wrongly."""
        shown = self.scans.balanced(each)
        step = round(1 / wrong) if wrong else len(shown) + 1
        examples = [Example((image,), (digit + 1 + n) % 10 if n % step == step - 1 else digit) for n, (image, digit) in enumerate(shown)]
        unseen = [Example((image,), digit) for image, digit in zip(self.scans.images[TRAINED_ON:], self.scans.labels[TRAINED_ON:])]
        name = f"{len(shown)} labelled digits" + (f", {wrong:.0%} wrong" if wrong else "")
        return Drawn(name, "image -> int", examples, {"same": unseen}, 40.0, 1.5 * wrong, keeps=False)

    def noisy_sums(self, count: int) -> Drawn:
        """Sums of which a tenth are wrong."""
        task = self.lists("sum, 10% wrong", "list(image) -> int", sum, count)
        step = round(1 / WRONG)
        shown = [Example(e.inputs, (e.output + 1 + n) % 28) if n % step == 0 else e for n, e in enumerate(task.shown)]
        return Drawn(task.name, task.type, shown, task.judged, self.seconds, 1.5 * WRONG, keeps=False)

    def pictures(self, count: int) -> Drawn:
        """Pictures in colour, by class."""
        names = [*SHAPES]

        def some(count: int) -> list[Example]:
            return [Example((_frozen(picture(name, self.scans.chance)),), name) for name in (names[n % len(names)] for n in range(count))]

        return Drawn(f"{count} colour pictures", "image -> str", some(count), {"same": some(self.judged)}, 60.0, keeps=False)

    def tones(self, count: int) -> Drawn:
        """Sentences that praise or blame."""

        def some(count: int) -> list[Example]:
            return [Example((sentence(n % 2 == 0, self.scans.chance),), "praise" if n % 2 == 0 else "blame") for n in range(count)]

        return Drawn(f"{count} sentences", "str -> str", some(count), {"same": some(self.judged)}, 40.0, rename="kind")

    def praises(self, name: str, count: int, **rest: Any) -> Drawn:
        """How many sentences of a list praise."""

        def some(count: int, least: int, most: int) -> list[Example]:
            chance, found = self.scans.chance, []
            for _ in range(count):
                verdicts = chance.integers(0, 2, int(chance.integers(least, most + 1))).tolist()
                found.append(Example((tuple(sentences(verdicts, chance)),), sum(verdicts)))
            return found

        sets = {"same": some(self.judged, 1, 4), "longer": some(self.judged, 5, 8)}
        return Drawn(name, "list(str) -> int", some(count, 1, 4), sets, **{"seconds": 60.0, **rest})

    def both(self, count: int) -> Drawn:
        """Two modules in one program: the sum of the digits where the sentence praises, else nothing."""

        def some(count: int, unseen: bool, least: int, most: int) -> list[Example]:
            found = []
            for _ in range(count):
                (images, digits), praises = self.scans.row(unseen, least, most), bool(self.scans.chance.integers(2))
                found.append(Example((images, sentence(praises, self.scans.chance)), sum(digits) if praises else 0))
            return found

        sets = {"same": some(self.judged, True, 1, 3), "longer": some(self.judged, True, 5, 8)}
        return Drawn("sum if it is praised", "list(image) -> str -> int", some(count, False, 1, 3), sets, self.seconds)


def _frozen(image: Any) -> Any:
    return tuple(_frozen(part) for part in image) if isinstance(image, list) else image


def drawn(scans: Scans, quick: bool) -> Iterator[Drawn]:
    """The tasks in their order: modules that are trained for one are there for the next."""
    make = Maker(scans, 100 if quick else 200, 120.0 if quick else 300.0)
    sum_ = make.lists("sum", "list(image) -> int", sum, 600, rename="numeral")
    yield make.labelled(3)
    yield make.pictures(100)
    yield sum_
    yield make.tones(60)
    yield make.praises("how many praise", 20)
    yield make.both(20)
    yield make.lists("how many over six", "list(image) -> int", lambda ds: sum(d > 6 for d in ds), 20)
    if quick:
        return
    yield make.labelled(10, WRONG)
    yield make.lists("sum of few", "list(image) -> int", sum, 60, keeps=False)
    yield make.noisy_sums(300)
    yield make.praises("how many praise, from counts", 60, keeps=False)
    yield make.lists("largest", "list(image) -> int", max, 20)
    yield make.lists("spread", "list(image) -> int", lambda ds: max(ds) - min(ds), 20)
    yield make.rising(20)
    yield make.numbers(20)
