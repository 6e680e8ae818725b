"""The snippets of the pages for Python users: each page is run from top to bottom, and prints what stands behind its prints."""

from __future__ import annotations

import ast
import contextlib
import io
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("python.md", "tutorial_columns.md", "tutorial_lists.md")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXPECTED = re.compile(r"print\(.*\)  # (.*)$")


def run(block: str, names: dict[str, object], where: str) -> int:
    """Execute a block, statement by statement; how many prints were compared with what stands behind them."""
    compared = 0
    lines = block.splitlines()
    for node in ast.parse(block).body:
        wanted = [found[1] for line in lines[node.lineno - 1 : node.end_lineno] if (found := EXPECTED.search(line))]
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(ast.Module([node], []), where, "exec"), names)
        if wanted:
            assert said.getvalue().splitlines() == wanted, f"{where}: {ast.unparse(node)}"
            compared += len(wanted)
    return compared


@pytest.mark.parametrize("page", PAGES)
def test_the_snippets_of_a_page_print_what_it_says(page: str) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    blocks = BLOCK.findall((DOCS / page).read_text(encoding="utf8"))
    assert len(blocks) >= 4
    assert sum(run(block, names, page) for block in blocks) >= 5
