"""The estimator of scikit-learn: its own checks, and what is particular to programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.model_selection import cross_val_score
from sklearn.utils.estimator_checks import parametrize_with_checks

from synth.sklearn import ProgramSynthesizer

# The checks that an estimator of programs cannot pass, each with its reason. There is none: the checks are of estimators in general, as
# this one is neither a classifier nor a regressor, and random floats that no program explains are answered by the most frequent output.
EXPECTED_FAILURES: dict[str, str] = {}


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@parametrize_with_checks([ProgramSynthesizer(timeout=1.0, max_candidates=100)], expected_failed_checks=lambda estimator: EXPECTED_FAILURES)
def test_the_checks_of_scikit_learn(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


def test_a_program_of_numbers_predicts_and_scores() -> None:
    X = np.array([[1, 2], [3, 5], [4, 4], [9, 1]])
    model = ProgramSynthesizer(timeout=10).fit(X, X[:, 0] * X[:, 1] + 1)
    assert model.program_ == "(n, m) -> n * m + 1"
    assert model.predict([[2, 3]]).tolist() == [7] and model.score([[2, 3], [1, 1]], [7, 3]) == 0.5
    names: dict[str, Any] = {}
    exec(model.to_python(), names)
    assert names["program"](2, 3) == 7


def test_texts_of_a_data_frame_are_values() -> None:
    frame = pd.DataFrame({"name": ["Ada Lovelace", "Alan Turing", "Grace Hopper"]})
    model = ProgramSynthesizer(timeout=10).fit(frame, ["A.L.", "A.T.", "G.H."])
    assert model.predict(pd.DataFrame({"name": ["Barbara Liskov"]})).tolist() == ["B.L."]
    assert model.feature_names_in_.tolist() == ["name"]


def test_cross_validation_takes_it() -> None:
    X = np.arange(24).reshape(-1, 2)
    assert cross_val_score(ProgramSynthesizer(timeout=10), X, X.sum(axis=1), cv=3).tolist() == [1.0] * 3


def test_without_a_program_it_warns_and_says_the_most_frequent() -> None:
    X, y = np.array([[3, 1], [7, 2], [5, 9], [2, 2]]), np.array([91, 17, 17, -40])
    with pytest.warns(ConvergenceWarning, match="no program explains the rows"):
        model = ProgramSynthesizer(max_candidates=50, timeout=2).fit(X, y)
    assert model.program_ is None and model.predict(X).tolist() == [17] * 4
    with pytest.raises(ValueError, match="has no program to print"):
        model.to_python()
    with pytest.raises(NotFittedError):
        ProgramSynthesizer().predict(X)
    with pytest.raises(ValueError, match="did you mean sort"):
        ProgramSynthesizer(avoid=("srot",)).fit(X, y)
