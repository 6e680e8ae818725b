"""Tidied cells: stray blanks in rows without outputs change no answer, and no example is read otherwise than it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.domain import load_domain
from dsl.evaluate import compile_term
from dsl.syntax import parse_term
from dsl.term import print_term
from synth import solve
from synth.solving.tidied import Tidying, is_tidy
from tasks.task import Task, task_of

TEXT = load_domain("text").vocabulary
CELLS = st.text(alphabet="ab ,1", min_size=1, max_size=8)
PROGRAMS = ('s -> after_last(",", s)', "s -> upper(prefix(3, s))", "s -> let t = word(0, s) in concat_text(s, t)", "s -> suffix(2, s)")


def with_column(shown: list[tuple[str, str]], cells: list[str]) -> Task:
    return replace(task_of("", shown, request="str -> str"), inputs=tuple((cell,) for cell in cells))


@settings(max_examples=150, deadline=None)
@given(cells=st.lists(CELLS, min_size=1, max_size=6), program=st.sampled_from(PROGRAMS))
def test_a_tidied_program_does_on_untidy_rows_what_the_program_does_on_tidy_ones(cells: list[str], program: str) -> None:
    tidying = Tidying(with_column([("one, two", "x"), ("three", "y")], cells))
    term = parse_term(program, TEXT)
    before, after = compile_term(term, TEXT), compile_term(tidying.of(term, TEXT), TEXT)
    assert [str(after(row)) for row, _ in tidying.untidy] == [str(before(row)) if row != ("",) else "" for _, row in tidying.untidy]
    assert all(map(is_tidy, (cell for row in tidying.task.inputs for cell in row)))
    assert not any(is_tidy(row[0]) for row, _ in tidying.untidy)
    if not tidying.untidy:
        assert tidying.of(term, TEXT) == term


@pytest.mark.parametrize("shown", [[(" one", "x"), ("two", "y")], [("one", "x "), ("two", "y")], [("a  b", "x"), ("two", "y")]])
def test_blanks_that_the_examples_have_are_left(shown: list[tuple[str, str]]) -> None:
    tidying = Tidying(with_column(shown, [" three ", "four  five"]))
    assert not tidying.untidy and tidying.task.inputs == ((" three ",), ("four  five",))


def test_answers_take_stray_blanks_away() -> None:
    result = solve([("Oslo", "OSL"), ("Bergen", "BER")], inputs=[" madrid", "Rome ", "Athens"])
    assert [result(cell) for cell in (" madrid", "Rome ", "Athens", "Oslo")] == ["MAD", "ROM", "ATH", "OSL"]
    assert "trim" in print_term(result.program) and "strip" in result.python
    plain = solve([("Oslo", "OSL"), ("Bergen", "BER")], inputs=["madrid", "Rome", "Athens"])
    assert "trim" not in print_term(plain.program)


def test_questions_are_about_rows_as_they_stand() -> None:
    result = solve([("Ada Lovelace", "Ada")], inputs=[" Grace Brewster Hopper", "dr Alan Turing "])
    rows = [list(question.inputs) for question in result.questions]
    assert rows and all(row in ([" Grace Brewster Hopper"], ["dr Alan Turing "]) for row in rows)


def test_rows_without_a_value_get_none_and_count_for_nothing() -> None:
    shown = [("14 Mar 2023", "2023-03-14"), ("2 Jun 2011", "2011-06-02")]
    result = solve(shown, inputs=["", "13 Jul 2000", " "], max_candidates=20_000)
    assert [result(cell) for cell in ("", "13 Jul 2000", " ", "1 May 2001")] == ["", "2000-07-13", "", "2001-05-01"]
    bare = solve(shown, inputs=["13 Jul 2000"], max_candidates=20_000)
    assert result.confidence == bare.confidence and not result.rows_to_check
    joined = solve([(("ab", "cd"), "ab-cd"), (("xz", "qq"), "xz-qq")], inputs=[("", ""), ("e", "f")])
    assert joined("", "") == "" and joined("e", "f") == "e-f"


def test_rows_that_say_that_they_have_no_value_make_no_answer_doubtful() -> None:
    shown = [("14 Mar 2023", "2023-03-14"), ("2 Jun 2011", "2011-06-02")]
    columns: tuple[list[Any], ...] = (["13 Jul 2000", "N/A", "-"], ["13 Jul 2000"])
    result, bare = (solve(shown, inputs=column, max_candidates=20_000) for column in columns)
    assert result.confidence == bare.confidence
    with pytest.raises(ValueError, match="no moment"):  # what such a row should have, nobody has said
        result("N/A")
    assert Tidying(with_column([("1", "a"), ("n/a", "b")], ["n/a"])).task.inputs == (("n/a",),)


def test_what_is_shown_for_a_row_without_a_value_is_meant() -> None:
    tidying = Tidying(with_column([("one", "1"), ("", "none")], ["", "two"]))
    assert tidying.blank is None and tidying.task.inputs == (("",), ("two",))


def test_a_cell_that_is_needed_and_missing_gives_nothing() -> None:
    shown = [(("08:00", "16:30"), "8:30"), (("09:15", "12:00"), "2:45"), (("13:05", "17:50"), "4:45")]
    result = solve(shown, inputs=[("08:20", ""), ("10:00", "10:40")], max_candidates=20_000)
    assert (result("08:20", ""), result("10:00", "10:40")) == ("", "0:40") and not result.unsure
    second = [(("a", "2020-03-05"), "Mar 5"), (("b", "2021-11-30"), "Nov 30")]
    assert solve(second, inputs=[("c", ""), ("d", "2019-01-02")], max_candidates=20_000)("c", "") == ""
    people = [(("Ada", "Lovelace"), "Ada Lovelace"), (("Alan", "Turing"), "Alan Turing")]
    names = solve(people, inputs=[("Plato", "")], max_candidates=20_000)
    assert names("Plato", "").strip() == "Plato"  # what needs no second name goes on without one


def test_a_row_without_a_value_gets_none_although_each_of_its_cells_may_be_empty() -> None:
    shown = [(("a", ""), "a-"), (("", "b"), "-b")]
    result = solve(shown, inputs=[("", ""), ("c", "d")], max_candidates=20_000)
    assert (result("", ""), result("c", "d"), result("c", "")) == ("", "c-d", "c-")
