"""Tables: how they are recognised, what of them is a task, and that nothing but blank cells changes when they are filled."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.names import identifiers
from dsl.parsing import parse_type
from dsl.syntax import parse_term
from dsl.term import print_term
from tasks import Example, Fault, Task, load
from tasks.formats import Source, csv_table
from tasks.tables import columns
from tasks.tables.columns import Form, form_of
from tasks.tables.options import RECOGNISED, Options
from tasks.tables.table import TABLE, Column


def entries(text: str | bytes, name: str = "t.csv", options: Options = RECOGNISED) -> list[Task | Fault]:
    data = text if isinstance(text, bytes) else text.encode()
    return csv_table.read(Source(name, data, Path(name).suffix, options))


def tasks_in(text: str | bytes, name: str = "t.csv", options: Options = RECOGNISED) -> list[Task]:
    found = entries(text, name, options)
    assert all(isinstance(entry, Task) for entry in found), found
    return found  # type: ignore[return-value]


def task_in(text: str | bytes, name: str = "t.csv", options: Options = RECOGNISED) -> Task:
    (task,) = tasks_in(text, name, options)
    return task


def message(text: str, name: str = "t.csv", options: Options = RECOGNISED) -> str:
    (fault,) = entries(text, name, options)
    assert isinstance(fault, Fault) and "\n" not in fault.message
    return fault.message


def column_of(task: Task) -> Column:
    column: Column = task.extra[TABLE]
    return column


def fill(task: Task, *outputs: Any) -> Any:
    return column_of(task).table.filled(column_of(task).cells(outputs))


# ---- a table and its task --------------------------------------------------------------------------------------------


def test_a_table_is_a_task_to_fill(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text('name,born,label\n"Lovelace, Ada",1815,A15\nAlan,1912,A12\n\nGrace,1906,\nKurt,1906\n', encoding="utf-8")
    (task,) = load(path)
    assert isinstance(task, Task)
    assert (task.name, task.domain, task.input_names) == ("people", "text", ("name", "born"))
    assert task.request == parse_type("str -> int -> str")
    assert task.shown == (Example(("Lovelace, Ada", 1815), "A15"), Example(("Alan", 1912), "A12"))
    assert task.inputs == column_of(task).inputs == (("Grace", 1906), ("Kurt", 1906))
    filled = fill(task, "G06", None)
    assert filled == 'name,born,label\n"Lovelace, Ada",1815,A15\nAlan,1912,A12\n\nGrace,1906,G06\nKurt,1906\n'
    assert task_in(filled).inputs == (("Kurt", 1906),)
    assert fill(task, None, "K").endswith("Grace,1906,\nKurt,1906,K\n")
    with pytest.raises(ValueError, match="1 outputs for 2 rows"):
        column_of(task).cells(["x"])


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["1", "-20", "0"], "int"),
        (["1", "00123", "2"], "str"),
        (["1", "-0", "2"], "str"),
        (["1", "+1", "2"], "str"),
        (["1", " 1", "2"], "str"),
        (["1", "9223372036854775808", "2"], "str"),
        (["1", "\u0661", "2"], "str"),
        (["true", "false", "true"], "str"),
        (["TRUE", "FALSE", "TRUE"], "str"),
        (["1.5", "007.5", "2"], "str"),
        (["1.5", ".5", "2"], "str"),
        (["1.5", "1e5", "2"], "str"),
        (["N/A", "nan", "?"], "str"),
    ],
)
def test_a_column_is_a_number_only_if_every_cell_is_canonical(cells: list[str], wanted: str) -> None:
    table = "".join(f"{cell},1\n" for cell in cells)
    assert task_in(f"x,y\n{table}{cells[0]},\n").request == parse_type(f"{wanted} -> int")


def test_each_column_with_blanks_is_a_task_over_the_full_ones() -> None:
    first, second = tasks_in("a,b,c,d\n1,2,3,x\n4,,6,y\n7,8,,z\n")
    assert (first.name, second.name) == ("t/b", "t/c")
    assert (first.input_names, second.input_names) == (("a", "d"), ("a", "b", "d"))  # a blank beside an output may be meant
    assert first.shown == (Example((1, "x"), 2), Example((7, "z"), 8)) and first.inputs == ((4, "y"),)
    assert second.shown == (Example((1, "2", "x"), 3), Example((4, "", "y"), 6)) and second.inputs == ((7, "8", "z"),)
    table = column_of(first).table
    assert table is column_of(second).table
    assert table.filled(column_of(first).cells([5]) | column_of(second).cells([9])) == "a,b,c,d\n1,2,3,x\n4,5,6,y\n7,8,9,z\n"


def test_one_column_is_picked_by_name_or_number() -> None:
    text = "a,b,2\n1,2,3\n4,,6\n7,8,\n"
    for asked, index in (("b", 1), ("2", 2), (" 2 ", 2), ("3", 2)):
        assert column_of(task_in(text, options=Options(output_column=asked))).index == index
    assert "no such column; did you mean 'total'?" in message("n,total\n1,\n", options=Options(output_column="totl"))
    assert "columns 2 and 3 are named so" in message("n,b,b\n1,2,\n", options=Options(output_column="b"))


def test_of_one_column_asked_for_those_with_blanks_among_its_examples_are_inputs() -> None:
    text = "first,middle,last,full,note\nAda,K,L,A K L,x\nBob,,R,B R,y\nCid,M,P,,\n"
    assert task_in(text, options=Options(output_column="full")).input_names == ("first", "middle", "last")


def test_a_column_with_few_blanks_beside_those_to_fill_is_an_input_with_gaps() -> None:
    """Only rows to fill that have a gap stay blank; a column that no other could be read for is told of, as its blanks may be meant."""
    towns = task_in("t,n,m,d\na,6,2,3\nb,,3,\nc,8,4,2\nd,9,3,\n", options=Options(output_column="d"))
    assert towns.input_names == ("t", "n", "m") and towns.shown[0].inputs == ("a", 6, 2) and towns.inputs == (("d", 9, 3),)
    assert column_of(towns).unread == ((1, "the cell is blank in column 'n'"),)
    middle, total = tasks_in("a,b,sum\n1,2,3\n4,5,9\n,7,\n8,,\n3,3,\n")
    assert (column_of(middle).name, column_of(middle).perhaps) == ("'b'", True)
    assert column_of(middle).notes == ("column 'a' stays blank: no other column is full, from which it could be computed",)
    assert total.input_names == ("a", "b") and [row for row, _ in column_of(total).unread] == [2, 3] and total.inputs == ((3, 3),)
    staged = "n,f,g\n1,2,3\n2,3,5\n3,4,\n4,,\n5,,\n"  # two columns to fill, one further than the other
    for second in (tasks_in(staged)[1], task_in(staged, options=Options(output_column="g"))):
        assert second.input_names == ("n",) and len(second.inputs) == 3


def test_a_column_without_blanks_is_a_task_only_where_asked_for() -> None:
    text = "a,b\n1,2\n3,4\n"
    assert "no cell is blank" in message(text) and "--output-column" in message(text)
    task = task_in(text, options=Options(output_column="b"))
    assert task.shown == (Example((1,), 2), Example((3,), 4)) and task.inputs == () and not column_of(task).to_fill


def test_nothing_is_dropped_in_silence() -> None:
    task = task_in("a,a,b,,c\n1,5, ,,9\n2,6,7,,9\n\n")
    assert column_of(task).table.notes == (
        "2 columns are named 'a'",
        "column 'column 4' is blank throughout and stays so",
        "row 1: the cell of column 'b' holds only white space, which counts as blank",
    )
    assert fill(task, 8) == "a,a,b,,c\n1,5,8,,9\n2,6,7,,9\n\n"


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#WERT!", "#NV"])
def test_an_error_value_costs_its_row_alone(error: str) -> None:
    task = task_in(f"a,b\n1,2\n{error},4\n5,{error}\n7,\n{error},\n")
    column = column_of(task)
    assert task.shown == (Example((1,), 2),) and column.inputs == ((7,),)
    assert column.unread == ((4, f"{error} is an error value in column 'a'"),)
    assert column.notes == tuple(
        f"row {row} is no example of column 'b': {error} is an error value in column {name!r}" for row, name in ((2, "a"), (3, "b"))
    )
    assert fill(task, 8) == f"a,b\n1,2\n{error},4\n5,{error}\n7,8\n{error},\n"


@pytest.mark.parametrize("mark", ["NaN", "n/a", "null", "-", "inf"])
def test_a_mark_for_no_number_is_unreadable_among_numbers_and_a_text_among_texts(mark: str) -> None:
    task = task_in(f"a,b\n1,2\n{mark},\n5,6\n7,\n")
    assert task.request == parse_type("int -> int") and column_of(task).unread == ((1, f"{mark!r} is no number in column 'a'"),)
    assert task_in(f"a,b\nx,2\n{mark},\n").inputs == ((mark,),)


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a\n1\n", "1", "a column to fill, separated by commas, semicolons, tabs or bars"),
        ('a;b;c\n"x, y";1;2\n1\n', "3", "1 cells where the header has 3; cells with semicolons"),
        ("sep=;\n", "1", "the table is empty"),
        ("a,b,c\n1,2,3\n   \n1\n", "4", "1 cells where the header has 3"),
        ("a,b\n", "", "no row has an output in column 'b'"),
        ("a,b\n1,\n2,\n", "", "no row has an output in column 'b'"),
        ("a,b\n1,2\n1,2,3\n", "3", "3 cells where the header has 2"),
        ("a;b;c\n1;2\n1;2;3\n1\n", "4", "1 cells where the header has 3; cells with semicolons stand in double quotes"),
        ('a,b\n1,"2\n', "2", "not CSV: a quoted cell is never closed"),
        ('a,b\n1,"2"x\n', "2", "not CSV: a cell goes on after its closing quote"),
        ('a,b\n"1\n1",2\n1,"2"x\n', "4", "not CSV"),
    ],
)
def test_malformed_tables(text: str, place: str, problem: str) -> None:
    told = message(text)
    assert told.startswith(f"t.csv:{place}: " if place else "t.csv: ") and problem in told


def test_a_column_needs_a_full_one() -> None:
    faults = entries("a,b\n1,\n,2\n")
    assert [fault.name for fault in faults] == ["t/a", "t/b"]
    assert all(isinstance(fault, Fault) and "no other column is full" in fault.message for fault in faults)


def test_a_table_in_another_encoding() -> None:
    (fault,) = entries("a,b\nJürgen,1\n".encode("latin-1"))
    assert "t.csv:2: byte 0xfc is not UTF-8" in str(fault)


# ---- the dialect -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "told", "shown", "filled"),
    [
        ("who;at\nLee, Ann;5 Elm\nRay, Bob;7 Oak\nPoe, Cid;\n", "t.csv", "semicolons between cells", ("Lee, Ann", "5 Elm"), None),
        ("name\tn\n  \nLee, Ann\t1,5\nRay, Bob\t\n", "t.csv", "tabs between cells, a decimal comma", ("Lee, Ann", Decimal("1.5")), None),
        ("a;b\nx,y;1\nz;\n", "t.csv", "semicolons between cells", ("x,y", 1), "a;b\nx,y;1\nz;N\n"),
        ("a\tb\nx;y\t1\nz\t\n", "t.csv", "tabs between cells", ("x;y", 1), "a\tb\nx;y\t1\nz\tN\n"),
        ("a\tb\nx,y\t1\nz\t\n", "t.tsv", "", ("x,y", 1), "a\tb\nx,y\t1\nz\tN\n"),
        ("a,b\nx,1\nz,\n", "t.tsv", "commas between cells", ("x", 1), "a,b\nx,1\nz,N\n"),
        ("a|b\nx,y|1\nz|\n", "t.csv", "bars between cells", ("x,y", 1), "a|b\nx,y|1\nz|N\n"),
        ("sep=;\na;b\nx;1\nz;\n", "t.csv", "", ("x", 1), "sep=;\na;b\nx;1\nz;N\n"),
        ("'a';'b'\n'x;y';'it''s'\n'z';\n", "t.csv", "semicolons between cells, ' for quotes", ("x;y", "it's"), None),
        ('a\tb\n12"\tx\n"4\t\n', "t.tsv", "no quotes", ('12"', "x"), 'a\tb\n12"\tx\n"4\tN\n'),
        ('a,b\n "x, y" ,1\nz,\n', "t.csv", "", ("x, y", 1), None),
        ("a,b\rx,1\rz,\r", "t.csv", "", ("x", 1), "a,b\rx,1\rz,N\r"),
    ],
)
def test_how_a_table_is_written_is_recognised(text: str, name: str, told: str, shown: tuple[Any, Any], filled: str | None) -> None:
    task = task_in(text, name)
    assert column_of(task).table.notes == ((f"read with {told}",) if told else ())
    assert task.shown[0] == Example(shown[:1], shown[1])
    assert filled is None or fill(task, "N") == filled


def test_options_decide() -> None:
    text = "a;b,c;d\n1;2,3;4\n5;6,\n"
    assert column_of(task_in(text, options=Options(delimiter=","))).table.names == ("a;b", "c;d")
    assert column_of(task_in(text, options=Options(delimiter=";", output_column="d"))).table.names == ("a", "b,c", "d")
    task = task_in("one,two\nx,y\nz,\n", options=Options(header=False))
    assert task.shown == (Example(("one",), "two"), Example(("x",), "y")) and task.input_names is None


HEADED = [
    "name,born\nAda,1815\n",
    "code,n\nA-17,17\nB-4,4\n",
    "city,2019,2020\nBern,12,13\n",
    "0,1,2\n5,6,7\n8,9,1\n",
    "name,nick\nann,a\nbob,b\n",
    "name,Q1,Q2\nann,5,7\n",
    "date,day\n2020-01-05,5\n05.01.2020,7\n",
    "id,amount\nN/A,-\n2,3\n",
    "e-mail,user\nann@x.org,ann\n",
    "a,b\n",
]
BARE = [
    "A-17,17\nB-4,4\nC-230,230\nD-88,\n",
    "ann,5\nbob,7\ncid,\n",
    "McDonald,5\nSmith,7\n",
    "2020-01-05,x\n2021-02-03,y\n",
    "ann@x.org,ann\nbob@y.org,bob\n",
    "12.50,3\n7.25,4\n",
    "1;2\n3;4\n5;\n",
    "x1,\ny2,b\n",
]


@pytest.mark.parametrize(("text", "named"), [*((text, True) for text in HEADED), *((text, False) for text in BARE)])
def test_the_first_row_is_a_header_unless_it_looks_like_the_others(text: str, named: bool) -> None:
    dialect, _ = csv_table.recognise(text, ",", RECOGNISED)
    assert dialect.header is named
    assert ("no header (the first row looks like those below it)" in dialect.told) is not named


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("a;b\n1,5;2\n0,25;3\n", ","),
        ("a;b\n1.5;2\n", "."),
        ("a;b\n1,500;2\n2,250;1\n", "."),  # may be thousands
        ("a;b\n0,500;2\n2,250;1\n", ","),
        ("a;b\n1,5;2.5\n", "."),
        ('a,b\n"1,5",2\n', ","),
        ("1,5;2,5\n3,5;4,5\n5,5;\n", ","),
    ],
)
def test_a_decimal_comma_is_recognised(text: str, sign: str) -> None:
    assert csv_table.recognise(text, ",", RECOGNISED)[0].decimal == sign
    assert csv_table.recognise(text, ",", Options(decimal="."))[0].decimal == "."


def test_decimals_are_read_and_written_as_the_column_shows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    held = SimpleNamespace(holds=lambda value, type: len(value.as_tuple().digits) <= 16)
    monkeypatch.setattr(columns, "codecs", lambda: {"decimal": held})
    form = form_of(["1,50", "2", "-0,5", "NaN"], ",")
    assert form == Form("decimal", ",", 2)
    assert [form.value(cell) for cell in ("1,50", "2")] == [Decimal("1.50"), Decimal(2)]
    assert [form.text(Decimal(text)) for text in ("4.5", "9.000", "1.125", "-3", "1E+2")] == ["4,50", "9,00", "1,125", "-3,00", "100,00"]
    assert form_of(["1", "2"]) == Form("int") and form_of(["1.5", "007"]) == form_of(["1.5", "1." + "1" * 16]) == Form("str")
    assert Form("decimal", ".", 1).text("9.00") == "9.0"


def test_new_cells_are_quoted_as_the_file_quotes() -> None:
    assert fill(task_in('a,b\nx,"1"\ny,\n'), 2) == 'a,b\nx,"1"\ny,"2"\n'
    assert fill(task_in('a,b\nx,1\ny,""\n'), 2) == 'a,b\nx,1\ny,"2"\n'
    assert fill(task_in("a;b\nx;1\ny;\n"), 'p;"q"') == 'a;b\nx;1\ny;"p;""q"""\n'
    task = task_in('a\tb\n12"\tx\n"4\t\n', "t.tsv")
    assert column_of(task).table.refuses("x\ty", 1) == "'x\\ty' needs quotes, which this file does not use"


