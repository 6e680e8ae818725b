"""Fitting the ranker to lessons: which reading is right, then how sure the first one is.

L-BFGS from weights set by hand, towards which a penalty pulls what the lessons do not speak of. How sure the first reading is is
fitted on what rankers say that were fitted to other families (cross-fitting): on lessons of its own a ranker is too sure. How good all
this is, is measured five times, each time on a fifth of the families that nothing was fitted to; what ships is fitted to all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from synth.solving.calibration import Calibration, calibration
from synth.solving.evidence import BEHAVIOUR, PROGRAM
from synth.solving.ranker import ALONE, PAIRED, SURENESS, Ranker, by_hand
from synth.solving.reading_network import features
from synth.training import ranker_network
from synth.training.ranker_network import Scored, pooled, spread_of
from synth.training.readings import Lesson, fold_of, is_dream, part_of

PULL, PULL_SURE = 2.0, 20.0  # how strongly weights are held, in lessons
FOLDS = 5
DREAMT = 0.25  # of a lesson
STEPS = 200
LEAST_FAMILIES = 8  # in which a primitive must make a difference to have a weight of its own
WORD = 0.5  # how strongly the weight of a word is held
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Report:
    """How a ranker does on lessons: tasks, those whose first reading is right, those that have a right reading, and its calibration."""

    tasks: int
    right: int
    known: int
    calibration: Calibration


def fit(learned: Sequence[Lesson]) -> Ranker:
    """The ranker fitted to lessons: linear weights, the hidden layer over what weights say that were fitted to other families, and how sure
    that is."""
    folds = range(FOLDS)
    apart = [_fit_readings([lesson for lesson in learned if fold_of(lesson.family) != fold], by_hand()) for fold in folds]
    scored = [_scored(lesson, apart[fold_of(lesson.family)]) for lesson in learned]
    rows, right, weights = [], [], []
    for fold in folds:
        network = ranker_network.fit([own for lesson, own in zip(learned, scored) if fold_of(lesson.family) != fold])
        own = [lesson for lesson in learned if fold_of(lesson.family) == fold]
        found, truth = _sureness(own, replace(apart[fold], network=network))
        rows.append(found)
        right.append(truth)
        weights += [DREAMT if is_dream(lesson) else 1.0 for lesson in own]
    ranker = replace(_fit_readings(learned, by_hand()), network=ranker_network.fit(scored))
    return _fit_sureness(np.concatenate(rows), np.concatenate(right), np.array(weights), ranker)


def _scored(lesson: Lesson, ranker: Ranker) -> Scored:
    """A lesson as the hidden layer sees it."""
    dearness = ranker.dearness(lesson.evidence)
    scores = ranker.linear(lesson.evidence, dearness)
    return Scored(features(lesson.evidence, scores, dearness), scores, lesson.right)


def _fit_readings(lessons: Sequence[Lesson], ranker: Ranker) -> Ranker:
    """The weights under which right readings weigh most."""
    telling = [lesson for lesson in lessons if lesson.right.any() and not lesson.right.all()]
    if not telling:
        return ranker
    programs = torch.tensor(np.concatenate([lesson.evidence.programs for lesson in telling]))
    behaviours = torch.tensor(np.concatenate([lesson.evidence.behaviours for lesson in telling]))
    starts = np.cumsum([0, *(len(lesson.right) for lesson in telling)])
    readings = torch.tensor(np.concatenate([lesson.evidence.readings + at for lesson, at in zip(telling, starts)]))
    owner = torch.tensor(np.repeat(np.arange(len(telling)), np.diff(starts)))
    right = torch.tensor(np.concatenate([lesson.right for lesson in telling]))
    known = _words(telling)
    places = {word: place for place, word in enumerate(known)}
    told = [words for lesson in telling for words in lesson.evidence.words]
    said = torch.zeros(len(told), len(known), dtype=torch.float64)
    for row, words in enumerate(told):
        for word in words:
            if word in places:
                said[row, places[word]] += 1
    begin = torch.tensor(np.concatenate([ranker.programs, ranker.behaviours, np.zeros(len(known))]))
    scale = torch.tensor(np.concatenate([spread_of(programs.numpy()), spread_of(behaviours.numpy()), np.full(len(known), WORD)]))
    split, end = len(PROGRAM), len(PROGRAM) + len(BEHAVIOUR)

    def loss(change: Tensor) -> Tensor:
        weights = begin + change / scale
        own = -programs @ weights[:split] - said @ weights[end:]
        scores = pooled(own, readings, int(starts[-1])) - behaviours @ weights[split:end]
        all_of = pooled(scores, owner, len(telling))
        right_of = pooled(torch.where(right, scores, torch.full_like(scores, -1e9)), owner, len(telling))
        return (all_of - right_of).sum() + PULL * (change**2).sum()

    found = (begin + _minimised(loss, len(begin)) / scale).numpy()
    weights = dict(zip(known, found[end:].tolist(), strict=True))
    return replace(ranker, programs=found[:split], behaviours=found[split:end], words=weights)


def _words(lessons: Sequence[Lesson]) -> list[str]:
    """The primitives that many families have in some program and not in another."""
    families: dict[str, set[str]] = {}
    for lesson in lessons:
        told = [frozenset(words) for words in lesson.evidence.words]
        for word in frozenset().union(*told) - frozenset.intersection(*told):
            families.setdefault(word, set()).add(lesson.family)
    return sorted(word for word, own in families.items() if len(own) >= LEAST_FAMILIES)


def _fit_sureness(rows: Array, right: Array, weights: Array, ranker: Ranker) -> Ranker:
    """The log-odds that the first reading is right: rows float [n, ALONE], right bool [n], how much each counts float [n]."""
    paired = rows[:, [ALONE.index(name) for name in PAIRED]]
    ranker = replace(ranker, means=paired.mean(axis=0), spreads=spread_of(paired))
    whole = ranker.with_pairs(rows)
    scale = torch.tensor(spread_of(whole))
    given, wanted, counts = torch.tensor(whole), torch.tensor(right, dtype=torch.float64), torch.tensor(weights)

    def loss(change: Tensor) -> Tensor:
        odds = given @ (change / scale)
        return binary_cross_entropy_with_logits(odds, wanted, counts, reduction="sum") + PULL_SURE * (change**2).sum()

    return replace(ranker, sureness=(_minimised(loss, len(SURENESS)) / scale).numpy())


@dataclass(frozen=True)
class Answer:
    """What a ranker says of a lesson: how sure it is of its first reading, and whether that is right."""

    lesson: Lesson
    sure: float
    right: bool


def answers(lessons: Sequence[Lesson], ranker: Ranker) -> list[Answer]:
    """What the ranker says of lessons."""
    rows, right = _sureness(lessons, ranker)
    return list(map(Answer, lessons, ranker.probabilities(rows).tolist(), right.tolist()))


def cross_answers(lessons: Sequence[Lesson]) -> Iterator[Answer]:
    """What rankers say of lessons whose families they were not fitted to."""
    for part in sorted({part_of(lesson.family) for lesson in lessons}):
        ranker = fit([lesson for lesson in lessons if part_of(lesson.family) != part])
        yield from answers([lesson for lesson in lessons if part_of(lesson.family) == part], ranker)


def report(found: Sequence[Answer]) -> Report:
    """How right, and how rightly sure, the answers are."""
    known = sum(bool(answer.lesson.right.any()) for answer in found)
    return Report(len(found), sum(answer.right for answer in found), known, calibration([(answer.sure, answer.right) for answer in found]))


def _sureness(lessons: Sequence[Lesson], ranker: Ranker) -> tuple[Array, Array]:
    """float [lessons, ALONE] and bool [lessons], whether the first reading is right."""
    rows, right = [], []
    for lesson in lessons:
        order, share = ranker.order(lesson.evidence, ranker.scores(lesson.evidence))
        rows.append(ranker.sure(lesson.evidence, order[0], share))
        right.append(bool(lesson.right[order[0]]))
    return np.array(rows).reshape(len(rows), len(ALONE)), np.array(right, bool)


def _minimised(loss: Callable[[Tensor], Tensor], size: int) -> Tensor:
    change = torch.zeros(size, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([change], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss(change)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return change.detach()
