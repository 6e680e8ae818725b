"""A hidden layer over the evidence on readings: by how much each is likelier than the linear weights say, in plain numpy.

It sees a reading by itself and beside the one that the weights put first, so that evidence can count otherwise where few rows are shown,
where many programs agree, or where the first reading is a doubtful one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from synth.solving.evidence import BEHAVIOUR, PROGRAM, TASK, Evidence

FEATURES = (
    *("score", "share", "together", "programs"),
    *(f"program {name}" for name in PROGRAM),
    *(f"program {name} beside the first" for name in PROGRAM),
    *(f"behaviour {name}" for name in BEHAVIOUR),
    *(f"behaviour {name} beside the first" for name in BEHAVIOUR),
    *(f"task {name}" for name in TASK),
)
FURTHEST = 4.0  # spreads from the mean
LEAST = 1e-6  # of a share
BIAS, OUT, MEAN, SPREAD = "bias", "out", "mean", "spread"
Array = np.ndarray[Any, Any]


def features(evidence: Evidence, scores: Array, dearness: Array) -> Array:
    """float [readings, FEATURES], from the linear scores of readings and how dear each program is."""
    count, first = len(scores), int(np.argmax(scores))
    order = np.lexsort((dearness, evidence.readings))
    best = order[np.searchsorted(evidence.readings[order], np.arange(count))]  # the likeliest program of each
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    together = np.bincount(evidence.columns, shares)[evidence.columns]
    sizes = np.bincount(evidence.readings, minlength=count)
    own = np.column_stack((scores - scores.max(), np.log(shares + LEAST), np.log(together + LEAST), np.log(sizes)))
    programs, behaviours = evidence.programs[best], evidence.behaviours
    told = (own, programs, programs - programs[first], behaviours, behaviours - behaviours[first], np.tile(evidence.task, (count, 1)))
    return np.concatenate(told, axis=1)


def scaled(found: Array, mean: Array, spread: Array) -> Array:
    """float [n, FEATURES]: features in spreads from their means."""
    return np.asarray(np.clip((found - mean) / spread, -FURTHEST, FURTHEST))


@dataclass(frozen=True, eq=False)
class ReadingNetwork:
    """One hidden layer with rectified units."""

    weights: Array  # float [FEATURES, hidden]
    bias: Array  # float [hidden]
    out: Array  # float [hidden]
    mean: Array  # float [FEATURES], where it was fitted
    spread: Array

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> ReadingNetwork:
        """The network of named rows of weights; a feature that is missing counts nothing."""
        mean: dict[str, float] = dict(zip(record["features"], record[MEAN], strict=True))
        spread: dict[str, float] = dict(zip(record["features"], record[SPREAD], strict=True))
        none = [0.0] * len(record[BIAS])
        return cls(
            np.array([record.get(name, none) for name in FEATURES]),
            np.array(record[BIAS]),
            np.array(record[OUT]),
            np.array([mean.get(name, 0.0) for name in FEATURES]),
            np.array([spread.get(name, 1.0) for name in FEATURES]),
        )

    def record(self) -> dict[str, list[Any]]:
        """The weights by name, as plain JSON values."""
        rows = dict(zip(FEATURES, self.weights, strict=True))
        told = {**rows, BIAS: self.bias, OUT: self.out, MEAN: self.mean, SPREAD: self.spread}
        return {"features": list(FEATURES), **{name: [round(float(weight), 4) for weight in own] for name, own in told.items()}}

    def of_features(self, found: Array) -> Array:
        """float [readings]: what is added to the logarithm of each one's weight."""
        return np.asarray(np.maximum(scaled(found, self.mean, self.spread) @ self.weights + self.bias, 0.0) @ self.out)