SIGNS = st.characters(exclude_categories=["Cs", "Cc"])
CELL = st.text(st.one_of(SIGNS, st.sampled_from(" ,;|\t\"'\n\r")), max_size=6)
FULL = CELL.filter(str.strip)
END = st.sampled_from(["\n", "\r\n"])


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(FULL, FULL, st.one_of(st.none(), FULL), END, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])), min_size=2),
    delimiter=st.sampled_from(",;\t|"),
    mark=st.booleans(),
    last=st.booleans(),
    new=FULL,
)
def test_all_but_the_filled_cells_comes_back(rows: list[Any], delimiter: str, mark: bool, last: bool, new: str) -> None:
    if not {None}.issubset({row[2] for row in rows}) or {row[2] for row in rows} == {None}:
        rows = [*rows, ("a", "b", None, "\n", csv.QUOTE_MINIMAL), ("c", "d", "e", "\r\n", csv.QUOTE_MINIMAL)]

    def cell(text: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, quoting=quoting).writerow([text, "x"])
        return out.getvalue().removesuffix('"x"\r\n' if quoting == csv.QUOTE_ALL else "x\r\n").removesuffix(delimiter)

    def whole(answers: list[str]) -> str:
        left = iter(answers)
        lines = [f"first{delimiter}second{delimiter}third\r\n"]
        for first, second, third, end, quoting in rows:
            inner = next(left) if third is None else cell(third, quoting)
            lines.append(f"{cell(first, quoting)}{delimiter}{cell(second, quoting)}{delimiter}{inner}{end}")
        text = "".join(lines)
        return ("\ufeff" if mark else "") + (text if last else text.removesuffix(rows[-1][3]))

    blank = sum(row[2] is None for row in rows)
    task = task_in(whole([""] * blank).encode(), options=Options(delimiter=delimiter, header=True))
    quoted = all(row[4] == csv.QUOTE_ALL or cell(row[2]).startswith('"') for row in rows if row[2] is not None)
    column = column_of(task)
    assert len(column.to_fill) + len(column.unread) == blank
    if not column.unread:
        assert fill(task, *[new] * blank) == whole([cell(new, csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)] * blank)
    assert column.table.filled({}) == whole([""] * blank)


