"""Task files: what is read comes back the same, what is malformed is named with its place, nothing else stops."""

from __future__ import annotations

import io
import json
import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.parsing import parse_type
from tasks import Example, Fault, Task, TaskError, load, parse_example, task_of
from tasks.formats.json_lines import task_from_record, to_record
from tasks.value import fit, to_json

GOOD = {"name": "sort", "train": [{"inputs": [[3, 1]], "output": [1, 3]}]}


def example(*inputs: object, output: object) -> dict[str, object]:
    return {"inputs": list(inputs), "output": output}


def record(*examples: dict[str, object], **fields: object) -> dict[str, object]:
    return {"name": "t", "train": list(examples), **fields}


def written(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return path


def only(entries: list[Task | Fault]) -> Task | Fault:
    assert len(entries) == 1, entries
    return entries[0]


def task_in(path: Path, **options: int) -> Task:
    entry = only(load(path, **options))
    assert isinstance(entry, Task), entry
    return entry


def fault_in(path: Path, **options: int) -> Fault:
    entry = only(load(path, **options))
    assert isinstance(entry, Fault), entry
    assert entry.message.startswith(str(path)) and "\n" not in entry.message
    return entry


# ---- JSON ------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        GOOD,
        {**GOOD, "domain": "list", "type": "list(int) -> list(int)", "test": [example([2], output=[2])], "source": "s", "note": [1]},
        record(example("a b", 2, output="b"), input_names=["text", "n"]),
        record(example([], output=[]), example([[1.5], []], output=[True])),
        record(example([1, "a"], output=[[2, True]]), type="pair(int, str) -> map(int, bool)"),
        record(example([[0, 9]], output={"nodes": 3, "edges": [[0, 2]]}), type="grid -> graph"),
        record(example([[0, 0.5]], output=2**64 - 1), type="image -> bits(64)"),
        record(example([3, 1], output=3), type="Ord a => list(a) -> a"),
    ],
)
def test_a_task_survives_the_way_to_a_file_and_back(fields: dict[str, object], tmp_path: Path) -> None:
    task = task_in(written(tmp_path / "a.jsonl", fields))
    again = task_from_record(json.loads(json.dumps(to_record(task))), task.origin)
    assert again == task and dict(again.extra) == dict(task.extra)
    hash(task)


def test_fields_reach_the_task(tmp_path: Path) -> None:
    fields = record(example([2, 1], 1, output=[1]), test=[example([], 3, output=[])], source="s", input_names=["xs", "n"], level=3)
    task = task_in(written(tmp_path / "a.jsonl", "", fields))
    assert task.request == parse_type("list(int) -> int -> list(int)")
    assert task.shown == (Example(((2, 1), 1), (1,)),) and task.held_out == (Example(((), 3), ()),)
    assert (task.domain, task.source, task.input_names, task.extra) == ("list", "s", ("xs", "n"), {"level": 3})
    assert task.origin == f"{tmp_path / 'a.jsonl'}:2"


@pytest.mark.parametrize(
    ("examples", "wanted"),
    [
        ([example([], output=[])], "list(int) -> list(int)"),
        ([example([], output=0), example(["a"], output=1)], "list(str) -> int"),
        ([example([[], [True]], output=[[]])], "list(list(bool)) -> list(list(int))"),
        ([example(1.0, True, output="")], "float -> bool -> str"),
    ],
)
def test_types_are_inferred_over_all_examples(examples: list[dict[str, object]], wanted: str, tmp_path: Path) -> None:
    task = task_in(written(tmp_path / "a.json", record(*examples)))
    assert task.request == parse_type(wanted)
    assert task.domain == ("text" if "str" in wanted else "list")


