"""What a retraining of the guide costs, and what it is measured against."""

from __future__ import annotations

from dataclasses import dataclass

from synth.config import TrainConfig

FIRST = TrainConfig.domains  # what guides are trained on before they are retrained
STRENGTH = 60.0  # of the springs: `synth bench forgetting`


@dataclass(frozen=True)
class Course:
    """What a retraining costs; as it stands, about three minutes of one core for the shipped guide."""

    lessons: int = 12_288  # dreamt in the language as it has grown, and as many replays as there are, up to a third of that
    earlier: int = 768  # dreamt in the languages of before: what the guide is settled, protected and measured on
    held_out: int = 256  # dreams of each kind that are only measured on
    steps: int = 192
    batch: int = 128
    rate: float = 5e-4  # of learning, at its peak
    remembered: int = 256  # earlier lessons that the Fisher information is the mean over
    strength: float = STRENGTH  # of the springs