# ---- names of parameters ---------------------------------------------------------------------------------------------


def test_headers_become_names_of_parameters() -> None:
    names = ["Unit price", "unit-price", "Größe (m²)", "class", "Id", "2019", "%", "x y", "x  y", "then"]
    assert identifiers(names) == ("unit_price", "unit_price2", "größe_m2", "class_", "id_", "x2019", "", "x_y", "x_y2", "then_")


@given(st.lists(st.text(max_size=12), max_size=5))
def test_any_names_are_parameters(names: list[str]) -> None:
    from dsl.names import with_parameters
    from synth.library.vocabulary import vocabulary_of

    told = [name for name in identifiers(names) if name]
    assert len(set(told)) == len(told) and all(name.isidentifier() for name in told)
    if told:
        vocabulary = vocabulary_of("list")
        plain = parse_term(f"({', '.join(f'v{i}' for i in range(len(told)))}, n) -> n", vocabulary)
        text = print_term(with_parameters(plain, told))
        assert all(name in text for name in told) and parse_term(text, vocabulary) == plain


# ---- the command line ------------------------------------------------------------------------------------------------


def synth(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "synth", *words], capture_output=True, timeout=200, check=False)


def saved(path: Path, text: str) -> str:
    path.write_bytes(text.encode())
    return str(path)


