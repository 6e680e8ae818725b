"""A learner's knobs chosen by trials: a resumable study with optuna (extra `automl`).

T. Akiba et al., "Optuna: A Next-generation Hyperparameter Optimization Framework", KDD 2019.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from synth.learn.learner import Episode, Trained, listed, positive


@dataclass(frozen=True)
class Between:
    """A number from low to high; on a logarithmic scale if asked; an int if both ends are."""

    low: float
    high: float
    log: bool = False


Space = Mapping[str, Between | tuple[Any, ...]]  # a knob's range, or the values it may take


@dataclass(frozen=True)
class Config:
    """Which knobs there are, what learner they make, and which of its metrics is to be small, or large."""

    space: Space
    learner: Callable[[Mapping[str, Any], list[Episode], int], Trained]  # knobs, episodes, seed
    metric: str
    largest: bool = False
    trials: int = 20  # in all, those of an earlier run of the same study counted
    storage: str | None = None  # a database such as sqlite:///study.db keeps the study; without it nothing is kept
    study: str = "learner"

    def __post_init__(self) -> None:
        positive("trials", self.trials)
        if not self.space:
            raise ValueError("space: there is no knob to choose")


def fit(config: Config, episodes: Iterable[Episode], *, seed: int) -> Trained:
    """Runs the trials that are still missing, then the best knobs once more; metrics: those of that run, and every chosen number.

    ModuleNotFoundError without optuna. Trials draw by seed and by their number, so a resumed study goes on as if never stopped.
    """
    if find_spec("optuna") is None:
        raise ModuleNotFoundError("optuna is not installed: pip install 'synth-engine[automl]'")
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    known = listed(episodes)
    study = optuna.create_study(
        storage=config.storage, study_name=config.study, load_if_exists=True, direction="maximize" if config.largest else "minimize"
    )
    losses: list[float] = []

    def objective(trial: Any) -> float:
        knobs = {name: _suggest(trial, name, choices) for name, choices in config.space.items()}
        losses.append(_measured(config, config.learner(knobs, known, seed)))
        return losses[-1]

    while (done := len(study.get_trials(states=(optuna.trial.TrialState.COMPLETE,)))) < config.trials:
        study.sampler = optuna.samplers.TPESampler(seed=seed * 1_000_003 + done)
        study.optimize(objective, n_trials=1)
    best = study.best_params
    trained = config.learner(best, known, seed)
    chosen = {f"chosen_{name}": float(value) for name, value in best.items() if isinstance(value, int | float)}
    return Trained(trained.model, {**trained.metrics, **chosen}, tuple(losses))


def _suggest(trial: Any, name: str, choices: Between | tuple[Any, ...]) -> Any:
    if isinstance(choices, tuple):
        return trial.suggest_categorical(name, choices)
    if isinstance(choices.low, int) and isinstance(choices.high, int):
        return trial.suggest_int(name, choices.low, choices.high, log=choices.log)
    return trial.suggest_float(name, choices.low, choices.high, log=choices.log)


def _measured(config: Config, trained: Trained) -> float:
    if config.metric not in trained.metrics:
        raise ValueError(f"metric: the learner has no {config.metric!r}; it has {', '.join(sorted(trained.metrics))}")
    return trained.metrics[config.metric]
