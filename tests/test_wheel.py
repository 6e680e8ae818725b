"""What pip installs holds the machine code, and works without a compiler or a cache."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from synth.columns.codegen import objects

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a copy of this tree, whose code is made already."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("dsl", "tasks", "synth"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = ["wheel", "-q", "--no-build-isolation", "--no-deps", "--disable-pip-version-check", "-w", str(target), str(source)]
    subprocess.run([sys.executable, "-m", "pip", *command], check=True, timeout=300)
    (made,) = target.glob("*.whl")
    return made


def test_a_wheel_is_of_its_platform_and_holds_the_code(wheel: Path) -> None:
    assert "-py3-none-linux" in wheel.name or "-py3-none-macosx" in wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {f"synth/machine_code/{path.name}" for path in objects.SHIPPED.glob("*.code")}
    assert shipped <= set(names)
    assert "dsl/grammar.tables" in names
    assert "tasks/showcase/people.csv" in names
    assert {"synth/web/static/page.js", "synth/web/static/style.css", "synth/web/templates/library.html"} <= set(names)


def test_what_was_installed_compiles_nothing(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "site" / "numba").mkdir()
    (tmp_path / "site" / "numba" / "__init__.py").write_text("raise ImportError('no compiler here')")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "synth", "solve", "--example", "[3,1,2] -> [1,2,3]", "--example", "[5,4] -> [4,5]"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=60, check=False)
    assert (done.returncode, done.stdout.splitlines()[:1], done.stderr) == (0, ["xs -> sort(xs)"], "")
    assert not list(tmp_path.glob("cache/**/*.code"))