def test_all_columns_of_a_table_come_out_together(tmp_path: Path) -> None:
    file = saved(tmp_path / "t.tsv", "\ufeffname\tn\tloud\tm\r\nann\t1\tANN\t\r\nbob\t2\t\t3\neve\t1\tEVE\t2\r\nzoe\t0\t\t1")
    done = synth("solve", file, "--timeout", "20")
    assert done.stdout.decode() == "\ufeffname\tn\tloud\tm\r\nann\t1\tANN\t2\r\nbob\t2\tBOB\t3\neve\t1\tEVE\t2\r\nzoe\t0\tZOE\t1"
    told = done.stderr.decode()
    assert done.returncode == 0 and "column 'loud': (name, n) -> upper(name)" in told and "column 'm': (name, n, loud) -> " in told


def test_an_unsolved_column_stays_blank_and_is_told(tmp_path: Path) -> None:
    rows = [f"{i},{i + 1},{7919 * i * i % 10007}" for i in range(2, 14)]
    text = "\n".join(["n,m,odd", *rows, "14,,", ""])
    out = tmp_path / "filled.csv"
    done = synth("solve", saved(tmp_path / "t.csv", text), "--max-candidates", "2000", "--timeout", "5", "--out", str(out))
    assert done.returncode == 1 and done.stdout == b""
    assert out.read_text() == text.replace("14,,", "14,15,")
    assert "column 'odd' stays blank: " in done.stderr.decode() and "1 cells by n -> n + 1" in done.stderr.decode()


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    done = synth("solve", saved(tmp_path / "t.csv", "n,m\n1,2\n5,6\n8,9\n#N/A,\n7,\n"), "--timeout", "20")
    assert (done.returncode, done.stdout) == (0, b"n,m\n1,2\n5,6\n8,9\n#N/A,\n7,8\n")
    assert "row 4: column 'm' stays blank: #N/A is an error value in column 'n'" in done.stderr.decode()
    file = saved(tmp_path / "t.csv", "n,m\n1,2\n5,6\n8,#REF!\n9,10\n7,\n")
    told = synth("solve", file, "--timeout", "20", "--quiet").stderr.decode()
    assert told == f"synth: {file}: row 3 is no example of column 'm': #REF! is an error value in column 'm'\n"


