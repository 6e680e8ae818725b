"""What is done in the process where torch is: functions that are handed over whole. Only there do they import what needs torch."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsl.module import Module
    from synth.hybrid.lesson import Lesson
    from synth.hybrid.scene import Scene
    from synth.hybrid.sketch import Fitted, Sketch

CHOICE_SHARE, TRAIN_SHARE = 0.6, 0.9  # of the time: by when a sketch is chosen, its modules trained
TAUGHT_SHARE = 0.85  # by when a module has learned from labelled examples
Tell = Callable[[str], None]


def taught(lesson: Lesson, deadline: float, tell: Tell) -> Module:
    """A module from labelled examples."""
    from synth.hybrid.labelled import train_labelled

    return train_labelled(lesson, TAUGHT_SHARE * (deadline - time.monotonic()), tell)


def trained(found: Sequence[Sketch], scenes: Sequence[Scene], noise: float, seed: int, deadline: float, tell: Tell) -> Fitted | None:
    """The best of the sketches, and its modules."""
    from synth.hybrid.fit import choose, train_anew
    from synth.hybrid.trainer import course_of

    now, course = time.monotonic(), course_of(scenes, found[0].sight, noise, seed)
    trainer = choose(found, course, now + CHOICE_SHARE * (deadline - now), tell)
    return None if trainer is None else train_anew(trainer, now + TRAIN_SHARE * (deadline - now), tell)


def adapted(
    sketch: Sketch, scenes: Sequence[Scene], start: Mapping[str, Module], noise: float, seed: int, deadline: float, tell: Tell
) -> Fitted:
    """Modules adapted to a program, in their weights alone."""
    from synth.hybrid.fit import train
    from synth.hybrid.trainer import Trainer, course_of

    trainer, now = Trainer(sketch, course_of(scenes, sketch.sight, noise, seed), start), time.monotonic()
    return train(trainer, now + TRAIN_SHARE * (deadline - now), tell)
