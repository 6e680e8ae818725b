"""Machine code is made at set-up and checked before it is linked; no clock pays for it, and no search needs a compiler."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dsl.domain import load_domain
from synth.batch import precompile
from synth.columns.codegen import objects
from synth.columns.codegen.objects import Unfit
from synth.columns.codegen.routine import ObjectFile, Routines
from synth.columns.kernels import OwnKernel, file_of, kernel, variants
from synth.columns.store import Store, _intern
from synth.library.abstraction.graph import address

ROOT = Path(__file__).parent.parent
TEXT = ["--example", '"minutes.txt" -> "minutes"', "--example", '"a.txt" -> "a"']
LIST = ["--example", "[3,1,2] -> [1,2,3]", "--example", "[5,4] -> [4,5]"]


def one(x: int) -> int:
    return x + 1


class Small(ObjectFile):
    """An object file that takes no second to compile."""

    def routines(self) -> Routines:
        return {self.name: one}


def synth(*arguments: str, cache: Path | None = None, code: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A call of the command line, with a cache and a place of the shipped code of its own."""
    environment = dict(os.environ) if cache is None else {**os.environ, "XDG_CACHE_HOME": str(cache)}
    script = "import sys\nfrom synth.columns.codegen import objects\n"
    script += f"from pathlib import Path\nobjects.SHIPPED = Path({str(code)!r})\n" if code else ""
    script += "sys.argv[0] = 'synth'\nimport atexit\natexit.register(lambda: sys.stderr.write(f\"numba: {'numba' in sys.modules}\\n\"))\n"
    script += "from synth.__main__ import main\nmain()\n"
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, env=environment, check=False)


@pytest.mark.parametrize("examples", [TEXT, LIST])
def test_no_process_of_a_search_imports_a_compiler(examples: list[str], tmp_path: Path) -> None:
    assert json.loads(without_a_compiler(tmp_path, "solve", "--json", *examples))["status"] == "solved"


def test_compression_imports_no_compiler(tmp_path: Path) -> None:
    programs = tmp_path / "programs.json"
    programs.write_text(json.dumps([f"(lam (g (f a $0) {word}))" for word in "bcd"]))
    found = json.loads(without_a_compiler(tmp_path, "compress", str(programs), "--json", "--iterations", "2", "--max-arity", "2"))
    (only,) = found["abstractions"]
    assert (only["body"], only["arity"], only["uses"]) == ("(lam (g (f a $0) #0))", 1, 3)
    assert found["rewritten"] == ["(fn_0 b)", "(fn_0 c)", "(fn_0 d)"]
    assert (found["original_cost"], found["final_cost"]) == (3 * 505, 3 * 201)


def test_growing_imports_no_compiler(tmp_path: Path) -> None:
    """A whole iteration: tasks are solved, what the programs share is named, and they are solved again."""
    suite, lines = tmp_path / "small.jsonl", []
    for by in range(2, 6):
        train = [{"inputs": [xs], "output": [x + by for x in xs]} for xs in ([5, 0, 7], [1, 2], [9])]
        lines.append(json.dumps({"name": f"plus {by}", "domain": "lists_base", "train": train}) + "\n")
    suite.write_text("".join(lines))
    options = ["--run", str(tmp_path / "run"), "--iterations", "1", "--max-candidates", "4000", "--domain", "lists_base"]
    options += ["--held-out-tasks", "0.25", "--no-train", "--workers", "1", "--json"]
    (line,) = without_a_compiler(tmp_path, "grow", str(suite), *options).splitlines()
    assert json.loads(line)["subroutines"] > 0


def without_a_compiler(folder: Path, *arguments: str) -> str:
    """What the command line puts out where numba cannot be imported; no process of it may try, which is traced."""
    tracer = folder / "numba"
    tracer.mkdir()
    seen = folder / "seen"
    (tracer / "__init__.py").write_text(f"open({str(seen)!r}, 'a').write('imported')\nraise ImportError('no compiler here')\n")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "synth", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, env=environment, check=False)
    assert not seen.exists()
    return done.stdout


