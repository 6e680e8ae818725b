"""Choosing among sketches by how well their modules can be trained, and training those of the one that is chosen.

Each sketch trains networks of its own on the likelihood of the outputs (`trainer`). Rounds of halving keep the likelier sketches
(Jamieson and Talwalkar 2016); the winner is trained until every example holds.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch

from synth.hybrid.scene import Scene
from synth.hybrid.sketch import Fitted, Sketch
from synth.hybrid.trainer import RATE, Course, Trainer

WAVE = 1.5  # units of cost within which sketches compete
CONTENDERS = 8
FIRST_EPOCHS = 3
LAST_EPOCHS = 16
ENOUGH = 0.8  # of what chance leaves open: a sketch that explains so much is taken
MOST_FIRST = 400  # examples of the first rounds
FADE = 0.97  # of the rate, with every pass of the last training
VIEWED = 30  # passes at least over views of the things: whatever holds by then, they go on to teach what is alike
VIEWED_SHARE = 0.5  # of the time, at most, for these
PATIENCE = 15  # passes without another example that holds
MOST_STARTS = 8  # from other first weights
FEW_WRONG = 0.05  # of the examples
HELD_BACK = 0.1  # of the examples, to judge sketches by
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Contest:
    """What sketches are compared on: examples to train on, others to be judged by, a deadline, and who hears how it goes."""

    kept: Sequence[Scene]
    judged: Sequence[Scene]
    deadline: float
    tell: Tell

    def told(self, tried: int, best: Trainer) -> None:
        """Says where the contest stands."""
        left = max(0.0, self.deadline - time.monotonic())
        right = best.right(self.judged)
        share = sum(right) / len(right)
        self.tell(f"{tried} structures tried, best {best.sketch.term}, right on {share:.0%} of examples kept back, {left:.0f} s left")


def choose(sketches: Sequence[Sketch], course: Course, deadline: float, tell: Tell = lambda text: None) -> Trainer | None:
    """The trainer of the sketch that the examples speak for: wave by wave of rising cost, until one explains enough; None without any."""
    order = random.Random(course.seed).sample(list(course.scenes), len(course.scenes))
    back = max(1, int(HELD_BACK * len(order))) if len(order) >= 20 else 0
    kept = order[back:][:MOST_FIRST]
    contest = Contest(kept, order[:back] or order, deadline, tell)
    best: Trainer | None = None
    tried = 0
    for wave in _waves(sketches):
        tried += len(wave)
        found = _tournament([Trainer(sketch, course) for sketch in wave], contest, tried)
        if best is None or found.evidence(contest.judged) > best.evidence(contest.judged):
            best = found
        if best.explained(contest.judged) >= ENOUGH or time.monotonic() > deadline:
            break
    return best


def _waves(sketches: Sequence[Sketch]) -> Iterator[Sequence[Sketch]]:
    """Sketches of about the same cost together."""
    wave: list[Sketch] = []
    for sketch in sketches:
        if wave and (sketch.cost > wave[0].cost + WAVE or len(wave) == CONTENDERS):
            yield wave
            wave = []
        wave.append(sketch)
    if wave:
        yield wave


def _tournament(field: list[Trainer], contest: Contest, tried: int) -> Trainer:
    """Rounds that halve the field; the last one standing is trained as long as all before."""
    epochs, judged = FIRST_EPOCHS, contest.judged
    while True:
        for trainer in field:
            for _ in range(epochs):
                trainer.pass_over(contest.kept, contest.deadline)
        best = max(field, key=lambda trainer: trainer.evidence(judged))
        contest.told(tried, best)
        over = time.monotonic() > contest.deadline
        if over or (len(field) == 1 and (epochs >= LAST_EPOCHS or best.explained(judged) >= ENOUGH)):
            return best
        field = _better_half(field, judged)
        epochs *= 2


def _better_half(field: Sequence[Trainer], scenes: Sequence[Scene]) -> list[Trainer]:
    """The likelier half first; while there are many, also the one that explains most, since it may just need longer."""
    order = sorted(field, key=lambda trainer: -trainer.evidence(scenes))
    kept = order[: (len(order) + 1) // 2]
    if len(kept) > 2:
        rest = max(order[len(kept) :], key=lambda trainer: trainer.explained(scenes))
        kept[-1] = rest if rest.explained(scenes) > kept[-1].explained(scenes) else kept[-1]
    return kept


def train(trainer: Trainer, deadline: float, tell: Tell = lambda text: None) -> Fitted:
    """Train until every example holds, nothing gets better or the time is over; the best state counts.

    The first passes, so many at least, go over views of the things.
    """
    scenes, noise = trainer.course.scenes, trainer.course.noise
    trainer.optimiser = torch.optim.Adam(trainer.networks.parameters(), RATE)
    schedule = torch.optim.lr_scheduler.ExponentialLR(trainer.optimiser, FADE)
    best, wrong = _state(trainer)
    began, passes, idle = time.monotonic(), 0, 0
    while time.monotonic() < deadline:
        viewed = noise > 0 or passes < VIEWED or len(wrong) > FEW_WRONG * len(scenes)
        if not viewed and (not wrong or idle >= PATIENCE):
            break
        trainer.pass_over(scenes if viewed else _lesson(trainer, wrong), deadline, viewed)
        late = time.monotonic() > began + VIEWED_SHARE * (deadline - began)
        passes = VIEWED if late else passes + 1
        schedule.step()
        now, wrong = _state(trainer)
        idle = 0 if now.right > best.right else idle + 1
        best = now if now.right >= best.right else best
        if idle >= PATIENCE and passes >= VIEWED:
            break
        tell(f"{trainer.sketch.term}: {best.right} of {best.total} examples hold, {max(0.0, deadline - time.monotonic()):.0f} s left")
    return best


def train_anew(trainer: Trainer, deadline: float, tell: Tell = lambda text: None) -> Fitted:
    """Train, and as long as too few examples hold, again from other first weights, while there is time."""
    best, least = train(trainer, deadline, tell), (1 - trainer.course.noise) * len(trainer.course.scenes)
    for _ in range(MOST_STARTS):
        if best.right >= least or time.monotonic() > deadline:
            break
        trainer = trainer.again()
        for _ in range(LAST_EPOCHS):
            trainer.pass_over(trainer.course.scenes, deadline)
        found = train(trainer, deadline, tell)
        best = found if found.right > best.right else best
    return best


def _lesson(trainer: Trainer, wrong: Sequence[Scene]) -> Sequence[Scene]:
    """What to go through when little is wrong: that again and again among some of the rest."""
    scenes = trainer.course.scenes
    some = trainer.chance.sample(list(scenes), min(MOST_FIRST, len(scenes)))
    return [*some, *list(wrong) * max(1, len(some) // (2 * len(wrong)))]


def _state(trainer: Trainer) -> tuple[Fitted, list[Scene]]:
    """Where training stands, and the examples that do not hold."""
    trainer.round()
    scenes = trainer.course.scenes
    holds = trainer.right(scenes)
    wrong = [scene for scene, right in zip(scenes, holds) if not right]
    right = [scene for scene, own in zip(scenes, holds) if own]
    modules = trainer.modules(right, examples=len(scenes), examples_right=len(right))
    return Fitted(trainer.sketch, modules, len(right), len(scenes)), wrong
