"""The options of every command: declared once, parsed, described, and named in one line where they are not understood."""

from __future__ import annotations

import inspect
import subprocess
import sys
from dataclasses import MISSING, Field, fields
from typing import Any, get_origin

import pytest

from synth import solve
from synth.cli import app
from synth.cli.app import COMMANDS, options
from synth.config import BenchConfig, BuildConfig, Config, GrowConfig, OutputConfig, SolveConfig, kind_of, name_of
from synth.faults import Misuse

# how each command is called in the simplest way
LEAST = {
    "solve": ["FILE"],
    "run": ["PROGRAM"],
    "bench": ["SUITE"],
    "grow": ["SUITE", "--run", "DIR"],
    "compress": ["FILE"],
    "train": ["--out", "guide.safetensors"],
    "library": ["list"],
}
# the table of `synth solve` in the documentation: what is typed, and what it has to come to
DOCUMENTED: list[tuple[list[str], dict[str, Any]]] = [
    (["--timeout", "2.5"], {"timeout": 2.5}),
    (["--timeout=3"], {"timeout": 3.0}),
    (["--max-memory", "512"], {"max_memory": 512}),
    (["--max-candidates", "1000"], {"max_candidates": 1000}),
    (["--domain", "lists", "--type", "list(int) -> int"], {"domain": "lists", "type": "list(int) -> int"}),
    (["--guide", "none", "--library", "sqlite:///mine.db"], {"guide": "none", "library": "sqlite:///mine.db"}),
    (["--strategy", "bottom_up"], {"strategy": "bottom_up"}),
    (["--alternatives", "2"], {"alternatives": 2}),
    (["--seed", "-7"], {"seed": -7}),
    (["--json", "--quiet"], {"json": True, "quiet": True}),
    (["--workers", "3"], {"workers": 3}),
    (["--out", "filled.csv"], {"out": "filled.csv"}),
    (["--max-file", "9"], {"max_file": 9}),
]
DIFFERENTLY = {60.0: "60", 20.0: "20", 0.0: "0", 0.002: "0.002", ("list", "text", "control"): "list, text, control"}
OPTIONS = [(name, own, default) for name, (kind, _) in COMMANDS.items() for own, default in options(kind)]


