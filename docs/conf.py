"""How Sphinx builds these pages: `make docs`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

project = "synth-engine"
author = "synth-engine contributors"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 3
# pages of the index that a working tree has not yet; comments that tell tests what to run; console blocks with more than commands
suppress_warnings = ["toc.empty_glob", "misc.highlighting_failure"]
html_theme = "furo"
html_title = "synth-engine"
html_show_copyright = False
html_show_sphinx = False
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
default_role = "code"
exclude_patterns: list[str] = []


def code_blocks(app: Any, what: str, name: str, of: Any, options: Any, lines: list[str]) -> None:
    """Indented blocks of docstrings are code, as they are in Markdown."""
    for place in range(len(lines) - 1, 0, -1):
        begins = re.match(r" {4}\S", lines[place]) and not lines[place - 1].strip()
        if begins and place >= 2 and not lines[place - 2].startswith(" "):
            lines[place:place] = ["::", ""]


def linked(app: Any, page: str, source: list[str]) -> None:
    """A page that is named as `docs/page.md`, as who reads the files sees it, is a link on the site."""
    pages = {path.stem for path in Path(app.srcdir).glob("*.md")}

    def link(found: re.Match[str]) -> str:
        return f"[{found[1]}]({found[1]}.md)" if found[1] in pages else found[0]

    fences = re.split(r"(^```.*?^```$)", source[0], flags=re.MULTILINE | re.DOTALL)
    source[0] = "".join(part if part.startswith("```") else re.sub(r"`docs/([\w-]+)\.md`", link, part) for part in fences)


def setup(app: Any) -> None:
    """Registers what is done to docstrings and pages."""
    app.connect("autodoc-process-docstring", code_blocks)
    app.connect("source-read", linked)