def test_without_any_code_the_clock_waits(tmp_path: Path) -> None:
    """Nothing shipped and an empty cache: what is missing is compiled before the clock runs, once."""
    arguments = ["solve", "--json", "--timeout", "5", "--domain", "lists_base"]  # a domain with few kernels
    arguments += ["--example", "[3,1,2] -> [1,2]", "--example", "[5,4] -> [4]"]
    first, second = (synth(*arguments, cache=tmp_path / "cache", code=tmp_path / "none") for _ in range(2))
    for done in (first, second):
        result = json.loads(done.stdout)
        assert result["status"] == "solved"
        assert result["seconds"] < 5.2
        assert "numba: False" in done.stderr
    assert "compiling machine code once" in first.stderr
    assert "compiling" not in second.stderr


def test_set_up_made_all_of_it() -> None:
    assert not precompile.faults(precompile.shipped())


def changed(path: Path, how: Callable[[bytes], bytes]) -> None:
    path.write_bytes(how(path.read_bytes()))


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda content: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "a flipped bit": lambda content: content[:-9] + bytes([content[-9] ^ 4]) + content[-8:],
    "without its header": lambda content: content.partition(b"\n")[2],
    "longer": lambda content: content + b"\0",
    "no JSON": lambda content: b"{\n" + content,
    "another's header": lambda content: b"[]\n" + content.partition(b"\n")[2],
    "a header of other types": lambda content: b'{"digest": 3, "made_from": 4, "level": 5}\n' + content.partition(b"\n")[2],
    "a source that changed": lambda content: content.replace(b'bounds.py": "', b'bounds.py": "0', 1),
    "another version of Unicode": lambda content: content.replace(b'"unicode": "', b'"unicode": "0', 1),
    "another processor": lambda content: content.replace(objects.level().encode(), b"pdp-11", 1),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_code_is_checked_before_it_is_linked_and_made_anew(damage: str, tmp_path: Path) -> None:
    file = Small(f"small_{list(DAMAGES).index(damage)}")
    good = file.build(tmp_path)
    path = objects.path_of(tmp_path, file.name)
    changed(path, DAMAGES[damage])
    with pytest.raises(Unfit):
        objects.read(tmp_path, file.name)
    assert precompile.faults([file], tmp_path)
    precompile.build([file], tmp_path, 1, lambda done, total: None)
    assert len(objects.read(tmp_path, file.name)) == len(good)


