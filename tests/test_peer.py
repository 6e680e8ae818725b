"""The bench beside another engine: files rewritten, answers read back and judged, summaries, the child, and cvc5 where it is installed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from dsl.domain import load_domain
from dsl.syntax import parse_term
from synth.bench import peer
from synth.bench.journal import Journal
from synth.bench.report import check_lines, comparison, comparison_lines, lines, summary
from synth.bench.versus import Versus, sygus_tasks
from synth.config import BenchConfig, SolveConfig
from synth.faults import Misuse
from synth.solving.verify import right_on
from tasks.fault import Fault
from tasks.formats import Source
from tasks.formats.sygus import read, read_answer
from tasks.suite import split
from tasks.sygus.s_expression import Misread
from tasks.sygus.writer import definitions, equations, has_strings, length, logic, modern, problem
from tasks.task import Example, Task, task_of

OLD_STRINGS = r'''; version 1
(set-logic PBE_SLIA)
(define-sort Text String)
(define-fun twice ((s Text)) Text (let ((t Text s)) (str.++ t t)))
(synth-fun |the first| ((a-name Text) (|a number| Int)) String
  ((Start String (word))
   (word String (a-name " " "" "say ""hi""" (str.++ word word) (str.at word ntInt) (str.substr word ntInt ntInt)
     (int.to.str ntInt) (twice word) (Constant String)))
   (ntInt Int (0 1 -1 (+ ntInt ntInt) (str.to.int word) (str.indexof word word ntInt) (Variable Int)))))
