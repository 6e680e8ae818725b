"""What notebooks show, `df.synth` of pandas and polars, and the command line's sentences."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import polars as pl
import pytest
from nbclient import NotebookClient

import synth
from synth import Run, Session, open_library, register_accessors, solve
from tasks.task import task_of

ROOT = Path(__file__).parent.parent
register_accessors()


def test_a_result_is_a_line_and_in_notebooks_a_view_with_its_data_escaped() -> None:
    result = solve([("<b>ab cd</b>", "<B>AB CD</B>"), ("ab & bd", "AB & BD")], timeout=10, alternatives=1)
    assert repr(result) == "solved: s -> upper(s)" and str(result) == repr(result)
    shown = result._repr_html_()
    assert "The text in upper case." in shown and "s.upper()" in shown and "<b>ab" not in shown
    session = Session([("<b>x</b>", "<B>X</B>")], inputs=["<i>", "q"])
    assert "&lt;b&gt;x" in session._repr_html_() and "<i>" not in session._repr_html_()
    assert "not solved yet" in session._repr_html_()


def test_grids_are_pictures_in_notebooks() -> None:
    session = Session([([[1, 0, 0]], [[0, 0, 1]]), ([[2, 3, 0]], [[0, 3, 2]])], inputs=[[[4, 0], [0, 0]]], type="grid -> grid", timeout=20)
    assert "<svg" not in session._repr_html_() and session.result([[5, 0]]) == [[0, 5]]
    shown = session._repr_html_()
    table = shown.partition("</table>")[0]  # below it may stand a question about the same row
    assert table.count("<svg") == 6 and table.count("fill='#ffdc00'") == 2  # the yellow cell of the row and of its answer


def test_tasks_and_libraries_are_told_in_a_line() -> None:
    assert repr(task_of("t", [(1, 2), (3, 4)], [(5, 6)])) == "Task 't': int -> int, 2 shown, 1 held out"
    with open_library("default") as library:
        count = len(library.subroutines())
        assert f"{count} subroutines" in repr(library) and "\n" not in repr(library)
        assert library._repr_html_().count("<tr>") == min(count, 200) + bool(count)


def test_a_run_is_read_and_shown(tmp_path: Path) -> None:
    lines = [{"task": "a<b", "status": "solved", "program": "xs -> sort(xs)", "seconds": 0.1}, {"task": "c", "status": "timeout"}]
    (tmp_path / "results.jsonl").write_text("".join(json.dumps(each) + "\n" for each in lines))
    run = Run.open(tmp_path)
    assert run.counts == {"solved": 1, "timeout": 1} and repr(run).endswith("1 solved, 1 timeout")
    assert "a&lt;b" in run._repr_html_() and "xs -&gt; sort(xs)" in run._repr_html_()
    with pytest.raises(ValueError, match="holds no run"):
        Run.open(tmp_path / "nothing")


CELLS = (
    "from synth import Session, solve",
    "solve([('<b>ab cd</b>', '<B>AB CD</B>'), ('ab & bd', 'AB & BD')], timeout=10)",
    "Session([([3, 1, 2, 7], [91, 17, 5]), ([4, 4, 8], [1, 2, 77, 31])], timeout=1.5).result",
)


def test_a_notebook_shows_answers_and_how_a_search_stands() -> None:
    """A real kernel: the last cell searches in vain, so that its line of progress is changed before it goes."""
    client = NotebookClient(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS]), timeout=60)
    heard: list[str] = []
    process = client.process_message

    def note(message: dict[str, Any], *rest: Any) -> Any:
        if message["msg_type"] == "update_display_data":
            heard.append(message["content"]["data"]["text/html"])
        return process(message, *rest)

    client.process_message = note
    client.execute(cwd=str(ROOT))
    answer = [output.data["text/html"] for output in client.nb.cells[1].outputs if output.output_type == "execute_result"]
    assert len(answer) == 1 and "The text in upper case." in answer[0] and "<b>ab" not in answer[0]
    assert any("candidates, cost" in html for html in heard) and heard[-1] == ""


def test_a_column_of_pandas_is_filled_in_its_type() -> None:
    frame = pd.DataFrame(
        {
            "name": ["Ada Lovelace", "Alan Turing", "Grace Hopper"],
            "initials": ["A.L.", "A.T.", None],
            "n": [1, 2, 3],
            "double": [2, 4, None],
            "day": pd.to_datetime(["2021-03-04", "2020-12-25", "2019-07-01"]),
            "month": ["2021-03", "2020-12", None],
        },
        index=[7, 8, 9],
    )
    filled = frame.synth.fill("initials", inputs=["name"], timeout=10)
    assert list(filled["initials"]) == ["A.L.", "A.T.", "G.H."] and frame["initials"].isna().sum() == 1
    assert list(filled.index) == [7, 8, 9]
    doubled = frame.synth.fill("double", inputs=["n"], timeout=10)["double"]
    assert list(doubled) == [2, 4, 6] and doubled.dtype == frame["double"].dtype
    assert frame.synth.fill("month", inputs=["day"], timeout=10)["month"].iloc[2] == "2019-07"
    answer = frame.synth.program("initials", inputs=["name"], timeout=10)
    assert answer.explain().endswith(".") and "[name]" in answer.explain()


def test_a_column_of_polars_is_filled_in_its_type() -> None:
    frame = pl.DataFrame(
        {
            "price": [Decimal("1.50"), Decimal("2.25"), Decimal("0.80")],
            "pieces": [2, 4, 10],
            "total": [Decimal("3.00"), Decimal("9.00"), None],
            "day": [datetime.date(2021, 3, 4), datetime.date(2020, 12, 25), datetime.date(2019, 7, 1)],
            "next": [datetime.date(2021, 3, 5), datetime.date(2020, 12, 26), None],
        }
    )
    filled = frame.synth.fill("total", inputs=["price", "pieces"], timeout=10)
    assert filled["total"].dtype == frame["total"].dtype and filled["total"][2] == Decimal("8.00")
    assert frame.synth.fill("next", inputs=["day"], timeout=10)["next"][2] == datetime.date(2019, 7, 2)


def test_what_cannot_be_filled_is_said() -> None:
    frame = pd.DataFrame({"a": [1, 2, 3], "b": [2, 4, None], "c": [None, None, None]})
    for column, options, fault in (
        ("d", {}, "the frame has no column 'd'"),
        ("a", {}, "column 'a' has no blanks to fill"),
        ("c", {}, "no row has an output in column 'c'"),
        ("b", {"inputs": ["b"]}, "column 'b' is to be filled, so it is no input"),
        ("b", {"inputs": ["a"], "avoid": "srot"}, "avoid: no primitive"),
    ):
        with pytest.raises(ValueError, match=fault):
            frame.synth.fill(column, **options)
    odd = pd.DataFrame({"s": ["a-1", "b-2", "c-3", "d"], "t": ["1", "2", None, None]})
    with pytest.warns(UserWarning, match="column 't' stays blank in row 3"):
        assert list(odd.synth.fill("t", timeout=10, hint='s -> to_int(after("-", s))')["t"])[:3] == ["1", "2", "3"]


def test_synth_alone_imports_neither_pandas_nor_polars() -> None:
    code = "import sys, synth\nprint([name for name in ('pandas', 'polars', 'numpy', 'IPython') if name in sys.modules])"
    code += "\nimport pandas\nfrom synth import register_accessors\nregister_accessors()\nprint(hasattr(pandas.DataFrame, 'synth'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split("\n")[:2] == ["[]", "True"]
    assert "register_accessors" in synth.__all__


def test_the_command_line_explains(tmp_path: Path) -> None:
    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "synth", *words], capture_output=True, text=True, check=False, cwd=ROOT)

    example = ("solve", "--example", '"a.b" -> "A"', "--example", '"qxz.pol" -> "QXZ"', "--timeout", "10", "--must-use", "before")
    told = command(*example, "--explain")
    assert told.stdout.rstrip().endswith("in upper case.") and "before" in told.stdout
    record = json.loads(command(*example, "--json").stdout)
    assert record["explanation"] == told.stdout.rstrip().splitlines()[-1]
    refused = command(*example, "--avoid", "befor")
    assert refused.returncode == 2 and "did you mean before?" in refused.stderr and "Traceback" not in refused.stderr
    table = tmp_path / "t.csv"
    table.write_text("First name,initial\nAda,A\nGrace,G\nAlan,\n")
    assert "The first character of [First name]." in command("solve", str(table), "--explain", "--timeout", "10").stderr
