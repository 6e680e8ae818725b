"""Columns whose rows are of several cases: labels looked up by a key, tests that choose between simple texts, missing pieces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from synth.config import SolveConfig
from synth.search.scanning.pieces import Pieces
from synth.solving.solver import Attempt, solve_task
from synth.space.prior import Costs
from synth.space.space import Space
from tasks.task import task_of

Rows = list[tuple[Any, str]]

KINDS: dict[str, list[tuple[Rows, Rows]]] = {
    "a label for a key": [
        (
            [("song.mp3", "audio"), ("notes.txt", "text"), ("clip.avi", "film")],
            [("a.b.txt", "text"), ("INTRO.MP3", "audio"), ("end.avi", "film"), ("txt list.mp3", "audio"), ("x_1.txt", "text")],
        ),
        (
            [("R/17", "Retail"), ("W/204", "Wholesale"), ("N/9", "Internal")],
            [("W/3", "Wholesale"), ("N/77", "Internal"), ("R/100", "Retail"), ("R/5", "Retail"), ("W/61", "Wholesale")],
        ),
        (
            [("north", "N"), ("south", "S"), ("east", "O")],
            [("south", "S"), ("east", "O"), ("north", "N"), ("south", "S")],
        ),
    ],
    "a label beside a piece": [
        (
            [(("JP", "300"), "¥300"), (("IN", "45.50"), "₹45.50"), (("KR", "1200"), "₩1200")],
            [(("IN", "7"), "₹7"), (("JP", "88"), "¥88"), (("KR", "90"), "₩90"), (("JP", "12"), "¥12")],
        ),
        (
            [(("w", "Ada Byron King"), "Frau King"), (("m", "Otto Hahn"), "Herr Hahn"), (("w", "Emmy Noether"), "Frau Noether")],
            [(("m", "Carl Friedrich Gauss"), "Herr Gauss"), (("w", "Lise Meitner"), "Frau Meitner"), (("m", "Max Born"), "Herr Born")],
        ),
        (
            [("3 Park Lane", "3 Park Ln"), ("18 Mill Court", "18 Mill Ct"), ("7 Beech Drive", "7 Beech Dr")],
            [
                *(("9 High Court", "9 High Ct"), ("240 Sea Lane", "240 Sea Ln")),
                *(("11 Old Oak Drive", "11 Old Oak Dr"), ("5 Elm Lane", "5 Elm Ln")),
            ],
        ),
    ],
    "a test chooses": [
        (
            [(("red", "blue"), "red to blue"), (("one", "one"), "same"), (("", "new"), "now new")],
            [(("hot", "cold"), "hot to cold"), (("big", "big"), "same"), (("", "late"), "now late"), (("up", "down"), "up to down")],
        ),
        (
            [("Invoice overdue", "yes"), ("Team lunch", "no"), ("last REMINDER for May", "yes")],
            [("overdue: rent", "yes"), ("Reminder 2", "yes"), ("Picnic plans", "no"), ("Is it overdue?", "yes"), ("a reminder", "yes")],
        ),
    ],
    "a piece is missing": [
        (
            [(("a@x.org", "b@x.org", ""), "a@x.org"), (("", "c@y.org", "d@y.org"), "c@y.org"), (("", "", "e@z.org"), "e@z.org")],
            [
                *((("f@x.org", "", ""), "f@x.org"), (("", "g@x.org", ""), "g@x.org"), (("h@x.org", "i@x.org", "j@x.org"), "h@x.org")),
                *((("k@x.org", "", "l@z.org"), "k@x.org"), (("", "", "m@z.org"), "m@z.org"), (("", "n@y.org", "o@z.org"), "n@y.org")),
            ],
        ),
        (
            [
                (("Dune", "Frank Herbert"), "Dune (by Frank Herbert)"),
                (("Beowulf", ""), "Beowulf"),
                (("Emma", "Jane Austen"), "Emma (by Jane Austen)"),
            ],
            [(("Ulysses", "James Joyce"), "Ulysses (by James Joyce)"), (("Njal's Saga", ""), "Njal's Saga")],
        ),
        (
            [("3.14159", "3.14"), ("", "none"), ("2.5", "2.50")],
            [("17", "17.00"), (" ", "none"), ("0.333", "0.33"), ("", "none")],
        ),
    ],
}
CASES = [(kind, shown, asked) for kind, variants in KINDS.items() for shown, asked in variants]


@pytest.mark.parametrize(("kind", "shown", "asked"), CASES, ids=[f"{kind}-{i % 3 + 1}" for i, (kind, _, _) in enumerate(CASES)])
def test_a_column_of_several_cases(kind: str, shown: Rows, asked: Rows) -> None:
    task = task_of(kind, shown, asked)
    result = solve_task(replace(task, inputs=tuple(example.inputs for example in task.held_out)), SolveConfig(timeout=20.0))
    assert result.status == "solved" and result.test_correct == result.test_total, result.program


def test_no_case_is_made_of_what_one_program_does() -> None:
    shown = [("Ada Lovelace", "Lovelace"), ("Alan Turing", "Turing"), ("Grace Hopper", "Hopper")]
    result = solve_task(task_of("names", shown), SolveConfig(timeout=20.0))
    assert result.program is not None and "if" not in str(result.program).split()


def test_delimiters_stand_in_the_same_order_in_every_process() -> None:
    """Those of as many rows by their characters, not as a set has them."""
    task = task_of("signs", [("a;b,c|d/e-f", "a"), ("g;h,i|j/k-l", "g")])
    attempt = Attempt(task, SolveConfig())
    pieces = Pieces(Space(attempt.problem.grammar(), Costs(()), task.shown), attempt.vocabulary, lambda _: iter(()))
    assert pieces.signs(pieces.columns[0]) == [",", "-", "/", ";", "|"]
