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
PACKAGES = ("tasks", "synth")

# Each part of synth and the parts it rests on; what those rest on, it may import too. Parts that are not named here, and anything
# inside one part, are free.
RESTS_ON = {
    "grammar": (),
    "rules": ("grammar",),
    "prior": ("grammar",),
    "budget": (),
    "constants": (),
    "experience": ("prior",),
    "space": ("grammar", "prior", "budget"),
    "columns": ("budget",),
    "search": ("space", "columns", "derivation"),
    "patience": ("space",),
    "verify": (),
    "ledger": ("config",),
    "progress": (),
    "fuzz": (),
    "rank": ("prior", "fuzz", "derivation"),
    "phrases": (),
    "inputs": ("phrases",),
    "night": ("search", "constants", "inputs"),
    "dream": ("night", "config"),
    "learn": (),
    "derivation": ("grammar",),
    "condense": ("space", "rules", "verify"),
    "answers": ("config", "rank", "verify", "result"),
    "guide.signature": ("guide.list_properties", "guide.number_properties", "guide.text_properties"),
    "guide.list_properties": (),
    "guide.number_properties": ("guide.list_properties",),
    "guide.text_properties": ("guide.list_properties",),
    "guide.encode": ("grammar", "guide.signature"),
    "guide.infer": ("prior", "grammar", "derivation", "config", "guide.encode"),
    "guide.propose": ("guide.infer",),
    "guide": ("guide.infer", "constants", "learn", "dream", "apart"),
    "apart": ("worker",),
    "library": ("grammar", "config", "ledger", "columns"),
    "config": (),
    "result": (),
    "solver": (
        "search",
        "patience",
        "condense",
        "answers",
        "experience",
        "constants",
        "guide.infer",
        "library",
    ),
    "trial": (),
    "worker": ("solver", "trial"),
    "intake": ("config", "solver"),
    "build": ("search", "library", "config"),
    "crew": ("build", "intake", "hybrid"),
    "api": ("crew",),
    "display": ("config", "result"),
    "hybrid": ("learn", "library", "search", "constants", "solver", "worker", "apart"),
    "engine": ("crew", "ledger", "guide", "library", "dream", "hybrid"),
}
TORCH_IN = (
    *("synth.learn", "synth.hybrid", "synth.guide.network", "synth.guide.train", "synth.guide.tuning", "synth.guide.knobs"),
    *(f"synth.bench.{name}" for name in ("fewshot", "learners", "encoder", "forgetting", "student", "scaling")),
)
MAY_PRINT = ("synth.display", "synth.__main__", "synth.build", "synth.cli")


@functools.cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text(encoding="utf8"), str(path))
    return found


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports(name: str, tree: ast.AST, *, at_load: bool = False) -> Iterator[str]:
    """The dotted names a module imports; at_load leaves out what is only for the type checker or inside a function."""
    for node in ast.iter_child_nodes(tree):
        if at_load and (is_type_checking(node) or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import in line {node.lineno}"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules() else str(node.module)
        else:
            yield from imports(name, node, at_load=at_load)


def part_of(name: str) -> str:
    """The part of synth that a module belongs to."""
    inner = name.removeprefix("synth.")
    return max((part for part in RESTS_ON if inner == part or inner.startswith(f"{part}.")), key=len, default="")


def reachable(part: str) -> set[str]:
    graph = networkx.DiGraph([(above, below) for above, parts in RESTS_ON.items() for below in parts])
    return {part} | (networkx.descendants(graph, part) if part in graph else set())


def ours(imported: str, *packages: str) -> bool:
    return imported.split(".")[0] in packages


def test_the_language_rests_on_nothing_and_tasks_on_the_language() -> None:
    for name, tree in modules().items():
        forbidden = {"dsl": ("tasks", "synth"), "tasks": ("synth",)}.get(name.split(".")[0], ())
        for imported in imports(name, tree):
            assert not ours(imported, *forbidden), f"{name} imports {imported}"


@pytest.mark.parametrize("part", sorted(RESTS_ON))
def test_a_part_imports_only_what_it_rests_on(part: str) -> None:
    allowed = reachable(part)
    for name, tree in modules().items():
        if name == "synth" or not name.startswith("synth.") or part_of(name) != part:
            continue
        for imported in imports(name, tree):
            if part == "learn":
                assert not ours(imported, "tasks", "synth") or part_of(imported) == part, f"{name} imports {imported}"
            if imported.startswith("synth."):
                assert part_of(imported) in allowed, f"{name} imports {imported}"


def test_torch_is_imported_only_where_models_are() -> None:
    for name, tree in modules().items():
        if not name.startswith(TORCH_IN):
            assert not [imported for imported in imports(name, tree) if imported.split(".")[0] == "torch"], name


def test_modules_import_each_other_without_cycles() -> None:
    graph = networkx.DiGraph((name, imported) for name, tree in modules().items() for imported in imports(name, tree, at_load=True))
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
                assert name in (*MAY_PRINT, "synth.worker"), f"{where} writes to a standard stream"
            case ast.Global():
                raise AssertionError(f"{where} changes a global")
            case ast.Import() | ast.ImportFrom():
                assert "pickle" not in ast.unparse(node), f"{where} imports pickle"


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=True, cwd=ROOT)
    return done.stdout.strip()


def test_search_never_imports_torch() -> None:
    code = "import sys, pkgutil, importlib, synth.solver, synth.worker, synth.crew, synth.search\n"
    code += "for m in pkgutil.iter_modules(synth.search.__path__): importlib.import_module(f'synth.search.{m.name}')\n"
    assert run_python(code + "print([m for m in sys.modules if m.split('.')[0] == 'torch'])") == "[]"


def test_help_imports_nothing_heavy() -> None:
    code = "import sys\nsys.argv = ['synth', '--help']\nfrom synth.__main__ import main\ntry: main()\nexcept SystemExit: pass\n"
    heavy = "{'torch', 'numpy', 'numba', 'lark', 'networkx', 'rich', 'dsl.parsing', 'tasks'}"
    assert run_python(code + f"print('loaded', sorted({heavy} & set(sys.modules)))").splitlines()[-1] == "loaded []"
