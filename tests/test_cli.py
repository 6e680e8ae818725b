"""The command line as users and scripts meet it: every test runs the real command in a process of its own."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from synth import __version__
from synth.cli.app import COMMANDS

SYNTH = [sys.executable, "-m", "synth"]
FIELDS = [
    *("task", "status", "program", "python", "explanation", "type", "size", "cost", "seconds", "candidates", "reached", "strategy"),
    *(
        "train_correct",
        "train_total",
        "test_correct",
        "test_total",
        "confidence",
        "unsure",
        "alternatives",
        "questions",
        "rows_to_check",
        "seed",
        "error",
    ),
]
PAIRS = [([3, 1, 2], [1, 2, 3]), ([9, 8], [8, 9]), ([], []), ([5, 7, 6, 5], [5, 5, 6, 7])]
SORT = {"name": "sort", "train": PAIRS, "test": [([4, 0], [0, 4])]}
REVERSE = {"name": "reverse", "train": [([3, 1, 2], [2, 1, 3]), ([9, 8], [8, 9]), ([4], [4]), ([5, 7, 6, 5], [5, 6, 7, 5])]}
# no short program explains these, so the search goes on until it is stopped
ENDLESS = {"name": "hangs the search", "train": [([i, i * i % 97, 40 - i], [7919 * i * i % 10007, i]) for i in range(2, 14)]}
CONTRADICTORY = {"name": "contradictory", "train": [([1], [1]), ([2], [2]), ([1], [3])]}


def synth(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SYNTH, *arguments], capture_output=True, text=True, timeout=400, **options)


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Lets the search compile what it needs before anything here is given a short time."""
    synth("solve", "-", "--json", "--workers", "1", input=f"{line(SORT)}\n{line(REVERSE)}\n")


