"""Shapes, conversions, ranges and remembered tables: what they mean, that tasks over them are solved, and what is printed."""

from __future__ import annotations

import doctest
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.domain import load_domain
from dsl.domains import addresses, conversions, nested, ranges, shapes, tables
from dsl.evaluate import Failure, evaluate
from dsl.export import to_python
from dsl.kernel import FAIL
from dsl.primitives import Primitive
from dsl.syntax import parse_term
from dsl.term import print_term
from dsl.type import BOOL, STR, arrow, parameters
from dsl.types.shape import EXAMPLES, is_shape
from synth.config import LibraryConfig, SolveConfig
from synth.faults import Misuse
from synth.library.entry import Subroutine
from synth.library.store import open_library
from synth.library.tables import entries_of, read_table, tables_in
from synth.library.vocabulary import fetch
from synth.solving.result import Result
from synth.solving.solver import solve_task
from synth.space import shapes as profiles
from tasks.task import task_of

TEXT = load_domain("text").vocabulary
LETTERS = st.text(alphabet="abZQ09 -_\t\x1c\xa0\u2003é*", max_size=12)
MODULES = (shapes, conversions, addresses, ranges, tables)
WORDS = [pytest.param(p, id=p.name) for module in MODULES for p in vars(module).values() if isinstance(p, Primitive)]
EDITS = [shapes.squeeze, shapes.insert_between_cases, shapes.insert_between_kinds, shapes.mask, shapes.mask_digits, shapes.pad_numbers]
NAMES = {name: value for module in (*MODULES, nested) for name, value in vars(module).items()}


def solved(shown: Sequence[tuple[Any, Any]], library: str = "none", timeout: float = 10.0) -> Result:
    task = task_of("", shown)
    return solve_task(task, SolveConfig(timeout=timeout, library=library, guide="none"))


def run_python(result: Result, *inputs: Any) -> Any:
    names: dict[str, Any] = {}
    exec(compile(result.python or "", "<program>", "exec"), names)
    return names["program"](*inputs)


@pytest.mark.parametrize("p", WORDS)
def test_examples_hold(p: Primitive) -> None:
    assert p.function is not None
    test = doctest.DocTestParser().get_doctest(p.function.__doc__ or "", dict(NAMES), p.name, None, None)
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


@given(st.text(alphabet="#-. ()", min_size=1, max_size=12), LETTERS)
def test_a_mask_takes_the_last_letters_and_digits_in_their_order(mask: str, s: str) -> None:
    told = [c for c in s if c.isalnum()]
    count = mask.count("#")
    if not 0 < count <= len(told):
        with pytest.raises(ValueError):
            shapes.format_mask(mask, s)
        return
    made = shapes.format_mask(mask, s)
    assert [c for c in made if c.isalnum()] == told[-count:]
    assert "".join("#" if c.isalnum() else c for c in made) == mask
    names: dict[str, Any] = {}
    exec(to_python(parse_term("(m, s) -> format_mask(m, s)", TEXT, None), TEXT), names)
    assert names["program"](mask, s) == made


@given(st.sampled_from(EXAMPLES), st.integers(-2, 2), LETTERS)
def test_what_is_found_has_the_shape_and_stands_by_itself(shape: str, n: int, s: str) -> None:
    names: dict[str, Any] = {}
    exec(to_python(parse_term("(shape, n, s) -> find_shape(shape, n, s)", TEXT, None), TEXT), names)
    try:
        found = shapes.find_shape(shape, n, s)
    except IndexError:
        with pytest.raises(IndexError):
            names["program"](shape, n, s)
        return
    assert found == names["program"](shape, n, s) and shapes.matches_shape(shape, found)
    places = [at for at in range(len(s)) if s.startswith(found, at)]
    assert any(not s[max(0, at - 1) : at].isalnum() and not s[at + len(found) : at + len(found) + 1].isalnum() for at in places)


# ---- kernels -----------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("p", EDITS, ids=lambda p: p.name)
def test_kernels_are_what_the_references_are(p: Primitive, data: st.DataObject) -> None:
    draws = {"int": st.integers(-2, 9), "str": LETTERS}
    arguments = [data.draw(draws[str(t)]) for t in parameters(p.type)[0]]
    try:
        expected: Any = p(*arguments)
    except ValueError:
        expected = FAIL
    out = np.zeros(400, np.int64)
    given_ = [np.array([ord(c) for c in a], np.int64) if isinstance(a, str) else a for a in arguments]
    size = p.kernel_function(*given_, out)  # type: ignore[misc]
    assert (size if size == FAIL else "".join(map(chr, out[:size]))) == expected


# ---- shapes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["[0-9]{10}", "[A-Z]{2}[0-9]+", r"[^\W\d_]+ \([0-9]{3}\)", "", "a-b"])
def test_shapes_are_rows_of_atoms(text: str) -> None:
    assert is_shape(text)
    re.compile(text)