def test_a_table_without_a_header_is_told_of(tmp_path: Path) -> None:
    file = saved(tmp_path / "t.csv", "A-17,17\nB-4,4\nC-230,230\nD-88,\n")
    done = synth("solve", file, "--timeout", "20")
    assert (done.returncode, done.stdout) == (0, b"A-17,17\nB-4,4\nC-230,230\nD-88,88\n")
    assert f"{file}: read with no header (the first row looks like those below it)" in done.stderr.decode()
    assert "read with" not in synth("solve", file, "--timeout", "20", "--no-header").stderr.decode()


def test_a_full_table_is_filled_no_further_but_explained_where_asked_for(tmp_path: Path) -> None:
    file = saved(tmp_path / "t.csv", "Unit price,total\n1,2\n5,10\n7,14\n")
    done = synth("solve", file)
    assert done.returncode == 2 and done.stderr.decode().count("\n") == 1 and "no cell is blank" in done.stderr.decode()
    done = synth("solve", file, "--output-column", "total", "--timeout", "20")
    assert done.returncode == 0 and done.stdout.decode().startswith("unit_price -> ") and "def program(unit_price):" in done.stdout.decode()


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--example", "1 -> 2", "--delimiter", ";"], "--delimiter is for tables, and none is given"),
        (["--example", "1 -> 2", "--no-header"], "--no-header is for tables, and none is given"),
        (["t.csv", "--delimiter", "::"], "--delimiter must be one sign such as ; or the word tab, not '::'"),
        (["t.csv", "--decimal", ";"], "--decimal must be . or ,, not ';'"),
    ],
)
def test_options_for_tables_are_checked(words: list[str], fault: str) -> None:
    done = synth("solve", *words)
    assert (done.returncode, done.stderr.decode()) == (2, f"synth: {fault}\n")