def line(task: dict[str, Any]) -> str:
    def examples(pairs: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
        return [{"inputs": [given], "output": output} for given, output in pairs]

    return json.dumps({**task, "train": examples(task["train"]), "test": examples(task.get("test", []))})


def write(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf8")
    return str(path)


def records(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(text) for text in done.stdout.splitlines()]


def one_line(text: str) -> str:
    assert text.startswith("synth: ")
    assert text.count("\n") == 1
    assert "Traceback" not in text
    return text


def test_help_names_every_command() -> None:
    done = synth("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"  {command} " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert synth("-h").stdout == done.stdout
    bare = synth()
    assert (bare.returncode, bare.stdout, bare.stderr) == (2, "", done.stdout)
    assert synth("--version").stdout == f"synth {__version__}\n"


def test_an_example_gives_the_documented_record() -> None:
    done = synth("solve", "--example", "[3,1,2] -> [1,2,3]", "--example", "[9,8] -> [8,9]", "--json", "--seed", "5")
    assert (done.returncode, done.stderr) == (0, "")
    (record,) = records(done)
    assert list(record) == FIELDS
    assert (record["status"], record["type"], record["seed"]) == ("solved", "list(int) -> list(int)", 5)
    assert (record["train_correct"], record["train_total"], record["test_total"]) == (2, 2, 0)
    assert synth("run", json.dumps(record), "[5,4,6]").stdout == "[4, 5, 6]\n"


def test_without_json_the_program_and_its_python_are_printed() -> None:
    done = synth("solve", "--example", "[3,1,2] -> [1,2,3]", "--example", "[9,8] -> [8,9]")
    program, blank, python = done.stdout.split("\n", 2)
    assert (program, blank) == ("xs -> sort(xs)", "")
    assert python.startswith("def program(")


def test_bad_tasks_do_not_keep_the_others(tmp_path: Path) -> None:
    file = write(tmp_path / "t.jsonl", line(SORT), '{"name": "odd", "train": 3}', "{", line(REVERSE))
    done = synth("solve", file, "--json", "--workers", "2")
    assert done.returncode == 2
    assert [record["status"] for record in records(done)] == ["solved", "invalid", "invalid", "solved"]
    assert records(done)[0]["test_correct"] == 1
    assert [text.split(": ")[1] for text in done.stderr.splitlines()] == [f"{file}:2", f"{file}:3"]


def test_contradictory_examples_are_infeasible(tmp_path: Path) -> None:
    done = synth("solve", write(tmp_path / "t.jsonl", line(CONTRADICTORY)), "--json")
    assert done.returncode == 3
    assert records(done)[0]["status"] == "infeasible"
    one_line(done.stderr)


def test_a_task_that_is_not_solved_in_time(tmp_path: Path) -> None:
    done = synth("solve", write(tmp_path / "t.jsonl", line(ENDLESS), line(SORT)), "--json", "--timeout", "5", "--workers", "1")
    assert done.returncode == 1
    assert [record["status"] for record in records(done)] == ["timeout", "solved"]


def test_standard_input_is_a_file() -> None:
    done = synth("solve", "-", "--json", input=line(SORT) + "\n")
    assert (done.returncode, records(done)[0]["task"]) == (0, "sort")


def test_an_answer_to_a_file_of_sygus_is_its_function(tmp_path: Path) -> None:
    rows = ["(set-logic LIA)", "(synth-fun f ((x Int)) Int ((Start Int (x 1 (+ Start Start)))))", "(constraint (= (f 1) 2))"]
    done = synth("solve", write(tmp_path / "f.sl", *rows, "(constraint (= (f 5) 6))", "(check-synth)"))
    assert (done.returncode, done.stdout) in ((0, f"(define-fun f ((x Int)) Int {sum_})\n") for sum_ in ("(+ x 1)", "(+ 1 x)"))


def test_a_table_is_filled(tmp_path: Path) -> None:
    rows = ["name,shout", "ann,ANN", "Bob,BOB", "eve,EVE", '"o, no",', "zoe,"]
    filled = 'name,shout\nann,ANN\nBob,BOB\neve,EVE\n"o, no","O, NO"\nzoe,ZOE\n'
    file = write(tmp_path / "t.csv", *rows)
    done = synth("solve", file)
    assert (done.returncode, done.stdout) == (0, filled)
    assert "column 'shout': " in done.stderr
    out = tmp_path / "filled.csv"
    done = synth("solve", file, "--out", str(out), "--json")
    assert out.read_text() == filled
    assert [record["status"] for record in records(done)] == ["solved"]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["solve"], "give a FILE, or an --example"),
        (["solve", "nothere.jsonl"], "nothere.jsonl: no such file"),
        (["solve", "--example", "[1] [2]"], "column 5"),
        (["solve", "--example", "[1] -> [2]", "--example", '[1] -> "a"'], "example 2"),
        (["solve", "--example", "[1] -> [2]", "--domain", "lits"], "did you mean lists?"),
        (["solve", "--example", "[1] -> [2]", "--strategy", "botom_up"], "did you mean 'bottom_up'?"),
        (["solve", "--example", "[1] -> [2]", "--type", "list(int) -> bool"], "expected bool"),
        (["solve", "--example", "[1] -> [2]", "--type", "list(itn) -> bool"], "itn"),
        (["solve", "--example", "[1] -> [2]", "--timeout", "nan"], "timeout must be a positive number"),
        (["solve", "--example", "[1] -> [2]", "--timeout", "soon"], "--timeout"),
        (["solve", "--example", "[1] -> [2]", "--out", "x.csv"], "--out takes the filled table"),
        (["solve", "--example", "[1] -> [2]", "--guide", "nothere"], "guide weights nothere: no such file"),
        (["solve", "--exmaple", "[1] -> [2]"], "no such option --exmaple; did you mean --example?"),
        (["sovle"], "no such command sovle; did you mean solve?"),
        (["run", "xs -> srt(xs)", "[1]"], "did you mean sort?"),
        (["run", "xs -> sort(xs", "[1]"], "PROGRAM: column 14"),
        (["run", "xs -> sort(xs)", "[1"], "input 1: not JSON"),
        (["run", "{}", "[1]"], "holds no program"),
        (["run", "(xs, n) -> take(n, xs)", "[1]"], "takes 2 inputs, found 1"),
        (["domains", "lits"], "did you mean lists?"),
        (["bench"], "SUITE"),
        (["bench", "list_basic"], "did you mean 'list_basics'?"),
        (["bench", "list_basics", "--resume"], "--resume needs --run"),
        (["bench", "list_basics", "--hold-out", "1"], "--hold-out must lie between"),
        (["bench", "list_basics", "--peer", "nobody"], "unknown peer 'nobody'; known: cvc5"),
    ],
)
def test_bad_usage_is_one_line(arguments: list[str], fault: str) -> None:
    done = synth(*arguments)
    assert done.returncode == 2
    assert fault in one_line(done.stderr)


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    done = synth("solve", write(tmp_path / "t.jsonl", " " * (2 << 20)), "--max-file", "1")
    assert done.returncode == 2
    assert "--max-file" in one_line(done.stderr)


