"""Sessions: tasks that grow, are stopped, streamed, saved and read again."""

from __future__ import annotations

import json
import threading
import time
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas
import polars
import pytest

from synth import Session, solve
from tasks.value import plain

NAMES = [("Ada Lovelace", "A.L."), ("Alan Turing", "A.T.")]
HOPELESS = [([3, 1, 2, 7], [91, 17, 5]), ([4, 4, 8], [1, 2, 77, 31]), ([5], [8, 8, 1])]


def test_examples_are_added_replaced_and_taken_back() -> None:
    session = Session(NAMES[:1], inputs=["Grace Brewster Hopper"], timeout=10)
    session.add("Grace Brewster Hopper", "wrong")
    session.add("Grace Brewster Hopper", "G.B.H.")
    assert session.examples == (NAMES[0], ("Grace Brewster Hopper", "G.B.H."))
    assert session.outputs() == ["G.B.H."]
    session.remove("Grace Brewster Hopper")
    session.add_inputs("Alan Turing")
    assert session.inputs == ("Grace Brewster Hopper", "Alan Turing")
    assert repr(session) == "Session of 1 example and 2 rows without outputs"
    with pytest.raises(ValueError, match="no example has this input"):
        session.remove("nobody")


def test_values_of_numpy_pandas_and_polars_are_those_of_python() -> None:
    day, kinds = np.datetime64("2024-01-05"), (np.array, pandas.Series, polars.Series, list, tuple)
    for kind in kinds:
        assert plain((kind([3, 1, 2]), [kind([1.5])])) in (([3, 1, 2], [[1.5]]), ((3, 1, 2), [(1.5,)]))
    assert plain([np.int64(3), np.bool_(True), np.str_("a"), pandas.NaT, pandas.NA, None, 7]) == [3, True, "a", None, None, None, 7]
    assert plain(day) == date(2024, 1, 5) and plain(day.astype("datetime64[ns]")) == datetime(2024, 1, 5) and plain(np.eye(1)) == [[1.0]]
    session = Session([(np.array([3, 1, 2]), np.int64(6)), (pandas.Series([9, 8]), 17)], timeout=10)
    session.add(np.array([9, 8]), 17)
    session.remove(polars.Series([3, 1, 2]))
    session.add([5], np.int8(5))
    assert session.examples == (([9, 8], 17), ([5], 5)) and session.result(np.array([2, 3])) == 5
    with pytest.raises(ValueError, match="found a data frame"):
        solve(pandas.DataFrame({"a": [1]}))


def test_the_programs_found_are_held_against_a_new_example_first() -> None:
    session = Session(NAMES, timeout=10)
    first = session.result
    session.add("Barbara Liskov", "B.L.")
    assert {hint.program for hint in session._hints} == {hint.program for hint in first.pool} and first.pool
    assert session.result("Grace Hopper") == "G.H." and session.result.status == "solved"


def test_a_search_in_another_thread_is_stopped_at_once() -> None:
    session = Session(HOPELESS, timeout=60)
    results = []
    thread = threading.Thread(target=lambda: results.append(session.result))
    thread.start()
    time.sleep(1.5)
    session.stop()
    thread.join(10)
    assert not thread.is_alive()
    assert [result.status for result in results] == ["interrupted"]


def test_an_example_that_comes_while_a_search_runs_starts_it_anew() -> None:
    session = Session([*HOPELESS, ([1], [1])], timeout=60)
    results = []
    thread = threading.Thread(target=lambda: results.append(session.result))
    thread.start()
    time.sleep(0.5)
    for given, _ in HOPELESS:
        session.remove(given)
    session.add([2, 3], [2, 3])
    thread.join(30)
    assert [(result.status, result([7])) for result in results] == [("solved", [7])]


def test_programs_are_streamed_as_they_are_found() -> None:
    session = Session(NAMES, timeout=10)
    programs = list(session.stream())
    assert len(programs) == len(set(programs)) > 0
    assert session.result.status == "solved"
    other = Session(HOPELESS, timeout=60)
    began = time.monotonic()
    threading.Timer(1.0, other.stop).start()
    assert list(other.stream()) == [] and time.monotonic() - began < 5
    with pytest.raises(ValueError, match="no examples"):
        list(Session().stream())


def test_a_saved_session_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "pairs.json"
    session = Session([((3, 4), 7), ((10, 2), 12)], inputs=[(1, 1)], timeout=10, avoid="multiply")
    before = session.result
    session.save(path)
    loaded = Session.load(path)
    assert (loaded.examples, loaded.inputs) == (session.examples, session.inputs)
    assert loaded.outputs() == [2] and loaded.result.program == before.program
    record = json.loads(path.read_text())
    assert record["version"] == 1 and record["options"] == {"timeout": 10, "avoid": ["multiply"]}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("[1]", "is no saved session: it lacks the format 'synth session'"),
        ("{", "is no saved session"),
        ('{"format": "synth session", "version": 99}', "was saved by a later version (99; this one reads up to 1)"),
        ('{"format": "synth session", "version": 1}', "is no whole session: KeyError"),
        ('{"format": "synth session", "version": 1, "options": {}, "found": [], "task": {"name": "x"}}', "missing field 'train'"),
    ],
)
def test_what_is_no_session_is_refused_in_a_line(content: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(ValueError) as told:
        Session.load(path)
    assert fault in str(told.value) and "\n" not in str(told.value)
    with pytest.raises(ValueError, match="cannot read"):
        Session.load(tmp_path / "none.json")


def test_a_watcher_hears_how_the_search_stands() -> None:
    heard = []
    result = solve(NAMES, timeout=10, watch=heard.append)
    assert result.status == "solved" and any(progress.found for progress in heard)
    assert all(progress.candidates >= 0 for progress in heard)
