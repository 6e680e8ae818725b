"""Pages that run: the blocks of a Markdown page, and what executes them in a folder, in order.

A fence `console`, or a block with a line that begins with `$ `, is what a terminal shows: commands, each with the output that stands below
it, or with none where it need not be compared. A fence `python`, and an indented block that begins with an import, is executed, all of a
page in one namespace; `print(…)  # …` says what it prints. A block that begins with `# name.csv` (or .json, .jsonl, .sl, …) is that file.
All else is an illustration. A comment that readers do not see may stand before a block:

    <!-- exit 1 -->             its last command ends with this code
    <!-- as: COMMAND -->        run in place of the only command of the block, with smaller numbers
    <!-- not run: REASON -->    nothing of it is run
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import subprocess
import sys
import unittest.mock
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
MARK = re.compile(r"<!-- (exit|as:|not run:) ?(.*?) -->")
FILE = re.compile(r"# ([\w-]+\.(?:csv|tsv|jsonl?|sl|py))\n")
PRINTED = re.compile(r"print\(.*\) +# (.*)$")
ELLIPSIS = "…"


@dataclass(frozen=True)
class Block:
    """One block of a page, with the language that its fence names and the marks before it."""

    where: str
    language: str
    text: str
    marks: tuple[tuple[str, str], ...] = ()

    def mark(self, name: str) -> str | None:
        return dict(self.marks).get(name)

    @property
    def kind(self) -> str:
        """One of file, console, python, illustration."""
        if self.language and FILE.match(self.text):
            return "file"
        if self.language == "console" or (not self.language and re.search(r"^\$ ", self.text, re.MULTILINE)):
            return "console"
        if self.language == "python" or (not self.language and re.match(r"(from [\w.]+ )?import \w", self.text)):
            return "python"
        return "illustration"

    def commands(self) -> list[tuple[str, str]]:
        """The commands of a terminal, each with what stands below it."""
        return re.findall(r"^\$ (.*(?:(?<=\\)\n.*)*)\n?((?:(?!\$ ).*(?:\n|\Z))*)", self.text, re.MULTILINE)


def blocks(path: Path) -> list[Block]:
    """The fenced and the indented blocks of a page."""
    found: list[Block] = []
    marks: list[tuple[str, str]] = []
    lines = path.read_text(encoding="utf8").splitlines()
    at, blank = 0, True
    while at < len(lines):
        line, start = lines[at], at
        if fence := re.match(r"(```+)(\{?[\w-]*\}?)", line):
            at = next(i for i in range(at + 1, len(lines)) if lines[i].startswith(fence[1]))
            language, body = fence[2] or "text", lines[start + 1 : at]
        elif blank and line.startswith("    "):
            while at + 1 < len(lines) and (lines[at + 1].startswith("    ") or not lines[at + 1].strip()):
                at += 1
            language, body = "", [own[4:] for own in lines[start : at + 1]]
        else:
            marks.extend(MARK.findall(line))
            if line.strip() and not MARK.search(line):
                marks = []
            blank, at = not line.strip() or MARK.search(line) is not None, at + 1
            continue
        found.append(Block(f"{path.name}:{start + 1}", language, "\n".join(body).rstrip() + "\n", tuple(marks)))
        marks, blank, at = [], True, at + 1
    return found


def run_page(path: Path, folder: Path) -> None:
    """Executes all of a page in a folder of its own, which is the working folder; AssertionError names the line of what differs."""
    names: dict[str, Any] = {"__name__": "__main__"}
    tools = folder / ".bin"
    tools.mkdir()
    for name, words in (("synth", "-m synth"), ("python", "")):
        (tools / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        (tools / name).chmod(0o755)
    search = {"PATH": [str(tools), os.environ["PATH"]], "PYTHONPATH": [str(ROOT), os.environ.get("PYTHONPATH", "")]}
    with unittest.mock.patch.dict(os.environ, {name: os.pathsep.join(places) for name, places in search.items()}):
        run_blocks(blocks(path), folder, names)


def run_blocks(page: list[Block], folder: Path, names: dict[str, Any]) -> None:
    for block in page:
        if block.mark("not run:") is not None:
            continue
        match block.kind:
            case "file":
                name, content = block.text.split("\n", 1)
                (folder / name.removeprefix("# ")).write_text(content, encoding="utf8")
            case "console":
                run_commands(block, folder)
            case "python":
                run_python(block, names)


def run_commands(block: Block, folder: Path) -> None:
    """The commands of a block, by a shell that knows `synth` and `python`; the last may end with the code that a mark names."""
    commands = block.commands()
    assert commands, f"{block.where}: no command stands behind a $"
    smaller = block.mark("as:")
    assert smaller is None or len(commands) == 1, f"{block.where}: only a single command has another in its place"
    for place, (command, shown) in enumerate(commands):
        done = subprocess.run(smaller or command, shell=True, capture_output=True, text=True, cwd=folder, timeout=300, check=False)
        said = f"{block.where}: {smaller or command}\n{done.stdout}{done.stderr}"
        wanted = int(block.mark("exit") or 0) if place == len(commands) - 1 else 0
        assert done.returncode == wanted, f"exit code {done.returncode} of {said}"
        if shown.strip() and smaller is None:
            pattern = ".*?".join(map(re.escape, shown.rstrip().split(ELLIPSIS)))
            assert re.fullmatch(pattern, (done.stdout + done.stderr).rstrip(), re.DOTALL), said


def run_python(block: Block, names: dict[str, Any]) -> None:
    """The statements of a block, one by one; what they print is compared with the comment behind them."""
    lines = block.text.splitlines()
    for node in ast.parse(block.text).body:
        wanted = [found[1] for line in lines[node.lineno - 1 : node.end_lineno] if (found := PRINTED.search(line))]
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(ast.Module([node], []), block.where, "exec"), names)
        if wanted:
            assert said.getvalue().splitlines() == wanted, f"{block.where}: {ast.unparse(node)}"


if __name__ == "__main__":  # in a process of its own, as readers run a page
    os.chdir(sys.argv[2])
    run_page(Path(sys.argv[1]), Path(sys.argv[2]))
