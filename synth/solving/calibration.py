"""Calibration: whether answers of some confidence are right as often as it says (reliability, DeGroot and Fienberg 1983)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BINS = 10
SURE = 0.9


@dataclass(frozen=True)
class Bin:
    """Answers of about one confidence: its mean, the share that is right, and how many they are."""

    confidence: float
    right: float
    answers: int


@dataclass(frozen=True)
class Calibration:
    """Answers in bins of confidence, the expected calibration error, and those that are sure, with how many of them are wrong."""

    bins: tuple[Bin, ...]
    error: float
    sure: int
    sure_wrong: int

    def record(self) -> dict[str, float | int]:
        """What a summary tells."""
        return {"calibration_error": round(self.error, 4), "sure": self.sure, "sure_wrong": self.sure_wrong}


def calibration(answers: Sequence[tuple[float, bool]]) -> Calibration:
    """That of answers, each with its confidence and whether it is right."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in answers:
        bins[min(int(BINS * confidence), BINS - 1)].append((confidence, right))
    told = tuple(Bin(sum(c for c, _ in own) / len(own), sum(r for _, r in own) / len(own), len(own)) for own in bins if own)
    error = sum(own.answers * abs(own.confidence - own.right) for own in told) / max(1, len(answers))
    sure = [right for confidence, right in answers if confidence >= SURE]
    return Calibration(told, error, len(sure), sure.count(False))


def draw(parts: dict[str, Calibration], path: Path) -> None:
    """A reliability diagram for each part, side by side; ImportError without matplotlib."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3.4 * len(parts), 4.0), layout="constrained")
    for axes, (name, found) in zip(figure.subplots(1, len(parts), squeeze=False)[0], parts.items(), strict=True):
        axes.plot([0, 1], [0, 1], color="0.6", linewidth=1)
        most = max((own.answers for own in found.bins), default=1)
        sizes = [12 + 240 * own.answers / most for own in found.bins]
        axes.scatter([own.confidence for own in found.bins], [own.right for own in found.bins], sizes, color="tab:blue", alpha=0.8)
        axes.set(xlim=(0, 1), ylim=(-0.03, 1.03), xlabel="confidence", ylabel="share right", aspect="equal")
        axes.set_title(f"{name}\nerror {found.error:.3f}, {sum(own.answers for own in found.bins)} answers", fontsize=9)
    with rc_context({"svg.hashsalt": "synth", "svg.fonttype": "none"}):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
