"""Cells that are lists, joins whose parts may be empty, and texts worded anew: the words, and the programs found for columns of them."""

from __future__ import annotations

import doctest
from dataclasses import replace
from typing import Any

import pytest

from dsl.domains import wording
from dsl.primitives import Primitive
from synth.config import SolveConfig
from synth.solving.solver import solve_task
from tasks.task import task_of

WORDS = [pytest.param(p, id=p.name) for p in vars(wording).values() if isinstance(p, Primitive)]
Rows = list[tuple[Any, str]]


@pytest.mark.parametrize("p", WORDS)
def test_examples_hold(p: Primitive) -> None:
    test = doctest.DocTestParser().get_doctest(p.function.__doc__ or "", dict(vars(wording)), p.name, None, None)
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def check(shown: Rows, further: Rows) -> None:
    """The program found, written in Python, gives the outputs of the other rows of the column."""
    rows = tuple(given if isinstance(given, tuple) else (given,) for given, _ in further)
    task = replace(task_of("", shown), inputs=rows)
    result = solve_task(task, SolveConfig(timeout=20.0, max_candidates=30_000, library="none", guide="none"))
    assert result.python is not None, result.program
    names: dict[str, Any] = {}
    exec(compile(result.python, "<program>", "exec"), names)
    assert [names["program"](*row) for row in rows] == [wanted for _, wanted in further], result.program