def test_a_damaged_file_is_compiled_again_with_a_line(tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    for path in objects.SHIPPED.iterdir():
        (code / path.name).write_bytes(path.read_bytes())
    changed(code / "survey.code", DAMAGES["cut short"])
    before = (code / "survey.code").read_bytes()
    first, second = (synth("solve", *TEXT, cache=tmp_path / "cache", code=code) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "'survey' is damaged" in first.stderr
    assert "damaged" not in second.stderr
    assert (code / "survey.code").read_bytes() == before  # a search writes nothing into the package


def test_code_that_others_may_have_written_is_not_used(tmp_path: Path) -> None:
    file = Small("small_open")
    file.build(tmp_path)
    objects.path_of(tmp_path, file.name).chmod(0o666)
    with pytest.raises(Unfit, match="others"):
        objects.read(tmp_path, file.name)


@pytest.mark.parametrize(("mode", "used"), [(0o777, False), (0o770, False), (0o755, True), (0o700, True)])
def test_the_folder_of_the_user_is_nobody_elses(mode: int, used: bool, tmp_path: Path) -> None:
    folder = tmp_path / "synth-engine"
    folder.mkdir()
    folder.chmod(mode)
    found = _folder(tmp_path, 0o022)
    assert (found == folder) == used
    assert found.stat().st_mode & 0o777 == 0o700


def test_the_folder_is_private_whatever_the_umask(tmp_path: Path) -> None:
    assert _folder(tmp_path, 0).stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_the_folder_of_another_user_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "synth-engine"
    folder.mkdir(mode=0o700)
    os.chown(folder, 65534, 65534)
    assert _folder(tmp_path, 0o022) != folder


def _folder(cache: Path, umask: int) -> Path:
    code = f"import os\nos.umask({umask})\nfrom synth.columns.codegen.objects import cache_folder\nprint(cache_folder())"
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    return Path(done.stdout.strip())


def test_no_pickle_is_read_anywhere() -> None:
    for package in ("dsl", "tasks", "synth"):
        for path in (ROOT / package).rglob("*.py"):
            text = path.read_text(encoding="utf8")
            assert "import pickle" not in text, path
            assert "Lark" not in text or "cache=" not in text, path  # that is one, too
            compiles = path.parent.name == "codegen" and path.name in ("compiler.py", "intrinsics.py")
            assert compiles or not re.search(r"^\s*(import|from) numba\b", text, re.M), path  # its cache is another


def test_two_processes_do_not_compile_the_same(tmp_path: Path) -> None:
    files = [Slow(f"slow_{tmp_path.name}_{k}", tmp_path) for k in range(2)]
    builders = [precompile.Builders(files, tmp_path, 2) for _ in range(2)]
    for each in builders:
        while each.turn(0.1):
            pass
        each.end()
    assert sorted(path.name for path in tmp_path.glob("*.begun.*")) == [f"{file.name}.begun.1" for file in files]


class Slow(Small):
    """Notes how often it was compiled."""

    def __init__(self, name: str, notes: Path) -> None:
        super().__init__(name)
        self.notes = notes

    def routines(self) -> Routines:
        count = len(list(self.notes.glob(f"{self.name}.begun.*")))
        (self.notes / f"{self.name}.begun.{count + 1}").touch()
        time.sleep(0.2)
        return super().routines()


class Broken(Small):
    """Cannot be compiled."""

    def routines(self) -> Routines:
        raise RuntimeError("no")


class Deadly(Small):
    """Ends the process that compiles it."""

    def routines(self) -> Routines:
        os._exit(3)


@pytest.mark.parametrize("kind", [Broken, Deadly])
def test_what_cannot_be_compiled_is_passed_over(kind: type[Small], tmp_path: Path) -> None:
    files = [kind(f"bad_{kind.__name__}"), *(Small(f"good_{kind.__name__}_{k}") for k in range(3))]
    precompile.build(files, tmp_path, 2, lambda done, total: None)
    assert list(precompile.faults(files, tmp_path)) == files[:1]


def test_entries_take_rows_without_gaps() -> None:
    store = Store(1, 1)
    with pytest.raises(TypeError, match="without gaps"):
        _intern(store.frame, np.zeros(6, np.int64)[::2], 3)


@pytest.mark.parametrize("array", [np.zeros(6, np.int64), np.zeros(6, np.int32)[::2]])
def test_a_table_holds_rows_of_one_kind_without_gaps(array: np.ndarray) -> None:
    with pytest.raises(TypeError, match="int32 without gaps"):
        address(array, np.int32)


def test_a_shipped_primitive_has_its_code_in_the_file_of_its_domain() -> None:
    for p in load_domain("text").primitives:
        if variants(p):
            assert not isinstance(file_of(p), OwnKernel)
            assert file_of(p).name == f"kernels_{p.function.__module__.rpartition('.')[2]}"  # type: ignore[union-attr]


def test_a_primitive_under_another_name_has_the_same_code() -> None:
    for p in load_domain("text").primitives:
        for on_texts in variants(p):
            renamed = replace(p, name="another name")
            assert kernel(renamed, on_texts).address == kernel(p, on_texts).address > 0


def test_what_is_not_linked_has_no_address() -> None:
    with pytest.raises(KeyError):
        objects.address("synth_nothing_of_that_name")