def test_a_long_table_is_read_in_one_pass() -> None:
    rows = "".join(f"item {i};{i},5;{i * 2 if i < 5 else ''}\n" for i in range(20_000))
    begun = time.process_time()
    task = task_in(f"name;n;m\n{rows}")
    fill(task, *[1] * len(task.inputs))
    assert len(task.inputs) == 19_995 and time.process_time() - begun < 10


# ---- files of other programs -----------------------------------------------------------------------------------------


def test_a_workbook_is_filled(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path, out = tmp_path / "t.xlsx", tmp_path / "out.xlsx"
    book = openpyxl.Workbook()
    cells = [("Name", "n", "loud", "m"), ("ann", 3, "ANN", None), ("bob", 5, None, 6), ("eve", 9, "EVE", 10), ("=A1", 7, None, 8)]
    for row, values in enumerate(cells, 2):
        for column, value in enumerate(values, 3):
            book.active.cell(row, column, value)
    book.active["D3"].number_format = "0.00"
    book.create_sheet("more")["A1"] = "kept"
    book.save(path)
    assert b"give --out FILE" in synth("solve", str(path)).stderr
    assert b"filled.csv should end in .xlsx" in synth("solve", str(path), "--out", str(tmp_path / "filled.csv")).stderr
    done = synth("solve", str(path), "--out", str(out), "--timeout", "20")
    assert done.returncode == 0, done.stderr
    assert (
        b"the sheet 'Sheet' is read, of 2" in done.stderr
        and b"row 4: the value of the formula in column 'Name' is not stored" in done.stderr
    )
    again = openpyxl.load_workbook(out)
    assert again["more"]["A1"].value == "kept" and again["Sheet"]["D3"].number_format == "0.00"
    found = [row[2:] for row in again["Sheet"].values][1:]
    assert found[:4] == [cells[0], ("ann", 3, "ANN", 4), ("bob", 5, "BOB", 6), cells[3]] and found[4][3] == 8


def test_a_parquet_file_is_filled_in_its_types(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path, out = tmp_path / "t.parquet", tmp_path / "out.parquet"
    columns = {"n": arrow.array([1, 2, 5, 8], arrow.int16()), "m": arrow.array([2, 3, 6, None], arrow.int32())}
    parquet.write_table(arrow.table(columns), path, compression="zstd")
    done = synth("solve", str(path), "--out", str(out), "--timeout", "20")
    assert done.returncode == 0, done.stderr
    again = parquet.read_table(out)
    assert again.schema == parquet.read_table(path).schema and again.column("m").to_pylist() == [2, 3, 6, 9]
    (task,) = load(path)
    assert isinstance(task, Task) and column_of(task).table.refuses("many", 1) == "'many' is no int32, as the column holds"


def test_what_is_missing_or_damaged_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"PK nonsense")
    pytest.importorskip("openpyxl")
    assert "not an .xlsx file" in str(load(path)[0])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert str(load(path)[0]) == f"{path}: reading .xlsx needs openpyxl; pip install 'synth-engine[tables]'"