PARTS: dict[str, tuple[Rows, Rows]] = {
    "parts with a comma": (
        [(("5 Low Rd", "Flat 2", "York"), "5 Low Rd, Flat 2, York"), (("8 Mill Ln", "", "Leeds"), "8 Mill Ln, Leeds")],
        [(("", "", "Hull"), "Hull"), (("1 A St", "Unit 3", ""), "1 A St, Unit 3")],
    ),
    "initials": (
        [(("ada", "may", "king"), "A.M.K."), (("Carl", "", "Sagan"), "C.S.")],
        [(("Leo", "tom", "Day"), "L.T.D."), (("", "Bea", "Fox"), "B.F.")],
    ),
    "in brackets if given": (
        [(("Dune", "1984"), "Dune (1984)"), (("Emma", ""), "Emma"), (("Jaws", "1975"), "Jaws (1975)")],
        [(("Alien", ""), "Alien"), (("Heat", "1995"), "Heat (1995)")],
    ),
    "fields of a query": (
        [(("cats", "2", "new"), "q=cats&page=2&sort=new"), (("dogs", "", "old"), "q=dogs&sort=old"), (("owls", "7", ""), "q=owls&page=7")],
        [(("", "3", ""), "page=3"), (("ants", "", ""), "q=ants")],
    ),
    "units of which some are zero": (
        [("02:10:05", "2h 10m 5s"), ("00:07:30", "7m 30s"), ("01:00:09", "1h 9s")],
        [("00:00:04", "4s"), ("11:20:00", "11h 20m")],
    ),
}
LISTS: dict[str, tuple[Rows, Rows]] = {
    "sorted, with uneven blanks": ([("plum,fig , kiwi", "fig, kiwi, plum"), ("b, a", "a, b")], [("z ,y,x", "x, y, z"), ("one", "one")]),
    "without repeats": ([("u; v; u", "u; v"), ("p; p; q; r; q", "p; q; r")], [("k; k", "k"), ("s; t", "s; t")]),
    "empty items left out": ([("x||y", "x|y"), ("|p||q|r", "p|q|r")], [("||m", "m"), ("e|f", "e|f")]),
    "another order and mark": ([("Asia > Japan > Kyoto", "Kyoto, Japan, Asia"), ("Peru > Lima", "Lima, Peru")], [("A > B", "B, A")]),
    "lines with bullets": (
        [("- salt\n- oil", "salt; oil"), ("* rye\n* oats\n* bran", "rye; oats; bran")],
        [("- tea\n- red wine", "tea; red wine")],
    ),
    "each item rewritten": (
        [("tim ray, ann lee", "Tim R., Ann L."), ("bob fox, al orr, cy dee", "Bob F., Al O., Cy D.")],
        [("may west", "May W."), ("jo kay, ed poe", "Jo K., Ed P.")],
    ),
    "counted": ([("oak, elm", "2"), ("ash", "1"), ("fir, yew, box tree", "3")], [("elder", "1"), ("red oak, pine, bay, fig", "4")]),
    "the greatest": ([("4, 18, 9", "18"), ("7 and 3", "7"), ("1; 2; 25", "25")], [("30, 4", "30"), ("9", "9")]),
    "one item taken out": (
        [(("kim, lee, pat", "lee"), "kim, pat"), (("sam, joe", "tia"), "sam, joe"), (("eve, sam, ivy", "eve"), "sam, ivy")],
        [(("ann, anna", "ann"), "anna")],
    ),
    "an item or not": (
        [(("tea, milk", "milk"), "in"), (("rum, gin", "ale"), "out"), (("oat, rye", "oat"), "in")],
        [(("wheat, oat", "heat"), "out"), (("a, b, c", "b"), "in")],
    ),
    "the item of a number": (
        [(("red|green|blue", "2"), "green"), (("small|large", "1"), "small"), (("mon|tue|wed|thu", "4"), "thu")],
        [(("gold|old silver|bronze", "2"), "old silver"), (("yes|no", "1"), "yes")],
    ),
    "words with a sign": ([("hi @ann and @bob", "@ann @bob"), ("ask @cy now", "@cy")], [("@x y @z", "@x @z"), ("none", "")]),
}
WORDINGS: dict[str, tuple[Rows, Rows]] = {
    "title case": (
        [("the art of war", "The Art of War"), ("GONE WITH THE WIND", "Gone with the Wind")],
        [("ode to a nightingale", "Ode to a Nightingale")],
    ),
    "sentence case": (
        [("STOP NOW. GO HOME", "Stop now. Go home"), ("are you in? yes!", "Are you in? Yes!")],
        [("IT IS. OK? FINE", "It is. Ok? Fine")],
    ),
    "acronym": ([("Bank of England", "BE"), ("royal air force", "RAF")], [("Institute for the Arts", "IA")]),
    "slug": ([("Ten Ways -- to Win!", "ten-ways-to-win"), ("Café & Bar", "cafe-bar")], [("It's Über", "its-uber")]),
    "file name": (
        [("My Plan.TXT", "my_plan.txt"), ("Cost (v2) & Notes.docx", "cost_v2_notes.docx")],
        [("A - B.pdf", "a_b.pdf"), ("List #3.CSV", "list_3.csv")],
    ),
    "compound names": ([("loadJSONFile", "load JSON File"), ("userName", "user Name")], [("HTTPPort", "HTTP Port")]),
    "groups of four": (
        [("gb82 west12345698765432", "GB82 WEST 1234 5698 7654 32"), ("FR1420041010", "FR14 2004 1010")],
        [("nl91 abna0417164300", "NL91 ABNA 0417 1643 00")],
    ),
    "subscripts": ([("CO2", "CO₂"), ("C3H8", "C₃H₈"), ("NaCl", "NaCl")], [("H2SO4", "H₂SO₄"), ("C12H22O11", "C₁₂H₂₂O₁₁")]),
    "no emoji": ([("Nice \U0001f389 day", "Nice day"), ("☕ first", "first")], [("Zoë \U0001f680", "Zoë")]),
}


@pytest.mark.parametrize("kind", PARTS)
def test_parts_that_may_be_empty_are_joined(kind: str) -> None:
    check(*PARTS[kind])


@pytest.mark.parametrize("kind", LISTS)
def test_cells_are_read_as_lists(kind: str) -> None:
    check(*LISTS[kind])


@pytest.mark.parametrize("kind", WORDINGS)
def test_texts_are_worded_anew(kind: str) -> None:
    check(*WORDINGS[kind])