def test_an_answer_nobody_reads_is_no_crash(tmp_path: Path) -> None:
    file = write(tmp_path / "t.jsonl", line(SORT), line(REVERSE))
    running = subprocess.Popen([*SYNTH, "solve", file, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout
    assert running.stderr
    running.stdout.close()
    assert "Traceback" not in running.stderr.read()
    running.stderr.close()
    assert running.wait(60) == 1


def test_control_c_keeps_what_is_solved_and_leaves_no_process(tmp_path: Path) -> None:
    file = write(tmp_path / "t.jsonl", line(SORT), line(ENDLESS), line({**ENDLESS, "name": "hangs too"}), line(REVERSE))
    command = [*SYNTH, "solve", file, "--json", "--workers", "2"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert running.stdout is not None
    first = running.stdout.readline()
    time.sleep(0.3)
    os.killpg(running.pid, signal.SIGINT)
    rest = running.stdout.read()
    assert running.wait(10) == 130
    running.stdout.close()
    statuses = [json.loads(text)["status"] for text in [first, *rest.splitlines()]]
    assert statuses == ["solved", "interrupted", "interrupted", "interrupted"]
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


def test_any_number_of_workers_gives_the_same_answers(tmp_path: Path) -> None:
    file = write(tmp_path / "t.jsonl", line(SORT), line(ENDLESS), line(REVERSE), line({**SORT, "name": "again"}))
    answers = []
    for workers in "1", "3":
        done = synth("solve", file, "--json", "--max-candidates", "200000", "--workers", workers, "--timeout", "100")
        answers.append([{**record, "seconds": 0} for record in records(done)])
    assert answers[0] == answers[1]


def on_a_terminal(*arguments: str, **environment: str) -> tuple[int, str]:
    """Exit code and standard error of a call whose standard error alone is a terminal."""
    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "CI")}
    running = subprocess.Popen(
        [*SYNTH, *arguments], stdout=subprocess.PIPE, stderr=theirs, env={**clean, "TERM": "xterm", "COLUMNS": "160", **environment}
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # how a terminal says that the other end is closed
            break
        shown += part
    os.close(ours)
    assert running.stdout is not None
    running.stdout.close()
    return running.wait(60), shown.decode()


def test_a_terminal_shows_progress_and_a_table(tmp_path: Path) -> None:
    file = write(tmp_path / "t.jsonl", line(SORT), line(ENDLESS))
    code, shown = on_a_terminal("solve", file, "--timeout", "5", "--workers", "1")
    assert code == 1
    assert "candidates, cost" in shown
    assert "1 of 2 solved, 1 generalised" in shown.replace("\x1b[1;36m", "").replace("\x1b[0m", "")
    assert "\x1b[32msolved" in shown
    code, shown = on_a_terminal("solve", file, "--timeout", "5", "--workers", "1", NO_COLOR="1")
    assert "\x1b[32m" not in shown
    code, shown = on_a_terminal("solve", file, "--timeout", "1", "--quiet", "--json")
    assert shown == ""


def test_run_reads_json_lines() -> None:
    done = synth("run", "(xs, n) -> take(n, xs)", input='[[1,2,3],2]\n\n{"inputs":[[4,5],1]}\n')
    assert (done.returncode, done.stdout) == (0, "[1, 2]\n[4]\n")
    done = synth("run", "xs -> head(xs)", "[]", "[4]", "[true]", "--type", "list(int) -> int")
    assert (done.returncode, done.stdout) == (2, "null\n4\nnull\n")
    assert [text.split(":")[1] for text in done.stderr.splitlines()] == [" call 1", " call 3"]
    assert synth("run", "x -> x + 1", "-3").stdout == "-2\n"


def test_a_bench_run_is_resumed_without_redoing_work(tmp_path: Path) -> None:
    suite = write(tmp_path / "suite.jsonl", *(line({**SORT, "name": f"sort {i}"}) for i in range(4)))
    folder = tmp_path / "run"
    command = ["bench", suite, "--run", str(folder), "--workers", "2"]
    done = synth(*command)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].split()[1:5] == ["4", "4", "4", "0"]
    results = folder / "results.jsonl"
    whole = [json.loads(text) for text in results.read_text().splitlines()]
    assert {record["task"] for record in whole} == {f"sort {i}" for i in range(4)}
    assert "holds a run already" in one_line(synth(*command).stderr)

    kept = results.read_text().splitlines(keepends=True)
    results.write_text("".join(kept[:2]) + kept[2][:40])  # as a crash in the middle of a write leaves it
    done = synth(*command, "--resume", "--json")
    assert done.returncode == 0
    assert len(records(done)) == 2
    assert results.read_text().startswith("".join(kept[:2]))
    assert sorted(json.loads(text)["task"] for text in results.read_text().splitlines()) == [f"sort {i}" for i in range(4)]
    assert json.loads((folder / "summary.json").read_text())[0]["solved"] == 4
    assert "timeout 60.0, not 3.0" in one_line(synth(*command, "--resume", "--timeout", "3").stderr)


def test_bench_holds_examples_back(tmp_path: Path) -> None:
    suite = write(tmp_path / "suite.jsonl", line(REVERSE))
    (record,) = records(synth("bench", suite, "--hold-out", "0.5", "--json"))
    assert (record["train_total"], record["test_total"]) == (2, 2)


def test_domains_and_suites_are_listed() -> None:
    assert "lists " in synth("domains").stdout
    described = synth("domains", "list").stdout
    assert "sort : " in described
    assert "sort([3, 1, 2]) = [1, 2, 3]" in described
    assert "items of a list that a primitive may build: 1024" in described
    sort = next(record for record in records(synth("domains", "lists", "--json")) if record["primitive"] == "sort")
    assert set(sort) == {"primitive", "type", "cost", "doc", "bounds", "examples"}
    assert {"list_basics", "text_edits", "control_flow"} <= {record["suite"] for record in records(synth("suites", "--json"))}


SCRIPT = """
from synth import solve
from dsl import primitive

offset = 40

@primitive("int -> int")
def odd_shift(n):
    '''Add 41 to an odd number, 39 to an even one.

    >>> odd_shift(2)
    41
    '''
    return n + offset + (1 if n % 2 else -1)

@primitive("int -> int")
def spin(n):
    while True:
        pass

result = solve([(3, 44), (4, 43), (10, 49), (7, 48)], primitives=[odd_shift, spin], timeout=20)
print(result.status, result.program, result(5), result.error)
for bad in [[(1, 2), (1, 2, 3)], [([1], 2), (3, 4)], "text", [(1, 1.5), (1, 2)]]:
    try:
        solve(bad)
    except ValueError as error:
        print(type(error).__name__, error)
try:
    solve([(1, 2)], timeout=0)
except ValueError as error:
    print(error)
"""


def test_python_from_standard_input_with_primitives_of_ones_own() -> None:
    done = subprocess.run([sys.executable, "-"], input=SCRIPT, capture_output=True, text=True, timeout=100)
    assert done.stderr == ""
    first, *faults = done.stdout.splitlines()
    assert first.startswith(("solved n -> odd_shift(n) 46", "solved x -> odd_shift(x) 46"))
    assert "example 2" in faults[0]
    assert "example 2" in faults[1]
    assert "list of (input, output) pairs" in faults[2]
    assert "example 2" in faults[3]
    assert faults[4] == "timeout must be a positive number of seconds, not 0"


def test_a_record_of_another_domain_is_run_as_it_stands() -> None:
    done = synth("solve", "--example", "5 -> 10", "--example", "6 -> 12", "--type", "bits(64) -> bits(64)", "--json", "--timeout", "20")
    (found,) = records(done)
    assert found["status"] == "solved" and synth("run", json.dumps(found), "21").stdout == "42\n"
    (found,) = records(synth("solve", "--example", "[3, 1] -> [1]", "--domain", "origami", "--json", "--timeout", "20"))
    assert found["domain"] == "origami" and synth("run", json.dumps(found), "[5, 6, 7]").stdout == "[6, 7]\n"


def test_operators_of_a_program_are_those_of_its_inputs() -> None:
    assert synth("run", "s -> s ++ s", '"ab"').stdout == '"abab"\n'
    assert synth("run", "s -> s ++ s", "[1]").stdout == "[1, 1]\n"


def test_a_table_goes_where_a_link_points_and_keeps_its_mode(tmp_path: Path) -> None:
    table = write(tmp_path / "names.csv", "full,short", "Ann Lee,Ann", "Bob Ray,Bob", "Cid Poe,")
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    done = synth("solve", table, "--out", str(link), "--timeout", "20")
    assert done.returncode == 0, done.stderr
    assert link.is_symlink() and target.read_text().splitlines()[-1] == "Cid Poe,Cid" and target.stat().st_mode & 0o777 == 0o600
    assert "--out is empty" in one_line(synth("solve", table, "--out", "").stderr)


def test_what_takes_the_answer_may_be_full_or_closed() -> None:
    with open("/dev/full", "w", encoding="utf8") as full:
        done = subprocess.run([*SYNTH, "suites"], stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == 2 and "cannot write the answer: No space left" in one_line(done.stderr)
    assert subprocess.run(["sh", "-c", f"{' '.join(SYNTH)} suites >&- 2>&-"], check=False, timeout=60).returncode == 0
