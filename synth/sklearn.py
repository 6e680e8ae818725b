"""An estimator for scikit-learn whose model is a program: `ProgramSynthesizer` (needs scikit-learn)."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from synth.api import prepared, run
from synth.batch.rehearsal import rehearse
from synth.config import SolveConfig


class ProgramSynthesizer(BaseEstimator):  # type: ignore[misc]
    """Finds a program that maps the columns of X to y.

    X is an array or a data frame of numbers, texts or truth values, shape (rows, columns), at most some dozens of rows and few columns;
    y has a value for each row. Where no program explains the rows within the budget, `fit` warns (ConvergenceWarning), and `predict`
    gives the most frequent output, as it does for rows on which the program fails.

    Parameters: `timeout` in seconds, `max_candidates`, `min_confidence`, `hint`, `must_use`, `avoid` and `random_state` as `solve` takes
    them. After `fit` there are `result_` (a Result), `program_` (its text, or None), `default_`, `n_features_in_`.
    """

    def __init__(
        self,
        *,
        timeout: float = 10.0,
        max_candidates: int | None = None,
        min_confidence: float = 0.0,
        hint: str | None = None,
        must_use: tuple[str, ...] = (),
        avoid: tuple[str, ...] = (),
        random_state: int = 0,
    ) -> None:
        self.timeout = timeout
        self.max_candidates = max_candidates
        self.min_confidence = min_confidence
        self.hint = hint
        self.must_use = must_use
        self.avoid = avoid
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        """Texts are values like numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        return tags

    def fit(self, X: Any, y: Any) -> ProgramSynthesizer:
        """Search for the program; ValueError for what is no table of values."""
        X, y = validate_data(self, X, y, dtype=None, multi_output=True)
        y = column_or_1d(y, warn=True)
        self._output_dtype = y.dtype
        rows, outputs = _rows(X), [_plain(value) for value in y]
        self.default_ = Counter(outputs).most_common(1)[0][0]
        config = SolveConfig(
            timeout=self.timeout,
            max_candidates=self.max_candidates,
            min_confidence=self.min_confidence,
            hint=self.hint,
            must_use=self.must_use,
            avoid=self.avoid,
            seed=self.random_state,
        )
        task = prepared(list(zip(rows, outputs)), (), config, ())
        rehearse(task, config)
        self.result_ = run(task, config)
        found = self.result_.status == "solved"
        self.program_ = str(self.result_.program) if found else None
        if not found:
            told = f" ({self.result_.error})" if self.result_.error else ""
            warnings.warn(f"no program explains the rows: {self.result_.status}{told}", ConvergenceWarning, stacklevel=2)
        return self

    def predict(self, X: Any) -> np.ndarray[Any, Any]:
        """The program's output for each row."""
        check_is_fitted(self, "result_")
        X = validate_data(self, X, dtype=None, reset=False)
        outputs = [self._output(row) for row in _rows(X)]
        try:
            return np.array(outputs, dtype=self._output_dtype)
        except (OverflowError, TypeError, ValueError):
            return np.array(outputs, dtype=object)

    def _output(self, row: tuple[Any, ...]) -> Any:
        if self.program_ is None:
            return self.default_
        try:
            return self.result_(*row)
        except ValueError:
            return self.default_

    def score(self, X: Any, y: Any) -> float:
        """The share of rows whose output is right; floats may differ by rounding."""
        found = self.predict(X)
        wanted = column_or_1d(y)
        if found.dtype.kind == "f":
            return float(np.mean(np.isclose(found, wanted.astype(float), rtol=1e-9)))
        return float(np.mean([one == other for one, other in zip(found, wanted, strict=True)]))

    def to_python(self) -> str:
        """The program as a function of Python; ValueError where there is none."""
        check_is_fitted(self, "result_")
        return self.result_.to_python()


def _rows(X: np.ndarray[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows as values of Python."""
    return [tuple(map(_plain, row)) for row in X]


def _plain(value: Any) -> Any:
    """A number of numpy as one of Python."""
    return value.item() if isinstance(value, np.generic) else value


__all__ = ["ProgramSynthesizer"]
