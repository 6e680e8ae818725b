"""The house rules that a machine can check: who may import whom, no cycles, no stray output, everything documented and small."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("dsl", "tasks", "synth")

# Each room of synth (a folder or a loose file) and the rooms that its files import, lazily or for types alone included; dsl and tasks
# are below all of them.
RESTS_ON = {
    "__main__": "cli faults",
    "cli": "batch config faults files grow hybrid library solving synth training",
    "bench": "api batch cli columns config faults files guide hybrid learn library process search solving space synth training",
    "web": "batch config faults files grow library process solving",
    "grow": "batch config files library solving space",
    "training": "columns config faults files guide learn process search solving space",
    "synth": "api library solving",
    "sklearn": "api batch config",
    "api": "batch config faults files solving",
    "batch": "columns config faults guide hybrid library process search solving space",
    "hybrid": "columns config learn library process search solving space",
    "solving": "config faults guide library search space",
    "guide": "faults space",
    "search": "columns space",
    "library": "columns faults files",
    "space": "process",
    "config": "faults",
    "files": "faults",
}
MOST_ROOMS, MOST_FLOORS = 26, 14
TORCH_IN = (
    *("synth.learn", "synth.hybrid"),
    *(f"synth.training.{name}" for name in ("network", "train", "fine_tune", "hyperparameters", "ranker", "weights", "budget")),
    *(f"synth.bench.{name}" for name in ("fewshot", "learners", "modules", "encoder", "forgetting", "student", "scaling")),
)
MAY_PRINT = ("synth.batch.display", "synth.__main__", "synth.batch.precompile", "synth.cli.app")


@functools.cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text(encoding="utf8"), str(path))
    return found


def imports(name: str, tree: ast.AST) -> Iterator[str]:
    """The dotted names a module imports, inside functions and for the type checker alone, too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import in line {node.lineno}"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules() else str(node.module)


def room_of(name: str) -> str:
    """The package, and within synth the folder or loose file, that a module stands in."""
    package, *inner = name.split(".")
    return inner[0] if package == "synth" and inner else package


@functools.cache
def house() -> networkx.DiGraph:
    """The rooms and who imports whom, each edge with the modules that make it."""
    graph = networkx.DiGraph()
    for name, tree in modules().items():
        graph.add_node(room_of(name))
        for imported in imports(name, tree):
            if imported in modules() and room_of(imported) != room_of(name):
                graph.add_edge(room_of(name), room_of(imported), by=f"{name} imports {imported}")
    return graph


def ours(imported: str, *packages: str) -> bool:
    return imported.split(".")[0] in packages


def test_the_language_rests_on_nothing_and_tasks_on_the_language() -> None:
    for name, tree in modules().items():
        forbidden = {"dsl": ("tasks", "synth"), "tasks": ("synth",)}.get(name.split(".")[0], ())
        for imported in imports(name, tree):
            assert not ours(imported, *forbidden), f"{name} imports {imported}"


def test_rooms_import_what_the_table_says() -> None:
    for room, *_ in house().adjacency():
        if room in ("dsl", "tasks"):
            continue
        known = set(RESTS_ON.get(room, "").split())
        found = {below for below in house().successors(room) if below not in ("dsl", "tasks")}
        assert not found - known, [house().edges[room, below]["by"] for below in found - known]
        assert not known - found, f"{room} rests on {sorted(known - found)} no longer"
    assert not list(house().successors("learn")), "a learner knows nothing of programs"


def test_the_house_is_small_and_has_no_circles() -> None:
    floors = networkx.dag_longest_path_length(house()) + 1  # raises where there is a circle
    print(f"{len(house())} rooms, {floors} floors, {house().number_of_edges()} arrows, 0 circles")
    assert len(house()) <= MOST_ROOMS
    assert floors <= MOST_FLOORS
    inside = [path for path in (ROOT / "synth").iterdir() if path.name not in ("machine_code", "__pycache__")]
    assert sum(path.is_dir() for path in inside) <= 15
    assert sum(path.suffix == ".py" for path in inside) <= 8


def test_torch_is_imported_only_where_models_are() -> None:
    for name, tree in modules().items():
        if not name.startswith(TORCH_IN):
            assert not [imported for imported in imports(name, tree) if imported.split(".")[0] == "torch"], name


def test_modules_import_each_other_without_cycles() -> None:
    graph = networkx.DiGraph((name, imported) for name, tree in modules().items() for imported in imports(name, tree))
    graph.remove_nodes_from([node for node in list(graph) if node not in modules()])
    assert list(networkx.simple_cycles(graph)) == []


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_is_documented_small_and_silent(name: str) -> None:
    tree = modules()[name]
    assert ast.get_docstring(tree), f"{name} has no docstring"
    assert (tree.body[-1].end_lineno or 0) < 400, f"{name} is too long"
    for node in ast.walk(tree):
        where = f"{name}:{getattr(node, 'lineno', 0)}"
        match node:
            case ast.Call(ast.Name("print" | "eval" | "exec" | "breakpoint" as called)):
                raise AssertionError(f"{where} calls {called}")
            case ast.Attribute(ast.Name("sys"), "stdout" | "stderr"):
                assert name in (*MAY_PRINT, "synth.process"), f"{where} writes to a standard stream"
            case ast.Global():
                raise AssertionError(f"{where} changes a global")
            case ast.Import() | ast.ImportFrom():
                assert "pickle" not in ast.unparse(node), f"{where} imports pickle"


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=True, cwd=ROOT)
    return done.stdout.strip()


def test_search_never_imports_torch() -> None:
    code = "import sys, pkgutil, importlib, synth.solving.solver, synth.batch.worker, synth.batch.pool, synth.search\n"
    code += "for m in pkgutil.iter_modules(synth.search.__path__): importlib.import_module(f'synth.search.{m.name}')\n"
    assert run_python(code + "print([m for m in sys.modules if m.split('.')[0] == 'torch'])") == "[]"


def test_help_imports_nothing_heavy() -> None:
    code = "import sys\nsys.argv = ['synth', '--help']\nfrom synth.__main__ import main\ntry: main()\nexcept SystemExit: pass\n"
    heavy = "{'torch', 'numpy', 'numba', 'lark', 'networkx', 'rich', 'dsl.parsing', 'tasks'}"
    assert run_python(code + f"print('loaded', sorted({heavy} & set(sys.modules)))").splitlines()[-1] == "loaded []"