@pytest.mark.parametrize("text", ["(ab)+", "a*", "a|b", "^a$", "[a-z", "a{2,3}", "(?=a)", r"(a)\1", ".", "a{b}"])
def test_other_patterns_are_no_shapes(text: str) -> None:
    assert not is_shape(text)
    with pytest.raises(ValueError, match="matches_shape"):
        parse_term(f"s -> matches_shape({text!r}, s)".replace("'", '"').replace("\\", "\\\\"), TEXT, arrow(STR, BOOL))


def test_a_shape_is_written_as_a_text() -> None:
    term = parse_term('s -> matches_shape("[A-Z]{2}", s)', TEXT, arrow(STR, BOOL))
    assert parse_term(print_term(term), TEXT, arrow(STR, BOOL)) == term
    assert evaluate(term, ("AB",), TEXT) is True
    assert "re.fullmatch('[A-Z]{2}', s) is not None" in to_python(term, TEXT, type=arrow(STR, BOOL))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="aB3 -.(é", max_size=6), min_size=2, max_size=6), st.data())
def test_proposed_shapes_tell_rows_apart(column: list[str], data: st.DataObject) -> None:
    outputs = [data.draw(st.booleans()) for _ in column]
    found = profiles.shapes([column], outputs)
    assert len(found) <= profiles.MOST_SHAPES
    for shape in found:
        hits = [re.fullmatch(shape, text) is not None for text in column]
        assert is_shape(shape) and any(hits) and not all(hits)


def truths(good: str, bad: str) -> list[tuple[str, bool]]:
    return [*((text, True) for text in good.split("|")), *((text, False) for text in bad.split("|"))]


@pytest.mark.parametrize(
    ("shown", "further"),
    [
        (truths("9876501234|9000012345", "12345|98765abcde"), truths("1112223334", "11122233345|x")),
        (truths("AB1234|QX0001|ZZ9999", "A1234|ab1234|AB123|12ABCD"), truths("KK4321", "KK43210|K-4321")),
        (truths("12-34|00-99|51-07", "1234|1-34|ab-cd"), truths("77-77", "77-7|7777")),
        (truths("(07) 55|(11) 42", "07 55|[11] 42|(7) 5"), truths("(99) 00", "99 (00)")),
    ],
)
def test_whole_texts_are_told_by_their_shape(shown: list[tuple[str, bool]], further: list[tuple[str, bool]]) -> None:
    result = solved(shown)
    assert result.status == "solved"
    assert [run_python(result, text) for text, _ in further] == [wanted for _, wanted in further]
    assert "matches_shape" in str(result.program)


@pytest.mark.parametrize(("same", "other"), [("yes", "no"), ("equal", "different"), ("match", "none")])
def test_texts_are_compared_whatever_their_case(same: str, other: str) -> None:
    rows = [
        ("string", "strong", other),
        ("text", "Text", same),
        ("Ab", "aB", same),
        ("cat", "dogs", other),
        ("YES", "yes", same),
        ("a", "B", other),
    ]
    result = solved([((s, t), wanted) for s, t, wanted in rows])
    assert str(result.program) == f'(s, t) -> if equal_ignoring_case(s, t) then "{same}" else "{other}"'
    assert run_python(result, "Straße", "STRASSE") == same


# ---- one operation -----------------------------------------------------------------------------------------------

ONE = [
    ("A-12 A-0012|B-7 B-0007|C-345 C-0345", "D-1234", "D-1234"),
    ("x_9 x_009|yy_10 yy_010|z_123 z_123", "w_45", "w_045"),
    ("img7.png img00007.png|pic12.gif pic00012.gif", "a345.png", "a00345.png"),
    ("lastName last;Name|firstOfAll first;Of;All", "homeTown", "home;Town"),
    ("ab12 ab;12|x7y x;7;y", "q45", "q;45"),
    ("10mg 10-mg|7km5 7-km-5", "12l", "12-l"),
    ("4111222233334444 ************4444|51112222333399 **********3399", "12345678", "****5678"),
    ("secret ####et|password ######rd", "abc", "#bc"),
    ("11-22-33-4444 **-**-**-4444|55-666-7777 **-***-7777", "1-2-3456", "*-*-3456"),
    ("255 ff|16 10", "4095", "fff"),
    ("5 101|8 1000", "10", "1010"),
    ("14 XIV|1990 MCMXC", "2024", "MMXXIV"),
    ("1 1st|22 22nd|13 13th", "103", "103rd"),
    ("27 AA|3 C", "703", "AAA"),
    ("ff 11111111|a 1010", "f0", "11110000"),
    ("Norway NO|Japan JP", "Brazil", "BR"),
    ("Ada QWRh|hi! aGkh", "abc", "YWJj"),
    ("https://a.org/x?id=12&b=3 12|http://b.com/yy?b=1&id=7#top 7", "https://c.de/?id=5&z=0", "5"),
    ("Dear;<COMPANY> Dear;Acme|To;<NAME>;now To;Acme;now", "a;<X>!", "a;Acme!"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "given_", "wanted"), ONE, ids=[rows.split()[0] for rows, _, _ in ONE])
def test_one_operation_is_found(rows: str, given_: str, wanted: str) -> None:
    shown = [tuple(part.replace(";", " ") for part in row.split(" ")) for row in rows.split("|")]
    result = solved(shown)  # type: ignore[arg-type]
    assert result.status == "solved"
    assert run_python(result, given_.replace(";", " ")) == wanted.replace(";", " "), result.program


