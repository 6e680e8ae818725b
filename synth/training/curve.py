"""The curve of a training: what `progress.jsonl` holds, drawn."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

DRAWN = {"grammar": "lessons", "held_out_grammar": "held-out lessons"}
BITS = {"table_bits": "table", "typed_bits": "type alone", "guided_bits": "examples"}


def draw(progress: Path) -> None:
    """Write a picture beside a progress file; nothing where matplotlib is not installed."""
    with suppress(ImportError):
        from matplotlib.figure import Figure

        lines = [json.loads(line) for line in progress.read_text().splitlines()]
        figure = Figure(figsize=(9, 3.5), layout="constrained")
        left, right = figure.subplots(1, 2)
        for axes, names in ((left, DRAWN), (right, BITS)):
            for name, label in names.items():
                axes.plot([line["step"] for line in lines], [line[name] for line in lines], label=label)
            axes.set_xlabel("step")
            axes.legend()
        left.set_ylabel("loss a step of a derivation, nats")
        right.set_ylabel("bits a held-out program")
        figure.savefig(progress.with_suffix(".png"), dpi=100)