MALFORMED = [
    ('{"name": "a", "train": [{"inputs": [NaN], "output": 1}]}', "$.train[0].inputs[0]", "NaN"),
    ('{"name": "a", "train": [{"inputs": [1], "output": -Infinity}]}', "$.train[0].output", "-Infinity"),
    ('{"name": "a", "train": [{"inputs": [1e999], "output": 1}]}', "$.train[0].inputs[0]", "too large for a float"),
    ('{"name": "a", "train": [{"inputs": [1], "inputs": [2], "output": 1}]}', "$.train[0]", 'key "inputs" occurs twice'),
    ('{"name": "a", "note": {"x": [{"b": 1, "b": 2}]}}', "$.note.x[0]", 'key "b" occurs twice'),
    (record(example(2**63, output=1)), "$.train[0].inputs[0]", "64 bits"),
    (record(example(-(2**63) - 1, output=1)), "$.train[0].inputs[0]", "outside 64 bits"),
    ('{"name": "a", "train": [{"inputs": [' + "9" * 100_000 + '], "output": 1}]}', "$.train[0].inputs[0]", "100000 digits"),
    ("[" * 100_000, "column 65", "nesting deeper than 64"),
    ('{"a":' * 100_000 + '"\\"' * 1000, "column 321", "nesting deeper than 64"),
    (record(example("\ud800", output="")), "$.train[0].inputs[0]", "lone surrogate"),
    (record(example("", output="")) | {"\udc00": 1}, "$", "lone surrogate"),
    ({"train": GOOD["train"]}, "$", "missing field 'name'"),
    ({"name": "a"}, "$", "missing field 'train'"),
    ({"name": "a", "trian": []}, "$", "did you mean 'trian'"),
    ({"name": "a", "train": []}, "$.train", "no examples"),
    ({"name": " ", "train": GOOD["train"]}, "$.name", "empty name"),
    ({"name": 3, "train": GOOD["train"]}, "$.name", "expected a string, found int 3"),
    ({"name": "a", "train": {}}, "$.train", "expected an array"),
    ({"name": "a", "train": [3]}, "$.train[0]", "expected an example"),
    ({"name": "a", "train": [{"inputs": [1]}]}, "$.train[0]", "missing field 'output'"),
    ({"name": "a", "train": [{"input": [1], "output": 1}]}, "$.train[0]", "did you mean 'input'"),
    ({"name": "a", "train": [{"input": [[1]], "output": [[1]]}]}, "$.train[0]", "ARC"),
    ({"name": "a", "train": [{"inputs": 1, "output": 1}]}, "$.train[0].inputs", "expected an array, found int 1"),
    (record(example(output=1)), "$.train[0].inputs", "no inputs"),
    (record(example(1, output=1), example(1, 2, output=1)), "$.train[1].inputs", "2 inputs where train[0] has 1"),
    (record(example(1, 2, output=1), type="int -> int"), "$.train[0].inputs", "the type has 1"),
    (record(example(1, output=1), test=None), "$.test", "expected an array, found null"),
    (record(example(1, output=1), source=[]), "$.source", "expected a string"),
    (record(example(1, output=1), input_names=["a", "b"]), "$.input_names", "2 names for 1 inputs"),
    (record(example(1, output=1), input_names=[1]), "$.input_names[0]", "expected a string"),
    (record(example(None, output=1)), "$.train[0].inputs[0]", "null has no type"),
    (record(example({"a": 1}, output=1)), "$.train[0].inputs[0]", "an object has no type"),
    (record(example([1, True], output=1)), "$.train[0].inputs[0][1]", "expected int as before, found bool true; write 1"),
    (
        record(example([1], output=1), example([1.0], output=1)),
        "$.train[1].inputs[0][0]",
        "expected int as before, found float 1.0; write 1",
    ),
    (record(example([1], output=1), test=[example(["a"], output=1)]), "$.test[0].inputs[0][0]", 'found str "a"'),
    (record(example([1], output=1), example([[1]], output=1)), "$.train[1].inputs[0][0]", "found an array of 1"),
    (record(example(1, output=1), type="int -> float"), "$.train[0].output", "expected float, found int 1; write 1.0"),
    (record(example(1, output=1), type="int -> strr"), "$.type", "did you mean str?"),
    (record(example(1, output=1), type="int -> zzzzz"), "$.type", "known: int"),
    (record(example(1, output=1), type="int ->"), "$.type", "column 7"),
    (record(example(1, output=1), type="int"), "$.type", "takes no input"),
    (record(example(1, output=1), type="(int -> int) -> int"), "$.type", "is a function"),
    (record(example(1, output=1), type="list(" * 5000), "$.type", "longer than"),
    (record(example(1, output=1), type="bits(65) -> int"), "$.type", "from 1 to 64"),
    (record(example(1, output=1), type=3), "$.type", "expected a string"),
    (record(example([1, 2, 3], output=1), type="pair(int, int) -> int"), "$.train[0].inputs[0]", "array of two"),
    (record(example([[1, 2], [1, 3]], output=1), type="map(int, int) -> int"), "$.train[0].inputs[0][1]", "each key once"),
    (record(example([[1], [1, 2]], output=1), type="grid -> int"), "$.train[0].inputs[0][1]", "expected a row of 1"),
    (record(example([[10]], output=1), type="grid -> int"), "$.train[0].inputs[0][0][0]", "colour from 0 to 9"),
    (record(example([[1.5]], output=1), type="image -> int"), "$.train[0].inputs[0][0][0]", "number from 0 to 1"),
    (record(example({"nodes": 2, "edges": [[0, 2]]}, output=1), type="graph -> int"), "$.train[0].inputs[0].edges[0]", "node 2 of 2"),
    (record(example(256, output=1), type="bits(8) -> int"), "$.train[0].inputs[0]", "expected bits(8)"),
    (record(example(["a"], output="a"), type="Num a => list(a) -> a"), "$.train[0].inputs[0][0]", "not Num"),
    (record(example([1], output="a"), type="list(a) -> a"), "$.train[0].output", "expected int as before"),
    ("{\"name\": 'a'}", "column 10", "texts stand in double quotes"),
    ('{"name": "a",}', "column 14", "not JSON"),
    ('{"name": "a"', "column 13", "ends too early"),
    ('{"name": True}', "column 10", "write true"),
    ('{"name": "a"} {}', "column 15", "more text"),
    ("3", "$", "expected a task as an object"),
]


