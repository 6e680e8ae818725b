"""Readings of examples: how they are ranked, how sure an answer is, what is asked, and which rows are to be checked."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dsl.domain import load_domain
from dsl.evaluate import Columns, compile_term
from dsl.parsing import parse_type
from dsl.syntax import parse_term
from synth import Session, solve
from synth.batch.display import doubt
from synth.bench.why import judge
from synth.cli.asking import LOST, is_lost
from synth.config import SolveConfig
from synth.solving.answer import DOUBTED, Answers
from synth.solving.column import Column, foreign
from synth.solving.digits import Widths, printed, unlike_inputs
from synth.solving.evidence import BEHAVIOUR, PROGRAM, TASK, Examples, cut, gather, invented
from synth.solving.neighbours import Neighbours
from synth.solving.ranker import LONG, NATURAL, PAIRED, SURENESS, WEIGHTS, by_hand, excess, shipped
from synth.solving.reading import Ranking, Reading, splits, telling
from synth.solving.result import Question
from synth.solving.solver import Attempt, solve_task
from synth.solving.worth import Candidate, seams
from synth.training.readings import _beside, fold_of, part_of
from tasks import load_suite
from tasks.recipe import draw
from tasks.suites.columns import RECIPES
from tasks.task import Task, task_of, with_answer

WORDS = load_domain("text").vocabulary
NAMES = task_of("", [("Ada Lovelace", "Ada"), ("Alan Turing", "Alan")], request="str -> str")
FIRST_WORD, FIRST_FOUR = "s -> word(0, s)", "s -> prefix(4, s)"


def candidate(text: str, cost: float) -> Candidate:
    return Candidate(parse_term(text, WORDS, NAMES.request), cost, "bottom_up")


def synth(*arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "synth", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, input=input, check=False)


# -- ranking --------------------------------------------------------------------------------------


def ranked(texts: dict[str, float], inputs: tuple[str, ...] = (), shown: Task = NAMES) -> Ranking:
    column = Column(shown.shown, [(text,) for text in inputs], WORDS)
    examples = Examples(shown.shown, shown.request, column, 0)
    return shipped().rank(gather([candidate(text, cost) for text, cost in texts.items()], examples, 0.0))


def test_shares_add_up_and_the_confidence_is_a_probability() -> None:
    found = ranked({FIRST_WORD: 4.0, 's -> before(" ", s)': 5.0, FIRST_FOUR: 4.5}, ("Grace Hopper", "Edsger Dijkstra"))
    assert math.isclose(sum(reading.share for reading in found.readings), 1.0)
    assert found.confidence is not None and 0.0 < found.confidence < 1.0
    assert [reading.share for reading in found.readings] == sorted((reading.share for reading in found.readings), reverse=True)


def test_programs_that_do_the_same_are_one_reading() -> None:
    found = ranked({FIRST_WORD: 4.0, "s -> head(words(s))": 5.0, FIRST_FOUR: 4.5}, ("Grace Hopper",))
    assert sorted(len(reading.programs) for reading in found.readings) == [1, 2]


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_programs_were_found_decides_nothing(seed: int) -> None:
    texts = {FIRST_WORD: 4.0, FIRST_FOUR: 4.5, 's -> before(" ", s)': 5.0, "s -> match(letters, 0, s)": 5.5}
    mixed = list(texts)
    Random(seed).shuffle(mixed)
    first, second = ranked(texts, ("Grace Hopper",)), ranked({text: texts[text] for text in mixed}, ("Grace Hopper",))
    assert [r.programs[0].term for r in first.readings] == [r.programs[0].term for r in second.readings]
    assert math.isclose(first.confidence or 0.0, second.confidence or 1.0, rel_tol=1e-6)


def test_a_program_that_fails_on_the_rest_of_the_column_falls_behind() -> None:
    fails, works = 's -> before(" ", s)', "s -> match(letters, 0, s)"
    shown = task_of("", [("Ada Lovelace", "Ada"), ("Alan Turing", "Alan")], request="str -> str")
    assert str(ranked({fails: 4.0, works: 4.0}, ("Plato", "Socrates", "Homer"), shown).readings[0].programs[0].term).endswith(works[5:])


def test_every_weight_is_one_of_a_known_name() -> None:
    record = json.loads(WEIGHTS.read_text())
    known = {"programs": PROGRAM, "behaviours": BEHAVIOUR, "sureness": SURENESS, "means": PAIRED, "spreads": PAIRED}
    assert {table: set(record[table]) for table in known} == {table: set(names) for table, names in known.items()}
    assert set(TASK) <= {name.removeprefix("task ") for name in SURENESS} and record["words"]
    assert shipped().record() == record


def test_letters_copied_from_the_shown_rows_by_chance_are_foreign() -> None:
    shown, further = ["ann@tidal.com", "bob@tidal.com"], ["eve@quarry.com", "zoe@lumen.com", "kim@tidal.com"]
    outputs = ["***@Tidal.com"] * 2
    assert foreign("***@Tidal.com", shown, outputs, further) == len("@tidal.com") and foreign(".com", shown, outputs, further) == 0
    assert foreign("***@Tidal.com", shown, outputs, []) == 0
    assert foreign("@tidal.com", shown, ["ann", "bob"], further) == 0  # a mark to look for


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ('s -> word(0, s) ++ "-" ++ word(1, s)', (0, 0, 0)),
        ('s -> "Mc" ++ word(1, s)', (1, 0, 0)),
        ("s -> first_character(s) ++ word(1, s)", (0, 0, 1)),
        ('s -> word(0, s) ++ ("x" ++ "y")', (2, 0, 0)),
        ("s -> upper(s)", (0, 0, 0)),
    ],
)
def test_seams_are_where_a_word_is_put_together(program: str, told: tuple[int, int, int]) -> None:
    term = parse_term(program, WORDS, parse_type("str -> str"))
    assert tuple(seams(term, Columns(WORDS, [("Ada Lovelace",), ("Alan Turing",)]))) == told
    assert tuple(seams(parse_term("s -> s ++ s", WORDS, parse_type("str -> str")), Columns(WORDS, [("12",)]))) == (0, 1, 0)


@pytest.mark.parametrize(
    ("shown", "row", "output", "told"),
    [
        ([("Ada King", "King"), ("Jo Ann Bell", "Bell")], "Pat O'Brien", "Brien", (True, True)),
        ([("Ada King", "King"), ("Jo Ann Bell", "Bell")], "Pat O'Brien", "O'Brien", (False, False)),
        ([("Ada King", "King"), ("Jo Ann Bell", "Bell")], "Bo Li Jr.", "Li", (True, False)),
        ([("2 Oak St, Boise, ID 83201", "ID"), ("5 Elm St, Reno, NV 89502", "NV")], "9 Ash NW, Salem, OR 97301", "NW", (True, False)),
        ([("2 Oak St, Boise, ID 83201", "ID"), ("5 Elm St, Reno, NV 89502", "NV")], "9 Ash NW, Salem, OR 97301", "OR", (False, False)),
        ([("cm 5", "5 in"), ("cm 7", "7 in")], "cm 12", "12 in", (False, False)),
        ([("a", "x")], "b-c", "y", (False, False)),
    ],
)
def test_what_stands_beside_copied_pieces_is_told(shown: list[tuple[str, str]], row: str, output: str, told: tuple[bool, bool]) -> None:
    assert Neighbours([((cell,), text) for cell, text in shown]).strange((row,), output) == told


def test_programs_evaluated_together_give_what_each_gives() -> None:
    bodies = [
        "word(0, s)", "word(3, s)", 'if starts_with("A", s) then word(1, s) else word(0, s)', 'join("-", map(w -> upper(w), words(s)))',
        "first_character(word(1, s))", '"x"', "s", "let t = word(0, s) in t ++ t",
    ]  # fmt: skip
    terms = [parse_term(f"s -> {body}", WORDS, parse_type("str -> str")) for body in bodies]
    for rows in ([("Ada Lovelace",), ("Plato",), ("",)], [(1 << 80,), ("Plato",)]):
        columns = Columns(WORDS, rows)
        for term in terms * 2:
            run = compile_term(term, WORDS)
            assert list(map(str, columns.of(term))) == [str(run(row)) for row in rows]


# -- what is told ---------------------------------------------------------------------------------


def test_rows_split_readings_and_the_most_telling_comes_first() -> None:
    ranking = Ranking((Reading((candidate(FIRST_WORD, 4.0),), 0.6), Reading((candidate(FIRST_FOUR, 4.5),), 0.4)))
    rows = [("Ada Lovelace",), ("Grace Hopper",), ("Jo",)]
    found = telling(splits(ranking, rows, WORDS))
    assert [split.place for split in found] == [0, 1] or [split.place for split in found] == [1, 0, 2]
    assert all(math.isclose(sum(split.shares), 1.0) for split in found)
    assert next(s for s in found if s.place == 1).outputs == ["Grace", "Grac"]


def test_an_answer_that_is_not_sure_enough_is_ambiguous() -> None:
    config = SolveConfig(timeout=10, min_confidence=1.0)
    result = solve_task(NAMES, config)
    assert result.status == "ambiguous" and result.program is not None and result.confidence is not None
    assert result.error is not None and "below 1" in result.error
    done = synth("solve", "--example", '"Ada L" -> "Ada"', "--min-confidence", "1", "--json", "--timeout", "10")
    record = json.loads(done.stdout)
    assert (done.returncode, record["status"]) == (1, "ambiguous") and 0 < record["confidence"] < 1
    assert synth("solve", "--example", "1 -> 2", "--min-confidence", "1.5").returncode == 2


def test_questions_hold_what_the_readings_give() -> None:
    task = task_of("", [("ab12", "12")], request="str -> str")
    result = solve_task(task, SolveConfig(timeout=10))
    question = result.question()
    assert question is not None and question.readings[0] == solve_again(result, question.inputs) and len(question.readings) > 1
    assert result.record()["questions"][0] == {"inputs": list(question.inputs), "readings": list(question.readings)}


def solve_again(result: Any, inputs: Any) -> Any:
    return replace(result, vocabulary=lambda: WORDS)(*inputs)


@pytest.mark.parametrize("confidence", [DOUBTED - 0.2, DOUBTED + 0.15])
def test_a_row_is_asked_about_where_all_readings_agree_and_none_is_likely(confidence: float) -> None:
    column = (("Grace Hopper",), ("Jo",))
    agreeing = Ranking((Reading((candidate(FIRST_WORD, 4.0), candidate("s -> head(words(s))", 5.0)), 1.0),), confidence)
    attempt = Attempt(replace(NAMES, inputs=column), SolveConfig())
    result = Answers(attempt.problem, attempt.config, agreeing).result(None, False)
    asked = {tuple(question.inputs): question.readings for question in result.questions}
    assert asked == ({("Grace Hopper",): ["Grace"], ("Jo",): ["Jo"]} if confidence < DOUBTED else {})
    assert ("is that right?" in doubt(result)) == (confidence < DOUBTED)


@pytest.mark.parametrize(
    ("row", "most"),
    [
        ("Jo", 0),
        ("Grace Hopper", 0),
        ("Augusta Ada King", 1),
        ("Bob Smith-Jones, 3rd", 5),  # two words, two signs and a number
    ],
)
def test_rows_with_more_of_a_kind_than_the_shown_ones_are_doubtful(row: str, most: int) -> None:
    assert Column(NAMES.shown, [], WORDS).surplus((row,)) == most


def test_a_second_answer_is_asked_for_only_where_one_might_help() -> None:
    alone, apart = Question(("x",), ["1"]), Question(("x",), ["1", "2"])
    unlikely, likely = (replace(solve_task(NAMES, SolveConfig()), confidence=confidence) for confidence in (LOST / 2, LOST))
    assert is_lost(unlikely, alone)
    assert not (is_lost(unlikely, apart) or is_lost(likely, alone))


def test_long_programs_of_lists_are_as_unlikely_as_they_are_long() -> None:
    numbers = task_of("", [([1, 2], [1]), ([3, 4], [3])])
    words = load_domain("lists").vocabulary
    programs = [parse_term(text, words, numbers.request) for text in ("xs -> [head(xs)]", "xs -> init(xs)", "xs -> take(1, xs)")]
    costs = (5.0, LONG + 1, LONG + 4)
    found = [Candidate(program, cost, "bottom_up") for program, cost in zip(programs, costs, strict=True)]
    evidence = gather(found, Examples(numbers.shown, numbers.request, Column(numbers.shown, [], words), 0), 0.0)
    prices = [min(found[i].cost for i in range(3) if evidence.readings[i] == r) for r in range(len(evidence.behaviours))]
    assert excess(evidence) == pytest.approx([NATURAL * max(0.0, price - LONG) for price in prices])
    copied = gather([candidate(FIRST_WORD, LONG + 9)], Examples(NAMES.shown, NAMES.request, Column(NAMES.shown, [], WORDS), 0), 0.0)
    assert not excess(copied).any()


def test_the_rows_of_a_table_to_check_are_named(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("name,first\nAda Lovelace,Ada\nAlan Turing,Alan\nGrace Hopper,\n,\nEdsger W. Dijkstra,\n\n")
    done = synth("solve", str(file), "--json", "--timeout", "10")
    record = json.loads(done.stdout)
    assert all(set(check) == {"row", "reason"} and 3 <= check["row"] <= 5 for check in record["rows_to_check"])


def test_ask_takes_answers_until_it_is_sure() -> None:
    call = ("solve", "--ask", "--quiet", "--timeout", "10", "--example", '"ab12" -> "12"')
    kept = synth(*call, input="\n")
    assert kept.returncode == 0 and "which output is meant for" in kept.stderr
    other = synth(*call, input="=9\n=2\n\n")
    assert other.returncode == 0 and "there is no output =9" in other.stderr
    assert kept.stdout.splitlines()[0] != other.stdout.splitlines()[0]
    assert synth("solve", "--ask", "list_basics.jsonl", "x.jsonl").returncode == 2


def test_a_session_goes_on_from_what_it_has() -> None:
    session = Session([("ab12", "12")], timeout=10)
    first, question = session.result, session.question()
    assert question is not None and first.pool
    wanted = question.readings[1]
    session.add(question.inputs[0], wanted)
    assert session.result(question.inputs[0]) == wanted and session.result("ab12") == "12"
    session.remove(question.inputs[0])
    assert session.result.program == first.program
    with pytest.raises(ValueError, match="no example"):
        session.remove("nothing of this kind")


def test_hints_that_do_not_fit_are_passed_over() -> None:
    first = solve_task(NAMES, SolveConfig(timeout=10))
    other = with_answer(NAMES, ("Grace Hopper",), "Grace", [*first.pool, replace(first.pool[0], program="s -> nonsense(s)")])
    again = solve_task(other, SolveConfig(timeout=10))
    assert again.status == "solved" and again.train_correct == 3


def test_rows_without_outputs_tell_parts_apart_that_the_shown_rows_do_not() -> None:
    shown = [("ann@tidal.com", "an***@tidal.com"), ("bob@tidal.com", "bo***@tidal.com")]
    task = replace(task_of("", shown), inputs=tuple((text,) for text in ("eve@quarry.com", "zoe@lumen.org", "kim@vector.net")))
    attempt = Attempt(task, SolveConfig(timeout=10))
    attempt.run()
    values = {str(solve_one(c.term, "eve@quarry.com")) for c in attempt.pool.candidates.values()}
    assert "ev***@quarry.com" in values


def solve_one(term: Any, text: str) -> Any:
    from dsl.evaluate import compile_term

    return compile_term(term, WORDS)((text,))


# -- measuring and training -----------------------------------------------------------------------


def test_why_says_what_became_of_a_task() -> None:
    task = load_suite("text_edits")[0]
    assert isinstance(task, Task)
    verdict = judge((task, None), SolveConfig(timeout=10))
    assert verdict.cause == "right" and verdict.place == 0
    wrong = replace(task, held_out=tuple(replace(e, output="?") for e in task.held_out))
    assert judge((wrong, None), SolveConfig(timeout=3)).cause == "not found"


def test_why_names_tasks_of_shipped_suites_alone(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    task = {"name": "secret", "train": [{"inputs": [[1, 2]], "output": 2}], "test": [{"inputs": [[4, 3, 2]], "output": 7}]}
    file.write_text(json.dumps(task) + "\n")
    done = synth("bench", "why", str(file), "--timeout", "2", "--workers", "1")
    assert done.returncode == 0 and "not found: 1" in done.stdout and "secret" not in done.stdout


def test_parts_share_no_family_and_columns_beside_change_no_output() -> None:
    families = [f"columns/{recipe.name}" for recipe in RECIPES]
    for parts in (map(fold_of, families), map(part_of, families)):
        counts = Counter(parts)
        assert set(counts) == set(range(5)) and min(counts.values()) / len(families) > 0.1
    assert len({(fold_of(family), part_of(family)) for family in families}) == 25  # folds of what is left of a part are no parts
    recipe = replace(RECIPES[0], kind=None)
    plain = draw("columns", recipe, Random(1), 3, 5, True)
    beside = draw("columns", _beside(recipe, RECIPES[5]), Random(2), 3, 5, True)
    assert len(beside.shown[0].inputs) == len(plain.shown[0].inputs) + 1


def test_a_ranker_is_trained_by_a_command_that_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "ranker.json"
    call = ("train", "--ranker", "--out", str(out), "--tasks", "24", "--workers", "2", "--json")
    done = synth(*call)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and [line["ranker"] for line in lines] == ["by hand", "fitted"]
    made = (tmp_path / "ranker.lessons.jsonl").read_text()
    again = synth(*call, "--resume")
    assert again.returncode == 0 and (tmp_path / "ranker.lessons.jsonl").read_text() == made
    assert set(json.loads(out.read_text())) == {"programs", "behaviours", "words", "sureness", "means", "spreads", "network"}


def test_nothing_is_known_of_how_sure_the_weights_set_by_hand_are() -> None:
    examples = Examples(NAMES.shown, NAMES.request, Column(NAMES.shown, (), WORDS), 0)
    assert by_hand().rank(gather([candidate(FIRST_WORD, 4.0)], examples, 0.0)).confidence is None


def test_solve_takes_a_least_confidence() -> None:
    assert solve([("ab12", "12")], timeout=10, min_confidence=1.0).status == "ambiguous"


@pytest.mark.parametrize(
    ("row", "output", "is_cut", "is_invented"),
    [
        (("Grace Hopper",), "Grac", True, False),
        (("Grace Hopper",), "Hopper, Grace", False, False),
        (("Grace Hopper",), "GRACE H.", True, False),
        (("Grace Hopper",), "Dr. Grace", False, True),
        (("order 1234",), "#123", True, False),
        (("order 1234", 56), "56", False, False),
    ],
)
def test_words_cut_out_of_longer_ones_and_invented_ones_are_told(row: Any, output: str, is_cut: bool, is_invented: bool) -> None:
    assert (cut(row, output), invented(row, output)) == (is_cut, is_invented)


def test_numbers_of_another_width_than_all_shown_ones_speak_against_a_program() -> None:
    task = replace(
        task_of("", [("Mon 25 Nov 2024", "2024-11-25")]), inputs=(("Wed 6 Aug 2023",), ("Sun 7 May 2022",), ("Thu 11 May 2021",))
    )
    result = solve_task(task, SolveConfig(timeout=10))
    assert replace(result, vocabulary=lambda: WORDS)("Sun 7 May 2022") == "2022-05-07"


@pytest.mark.parametrize(
    ("known", "number", "breaks", "beyond"),
    [
        (["07", "12"], "7", True, 1),
        (["07", "12"], "11", False, 0),
        (["7", "12"], "07", True, 0),
        (["7"], "12", False, 1),
        (["12"], "07", False, 0),
        (["12"], "94043", False, 3),
        ([".50"], ".5", False, 1),
        ([".05"], ".50", False, 0),
    ],
)
def test_numbers_break_with_the_padding_of_others(known: list[str], number: str, breaks: bool, beyond: int) -> None:
    assert (Widths.of(known).breaks(number), Widths.of(known).beyond(number)) == (breaks, beyond)


def test_formats_tell_what_they_print_as_it_is_and_how_they_pad() -> None:
    def told(text: str, given: list[str]) -> tuple[int, tuple[int, int]]:
        term = parse_term(text, WORDS)
        return printed(term), unlike_inputs(term, given)

    assert told('s -> format_moment("1 %B %Y", read_moment("%Y/%m/%d", s))', ["2022-08-01"]) == (1, (0, 0))
    assert told('s -> format_moment("%d %B, %H:%M AM", read_moment("%Y/%m/%d", s))', ["2022-8-1"]) == (1, (2, 0))
    assert told('s -> format_moment("Week %-d %Y", read_moment("%Y/%m/%d", s))', ["2022-08-01"]) == (0, (0, 1))
    assert told("s -> upper(s)", ["1 May"]) == (0, (0, 0))
