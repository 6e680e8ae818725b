"""The ranker: which reading of the examples is meant, and how sure that is, in plain numpy.

A reading weighs the sum of its programs, each the less the more it costs and the more speaks against it, and less for what it
does on inputs without outputs: a conditional logit over readings (McFadden 1974). How sure the first one is, is a logistic
regression on the same evidence. `synth train --ranker` fits both; the weights are a file of named numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np

from synth.solving.column import CONSTANT, FAILING, STRANGE, UNLIKE
from synth.solving.evidence import BEHAVIOUR, NATURAL, PROGRAM, TASK, Evidence
from synth.solving.reading import Ranking, Reading
from synth.solving.reading_network import ReadingNetwork, features
from synth.solving.worth import BRANCH, COPIED, TWICE, UNUSED

WEIGHTS = Path(__file__).with_name("ranker.json")
ALONE = (
    *("share", "odds"),
    *(f"task {name}" for name in TASK),
    *(f"program {name}" for name in PROGRAM),
    *(f"behaviour {name}" for name in BEHAVIOUR),
)
PAIRED = (
    *("share", "odds", "task few_rows", "task few_bits", "task worth", "task doubt", "task unsearched", "task alone"),
    *("program price", "program unsaved", "program scanned", "behaviour lone", "behaviour failing"),
)
SURENESS = (*ALONE, *(f"{first}, {second}" for first, second in combinations_with_replacement(PAIRED, 2)))
FURTHEST = 3.0  # spreads from the mean, of what is paired
TABLES = {"programs": PROGRAM, "behaviours": BEHAVIOUR, "sureness": SURENESS, "means": PAIRED, "spreads": PAIRED}
LEAST_SHARE = 1e-4
LONG = 10.0  # units: longer programs are few among lessons
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Ranker:
    """Weights: what a unit of each piece of evidence costs a program and a reading (natural logarithms), and what it adds to the
    log-odds that the first reading is right."""

    programs: Array  # float [PROGRAM]
    words: Mapping[str, float]  # of primitives that are meant more seldom or more often than they fit
    behaviours: Array  # float [BEHAVIOUR]
    sureness: Array  # float [SURENESS]
    means: Array  # float [PAIRED]: of what is paired, where the weights were fitted
    spreads: Array
    network: ReadingNetwork | None = None  # what is added to the weights of readings

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Ranker:
        """The ranker of named weights; a name that is missing counts nothing."""
        found = {table: np.array([record[table].get(name, 0.0) for name in names]) for table, names in TABLES.items()}
        network = ReadingNetwork.of(record["network"]) if record.get("network") else None
        return cls(words=record["words"], network=network, **found)

    def record(self) -> dict[str, Any]:
        """The weights by name."""
        told = {table: dict(zip(names, getattr(self, table).tolist(), strict=True)) for table, names in TABLES.items()}
        rounded = {table: {name: round(weight, 4) for name, weight in own.items()} for table, own in {**told, "words": self.words}.items()}
        return {**rounded, "network": None if self.network is None else self.network.record()}

    def dearness(self, evidence: Evidence) -> Array:
        """float [programs]: what each program is worth, as natural logarithms."""
        return np.asarray(
            evidence.programs @ self.programs + [sum(self.words.get(word, 0.0) for word in words) for words in evidence.words]
        )

    def scores(self, evidence: Evidence) -> Array:
        """float [readings]: the logarithm of each reading's weight."""
        dearness = self.dearness(evidence)
        found = self.linear(evidence, dearness)
        if self.network is not None:
            found = found + self.network.of_features(features(evidence, found, dearness))
        return np.asarray(found - excess(evidence))

    def linear(self, evidence: Evidence, dearness: Array) -> Array:
        """float [readings]: the same without what the network adds, from how dear each program is."""
        own = -dearness
        count = len(evidence.behaviours)
        most = np.full(count, -np.inf)
        np.maximum.at(most, evidence.readings, own)
        mass = np.bincount(evidence.readings, np.exp(own - most[evidence.readings]), count)
        return np.asarray(most + np.log(mass) - evidence.behaviours @ self.behaviours)

    def order(self, evidence: Evidence, scores: Array) -> tuple[Array, float]:
        """int [readings]: the likeliest first; and the share of all that do what it does on the further rows.

        Those that agree on these rows stand together, since the rows are what is wanted: they count as much as all of them weigh.
        """
        weights = np.exp(scores - scores.max())
        together = np.bincount(evidence.columns, weights)[evidence.columns] / weights.sum()
        found = np.lexsort((-weights, evidence.columns, -together))
        return found, float(together[found[0]])

    def sure(self, evidence: Evidence, first: int, share: float) -> Array:
        """float [ALONE]: what the probability that the first reading is right depends on."""
        members = np.flatnonzero(evidence.readings == first)
        likeliest = members[np.argmin(self.dearness(evidence)[members])]
        odds = np.log(max(LEAST_SHARE, share)) - np.log(max(LEAST_SHARE, 1.0 - share))
        return np.concatenate(([share, odds], evidence.task, evidence.programs[likeliest], evidence.behaviours[first]))

    def rank(self, evidence: Evidence) -> Ranking:
        """The readings, the likeliest first, and how sure that is."""
        scores, own = self.scores(evidence), by_hand().dearness(evidence)  # among programs of one reading the plainest counts
        weights = np.exp(scores - scores.max())
        order, share = self.order(evidence, scores)
        readings = []
        for reading in order:
            members = np.flatnonzero(evidence.readings == reading)
            programs = [evidence.candidates[m] for m in members[np.argsort(own[members], kind="stable")]]
            readings.append(Reading(programs, float(weights[reading] / weights.sum())))
        if not self.sureness.any():
            return Ranking(readings)
        return Ranking(readings, float(self.probabilities(self.sure(evidence, order[0], share)[None])[0]))

    def probabilities(self, rows: Array) -> Array:
        """float [n] of float [n, ALONE]: how likely first readings are right."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.with_pairs(rows) @ self.sureness)))

    def with_pairs(self, rows: Array) -> Array:
        """float [n, SURENESS] of float [n, ALONE]: with the products of what is paired, as far as it is from its mean."""
        told = rows[:, [ALONE.index(name) for name in PAIRED]]
        far = np.clip((told - self.means) / self.spreads, -FURTHEST, FURTHEST)
        return np.column_stack((rows, *(far[:, i] * far[:, j] for i, j in combinations_with_replacement(range(len(PAIRED)), 2))))


def excess(evidence: Evidence) -> Array:
    """float [readings]: how much less likely their length makes readings, as natural logarithms.

    Of long programs around lists and numbers lessons say little, since people's are short: beyond what they say the prior's own odds hold,
    so that the shorter description of the examples is the likelier.
    """
    least = np.full(len(evidence.behaviours), np.inf)
    if evidence.task[TASK.index("text")] or evidence.task[TASK.index("scanned")]:
        return np.zeros_like(least)
    np.minimum.at(least, evidence.readings, evidence.programs[:, PROGRAM.index("price")])
    return NATURAL * np.maximum(0.0, least - LONG)


BY_HAND = {  # units, as the search has them; failing on made-up inputs counts where no others are
    "programs": {"price": 1.0, "unused": UNUSED, "branches": BRANCH, "twice": TWICE, "copied": COPIED},
    "behaviours": {"failing": FAILING, "unlike": UNLIKE, "strange": STRANGE, "constant": CONSTANT, "made_up_failing_alone": 2.0},
}


@lru_cache(1)
def by_hand() -> Ranker:
    """What the ranker is without lessons; it knows nothing of how sure it is."""
    found = Ranker.of({**BY_HAND, "words": {}, "sureness": {}, "means": {}, "spreads": dict.fromkeys(PAIRED, 1.0)})
    return replace(found, programs=NATURAL * found.programs, behaviours=NATURAL * found.behaviours)


@lru_cache(1)
def shipped() -> Ranker:
    """The ranker that comes with the engine."""
    return Ranker.of(json.loads(WEIGHTS.read_text(encoding="utf8")))