@pytest.mark.parametrize(("line", "place", "problem"), MALFORMED, ids=range(len(MALFORMED)))
def test_each_malformed_line_is_named_and_the_others_still_load(line: object, place: str, problem: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", GOOD, line, GOOD)
    first, fault, last = load(path)
    assert isinstance(first, Task) and isinstance(last, Task) and isinstance(fault, Fault)
    assert fault.message.startswith(f"{path}:2: {place}: "), fault.message
    assert problem in fault.message
    assert len(fault.message) < 600 and fault.message.isprintable()
    assert fault.origin == f"{path}:2"


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(json.dumps(GOOD).encode() + b'\n{"name": "\xff"}\n')
    good, fault = load(path)
    assert isinstance(good, Task) and isinstance(fault, Fault)
    assert f"{path}:2: byte 0xff is not UTF-8" in fault.message


@pytest.mark.parametrize("ending", ["jsonl", "json", "csv"])
@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file(ending: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    assert "the file is empty" in fault_in(path).message


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n")
    assert task_in(path).name == "sort"


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", GOOD)
    assert "--max-file" in fault_in(path, max_file=10).message
    assert task_in(path, max_file=path.stat().st_size).name == "sort"


def test_a_json_file_holds_one_task_or_a_list(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(GOOD, indent=2))
    assert task_in(path).name == "sort"
    path.write_text(json.dumps([GOOD, record(example(1, output=None)), GOOD], indent=2))
    first, fault, last = load(path)
    assert isinstance(first, Task) and isinstance(last, Task) and isinstance(fault, Fault)
    assert fault.name == "t" and fault.message.startswith(f"{path}: $[1].train[0].output: null")
    path.write_text("[]")
    assert "empty list" in fault_in(path).message
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps(GOOD))
    assert f"{path}:2:1: not JSON" in (message := fault_in(path).message) and ".jsonl" in message


def test_standard_input_takes_lines_or_a_document() -> None:
    two = (json.dumps(GOOD) + "\n{\n" + json.dumps(GOOD)).encode()
    entries = load("-", stdin=io.BytesIO(two))
    assert [type(entry) for entry in entries] == [Task, Fault, Task]
    assert str(entries[1]).startswith("standard input:2: ")
    assert [type(entry) for entry in load("-", stdin=io.BytesIO(json.dumps([GOOD, GOOD], indent=1).encode()))] == [Task, Task]
    assert isinstance(only(load("-", stdin=io.BytesIO(b"x" * 100), max_file=10)), Fault)


def test_folders_are_read_whole_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    written(tmp_path / "b" / "z.jsonl", {**GOOD, "name": "third"})
    written(tmp_path / "a.json", {**GOOD, "name": "first"})
    written(tmp_path / "a2.jsonl", {**GOOD, "name": "second"}, "{")
    written(tmp_path / "names.json", ["not", "tasks"])
    written(tmp_path / "README.md", "text")
    written(tmp_path / ".hidden.jsonl", "{")
    assert [entry.name for entry in load(tmp_path)] == ["first", "second", "a2:2", "third"]
    (tmp_path / "c").mkdir()
    assert "no task file" in fault_in(tmp_path / "c").message


@pytest.mark.parametrize(
    ("name", "problem"), [("sort.jsom", "did you mean '.json"), ("none", "names no task format"), ("sort.x\ny", "known:")]
)
def test_files_of_no_format(name: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("{}")
    entry = only(load(tmp_path / name))
    assert isinstance(entry, Fault) and problem in entry.message and "\n" not in entry.message


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    written(tmp_path / "tasks.jsonl", GOOD)
    assert "did you mean 'tasks.jsonl'?" in fault_in(tmp_path / "task.jsonl").message
    assert "no folder" in fault_in(tmp_path / "x" / "task.jsonl").message
    assert isinstance(only(load("a\0b.jsonl")), Fault)


def values(of: str) -> st.SearchStrategy[object]:
    """Values of a type as JSON reads them."""
    match of:
        case "int":
            return st.integers(-(2**63), 2**63 - 1)
        case "bool":
            return st.booleans()
        case "float":
            return st.floats(allow_nan=False, allow_infinity=False)
        case "str":
            return st.text(st.characters(exclude_categories=["Cs"]))
        case "list(list(int))":
            return st.lists(st.lists(values("int")))
        case _:
            return st.lists(values("str"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_value_survives_json(data: st.DataObject) -> None:
    parts = data.draw(st.lists(st.sampled_from(["int", "bool", "float", "str", "list(list(int))", "list(str)"]), min_size=2, max_size=4))
    rows = data.draw(st.lists(st.tuples(*map(values, parts)), min_size=1, max_size=4))
    stated = record(*(example(*row[:-1], output=row[-1]) for row in rows), type=" -> ".join(parts))
    task = only(load("-", stdin=io.BytesIO(json.dumps(stated).encode())))
    assert isinstance(task, Task)
    assert to_record(task)["train"] == stated["train"]
    types = [parse_type(part) for part in parts]
    assert [to_json(fit(value, kind), kind) for value, kind in zip(rows[0], types, strict=True)] == list(rows[0])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["inputs", "output", "train", "type", "name"]) | st.text(), inner)
    ),
)