(constraint (= (|the first| "Ada Lovelace" -3) "Ada"))
(constraint (= "Alan" (|the first| "Alan Turing" 2)))
(constraint (= (|the first| "Gr\u{e9}gory ""G"" Hopper" 3) "Gr\u{e9}gory"))
(constraint (= (|the first| "Ada Lovelace" -3) "Ada"))
(constraint (= (|the first| "Alonzo Church" 9) "Alonzo"))
(check-synth)
'''
OLD_BITS = """(set-logic BV)
(define-fun half ((x (BitVec 64))) (BitVec 64) (bvlshr x #x0000000000000001))
(synth-fun f ((x (BitVec 64))) (BitVec 64)
  ((Start (BitVec 64) (#x0000000000000001 x (bvnot Start) (half Start) (bvand Start Start)))))
(constraint (= (f #x0000000000000004) #xfffffffffffffffd))
(constraint (= (f #x0000000000000008) #xfffffffffffffffb))
(check-synth)
"""
TRUTH = """(set-logic SLIA)
(synth-fun f ((s String) (t String)) Bool
  ((B Bool) (S String)) ((B Bool ((str.prefixof S S) (not B) (= S S))) (S String ((Variable String) (Constant String)))))
(constraint (f "abc" "ab"))
(constraint (not (f "ab" "abc")))
(check-synth)
"""
PLAIN = """(set-logic LIA)
(synth-fun f ((x Int) (y Int)) Int)
(constraint (= (f 1 2) 5))
(check-synth)
"""
FIRST_WORD = '(define-fun |the first| ((a-name String) (|a number| Int)) String (str.substr a-name 0 (str.indexof a-name " " 0)))'
FILES = [OLD_STRINGS, OLD_BITS, TRUTH, PLAIN]


def task(text: str, name: str = "own.sl") -> Task:
    (entry,) = read(Source(name, text.encode(), ".sl"))
    assert isinstance(entry, Task), entry
    return entry


# -- SyGuS-IF 2.1 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", FILES, ids=["strings", "bits", "truth", "plain"])
def test_a_rewritten_file_reads_back_as_the_same_task(text: str) -> None:
    before = task(text)
    after = task(problem(before))
    for name in ("domain", "request", "shown", "input_names"):
        assert getattr(after, name) == getattr(before, name)
    assert before.grammar is not None and after.grammar is not None
    assert after.grammar.types == before.grammar.types and after.grammar.function == before.grammar.function

    def patterns(grammar: Any) -> dict[str, list[Any]]:
        return {name: [(rule.pattern, rule.slots) for rule in rules] for name, rules in grammar.rules.items()}

    assert patterns(after.grammar) == patterns(before.grammar)
    assert problem(after) == problem(before)


def test_nothing_of_version_1_is_left() -> None:
    text = problem(task(OLD_STRINGS))
    assert not [word for word in ("int.to.str", "str.to.int", "-1", "-3", "PBE", "(t Text") if word in text]
    assert text.count("(constraint") == 4 and "((Start String) (word String) (ntInt Int))" in text
    assert "(BitVec" not in problem(task(OLD_BITS))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(str.to.int (int.to.str -7))", "(str.to_int (str.from_int (- 7)))"),
        ('"str.to.int -7"', '"str.to.int -7"'),
        ("(- -7)", "7"),
        ("(f (BitVec 64))", "(f (_ BitVec 64))"),
        ("(let ((x Int -1)) x)", "(let ((x (- 1))) x)"),
        ("(define-sort Number Int)", "(define-sort Number () Int)"),
    ],
)
def test_words_of_version_1(old: str, new: str) -> None:
    assert modern(old) == new


def test_logics_and_strings() -> None:
    tasks = list(map(task, FILES))
    assert list(map(logic, tasks)) == ["SLIA", "BV", "SLIA", "LIA"]
    assert list(map(has_strings, tasks)) == [True, False, True, False]


def test_only_tasks_of_sl_files_are_written() -> None:
    with pytest.raises(ValueError, match="no grammar of its own"):
        problem(task_of("own", [([1], 1)]))


def test_what_cvc5_evaluates() -> None:
    found = task(OLD_BITS)
    text = definitions(found, "(define-fun f ((x (BitVec 64))) (BitVec 64) (bvnot (half x)))")
    assert text.splitlines()[-1] == "(define-fun f ((x (_ BitVec 64))) (_ BitVec 64) (bvnot (half x)))"
    assert equations(found, found.shown[:1]) == ["(= (f #x0000000000000004) #xfffffffffffffffd)"]


# -- answers of the peer --------------------------------------------------------------------------


def test_answers_are_read_back_as_programs() -> None:
    found = task(OLD_STRINGS)
    program = read_answer(FIRST_WORD, found)
    assert right_on(program, found.shown, load_domain("smt").vocabulary) == [True] * 4
    assert found.grammar is not None and found.grammar.spell(program) is not None
    halves = task(OLD_BITS)
    expected = parse_term("x -> bv_not(bv_lshr(x, (1 : bits(64))))", load_domain("bits").vocabulary, halves.request)
    for body in ("(bvnot (half x))", f"(bvnot (bvlshr x #b{'0' * 63}1))"):
        assert str(read_answer(f"(define-fun f ((x (_ BitVec 64))) (_ BitVec 64) {body})", halves)) == str(expected)


@pytest.mark.parametrize("text", ["(define-fun other ((s String)) String s)", "nonsense", "(define-fun f () String", "(assert true)"])
def test_what_is_no_answer(text: str) -> None:
    with pytest.raises(Misread):
        read_answer(text, task(OLD_STRINGS))


def test_length_in_words() -> None:
    assert length("(define-fun f ((x Int)) Int (+ x (- 3) (- x 1)))") == 6
    assert length('(define-fun f ((s String)) String "a b (c)")') == 1
    deep = f"(define-fun f ((s String) (t String)) Bool {'(str.++ s ' * 200}" + '"a b (c)"' + ")" * 201
    assert peer.words_of(deep, task(TRUTH)) == 401  # nested too deep to be read


def test_an_answer_is_judged_on_what_was_held_back() -> None:
    whole = task(OLD_STRINGS)
    found = peer._judged(peer.Answer("own", "timeout", 0.5, train_total=2, test_total=2), split(whole, 0.5), f"(\n{FIRST_WORD}\n)")
    assert (found.status, found.size, found.in_grammar, found.seconds) == ("solved", 7, True, 0.5)
    assert (found.train_correct, found.test_correct) == (2, 2)
    wrong = "(define-fun |the first| ((a-name String) (|a number| Int)) String (str.substr a-name 0 3))"
    found = peer._judged(peer.Answer("own", "timeout", train_total=2, test_total=2), split(whole, -0.5), f"({wrong})")
    assert (found.status, found.train_correct, found.test_correct) == ("solved", 0, 1)
    for said, status in (("infeasible", "infeasible"), ("fail", "exhausted"), ("", "exhausted")):
        assert peer._judged(peer.Answer("own", "timeout"), whole, said).status == status


# -- the child ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("import sys; sys.stdin.read(); print('noise'); print('{\"said\": 1}')", {"said": 1}),
        ("import time; time.sleep(60)", {"timeout": True}),
        ("import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 2))\nwhile True: pass", {"timeout": True}),
        ("import sys; sys.exit('no such thing')", {"error": "no such thing"}),
        ("import os; os._exit(3)", {"error": "the child ended with 3"}),
    ],
)
def test_however_the_child_ends(code: str, wanted: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "CHILD", (sys.executable, "-c", code))
    began = time.monotonic()
    assert peer.ask({"text": "x" * 200_000}, 3.0) == wanted
    assert time.monotonic() - began < 20


def test_the_child_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "CHILD", (sys.executable, "-c", "import time; time.sleep(60)"))
    asked = iter([False, False, True, True, True, True])
    assert peer.answer(task(PLAIN), SolveConfig(timeout=30), lambda: next(asked)).status == "interrupted"


def test_seconds_beyond_the_limit_are_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    for seconds, status in ((2.5, "timeout"), (1.5, "solved")):
        monkeypatch.setattr(peer, "ask", lambda *_, s=seconds: {"said": f"({FIRST_WORD})", "seconds": s})
        found = peer.answer(task(OLD_STRINGS), SolveConfig(timeout=2.0))
        assert (found.status, found.seconds) == (status, min(seconds, 2.0))
    monkeypatch.setattr(peer, "ask", lambda *_: {"error": "no memory"})
    assert peer.answer(task(OLD_STRINGS), SolveConfig()).error == "no memory"


# -- the command ----------------------------------------------------------------------------------


def test_a_peer_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="unknown peer 'nobody'; known: cvc5"):
        peer.check_peer("nobody")
    code = "import sys, synth.bench.peer as peer\nfrom synth.__main__ import main\npeer.find_spec = lambda name: None\n"
    code += f"sys.argv = ['synth', 'bench', {str(tmp_path)!r}, '--peer', 'cvc5']\nmain()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "the peer cvc5 is not installed" in done.stderr and "pip install" in done.stderr and "[bench]" in done.stderr


def test_a_run_without_sl_files_has_no_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    from synth.bench import runner

    monkeypatch.setattr(peer, "available", lambda: True)
    with pytest.raises(Misuse, match=r"--peer cvc5 runs \.sl files"):
        runner.run(BenchConfig(("list_basics",), peer="cvc5"))


def bench(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    done = subprocess.run([sys.executable, "-m", "synth", "bench", *arguments, "--json"], capture_output=True, text=True, timeout=400)
    return done.returncode, [json.loads(text) for text in done.stdout.splitlines()]


def test_sl_files_are_run_whole_unless_told_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "own.sl"
    file.write_text(OLD_STRINGS, encoding="utf8")
    for extra, totals in (((), (4, 0)), (("--hold-out", "0.5"), (2, 2)), (("--hold-out", "-0.25"), (3, 1))):
        _, (record,) = bench(str(file), "--timeout", "20", *extra)
        assert (record["train_total"], record["test_total"]) == totals
        assert record["status"] == "solved" and record["sygus"].startswith("(define-fun |the first|")


# -- summaries ------------------------------------------------------------------------------------


def record(status: str, seconds: float, size: int | None = None, right: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    held_out = {"test_correct": right[0], "test_total": right[1]}
    return {"task": "t", "status": status, "seconds": seconds, "size": size, "candidates": 9, **held_out}


OURS = [record("solved", 0.5, 7), record("solved", 1.0, 31, (2, 2)), record("infeasible", 0.0), record("solved", 2.0, 12, (1, 2))]
THEIRS = [record("solved", 1.0, 40), record("timeout", 9.0), record("infeasible", 0.1), record("solved", 4.0, 905, (2, 2))]


def test_both_sides_of_a_comparison() -> None:
    found = comparison("cvc5", OURS, THEIRS)
    assert (found["peer"], found["tasks"], found["common"], found["time_ratio"]) == ("cvc5", 4, 2, 0.5)
    assert found["ours"] == {
        "solved": 3,
        "infeasible": 1,
        "generalised": 2,
        "median_seconds": 1.0,
        "median_size": 12,
        "largest_size": 31,
        "long_answers": 1,
        "seconds_on_common": 2.5,
    }
    assert found["theirs"] == {
        "solved": 2,
        "infeasible": 1,
        "generalised": 2,
        "median_seconds": 2.5,
        "median_size": 472.5,
        "largest_size": 905,
        "long_answers": 2,
        "seconds_on_common": 5.0,
    }
    nobody = comparison("cvc5", OURS[:1], [record("timeout", 1.0)])
    assert (nobody["common"], nobody["time_ratio"], nobody["theirs"]["median_size"]) == (0, None, None)


def test_a_comparison_as_text() -> None:
    first, header, ours, theirs = comparison_lines("files", comparison("cvc5", OURS, THEIRS))
    assert first == "files: 4 .sl tasks, 2 solved by both; our time is 0.50 of theirs"
    assert header.split()[:2] == ["solved", "infeasible"] and ours.split()[:2] == ["ours", "3"] and theirs.split()[:2] == ["cvc5", "2"]
    assert len(header) == len(ours) == len(theirs)


def test_a_refuted_answer_is_a_fault_in_the_summary(tmp_path: Path) -> None:
    good, bad, silent = (task(TRUTH, f"{name}.sl") for name in ("good", "bad", "silent"))
    entries: list[tuple[str, Task | Fault]] = [("a", good), ("b", bad), ("b", silent), ("b", task_of("list", [([1], 1)]))]
    assert list(sygus_tasks(entries)) == [0, 1, 2]
    journal = Journal(BenchConfig(("a", "b"), run=str(tmp_path / "run")))
    for position, (_, entry) in enumerate(entries):
        journal.add(position, {**record("solved", 1.0, 3), "task": entry.name})
    journal.add_peer(0, record("solved", 2.0, 5))
    versus = Versus("cvc5", entries, journal, {0: [True, True], 1: [True, False], 2: [None, True]})
    row = versus.rows("all")
    assert row["check"] == {"by": "cvc5", "answers": 3, "confirmed": 1, "unsettled": 1, "faults": ["bad"]}
    assert (row["comparison"]["tasks"], row["comparison"]["time_ratio"]) == (1, 0.5)
    assert "comparison" not in versus.rows("b") and versus.rows("a")["check"]["faults"] == []
    assert check_lines("all", row["check"]) == ["all: cvc5 confirms 1 of 3 answers, says nothing of 1; FAULTS: bad"]
    assert lines([{**summary("all", OURS), **row}])[-1].endswith("FAULTS: bad")


def test_the_peers_answers_are_kept_over_a_resumed_run(tmp_path: Path) -> None:
    folder = str(tmp_path / "run")
    Journal(BenchConfig(("a",), run=folder, peer="cvc5")).add_peer(3, record("solved", 2.0, 5))
    with open(tmp_path / "run" / "peer.jsonl", "a", encoding="utf8") as file:
        file.write('{"torn')
    again = Journal(BenchConfig(("a",), run=folder, resume=True))
    assert list(again.peer) == [3] and not again.records
    assert (tmp_path / "run" / "peer.jsonl").read_text().count("\n") == 1


# -- cvc5 itself ----------------------------------------------------------------------------------


def test_cvc5_solves_and_is_judged() -> None:
    pytest.importorskip("cvc5")
    found = peer.answer(split(task(OLD_STRINGS), 0.25), SolveConfig(timeout=60))
    assert (found.status, found.train_correct, found.train_total, found.test_total, found.in_grammar) == ("solved", 3, 3, 1, True)
    contradictory = task(TRUTH.replace("(check-synth)", '(constraint (not (f "abc" "ab")))\n(check-synth)'))
    assert peer.answer(contradictory, SolveConfig(timeout=20)).status == "infeasible"


def test_cvc5_checks_answers() -> None:
    pytest.importorskip("cvc5")
    found = task(OLD_BITS)
    examples = (*found.shown, Example((1,), 1))
    answer = "(define-fun f ((x (BitVec 64))) (BitVec 64) (bvnot (half x)))"
    assert peer.verdicts(answer, found, examples) == [True, True, False]
    assert peer.right(answer, None, found, examples) == [True, True, False]
    assert peer.verdicts("(define-fun f () Int oops)", found, found.shown) == [None, None]


def test_bench_beside_cvc5(tmp_path: Path) -> None:
    pytest.importorskip("cvc5")
    (tmp_path / "strings.sl").write_text(OLD_STRINGS, encoding="utf8")
    (tmp_path / "bits.sl").write_text(OLD_BITS, encoding="utf8")
    run = tmp_path / "run"
    code, (*results, found) = bench(str(tmp_path), "--peer", "cvc5", "--timeout", "30", "--hold-out", "0.25", "--run", str(run))
    assert code == 0 and [result["task"] for result in results] == ["bits", "strings"]
    assert found["comparison"]["ours"]["solved"] == found["comparison"]["theirs"]["solved"] == 2
    assert found["check"] == {"by": "cvc5", "answers": 2, "confirmed": 2, "unsettled": 0, "faults": []}
    kept = [json.loads(text) for text in (run / "peer.jsonl").read_text().splitlines()]
    assert [answer["task"] for answer in kept] == ["bits", "strings"] and all(answer["program"] for answer in kept)