def asked(*words: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The configuration that a command is called with."""
    calls: list[Config] = []

    class Command:
        @staticmethod
        def run(config: Config) -> int:
            calls.append(config)
            return 0

    monkeypatch.setattr(app, "import_module", lambda module: Command)
    assert app.run(words) == 0
    (config,) = calls
    return config


def flat(config: Config) -> dict[str, Any]:
    """All values, those of configurations inside it among them."""
    values: dict[str, Any] = {}
    for own in fields(config):
        value = getattr(config, own.name)
        values |= flat(value) if isinstance(value, Config) else {own.name: value}
    return values


@pytest.mark.parametrize(("words", "values"), DOCUMENTED, ids=lambda said: " ".join(said))
@pytest.mark.parametrize("command", ["solve", "bench"])
def test_documented_options_are_parsed(command: str, words: list[str], values: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    if command == "bench" and {"out", "max_file"} & set(values):
        return
    before = flat(asked(command, "FILE", monkeypatch=monkeypatch))
    for order in (["FILE", *words], [*words, "FILE"]):
        assert flat(asked(command, *order, monkeypatch=monkeypatch)) == before | values


def test_examples_repeat_and_words_and_options_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    config = asked("solve", "--example", "-1 -> 1", "--seed=2", "--example=[2] -> 3", monkeypatch=monkeypatch)
    assert (config.examples, config.files, config.search.seed) == (("-1 -> 1", "[2] -> 3"), (), 2)
    config = asked("solve", "a.csv", "--json", "-", "--timeout", "1", "b.sl", monkeypatch=monkeypatch)
    assert (config.files, config.output, config.search.timeout) == (("a.csv", "-", "b.sl"), OutputConfig(json=True), 1.0)
    config = asked("run", "x -> x", "-3", "-2.5e3", "--domain", "list", "-.5", "--", "--x", monkeypatch=monkeypatch)
    assert (config.program, config.inputs, config.domain) == ("x -> x", ("-3", "-2.5e3", "-.5", "--x"), "list")
    config = asked("train", "--domain", "list", "--domain", "text", "--out", "g.safetensors", monkeypatch=monkeypatch)
    assert config.domains == ("list", "text")
    config = asked("grow", "SUITE", "--run", "DIR", "--no-train", "--max-arity", "2", monkeypatch=monkeypatch)
    assert config == GrowConfig(("SUITE",), run="DIR", train=False, arity=2)
    assert asked("bench", "SUITE", "--hold-out", "-5e-1", monkeypatch=monkeypatch) == BenchConfig(("SUITE",), hold_out=-0.5)
    assert asked("build", "--check", monkeypatch=monkeypatch) == BuildConfig(check=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_names_every_option_with_its_default(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.run([command, "--no-such-option", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for own, default in options(COMMANDS[command][0]):
        start = f"{name_of(own)} {own.metadata['metavar']}".strip() if name_of(own).startswith("-") else name_of(own)
        silent = default in (None, (), MISSING) or isinstance(default, bool)
        assert f"{start} {own.metadata['help']}{'' if silent else f' ({DIFFERENTLY.get(default, default)})'}" in text


def misuse(*words: str) -> str:
    with pytest.raises(Misuse) as caught:
        app.run(words)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_misspelt_command_is_named_with_the_nearest(command: str) -> None:
    wrong = command[0] + command[2] + command[1] + command[3:]
    assert misuse(wrong) == f"no such command {wrong}; did you mean {command}?"


@pytest.mark.parametrize(("command", "own", "default"), OPTIONS, ids=lambda said: said.name if isinstance(said, Field) else "")
def test_misspelt_options_and_values_are_named(command: str, own: Field[Any], default: Any) -> None:
    flag, least = name_of(own), LEAST.get(command, [])
    if not flag.startswith("-"):
        return
    wrong, cut = f"{flag[:-1]}{flag[-1] * 2}", flag[:-1]
    assert misuse(command, wrong, *least) == misuse(command, f"{wrong}=1") == f"no such option {wrong}; did you mean {flag}?"
    assert misuse(command, *least, cut, "1") == f"no such option {cut}; did you mean {flag}?"
    if kind_of(own) is bool:
        assert misuse(command, *least, f"{flag}=1").startswith(f"{flag}: ")
        return
    assert misuse(command, *least, flag).startswith(f"{flag}: ")
    if kind_of(own) in (int, float):
        assert misuse(command, *least, flag, "abc").startswith(f"{flag} takes a ")
        assert misuse(command, *least, flag, "abc").endswith(", not 'abc'")
    must = own.metadata["must"]
    if must and must.choices:
        fault = misuse(command, *least, flag, must.choices[0] + "x")
        assert fault.endswith(f", not '{must.choices[0]}x'; did you mean {must.choices[0]}?")
    elif must and get_origin(own.type) is not tuple:
        assert misuse(command, *least, flag, "-1").startswith(f"{flag} must ")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["slove"], "no such command slove; did you mean solve?"),
        (["--verison"], "no such option --verison; did you mean --version?"),
        (["solve", "--timout", "3"], "no such option --timout; did you mean --timeout?"),
        (["solve", "FILE", "--timeout", "abc"], "--timeout takes a number of seconds, not 'abc'"),
        (["solve", "FILE", "--timeout", "inf"], "--timeout must be a positive number of seconds, not inf"),
        (["solve", "FILE", "--max-memory", "1.5"], "--max-memory takes a whole number of MiB, not '1.5'"),
        (["run"], "run needs PROGRAM; see synth run --help"),
        (["train"], "train needs --out; see synth train --help"),
        (["grow", "SUITE"], "give --run DIR, where the run is kept"),
        (["suites", "more", "words"], "suites takes no more words, but was given more words"),
        (["library", "shwo"], "ACTION must be list, show, rename, export, import, graph, verify or table, not 'shwo'; did you mean show?"),
        (["library", "rename", "old"], "library rename takes OLD NEW, but was given old"),
        (["library", "list", "--jsn"], "no such option --jsn; did you mean --json?"),
    ],
)
def test_what_is_not_understood_is_said(words: list[str], fault: str) -> None:
    assert misuse(*words) == fault


def test_the_function_solve_takes_the_options_of_the_command() -> None:
    given = ("examples", "inputs", "primitives", "watch")
    wider = {
        "must_use": "str | Sequence[str]",
        "avoid": "str | Sequence[str]",
        "costs": "Mapping[str, float] | Sequence[str]",
    }  # than there
    taken = {name: parameter for name, parameter in inspect.signature(solve).parameters.items() if name not in given}
    assert set(taken) == {own.name for own in fields(SolveConfig)}
    for own in fields(SolveConfig):
        annotation = getattr(own.type, "__name__", None) if isinstance(own.type, type) else str(own.type)
        assert (taken[own.name].default, taken[own.name].annotation) == (own.default, wider.get(own.name, annotation))


@pytest.mark.parametrize("words", [["--help"], ["solve", "--help"], ["solve", "--timout"]])
def test_reading_the_command_line_imports_nothing_heavy(words: list[str]) -> None:
    code = f"import sys, synth.__main__\nsys.argv = ['synth', *{words!r}]\ntry: synth.__main__.main()\nexcept SystemExit: pass\n"
    heavy = "{'torch', 'numpy', 'numba', 'lark', 'networkx', 'rich', 'pydantic', 'tasks'}"
    code += f"print('loaded', sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=True)
    assert done.stdout.splitlines()[-1] == "loaded []"