@pytest.mark.parametrize(
    ("shown", "given_", "wanted"),
    [
        ([("XIV", 14), ("MCMXC", 1990)], "XL", 40),
        ([("10.0.0.1", 167772161), ("192.168.1.1", 3232235777)], "0.0.1.0", 256),
        ([("ff", 255), ("10", 16)], "1f", 31),
        ([("AA", 27), ("C", 3)], "Z", 26),
        ([(167772161, "10.0.0.1"), (3232235777, "192.168.1.1")], 257, "0.0.1.1"),
        ([(255, "0xff"), (16, "0x10")], 17, "0x11"),
        ([("Yes", True), ("no", False), ("y", True), ("OFF", False)], "on", True),
        ([("3-5", [3, 4, 5]), ("6-9", [6, 7, 8, 9]), ("10-12", [10, 11, 12])], "1-4", [1, 2, 3, 4]),
        ([("from 3 to 5", [3, 4, 5]), ("from 6 to 9", [6, 7, 8, 9])], "from 8 to 9", [8, 9]),
        ([("1-2, 4-7", [1, 2, 4, 5, 6, 7]), ("3, 5-6", [3, 5, 6])], "9, 11-12", [9, 11, 12]),
        ([([1, 2, 4, 5, 6, 7], "1-2, 4-7"), ([3, 5, 6], "3, 5-6")], [1, 3, 4], "1, 3-4"),
        ([([1, 2, 5, 6, 7], [[1, 2], [5, 6, 7]]), ([3, 5], [[3], [5]])], [7, 8, 1], [[7, 8], [1]]),
    ],
)  # fmt: skip
def test_other_types_are_converted(shown: list[tuple[Any, Any]], given_: Any, wanted: Any) -> None:
    result = solved(shown)
    assert result.status == "solved"
    assert run_python(result, given_) == wanted, result.program


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 3999))
def test_roman_numerals_and_columns_come_back(n: int) -> None:
    assert conversions.from_roman(conversions.to_roman(n)) == n
    assert conversions.column_number(conversions.column_letters(n)) == n


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True))
def test_ranges_come_back(numbers: list[int]) -> None:
    whole = sorted(numbers)
    assert list(ranges.text_to_ranges(ranges.ranges_to_text(", ", whole))) == whole


# ---- remembered tables -------------------------------------------------------------------------------------------

CODES = "team,code,colour\nRed Dragons,QX7,red\nBlue Whales,ZZ1,blue\nGreen Frogs,KP3,green\nWhite Owls,MM8,blue\n"


@pytest.fixture
def stored(tmp_path: Path) -> str:
    file = tmp_path / "codes.csv"
    file.write_text(CODES, encoding="utf8")
    url = f"sqlite:///{tmp_path / 'library.db'}"
    with open_library(url) as library:
        library.add(entries_of(read_table(str(file))))
    fetch(url)
    return url


@pytest.mark.parametrize(
    ("shown", "given_", "wanted"),
    [
        ([("Red Dragons", "QX7")], "White Owls", "MM8"),
        ([("QX7", "Red Dragons")], "KP3", "Green Frogs"),
        ([("Red Dragons", "the red ones"), ("White Owls", "the blue ones")], "Green Frogs", "the green ones"),
    ],
)
def test_a_table_of_the_library_is_looked_up(stored: str, shown: list[tuple[str, str]], given_: str, wanted: str) -> None:
    result = solved(shown, stored)
    assert result.status == "solved"
    assert run_python(result, given_) == wanted
    assert "{'" in (result.python or "")


def test_a_stored_table_is_whole_and_listed(stored: str) -> None:
    with open_library(stored) as library:
        assert library.verify() == []
        words = tables_in(library.subroutines())
    assert [entry.name for entry in words["codes"]] == ["recall_codes_code", "recall_codes_by_code", "recall_codes_colour"]
    assert all(isinstance(entry, Subroutine) and entry.doc.endswith(".") for entry in words["codes"])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("a,b\n", "a table has a row of names"),
        ("a\nb\n", "a table has a row of names"),
        ("a,b\n1,2\n3\n", "row 3 has 1 cells, the first row has 2"),
        ("a,b\n1,2\n1,3\n", "the first column has '1' twice"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: str, fault: str) -> None:
    file = tmp_path / "codes.csv"
    file.write_text(content, encoding="utf8")
    with pytest.raises(Misuse, match=fault):
        read_table(str(file))


@pytest.mark.parametrize("given_", [(), ("drop",), ("show",), ("add", "a.csv", "b.csv")])
def test_the_command_says_what_it_takes(given_: tuple[str, ...]) -> None:
    with pytest.raises(Misuse, match="library table"):
        LibraryConfig(action="table", arguments=given_)


def test_a_text_that_is_no_key_fails() -> None:
    term = parse_term('s -> recall(["a"], ["b"], s)', TEXT, arrow(STR, STR))
    assert evaluate(term, ("a",), TEXT) == "b"
    assert isinstance(evaluate(term, ("c",), TEXT), Failure)