@settings(max_examples=150, deadline=None)
@given(JSON | st.builds(lambda v, w, t: record(example(v, output=w), type=t), JSON, JSON, st.text() | st.just("a -> list(b)")))
def test_no_json_at_all_raises(document: object) -> None:
    for entry in load("-", stdin=io.BytesIO(json.dumps(document).encode())):
        assert isinstance(entry, Task) or entry.message.isprintable()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise(data: bytes) -> None:
    assert load("-", stdin=io.BytesIO(data))


# ---- examples on the command line and from Python -----------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[1,2], 1 -> [2]", Example(([1, 2], 1), [2])),
        ('"Ada -> L" -> "A.L."', Example(("Ada -> L",), "A.L.")),
        ("  [ ] ->-1 ", Example(([],), -1)),
        ("1.5,true->[[1],[]]", Example((1.5, True), [[1], []])),
    ],
)
def test_an_example_as_text(text: str, wanted: Example) -> None:
    assert parse_example(text) == wanted
    assert task_of("t", [parse_example(text)]).shown


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "column 1"),
        ("1", "column 2 of the example '1': expected ',' or '->'"),
        ("1 -> ", "output: not JSON: the text ends too early"),
        ("1 -> 2 -> 3", "column 8"),
        ("1 => 2", "column 3"),
        ("Ada Lovelace -> 1", '"Ada Lovelace"'),
        ('"a" -> b', "output: not JSON: expecting value, near 'b'; a text stands in double quotes: \"b\""),
        ("[1, NaN] -> 1", "input 1[1]: NaN"),
        ("1, 99999999999999999999 -> 1", "input 2: int 99999999999999999999 is outside 64 bits"),
        ("[" * 1000, "nesting deeper"),
        ("-> 1", "input 1"),
    ],
)
def test_a_misread_example_names_the_place(text: str, problem: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_example(text)
    assert problem in str(caught.value) and "\n" not in str(caught.value)


def test_examples_from_python() -> None:
    task = task_of("t", [([3, 1], [1, 3])], [(([2],), [2])])
    assert task.shown == (Example(((3, 1),), (1, 3)),) and task.held_out == (Example(((2,),), (2,)),)
    assert task_of("t", [(([1], 2), 3)]).request == parse_type("list(int) -> int -> int")
    assert task_of("t", [((1, 2), 3)], request="pair(int, int) -> int").shown == (Example(((1, 2),), 3),)


@pytest.mark.parametrize(
    ("pairs", "problem"),
    [
        ([], "examples: no examples"),
        ([(1, 2), 3], "example 2: expected a pair"),
        ([(1, 2), (1, 2.0)], "example 2, output: expected int as before, found float 2.0; write 2"),
        ([(1, 2), (1, 2.5)], "found float 2.5; write the whole numbers beside it with a point too, such as 2.0"),
        ([([1], 2), ([[1]], 2)], "example 2, input 1, item 1: expected int"),
        ([(b"1", 2)], "a bytes has no type"),
        ([(10**5000, 2)], "an int of"),
        ([(float("nan"), 2)], "finite"),
        ([("\ud800", 2)], "lone surrogate"),
    ],
)
def test_a_misuse_from_python_names_the_example(pairs: list[object], problem: str) -> None:
    with pytest.raises(TaskError) as caught:
        task_of("t", pairs)
    assert problem in str(caught.value)


def test_a_list_within_itself_is_refused() -> None:
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(TaskError, match="deeper"):
        task_of("t", [(loop, 1)])


def test_contradictions_and_repeats() -> None:
    task = task_of("t", [(1, 2), (1, 2), (2, 3), (1, 3)])
    assert task.contradiction() == (Example((1,), 2), Example((1,), 3))
    assert len(task.shown) == 4 and len(task.distinct_shown) == 3
    assert task_of("t", [(1, 2), (1, 2)], [(1, 3)]).contradiction() is None


# -- pipes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pipe", "pipe.jsonl", "pipe.json"])
def test_a_pipe_is_read_when_somebody_writes_to_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    os.mkfifo(path)

    def write() -> None:
        time.sleep(0.1)
        path.write_text(json.dumps(GOOD))

    writer = threading.Thread(target=write)
    writer.start()
    (task,) = load(path)
    writer.join()
    assert not isinstance(task, Fault)


def test_a_pipe_that_nobody_writes_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.formats.PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe.jsonl")
    (fault,) = load(tmp_path / "pipe.jsonl")
    assert isinstance(fault, Fault)
    assert fault.message.endswith("pipe.jsonl: nobody writes to this pipe")
    reading, writing = os.pipe()
    os.write(writing, json.dumps(GOOD).encode())
    os.close(writing)
    (task,) = load(f"/dev/fd/{reading}")
    os.close(reading)
    assert not isinstance(task, Fault)
