"""`synth demo hybrid`: data of its own, modules trained on it, and a program around one of them, command by command."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import numpy as np

from synth.batch.display import put, say
from synth.cli import check, library, solve
from synth.config import BatchConfig, CheckConfig, LibraryConfig, OutputConfig, SolveConfig
from synth.faults import Misuse, require
from synth.hybrid.made import SHAPES, picture, sentence, sentences

FOLDER = "hybrid-demo"
PICTURES, UNSEEN = 20, 6  # of each class
SENTENCES, LISTS, JUDGED = 80, 16, 50


def run() -> int:
    """Writes the data into a folder that must not be there yet, and goes through the commands."""
    folder = Path(FOLDER)
    require(not folder.exists(), f"{FOLDER} is there already; remove it, or go to another folder")
    try:
        _write(folder, np.random.default_rng(0))
    except OSError as fault:
        raise Misuse(f"cannot write {FOLDER}: {fault.strerror}") from None
    say(f"wrote {FOLDER}: pictures in a folder for each class, sentences, lists of sentences")
    url = f"sqlite:///{FOLDER}/library.db"
    codes = [_solve(f"{FOLDER}/{what}", url) for what in ("tone.jsonl", "praises.jsonl", "shapes")]
    _shown(f"synth check kind_2 {FOLDER}/unseen --library {url}")
    check.run(CheckConfig("kind_2", (f"{FOLDER}/unseen",), url))
    _shown(f"synth library list --library {url}")
    library.run(LibraryConfig("list", url))
    return max(codes)


def _solve(file: str, url: str) -> int:
    _shown(f"synth solve {shlex.quote(file)} --library {url}")
    return solve.run(BatchConfig((file,), search=SolveConfig(library=url), output=OutputConfig(), workers=1))


def _shown(command: str) -> None:
    put(f"\n$ {command}")


def _write(folder: Path, chance: np.random.Generator) -> None:
    for part, count in (("shapes", PICTURES), ("unseen", UNSEEN)):
        for name in SHAPES:
            (folder / part / name).mkdir(parents=True)
            for number in range(count):
                _draw(folder / part / name / f"{number}.png", picture(name, chance))
    verdicts = [number % 2 == 0 for number in range(SENTENCES + JUDGED)]
    told = [_example(sentence(praises, chance), "praise" if praises else "blame") for praises in verdicts]
    _task(folder / "tone.jsonl", "tone", "str -> str", told, SENTENCES)
    lists = [chance.integers(0, 2, int(chance.integers(1, 6))).tolist() for _ in range(LISTS + JUDGED)]
    _task(folder / "praises.jsonl", "how many praise", "list(str) -> int", [_example(sentences(v, chance), sum(v)) for v in lists], LISTS)


def _draw(path: Path, image: list[Any]) -> None:
    from PIL import Image

    Image.fromarray((np.array(image) * 255).round().astype(np.uint8)).save(path)


def _example(given: Any, output: Any) -> dict[str, Any]:
    return {"inputs": [given], "output": output}


def _task(path: Path, name: str, type: str, examples: list[dict[str, Any]], shown: int) -> None:
    record = {"name": name, "type": type, "domain": "perception", "train": examples[:shown], "test": examples[shown:]}
    path.write_text(json.dumps(record) + "\n", encoding="utf8")
