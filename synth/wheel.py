"""What pip builds besides Python files: the machine code, as a step of setuptools, and a wheel that is tagged for its platform.

setuptools loads this file alone, before anything is installed: it imports nothing of ours.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

from setuptools import Command
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build import build

ROOT = Path(__file__).parents[1]
FOLDER = Path("synth", "machine_code")
TABLES = Path("dsl", "grammar.tables")


class Build(build):  # type: ignore[misc]
    """The usual steps, and the machine code."""

    sub_commands: ClassVar = [*build.sub_commands, ("build_machine_code", None)]


class BuildMachineCode(Command):  # type: ignore[misc]
    """Compiles all shipped routines in the source tree, where an editable installation looks for them, and copies them elsewhere."""

    description = "compile the machine code that ships"
    user_options: ClassVar[list[tuple[str, str, str]]] = []
    editable_mode = False

    def initialize_options(self) -> None:
        """Nothing is asked."""
        self.build_lib: str | None = None

    def finalize_options(self) -> None:
        """The folder of the other build steps."""
        self.set_undefined_options("build_py", ("build_lib", "build_lib"))

    def run(self) -> None:
        """Compile, in an interpreter that has the source tree as its first place to look."""
        subprocess.run([sys.executable, "-m", "synth.batch.precompile"], cwd=ROOT, check=True)
        for target, source in self.get_output_mapping().items():
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)

    def get_outputs(self) -> list[str]:
        """The files it writes for a wheel."""
        return list(self.get_output_mapping())

    def get_output_mapping(self) -> dict[str, str]:
        """Where each file of a wheel comes from; an editable installation reads them in place."""
        if self.editable_mode:
            return {}
        made = [*sorted((ROOT / FOLDER).glob("*.code")), ROOT / TABLES]
        return {str(Path(str(self.build_lib)) / path.relative_to(ROOT)): str(path) for path in made}

    def get_source_files(self) -> list[str]:
        """None of its own: the modules are the other steps'."""
        return []


class PlatformWheel(bdist_wheel):  # type: ignore[misc]
    """A wheel for any Python 3 on this platform."""

    def finalize_options(self) -> None:
        """Say that it holds machine code, which setuptools asks as whether there are extension modules."""
        self.distribution.has_ext_modules = lambda: True
        super().finalize_options()

    def get_tag(self) -> tuple[str, str, str]:
        """No Python ABI: the code is called by address."""
        return "py3", "none", super().get_tag()[2]
