"""The pages: the table, which scripts fill, and beside it the subroutines of the library and what runs came to, without scripts."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, HTTPException, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dsl.type import GRID, within
from synth.config import ServeConfig
from synth.faults import Misuse
from synth.library.entry import Solution, Subroutine
from synth.library.store import open_library
from synth.web.runs import Run, open_run
from synth.web.values import calls, examples, readings

MOST_PICTURES = 100  # tasks of a run that are drawn in its table


def pages(config: ServeConfig) -> APIRouter:
    """The addresses of the pages."""
    router, templates = APIRouter(), Environment(loader=PackageLoader("synth.web"), autoescape=True, undefined=StrictUndefined)

    def page(name: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(templates.get_template(name).render(values), status)

    @router.get("/")
    def table() -> Response:
        return page("table.html")

    _add_library(router, config, page)
    _add_runs(router, config, page)
    return router


def _add_library(router: APIRouter, config: ServeConfig, page: Callable[..., Response]) -> None:
    def shown(fault: str | None = None, said: str | None = None) -> Response:
        try:
            known = _library(config.library)
        except Misuse as damage:
            return page("library.html", 200, library=config.library, entries=[], fault=str(damage), said=None, fixed=True)
        return page("library.html", 422 if fault else 200, **known, library=config.library, fault=fault, said=said)

    @router.get("/library")
    def library(renamed: str | None = None) -> Response:
        return shown(said=None if renamed is None else f"renamed to {renamed}")

    @router.get("/library/graph.svg")
    def graph() -> Response:
        return _picture(lambda path: _draw_library(config.library, path))

    @router.post("/library/rename")
    async def rename(request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode(errors="replace")).items()}
        try:
            with open_library(config.library, create=False) as opened:
                opened.rename(form.get("old", ""), form.get("new", "").strip())
        except Misuse as fault:
            return shown(fault=str(fault))
        return RedirectResponse(f"/library?renamed={form['new'].strip()}", 303)


def _library(url: str) -> dict[str, Any]:
    """What the page shows of a library; Misuse where there is none."""
    if url == "none":
        return {"entries": [], "fixed": True}
    with open_library(url, create=False) as opened:
        subroutines, solutions = opened.subroutines(), opened.solutions()
    programs: tuple[Subroutine | Solution, ...] = (*subroutines, *solutions)
    uses = Counter(key for entry in programs for _, key in entry.parents)
    users: dict[str, list[str]] = defaultdict(list)
    for entry in programs:
        for _, key in entry.parents:
            users[key].append(entry.name if isinstance(entry, Subroutine) else entry.task)
    rows = [
        {"entry": entry, "calls": calls(entry), "uses": uses[entry.key], "users": users[entry.key] or list(entry.tasks)}
        for entry in subroutines
    ]
    return {"entries": rows, "fixed": url == "default" or url.endswith(".jsonl")}


def _draw_library(url: str, path: Path) -> None:
    from synth.library.lineage import draw, lineage

    with open_library(url, create=False) as opened:
        draw(lineage(opened.subroutines(), opened.solutions()), path)


def _add_runs(router: APIRouter, config: ServeConfig, page: Callable[..., Response]) -> None:
    def run(number: int) -> Run:
        if not 0 <= number < len(config.runs):
            raise HTTPException(404, f"there are {len(config.runs)} runs")
        try:
            return open_run(config.runs[number])
        except Misuse as fault:
            raise HTTPException(422, str(fault)) from None

    @router.get("/runs")
    def runs() -> Response:
        listed = []
        for number, folder in enumerate(config.runs):
            try:
                listed.append({"number": number, "folder": folder, "run": open_run(folder), "fault": None})
            except Misuse as fault:
                listed.append({"number": number, "folder": folder, "run": None, "fault": str(fault)})
        return page("runs.html", runs=listed)

    @router.get("/runs/{number}")
    def one(number: int, before: int | None = None) -> Response:
        shown, others = run(number), [(k, folder) for k, folder in enumerate(config.runs) if k != number]
        comparison = None if before is None else shown.against(run(before))
        told = {"number": number, "folder": config.runs[number], "run": shown, "others": others, "pictures": _pictures(shown)}
        return page("run.html", **told, before=before, comparison=comparison)

    @router.get("/runs/{number}/task")
    def task(number: int, name: str) -> Response:
        shown = run(number)
        record, known = shown.named(name), shown.tasks().get(name)
        if record is None:
            raise HTTPException(404, "this run has no such task")
        rows = [] if known is None else examples(known)
        told = {"number": number, "folder": config.runs[number], "run": shown, "record": record}
        return page("task.html", **told, rows=rows, tables=readings(record, known))

    @router.get("/runs/{number}/curve.svg")
    def curve(number: int) -> Response:
        from synth.grow.plot import plot

        lines = run(number).progress
        return _picture(lambda path: plot(lines, path))


def _pictures(run: Run) -> dict[str, tuple[Markup, Markup]]:
    """By name of a task on grids its first example, for the first tasks of a run."""
    tasks, found = run.tasks(), dict[str, tuple[Markup, Markup]]()
    for record in run.latest():
        task = tasks.get(str(record.get("task")))
        if task is not None and len(found) < MOST_PICTURES and GRID in within(task.request):
            inputs, output, _ = examples(task)[0]
            found[task.name] = inputs, output
    return found


def _picture(draw: Callable[[Path], None]) -> Response:
    """A picture by matplotlib; a 404 that says what is missing where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.svg"
        try:
            draw(path)
            return Response(path.read_bytes(), media_type="image/svg+xml")
        except ImportError:
            raise HTTPException(404, "pictures need the extra: pip install 'synth-engine[plot]'") from None
        except (Misuse, ValueError) as fault:
            raise HTTPException(404, str(fault)) from None
