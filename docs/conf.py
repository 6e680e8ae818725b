"""How Sphinx builds these pages: `make docs`."""

from __future__ import annotations

import fnmatch
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

project = "synth-engine"
author = "synth-engine contributors"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]  # consoles show programs of our language
html_theme = "furo"
html_title = "synth-engine"
html_show_copyright = False
html_show_sphinx = False
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
default_role = "code"


def code_blocks(app: Any, what: str, name: str, of: Any, options: Any, lines: list[str]) -> None:
    """Indented blocks of docstrings are code, as they are in Markdown."""
    for place in range(len(lines) - 1, 0, -1):
        begins = re.match(r" {4}\S", lines[place]) and not lines[place - 1].strip()
        if begins and place >= 2 and not lines[place - 2].startswith(" "):
            lines[place:place] = ["::", ""]


def linked(app: Any, page: str, source: list[str]) -> None:
    """A page named as `docs/page.md` is a link; patterns of the index that match no page are left out."""
    pages = {path.stem for path in Path(app.srcdir).glob("*.md")}
    if page == "index":
        lines = source[0].splitlines()
        source[0] = "\n".join(line for line in lines if not re.fullmatch(r"\w+\*", line) or fnmatch.filter(pages, line))

    def link(found: re.Match[str]) -> str:
        return f"[{found[1]}]({found[1]}.md)" if found[1] in pages else found[0]

    fences = re.split(r"(^```.*?^```$)", source[0], flags=re.MULTILINE | re.DOTALL)
    source[0] = "".join(part if part.startswith("```") else re.sub(r"`docs/([\w-]+)\.md`", link, part) for part in fences)


def setup(app: Any) -> None:
    """Registers what is done to docstrings and pages."""
    app.connect("autodoc-process-docstring", code_blocks)
    app.connect("source-read", linked)
