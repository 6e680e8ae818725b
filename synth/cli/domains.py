"""`synth domains`: the domains there are, or the primitives of one with their types, costs and examples."""

from __future__ import annotations

import json
from typing import Any

import dsl.bounds
from dsl.domain import domain_names, load_domain
from dsl.primitives import Primitive
from synth.batch.display import put
from synth.config import DomainsConfig
from synth.faults import Misuse

BOUNDS = {
    "MAX_LIST": "items of a list that a primitive may build",
    "MAX_TEXT": "characters of a text that a primitive may build",
    "MAX_STEPS": "steps of a loop",
    "MAX_INT": "largest integer, and its negative the least",
}


def run(config: DomainsConfig) -> int:
    """Lists the domains, or describes one."""
    for row in _domain_rows() if config.name is None else _primitive_rows(config.name):
        put(json.dumps(row) if config.output.json else _line(row))
    if config.name is not None and not config.output.json:
        put("\n".join(f"{text}: {getattr(dsl.bounds, name)}" for name, text in BOUNDS.items() if hasattr(dsl.bounds, name)))
    return 0


def _domain_rows() -> list[dict[str, Any]]:
    rows = []
    for name in domain_names():
        domain = load_domain(name)
        rows.append({"domain": name, "primitives": len(domain.primitives), "includes": list(domain.includes), "doc": domain.doc})
    return rows


def _primitive_rows(name: str) -> list[dict[str, Any]]:
    try:
        domain = load_domain(name)
    except ValueError as fault:
        raise Misuse(str(fault)) from None
    return [_primitive_row(primitive) for primitive in sorted(domain.primitives, key=lambda primitive: primitive.name)]


def _primitive_row(primitive: Primitive) -> dict[str, Any]:
    examples = [f"{primitive.name}({arguments}) = {value}" for arguments, value in primitive.examples]
    bounds = {name: getattr(dsl.bounds, name) for name in BOUNDS if name in primitive.doc}
    return {
        "primitive": primitive.name,
        "type": str(primitive.type),
        "cost": primitive.cost,
        "doc": " ".join(primitive.doc.split()),
        "bounds": bounds,
        "examples": examples,
    }


def _line(row: dict[str, Any]) -> str:
    if "domain" in row:
        return f"{row['domain']:<14} {row['primitives']:>4} primitives  {row['doc']}"
    examples = "".join(f"\n    {example}" for example in row["examples"])
    return f"{row['primitive']} : {row['type']}\n    {row['doc']}{examples}\n"
